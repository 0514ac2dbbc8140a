"""Oracle's problem object (RFC 7807) and its error codes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

__all__ = ["CODES", "PROBLEM", "Problem", "exception_entry", "exceptions_listing"]

CODES = {
    "OSC-CREST-00000": "Reserved",
    "OSC-CREST-00001": "The exception code that was asked for is not known",
    "OSC-CREST-00002": "The HTTP method is not supported",
    "OSC-CREST-00003": "The API version is not supported",
    "OSC-CREST-00004": "The API version could not be loaded",
    "OSC-CREST-00005": "A resource could not be read",
    "OSC-CREST-00006": "An attempt to write a resource failed",
    "OSC-CREST-00007": "A query parameter cannot be used",
    "OSC-CREST-00008": "Internal processing error",
    "OSC-CREST-00009": "A resource could not be deleted",
    "OSC-CREST-00010": "The request has no body",
    "OSC-CREST-00011": "The body is not valid JSON",
    "OSC-CREST-00012": "A resource could not be created",
    "OSC-CREST-00013": "Unrecognized resource",
    "OSC-CREST-00014": "Not authorized for this site",
    "OSC-CREST-00015": "The Connect REST API is not enabled",
    "OSC-CREST-00016": "The API was accessed in a manner that is not supported",
    "OSC-CREST-00017": "The language is not supported",
    "OSC-CREST-00018": "Metadata of a resource was asked for through a relationship",
    "OSC-CREST-00035": "Too many requests for the pool of this application",
}
"""Meaning of each documented code; 19 to 34 exist, but their texts are not public.

00013 has the title of recorded replies. Besides URLs it is about members of a body."""

PROBLEM = "application/problem+json"
"""Media type of every error."""


class Problem(Exception):
    """Raised when the site refuses a request.

    Args:
        status: HTTP status of the response.
        code: number of the OSC-CREST code.
        detail: description of the error.
        headers: additional headers of the response.
    """

    def __init__(
        self, status: int, code: int, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = f"OSC-CREST-{code:05d}"
        self.detail = detail
        self.headers = headers or {}

    def as_json(self, root: str, instance: str) -> dict[str, Any]:
        """Return the problem object.

        Args:
            root: URL of `/services/rest/connect` on this site.
            instance: URL that was asked for.
        """
        return {
            "type": f"{root}/exceptions/{self.code}",
            "title": CODES.get(self.code, HTTPStatus(self.status).phrase),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "o:errorCode": self.code,
        }


def exceptions_listing(root: str) -> dict[str, Any]:
    """Return the answer to `GET exceptions`."""
    return {"items": [_exception_link(root, code) for code in CODES]}


def exception_entry(root: str, code: str) -> dict[str, Any]:
    """Return the answer to `GET exceptions/<code>`; its status is 200, as documented.

    Raises:
        Problem: the code is not known.
    """
    if code not in CODES:
        raise Problem(404, 1, f"There is no exception {code}")
    return {
        "type": f"{root}/exceptions/{code}",
        "title": CODES[code],
        "status": 200,
        "o:errorCode": code,
        "links": [_exception_link(root, code, "self")],
    }


def _exception_link(root: str, code: str, rel: str = "canonical") -> dict[str, str]:
    return {"rel": rel, "href": f"{root}/exceptions/{code}"}
