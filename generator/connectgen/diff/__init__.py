"""Two editions of an API compared: what changed, and whom it breaks."""

from connectgen.diff.compare import compare

__all__ = ["compare"]
