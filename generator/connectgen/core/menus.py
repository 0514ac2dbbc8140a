"""Menus of a site: the named IDs that its fields may have, with their labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
from connectgen.core.documents import MENUS

__all__ = ["Menu", "MenuEntry", "MenuFile", "menu_steps", "menu_targets", "menu_url_path"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """Entry of a menu."""

    id: int
    name: str
    """Label in the language of the account that fetched it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """One menu."""

    path: str
    """`ir.ReferenceType.target` of the fields that refer to it."""

    entries: tuple[MenuEntry, ...]
    """By id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuFile:
    """The pinned menus of one version of one site."""

    site: str
    """Digest of the origin that they were fetched from."""

    menus: tuple[Menu, ...]
    """By path."""

    unread: tuple[str, ...] = ()
    """Paths that are still to be read, because a fetch was interrupted or failed."""

    unavailable: tuple[str, ...] = ()
    """Paths that the site refused to show, or whose entries are too many."""

    @property
    def unread_only(self) -> frozenset[str]:
        """Paths that are still to be read, and have no values of an earlier fetch."""
        return frozenset(self.unread) - {menu.path for menu in self.menus}


def menu_targets(resources: Iterable[ir.Resource]) -> tuple[str, ...]:
    """Return the path of every menu that a field of *resources* refers to, sorted."""
    kinds = (
        field.type
        for resource in resources
        for view in resource.views
        for model in view.models
        for field in model.fields
    )
    items = (kind.item if isinstance(kind, ir.ListType) else kind for kind in kinds)
    return tuple(
        sorted(
            {kind.target for kind in items if isinstance(kind, ir.ReferenceType) and kind.named_id}
        )
    )


def menu_steps(target: str) -> list[str]:
    """Return the names of the resource and of the fields that lead to a menu."""
    below = target.partition("/")[2] if target.startswith(MENUS) else target
    return [decode_name(step) for step in below.split("/")]


def menu_url_path(target: str) -> str:
    """Return the path of a menu below the version of the API.

    The menu of a custom field is among the others, though its document is elsewhere.
    """
    return target if target.startswith(MENUS) else f"namedIDs/{target}"
