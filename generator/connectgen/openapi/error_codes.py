"""Error codes of Connect REST with their meanings, and the statuses that they come with."""

from __future__ import annotations

from runpy import run_path

from connectgen.core.bundled_data import TEMPLATES

__all__ = ["MEANINGS", "codes_of"]

MEANINGS: dict[str, str] = run_path(str(TEMPLATES / "runtime" / "_client" / "error_codes.py"))[
    "_MEANINGS"
]
"""Meaning of each code: the table of the generated client, which imports nothing."""

_OF_STATUS = {
    400: (6, 7, 9, 10, 11, 12, 13, 16, 17),
    401: (14,),
    403: (14, 15),
    404: (3, 5, 13),
    405: (2,),
    500: (4, 8),
    503: (8, 35),
}


def codes_of(status: int) -> tuple[str, ...]:
    """Return the codes that usually come with *status*. Oracle does not document which do."""
    return tuple(f"OSC-CREST-{number:05d}" for number in _OF_STATUS.get(status, ()))
