"""Import statements, split over lines as formatters do it."""

from __future__ import annotations

from collections.abc import Sequence

from connectgen.python_text.literals import LINE_WIDTH
from connectgen.view_models.package import ImportedModule

__all__ = ["EXPORTS", "MODELS", "RESOURCES", "RESOURCE_TYPES", "import_from_module", "import_lines"]


MODELS = {
    "_entries": frozenset({"Entries"}),
    "_json": frozenset({"JsonArray", "JsonObject"}),
    "_links": frozenset({"Link"}),
    "_members": frozenset({"json_member", "required_member"}),
    "_model": frozenset({"FileModel", "Model", "UploadModel", "model"}),
    "_reference": frozenset({"Reference"}),
    "_writing": frozenset({"Creatable", "Patchable", "Writable"}),
}
"""Names that modules of models import if they use them."""

RESOURCES = {
    "collections.abc": ("Mapping", "Sequence"),
    "functools": ("cached_property",),
    "typing": ("TYPE_CHECKING", "Any", "Unpack"),
    ".._client.options": ("GetOptions", "ListOptions"),
    ".._client.pages": ("AsyncPages", "Pages"),
    ".._client.records": ("Records",),
    ".._client.requests": ("BodyForm",),
    ".._client.sub_collections": (
        "AsyncFileCollection",
        "AsyncSubCollection",
        "FileCollection",
        "SubCollection",
    ),
    ".._client.table_pages": ("query_rows_request", "report_rows_request"),
    ".._client.tables": ("Table", "menu_request", "query_request", "report_request"),
    "..models._reference": ("Reference",),
}
"""Names that modules of resources import if they use them, types of methods included: tools that
read the types of a method while a program runs, like Sphinx, need each of them."""

RESOURCE_TYPES = {
    ".._client.connections": ("AsyncConnection", "Connection"),
}
"""Names that modules of resources import only for type checkers: these need httpx2."""

EXPORTS = {
    "_client.auth": ("BearerAuth", "SessionAuth"),
    "_client.client": ("AsyncClient", "Client"),
    "models._dates": ("ApproximateDate", "ApproximateDateTime"),
    "_client.errors": (
        "AdviceWarning",
        "AuthenticationError",
        "BadRequestError",
        "CallTimeoutError",
        "ClientError",
        "ConnectionLostError",
        "NotFoundError",
        "NotSentError",
        "OutcomeUnknownError",
        "PermissionDeniedError",
        "ReplyError",
        "ServerError",
        "StatusError",
        "ThrottledError",
        "WriteFailedError",
    ),
    "_client.options": ("ClientOptions", "GetOptions", "ListOptions"),
    "_client.pages": ("AsyncPages", "Page", "Pages"),
    "_client.raw": ("Reply",),
    "_client.tables": ("Table", "roql"),
    "_unset": ("UNSET", "Unset", "is_set"),
    "models._entries": ("Entries",),
    "models._links": ("Link",),
    "models._reference": ("Reference", "id_of"),
    "validators._violation": ("ValidationError", "Violation"),
}
"""Names that every package exports, by module."""


def import_from_module(name: str, names: Sequence[str], *, indent: int) -> ImportedModule:
    """Return an import of *names* from the module *name*, dots included, at *indent* columns."""
    line = f"from {name} import {', '.join(names)}"
    return ImportedModule(name=name, names=tuple(names), wide=indent + len(line) > LINE_WIDTH)


def import_lines(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the lines that import *names* from the module *name*; none if *names* is empty."""
    line = f"from {name} import {', '.join(names)}"
    if not names:
        return ()
    if len(line) <= LINE_WIDTH:
        return (line,)
    return (f"from {name} import (", *(f"    {each}," for each in names), ")")
