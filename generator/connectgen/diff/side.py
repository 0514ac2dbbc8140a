"""One side of a comparison: the parsed API and its documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from connectgen.core import ir
from connectgen.core.documents import Snapshot
from connectgen.core.json_types import Json
from connectgen.core.location import unescape_token
from connectgen.core.menus import Menu

__all__ = ["DiffSide", "build_diff_side", "is_present", "value_at"]

_URL = re.compile(r"(?:https?://[^/?#]*)?/services/rest/connect/([^/]+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffSide:
    """One side of a comparison."""

    api: ir.Api
    documents: Mapping[str, dict[str, Json]]
    """Documents by catalog path, with overlays applied, without the site and version in URLs."""

    resources: tuple[str, ...]
    """Names that the catalog lists, sorted."""

    unavailable: frozenset[str]
    """Catalog paths of the nested types that the site denied access to."""

    ordered: bool
    """True if members are in the order of the site; a pinned snapshot has them sorted."""

    menus: tuple[Menu, ...] = ()
    """Menus to compare."""

    hidden_menus: frozenset[str] = frozenset()
    """Paths of the menus whose values the site does not show."""


def build_diff_side(
    api: ir.Api,
    snapshot: Snapshot,
    *,
    ordered: bool,
    menus: tuple[Menu, ...] = (),
    hidden_menus: Iterable[str] = (),
) -> DiffSide:
    """Return the side for *api*, which was parsed from *snapshot*."""
    return DiffSide(
        api=api,
        documents={
            document.path: _as_object(_strip_version(document.content, snapshot.version))
            for document in snapshot.documents
        },
        resources=tuple(sorted(snapshot.resources)),
        unavailable=frozenset(snapshot.unavailable),
        ordered=ordered,
        menus=menus,
        hidden_menus=frozenset(hidden_menus),
    )


def _strip_version(value: Json, version: str) -> Json:
    """Return *value* with URLs below *version* reduced to what follows it."""
    if isinstance(value, dict):
        return {name: _strip_version(item, version) for name, item in value.items()}
    if isinstance(value, list):
        return [_strip_version(item, version) for item in value]
    if isinstance(value, str) and "/services/rest/connect/" in value:
        match = _URL.match(value)
        return value[match.end() :] if match and match[1] == version else value
    return value


def _as_object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def value_at(document: Json, pointer: str) -> Json:
    """Return the value at JSON Pointer *pointer* in *document*, or None."""
    return _resolve_pointer(document, pointer)[1]


def is_present(document: Json, pointer: str) -> bool:
    """Return whether *document* has a value at JSON Pointer *pointer*."""
    return _resolve_pointer(document, pointer)[0]


def _resolve_pointer(value: Json, pointer: str) -> tuple[bool, Json]:
    for token in pointer.split("/")[1:]:
        name = unescape_token(token)
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return False, None
    return True, value
