"""Parameters of the operations: headers that every request has, and query parameters."""

from __future__ import annotations

from connectgen.core.json_types import JsonObject

__all__ = [
    "COMMON_HEADERS",
    "DOWNLOAD",
    "GET_QUERY",
    "LIST_QUERY",
    "QUERY_TEXT",
    "SUPPRESS",
    "common_parameters",
    "id_parameter",
    "parameter_refs",
]

COMMON_HEADERS = ("ApplicationContext", "TimeUtc", "AccessToken", "ExcludeNull", "AcceptLanguage")
"""Parameters of every operation."""

_RULES = ("SuppressRule", "SuppressRules")
SUPPRESS: dict[str, tuple[str, ...]] = {
    "post": (*_RULES, "SuppressExternalEvents", "SuppressAll"),
    "patch": (*_RULES, "SuppressExternalEvents", "SuppressAll"),
    "delete": ("SuppressExternalEvents", "SuppressAll"),
}
"""Parameters of writes, by method. No rules run on DELETE."""

GET_QUERY = ("Fields", "Expand")
LIST_QUERY = ("Filter", "OrderBy", *GET_QUERY, "Limit", "Offset", "TotalResults")
DOWNLOAD = "Download"
QUERY_TEXT = "Query"

_YES = {"type": "string", "enum": ["true", "yes"]}


def common_parameters() -> dict[str, JsonObject]:
    """Return every parameter that operations share, by name."""
    return {**_header_parameters(), **_query_parameters()}


def parameter_refs(*names: str) -> list[JsonObject]:
    """Return references to the parameters called *names*."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def id_parameter(name: str, description: str) -> JsonObject:
    """Return a path parameter that is the ID of a record or an entry."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "integer", "format": "int64", "minimum": 0},
    }


def _header_parameters() -> dict[str, JsonObject]:
    return {
        "ApplicationContext": {
            **_parameter(
                "header",
                "OSvC-CREST-Application-Context",
                "Name of your application, in 1 to 40 characters of ASCII. Required from v1.4 on.",
                {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[ -~]*[!-~]$"},
            ),
            "required": True,
            "example": "Ticket sync",
        },
        "TimeUtc": _parameter(
            "header",
            "OSvC-CREST-Time-UTC",
            "Return times in UTC, also in the results of reports.",
            _YES,
        ),
        "AccessToken": _parameter(
            "header",
            "osvc-crest-api-access-token",
            "Token of the response before, unchanged. Without it requests may be slower.",
            {"type": "string"},
        ),
        "ExcludeNull": _parameter(
            "header",
            "Prefer",
            "Omit properties that are null.",
            {"type": "string", "enum": ["exclude-null-properties"]},
        ),
        "AcceptLanguage": _parameter(
            "header",
            "Accept-Language",
            "Language of the interface. Any other is refused, so leave it out if in doubt.",
            {"type": "string"},
        ),
        "SuppressRule": _suppress_parameter("Rule", "Do not run business rules."),
        "SuppressRules": _suppress_parameter(
            "Rules", "Do not run business rules: the other spelling in Oracle's documentation."
        ),
        "SuppressExternalEvents": _suppress_parameter(
            "ExternalEvents", "Do not run event handlers."
        ),
        "SuppressAll": _suppress_parameter("All", "Run neither business rules nor event handlers."),
    }


def _query_parameters() -> dict[str, JsonObject]:
    count = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
    return {
        "Fields": _query_parameter(
            "fields",
            "Fields to return, separated by commas. A list of records returns only ID, lookup name "
            "and times without it, and takes no parts of fields.",
        ),
        "Expand": _query_parameter(
            "expand", "Lists to return in full instead of as links, separated by commas, or `all`."
        ),
        "Filter": _query_parameter("q", "Filter in ROQL, such as `statusWithType.status.id = 1`."),
        "OrderBy": _query_parameter(
            "orderBy", "Fields to sort by, separated by commas, such as `updatedTime:desc`."
        ),
        "Limit": _query_parameter(
            "limit",
            "Records in one reply. Sites default to 1000.",
            {**count, "minimum": 1, "maximum": 20_000},
        ),
        "Offset": _query_parameter("offset", "Records to skip.", count),
        "TotalResults": _query_parameter(
            "totalResults", "Return the number of all records.", {"type": "boolean"}
        ),
        DOWNLOAD: {
            **_query_parameter(
                "download",
                "Return the content instead of the description. It has no value.",
                {"type": "string", "enum": [""]},
            ),
            "allowEmptyValue": True,
        },
        QUERY_TEXT: {
            **_query_parameter(
                "query",
                "ROQL statements, separated by semicolons. Only send what reads: a site also runs "
                "DELETE.",
                {"type": "string", "minLength": 1},
            ),
            "required": True,
            "example": "SELECT id, lookupName FROM incidents LIMIT 10",
        },
    }


def _suppress_parameter(what: str, description: str) -> JsonObject:
    return _parameter("header", f"OSvC-CREST-Suppress-{what}", description, _YES)


def _query_parameter(name: str, description: str, schema: JsonObject | None = None) -> JsonObject:
    return _parameter("query", name, description, schema or {"type": "string"})


def _parameter(place: str, name: str, description: str, schema: JsonObject) -> JsonObject:
    return {"name": name, "in": place, "description": description, "schema": schema}
