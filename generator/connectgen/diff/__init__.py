"""Two editions of an API compared: what changed, and whom it breaks."""

from connectgen.diff.comparison import compare

__all__ = ["compare"]
