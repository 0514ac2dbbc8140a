"""Resolution of `$ref` in a catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from connectgen.core.catalog_paths import split_catalog_path
from connectgen.core.diagnostics import Diagnostics
from connectgen.core.documents import MENUS, SchemaDocument, Snapshot
from connectgen.core.json_types import Json, is_array, is_object
from connectgen.core.location import unescape_token
from connectgen.parse.normalize import normalize_schema
from connectgen.parse.schema import SchemaNode, read_record
from connectgen.parse.values import shorten_value

__all__ = ["RefResolver"]

_LATEST = "latest"
_WHOLE = ("", "/", "/definitions/singularResource")
_MAX_HOPS = 20
"""Number of local references that lead to one another."""


@dataclass(kw_only=True)
class RefResolver:
    """Resolves `$ref` to catalog paths, within one snapshot and one origin."""

    snapshot: Snapshot
    diagnostics: Diagnostics
    _records: dict[str, SchemaNode] = field(default_factory=dict[str, SchemaNode])

    @cached_property
    def _documents(self) -> dict[str, SchemaDocument]:
        return {document.path: document for document in self.snapshot.documents}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Known paths by how they look in small letters."""
        known = (*self.snapshot.unavailable, *self.snapshot.resources, *self._documents)
        return {path.casefold(): path for path in known}

    @cached_property
    def _origin(self) -> str:
        """Origin of most absolute references, the only one that is not foreign.

        Empty if the references of a fetched snapshot are relative, as a fetch makes them: then all
        others are foreign.
        """
        origins: Counter[str] = Counter()
        for document in self._documents.values():
            _count_origins(document.content, origins)
        if self.snapshot.site is not None and origins[""]:
            return ""
        del origins[""]
        return origins.most_common(1)[0][0] if origins else ""

    def find_record(self, path: str) -> SchemaNode | None:
        """Return the record of the document at *path*; None if it is not in the snapshot."""
        if path not in self._records:
            document = self._documents.get(path)
            if document is None:
                return None
            self._records[path] = read_record(document, self.diagnostics)
        return self._records[path]

    def resolve_local(self, schema: SchemaNode) -> SchemaNode:
        """Return *schema* with what its `$ref` to a part of the same document leads to.

        Keywords beside the `$ref` have precedence. References to the document as a whole, and to
        other documents, stay as they are.
        """
        found = schema
        for _ in range(_MAX_HOPS):
            ref = found.members.get("$ref")
            pointer = ref[1:] if isinstance(ref, str) and ref.startswith("#") else ""
            if unquote(pointer) in _WHOLE:
                return found
            target = self._follow_pointer(unquote(pointer), found)
            rest = {name: value for name, value in found.members.items() if name != "$ref"}
            if target is None:
                text = f"$ref is {shorten_value(ref)}, which leads nowhere: left out"
                self._warn(found, text, "unresolved-ref")
                return replace(found, members=rest)
            found = replace(target, members={**target.members, **rest}, is_shared=True)
        text = "$ref leads back to itself: left out"
        self._warn(schema, text, "unresolved-ref")
        rest = {name: value for name, value in schema.members.items() if name != "$ref"}
        return replace(schema, members=rest)

    def _follow_pointer(self, pointer: str, schema: SchemaNode) -> SchemaNode | None:
        value: Any = schema.document.content
        tokens = [unescape_token(token) for token in pointer.split("/")[1:]]
        for token in tokens:
            if is_object(value):
                value = value.get(token)
            elif is_array(value) and token.isdecimal() and int(token[:9]) < len(value):
                value = value[int(token)]
            else:
                return None
        if not is_object(value) or not pointer.startswith("/"):
            return None
        location = schema.document.location.child(*tokens)
        members = normalize_schema(value, location, self.diagnostics)
        return SchemaNode(members=members, location=location, document=schema.document)

    def resolve_target(self, schema: SchemaNode) -> str | None:
        """Return the catalog path that *schema* refers to; None, with a warning, if it has none.

        A path of one segment is a resource, and `namedIDs/…` is a menu. Any other is a nested
        type or a menu, whose document is in the snapshot unless the site denied access.
        """
        path = self._catalog_path(schema)
        if path is None:
            return None
        path = self._find_spelling(path)
        known = path in self._documents or path in self.snapshot.unavailable
        if "/" in path and not path.startswith(MENUS) and not known:
            text = (
                f"$ref leads to {path}.json, which is not in the snapshot: any object is accepted"
            )
            self._warn(schema, text, "unresolved-ref")
            return None
        return path

    def _find_spelling(self, path: str) -> str:
        """Return *path* as the snapshot spells it: case may differ."""
        if path in self._documents:
            return path
        known = self._spellings.get(path.casefold())
        if known is not None:
            return known
        menu = next((menu for menu in MENUS if path.lower().startswith(menu.lower())), "")
        return menu + path[len(menu) :]

    def is_menu(self, path: str) -> bool:
        """Return whether *path* is a named ID: an entry of a menu of the site.

        Standard menus are below `namedIDs`. Those of custom fields and objects look like nested
        types, and are recognized by their properties.
        """
        record = self.find_record(path) if "/" in path else None
        if path.startswith(MENUS) or record is None:
            return path.startswith(MENUS)
        members = {name for name, _ in record.read_properties()}
        named = {"id", "lookupName"} <= members <= {"id", "lookupName", "parents"}
        return named or record.read_flag("isMenu")

    def is_unavailable(self, path: str) -> bool:
        """Return whether *path* is a nested type that the site denied access to."""
        return path in self.snapshot.unavailable

    def _catalog_path(self, schema: SchemaNode) -> str | None:
        ref: str = schema.members["$ref"]
        own = schema.document.path
        if ref.startswith("#"):  # the document itself: `resolve_local` has followed all others
            return own
        home = f"/services/rest/connect/{self.snapshot.version}/metadata-catalog/{own}"
        shown = f"$ref is {shorten_value(ref)}"
        try:
            url = urlsplit(urljoin(home, ref.strip()))
        except ValueError:
            self._warn(schema, f"{shown}, not a URL: any object is accepted", "unresolved-ref")
            return None
        if _origin_of(url) not in ("", self._origin):
            text = f"{shown}, outside of the site, and not followed: any object is accepted"
            self._warn(schema, text, "unresolved-ref")
            return None
        found = split_catalog_path(url.path)
        version, path = found or ("", None)
        if version not in (self.snapshot.version.lower(), _LATEST) or not path:
            text = f"{shown}, not a URL in the catalog of {self.snapshot.version}"
            self._warn(schema, f"{text}: any object is accepted", "unresolved-ref")
            return None
        return path

    def _warn(self, schema: SchemaNode, text: str, kind: str) -> None:
        self.diagnostics.add_warning(schema.location.child("$ref"), text, kind)


def _count_origins(value: Json, origins: Counter[str]) -> None:
    """Add the origin of each `$ref` to another document to *origins*; empty for relative ones."""
    if isinstance(value, dict):
        ref = value.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            with suppress(ValueError):  # no URL: a warning where it is resolved
                origins[_origin_of(urlsplit(ref.strip()))] += 1
        parts: Iterable[Json] = value.values()
    elif isinstance(value, list):
        parts = value
    else:
        return
    for part in parts:
        if isinstance(part, (dict, list)):  # most are not, and a call costs more than this
            _count_origins(part, origins)


def _origin_of(url: SplitResult) -> str:
    return f"{url.scheme}://{url.netloc.lower()}" if url.scheme or url.netloc else ""
