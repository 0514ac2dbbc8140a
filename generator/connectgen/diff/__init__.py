"""Compare two versions of an API: their changes, and the code that these break."""

from connectgen.diff.compare import compare

__all__ = ["compare"]
