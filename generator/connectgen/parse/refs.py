"""What a `$ref` of the catalog points to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from connectgen.core.documents import SchemaDocument, Snapshot
from connectgen.parse.diagnostics import Diagnostics
from connectgen.parse.schema import SchemaNode, record_schema

__all__ = ["RefResolver"]

_MENUS = ("namedIDs/", "namedIDHierarchies/")
_CATALOG = re.compile(r"/services/rest/connect/([^/]+)/metadata-catalog/(.+)")
_NO_NAMES = frozenset({"", ".", ".."})
_ADVICE = 'put it there, or {"type": "object"} where the site does not show it'


@dataclass(slots=True, kw_only=True)
class RefResolver:
    """The documents by path, and the one origin that absolute references may name."""

    snapshot: Snapshot
    diagnostics: Diagnostics
    documents: dict[str, SchemaDocument] = field(init=False)
    origin: str | None = None
    """Set by the first absolute reference; a snapshot that was fetched has none left."""

    def __post_init__(self) -> None:
        self.documents = {document.path: document for document in self.snapshot.documents}

    def resolve_target(self, schema: SchemaNode) -> str | None:
        """Return the catalog path that the `$ref` of *schema* names, or None after an error.

        A path of one step is another resource, `namedIDs/…` a menu, any other an own part or a
        menu; that must be in the snapshot, unless the site refused to show it.
        """
        location = schema.location.child("$ref")
        ref = schema.members.get("$ref")
        if not isinstance(ref, str):
            self.diagnostics.add_error(location, "$ref must be a string")
            return None
        path = self._catalog_path(ref, schema)
        if path is None:
            return None
        if self._is_required(path):
            self.diagnostics.add_error(
                location, f"there is no {path}.json in the snapshot; {_ADVICE}"
            )
            return None
        return path

    def _is_required(self, path: str) -> bool:
        known = path in self.documents or self.is_unavailable(path)
        return "/" in path and not path.startswith(_MENUS) and not known

    def is_menu(self, path: str) -> bool:
        """Tell whether *path* is that of a named ID, an entry of one of the site's menus.

        Standard menus are below `namedIDs`; those of custom fields and objects look like own parts.
        """
        document = self.documents.get(path)
        if path.startswith(_MENUS) or "/" not in path or document is None:
            return path.startswith(_MENUS)
        record = record_schema(document, self.diagnostics)
        members = {name for name, _ in record.read_properties(self.diagnostics)}
        named = {"id", "lookupName"} <= members <= {"id", "lookupName", "parents"}
        return named or record.read_flag("isMenu", False, self.diagnostics)

    def is_unavailable(self, path: str) -> bool:
        """Tell whether *path* is that of a part which the site refused to show."""
        return path in self.snapshot.unavailable

    def _catalog_path(self, ref: str, schema: SchemaNode) -> str | None:
        location = schema.location.child("$ref")
        try:
            url = urlsplit(ref)
        except ValueError:
            self.diagnostics.add_error(location, f"{ref!r} is not a URL")
            return None
        origin = f"{url.scheme}://{url.netloc}" if url.scheme or url.netloc else None
        if origin is not None:
            self.origin = self.origin or origin
            if origin != self.origin:
                self.diagnostics.add_error(location, f"$ref points outside the site: {ref!r}")
                return None
        match = _CATALOG.fullmatch(url.path)
        version, path = match.groups() if match else ("", "")
        path = unquote(path).rstrip("/")
        strange = url.query or url.fragment or not _NO_NAMES.isdisjoint(path.split("/"))
        if strange or version != self.snapshot.version:
            known = self.snapshot.version
            self.diagnostics.add_error(location, f"not a URL in the catalog of {known}: {ref!r}")
            return None
        return path
