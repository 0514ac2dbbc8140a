"""Examples: of errors, and Oracle's own of `POST incidentResponse`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from connectgen.core import ir
from connectgen.openapi.error_codes import MEANINGS

__all__ = ["body_example", "problem_example", "reply_example"]

_ROOT = "https://mysite.example.com/services/rest/connect"

_REQUEST: dict[str, Any] = {
    "incident": {
        "id": 152,
        "subject": "Sample incident",
        "threads": [{"text": "Sample thread", "channel": {"id": 9}, "entryType": {"id": 2}}],
    },
    "fileAttachments": [
        {"fileName": "myfile.txt", "data": "d2FtcGxlIGNvbnRlbnQgZm9yIGZpbCUgYXR0YWNobWVudB=="}
    ],
    "useEmailSignature": True,
}


def _reply(version: str) -> dict[str, Any]:
    url = f"{_ROOT}/{version}"
    return {
        "incident": {"id": 91, "lookupName": "180417-000000"},
        "links": [
            {"rel": "self", "href": f"{url}/incidentResponse"},
            {"rel": "canonical", "href": f"{url}/incidentResponse"},
            {
                "rel": "describedby",
                "href": f"{url}/metadata-catalog/incidentResponse",
                "mediaType": "application/schema+json",
            },
        ],
    }


def body_example(resource: ir.Resource) -> dict[str, Any] | None:
    """Return the documented body for a new record; None if there is none for this site."""
    return _example_of(resource, "create", _REQUEST)


def reply_example(resource: ir.Resource, version: str) -> dict[str, Any] | None:
    """Return the documented reply to it; None if there is none for this site."""
    return _example_of(resource, "read", _reply(version))


def problem_example(status: int, code: str | None) -> dict[str, Any]:
    """Return an error as a site describes it.

    Args:
        status: status of the response.
        code: code of the site; None if there is none.
    """
    if code is None:
        return {"title": HTTPStatus(status).phrase, "status": status}
    title = MEANINGS[code]
    return {
        "type": f"{_ROOT}/exceptions/{code}",
        "title": f"{title[:1].upper()}{title[1:]}",
        "status": status,
        "o:errorCode": code,
    }


def _example_of(
    resource: ir.Resource, direction: ir.Direction, example: dict[str, Any]
) -> dict[str, Any] | None:
    if resource.name != "incidentResponse":
        return None
    # a site may have taken a field away
    for view in resource.views:
        if view.direction == direction:
            names = {field.wire_name for field in view.models[0].fields}
            return example if example.keys() <= names else None
    return None
