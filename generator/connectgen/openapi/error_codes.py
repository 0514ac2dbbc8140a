"""Error codes of Connect REST with their meanings, and the statuses that they come with."""

from __future__ import annotations

__all__ = ["MEANINGS", "codes_of"]

MEANINGS = {
    "OSC-CREST-00001": "unknown error code",
    "OSC-CREST-00002": "the resource does not support this HTTP method",
    "OSC-CREST-00003": "the site does not offer this version of the API",
    "OSC-CREST-00004": "the site could not load this version of the API",
    "OSC-CREST-00005": "the resource cannot be read",
    "OSC-CREST-00006": "the resource could not be written",
    "OSC-CREST-00007": "invalid query parameter",
    "OSC-CREST-00008": "internal error of the site",
    "OSC-CREST-00009": "the resource could not be deleted",
    "OSC-CREST-00010": "the request had no body",
    "OSC-CREST-00011": "the body is not JSON",
    "OSC-CREST-00012": "the resource could not be created",
    "OSC-CREST-00013": "the URL does not name a resource",
    "OSC-CREST-00014": "the account is not authorized for this site",
    "OSC-CREST-00015": "the Connect REST API is not enabled on this site",
    "OSC-CREST-00016": "unsupported use of the API",
    "OSC-CREST-00017": "the requested language is not that of the interface",
    "OSC-CREST-00018": "metadata of a resource was requested through another resource",
    "OSC-CREST-00035": "too many requests at once; rejected before it was executed",
}
"""Meaning of each code, in the words of the generated client (`_client/error_codes.py`)."""

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
