"""The query parameters of a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from connectgen.fake_site.problem_details import Problem

__all__ = [
    "COLLECTION",
    "MOST",
    "SINGLE",
    "QueryParameters",
    "Selection",
    "Tree",
    "read_parameters",
]

MOST = 20_000
"""Largest page, and number of rows of a query."""

_PAGE = 1_000
"""Default size of a page."""

SINGLE = ("expand", "fields", "links", "download")
"""Parameters of one record or part of it."""

COLLECTION = ("expand", "fields", "links", "limit", "offset", "orderBy", "q", "totalResults")
"""Parameters of a collection."""

Tree: TypeAlias = "dict[str, Tree]"
"""Dotted names by their steps; a name that ends has an empty tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Members of an object to show."""

    fields: Tree | None = None
    """Members to show; None means all of them."""

    expand: Tree | None
    """Lists to show in full; None means all of them."""

    def is_expanded(self, name: str) -> bool:
        """Return whether the list *name* is shown in full."""
        return self.expand is None or name in self.expand

    def child_selection(self, name: str) -> Selection:
        """Return the selection for the member *name*."""
        fields = None if self.fields is None else self.fields.get(name) or None
        expand = None if self.expand is None else self.expand.get(name, {})
        return Selection(fields=fields, expand=expand)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryParameters:
    """Parsed query parameters."""

    selection: Selection
    links: bool
    limit: int
    offset: int
    total: bool
    q: str
    order_by: str
    download: bool


def read_parameters(given: Mapping[str, str], allowed: Iterable[str]) -> QueryParameters:
    """Parse the query parameters of a request.

    Raises:
        Problem: a parameter is not among *allowed*, or its value cannot be used.
    """
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise Problem(400, 7, f"The query parameter {unknown[0]!r} is not supported here")
    expand = given.get("expand", "")
    selection = Selection(
        fields=_parse_tree(given["fields"]) if given.get("fields") else None,
        expand=None if expand == "all" else _parse_tree(expand),
    )
    return QueryParameters(
        selection=selection,
        links=_parse_flag(given, "links", default=True),
        limit=min(_parse_count(given, "limit", _PAGE, least=1), MOST),
        offset=_parse_count(given, "offset", 0, least=0),
        total=_parse_flag(given, "totalResults", default=False),
        q=given.get("q", ""),
        order_by=given.get("orderBy", ""),
        download="download" in given and given["download"].lower() != "false",
    )


def _parse_tree(names: str) -> Tree:
    tree: Tree = {}
    for name in filter(None, (name.strip() for name in names.split(","))):
        branch = tree
        for step in name.split("."):
            branch = branch.setdefault(step, {})
    return tree


def _parse_flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = given.get(name, "true" if default else "false").lower()
    if value not in ("true", "false", "yes", "no", "1", "0", ""):
        raise Problem(400, 7, f"{name} must be true or false")
    return value in ("true", "yes", "1", "")


def _parse_count(given: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) >= least):
        raise Problem(400, 7, f"{name} must be a whole number from {least}")
    return int(text)
