"""What is compared: one edition of an API, as documents and as what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connectgen.core import ir
from connectgen.core.documents import Snapshot
from connectgen.core.json_types import Json

__all__ = ["DiffSide", "build_diff_side", "is_present", "value_at"]

_URL = re.compile(r"(?:https?://[^/?#]*)?/services/rest/connect/([^/]+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffSide:
    """One side of a comparison."""

    api: ir.Api
    documents: Mapping[str, dict[str, Json]]
    """By catalog path, with overlays applied, without the site's address and version in URLs."""

    resources: tuple[str, ...]
    """Names that the catalog lists, sorted."""

    unavailable: frozenset[str]
    """Catalog paths of the parts that the site refused to show."""

    ordered: bool
    """Whether members stand as the site sent them; a pinned snapshot has them sorted."""


def build_diff_side(api: ir.Api, snapshot: Snapshot, *, ordered: bool) -> DiffSide:
    """Return the edition that *api*, parsed from *snapshot*, is."""
    return DiffSide(
        api=api,
        documents={
            document.path: _as_object(_strip_version(document.content, snapshot.version))
            for document in snapshot.documents
        },
        resources=tuple(sorted(snapshot.resources)),
        unavailable=frozenset(snapshot.unavailable),
        ordered=ordered,
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
    """Return what JSON Pointer *pointer* names in *document*, None where there is nothing."""
    return _resolve_pointer(document, pointer)[1]


def is_present(document: Json, pointer: str) -> bool:
    """Tell whether JSON Pointer *pointer* names something in *document*."""
    return _resolve_pointer(document, pointer)[0]


def _resolve_pointer(value: Json, pointer: str) -> tuple[bool, Json]:
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return False, None
    return True, value
