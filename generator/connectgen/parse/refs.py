"""Resolution of `$ref` in a catalog."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from connectgen.core.diagnostics import Diagnostics
from connectgen.core.documents import MENUS, SchemaDocument, Snapshot
from connectgen.parse.schema import SchemaNode, record_schema

__all__ = ["RefResolver"]

_CATALOG = re.compile(r"/services/rest/connect/([^/]+)/metadata-catalog/(.+)")
_NO_NAMES = frozenset({"", ".", ".."})
_ADVICE = 'put it there, or {"type": "object"} where the site does not show it'


@dataclass(slots=True, kw_only=True)
class RefResolver:
    """Resolves `$ref` to catalog paths, within one snapshot and one origin."""

    snapshot: Snapshot
    diagnostics: Diagnostics
    documents: dict[str, SchemaDocument] = field(init=False)
    origin: str | None = None
    """Origin of the first absolute reference, which all others must have; None if none exists."""

    def __post_init__(self) -> None:
        self.documents = {document.path: document for document in self.snapshot.documents}

    def resolve_target(self, schema: SchemaNode) -> str | None:
        """Return the catalog path that *schema* refers to; None if there was an error.

        A path of one segment is a resource, and `namedIDs/…` is a menu. Any other is a nested
        type or a menu, whose document must be in the snapshot unless the site denied access.
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
        return "/" in path and not path.startswith(MENUS) and not known

    def is_menu(self, path: str) -> bool:
        """Return whether *path* is a named ID: an entry of a menu of the site.

        Standard menus are below `namedIDs`. Those of custom fields and objects look like nested
        types, and are recognized by their properties.
        """
        document = self.documents.get(path)
        if path.startswith(MENUS) or "/" not in path or document is None:
            return path.startswith(MENUS)
        record = record_schema(document, self.diagnostics)
        members = {name for name, _ in record.read_properties(self.diagnostics)}
        named = {"id", "lookupName"} <= members <= {"id", "lookupName", "parents"}
        return named or record.read_flag("isMenu", False, self.diagnostics)

    def is_unavailable(self, path: str) -> bool:
        """Return whether *path* is a nested type that the site denied access to."""
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
                self.diagnostics.add_error(
                    location, f"$ref points outside the site {self.origin}: {ref!r}"
                )
                return None
        match = _CATALOG.fullmatch(url.path)
        version, path = match.groups() if match else ("", "")
        path = unquote(path).rstrip("/")
        # A path is a file name in the snapshot: `..` must not lead out of its folder.
        is_foreign = url.query or url.fragment or not _NO_NAMES.isdisjoint(path.split("/"))
        if is_foreign or version != self.snapshot.version:
            known = self.snapshot.version
            self.diagnostics.add_error(location, f"not a URL in the catalog of {known}: {ref!r}")
            return None
        return path
