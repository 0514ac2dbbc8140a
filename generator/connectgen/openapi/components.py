"""Components that do not depend on the site: schemas, responses, headers and ways to sign in."""

from __future__ import annotations

from connectgen.core.json_types import JsonObject
from connectgen.openapi.error_codes import MEANINGS, codes_of
from connectgen.openapi.examples import problem_example
from connectgen.openapi.refs import LINK, schema_ref
from connectgen.openapi.tables import table_schemas

__all__ = [
    "ERRORS",
    "REFERENCE",
    "REFERENCE_INPUT",
    "REFERENCE_LIST",
    "RESERVED",
    "common_headers",
    "common_responses",
    "common_schemas",
    "security_schemes",
    "success_headers",
]

REFERENCE = "Reference"
REFERENCE_INPUT = "ReferenceInput"
REFERENCE_LIST = "ReferenceList"
PROBLEM = "Problem"

ERRORS: dict[int, tuple[str, str]] = {
    400: ("BadRequest", "The request or its body is wrong."),
    401: ("Unauthorized", "The credentials are missing or wrong, or have expired."),
    403: ("Forbidden", "The account is not allowed to do this."),
    404: ("NotFound", "There is no such record or resource."),
    405: ("MethodNotAllowed", "The resource does not support this method for this account."),
    429: ("TooManyRequests", "Too many requests. The request was not executed."),
    500: ("ServerError", "The site failed. A write may have taken effect."),
    503: (
        "Unavailable",
        "The site or a gateway is not available. With `OSC-CREST-00035` there were too many "
        "requests, and this one was not executed. Otherwise a write may have taken effect.",
    ),
}
"""Name and description of the response with each status. Every operation may have each of them."""

_TEXTS = {
    "type": "URL of the error code, such as `.../exceptions/OSC-CREST-00005`.",
    "title": "Summary of the problem.",
    "detail": "Explanation of this occurrence of the problem.",
    "instance": "URL of the request.",
}


def common_schemas() -> dict[str, JsonObject]:
    """Return the schemas that every document has, by name."""
    return {
        LINK: {
            "type": "object",
            "description": "A hyperlink to a related resource.",
            "properties": {
                "href": {"type": "string", "description": "URL of the target."},
                "mediaType": {"type": "string"},
                "rel": {
                    "type": "string",
                    "description": "Relation to the target, such as `self` or `canonical`.",
                },
                "templated": {"type": "boolean", "description": "Whether `href` is a template."},
            },
        },
        REFERENCE: {
            "type": "object",
            "description": "Another record or an entry of a menu, in a reply: `id` and "
            "`lookupName`, or `links` only.",
            "properties": {
                **_reference_members(),
                "links": {"type": "array", "items": schema_ref(LINK)},
            },
            "examples": [{"id": 1, "lookupName": "Example"}],
        },
        REFERENCE_INPUT: {
            "type": "object",
            "description": "Another record or an entry of a menu, in a body. Give its `id` or its "
            "`lookupName`.",
            "properties": _reference_members(),
            "examples": [{"id": 1}],
        },
        PROBLEM: _problem_schema(),
        **table_schemas(),
    }


def _reference_members() -> JsonObject:
    # not 1: some menus begin with 0, such as addressType with the primary address
    return {
        "id": {"type": "integer", "format": "int64", "minimum": 0},
        "lookupName": {"type": "string"},
    }


def _problem_schema() -> JsonObject:
    rows = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in MEANINGS.items())
    return {
        "type": "object",
        "description": "An error (RFC 9457). A gateway in front of the site may answer with HTML.",
        "properties": {
            **{name: {"type": "string", "description": text} for name, text in _TEXTS.items()},
            "status": {"type": "integer", "description": "Status code of the response."},
            "o:errorCode": {
                "type": "string",
                "description": "Code of the site. A site may send codes that are not listed.\n\n"
                f"| code | meaning |\n|---|---|\n{rows}",
                "examples": ["OSC-CREST-00012"],
                "x-error-codes": dict(MEANINGS),
            },
        },
    }


def common_responses() -> dict[str, JsonObject]:
    """Return the responses of errors, by name."""
    found: dict[str, JsonObject] = {}
    for status, (name, description) in ERRORS.items():
        codes = codes_of(status)
        lines = [f"* `{code}`: {MEANINGS[code]}" for code in codes]
        found[name] = {
            "description": "\n".join(
                [description, *(["", "Usual codes:", "", *lines] if lines else [])]
            ),
            "content": {
                "application/problem+json": {
                    "schema": schema_ref(PROBLEM),
                    "example": problem_example(status, codes[0] if codes else None),
                }
            },
        }
    return found


def common_headers() -> dict[str, JsonObject]:
    """Return the headers of responses, by name."""
    return {
        "AccessToken": {
            "description": "Token to send back unchanged, as a header of the same name, with the "
            "next request.",
            "schema": {"type": "string"},
        },
        "NextRequestAfter": {
            "description": "Milliseconds to wait before the next request.",
            "schema": {"type": "integer", "minimum": 0},
        },
        "Location": {
            "description": "URL of the new record.",
            "schema": {"type": "string", "format": "uri-reference"},
        },
    }


def success_headers(*, is_new: bool = False) -> JsonObject:
    """Return the headers of a response that is no error.

    Args:
        is_new: whether it names a new record.
    """
    kept = {
        "osvc-crest-api-access-token": _header_ref("AccessToken"),
        "osvc-crest-next-request-after": _header_ref("NextRequestAfter"),
    }
    return {"Location": _header_ref("Location"), **kept} if is_new else kept


def security_schemes() -> dict[str, JsonObject]:
    """Return the ways to sign in, by name."""
    return {
        "basic": {
            "type": "http",
            "scheme": "basic",
            "description": "User name and password of a staff account.",
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "Access token of OAuth 2.",
        },
        "session": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "The word `Session`, a blank, and the token of an agent's session.",
        },
    }


def _header_ref(name: str) -> JsonObject:
    return {"$ref": f"#/components/headers/{name}"}


RESERVED = (*common_schemas(), REFERENCE_LIST)
"""Names that schemas of resources cannot have."""
