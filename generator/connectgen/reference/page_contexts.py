"""Contexts of the pages: texts, addresses and names of styles, no markup."""

from __future__ import annotations

from dataclasses import dataclass

from connectgen.core.menus import MenuEntry
from connectgen.reference.operations import Operation
from connectgen.reference.pictures import ArcPicture, Picture

__all__ = [
    "Badge",
    "ChangeLine",
    "ClassContext",
    "FieldContext",
    "IndexPage",
    "MenuContext",
    "NameEntry",
    "PartContext",
    "RelationLine",
    "ResourceLine",
    "ResourcePage",
    "TextLink",
    "ViewCell",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLink:
    """A text that leads somewhere."""

    text: str
    href: tuple[str, ...]
    """The address; empty if there is no page for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A word on a colored ground."""

    text: str
    style: str
    """`custom`, `added`, `changed`, `removed` or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A change since another version."""

    badge: Badge
    link: TextLink
    """The field or resource that changed."""

    kind: str
    old: str
    new: str
    is_short: bool
    """Whether both values are texts to show."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuContext:
    """The menu of a field."""

    name: str
    summary: str
    """Such as "5 values"; empty if they are not pinned."""

    values: tuple[MenuEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCell:
    """Availability of a field in one view."""

    label: str
    style: str
    mark: str
    word: str
    needed: str
    """`required` or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldContext:
    """One field."""

    anchor: str
    style: str
    """`gone` if only the other version has it."""

    wire_name: str
    python_name: str
    """Empty if it is that of the wire."""

    label: str
    """Empty if it says what the name says."""

    badges: tuple[Badge, ...]
    type: str
    targets: tuple[TextLink, ...]
    """What it refers to, or the part with the fields inside it: one or none."""

    after_type: str
    menus: tuple[MenuContext, ...]
    limits: tuple[str, ...]
    views: tuple[ViewCell, ...]
    description: str
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassContext:
    """A Python class that has the fields of a table."""

    name: str
    views: str
    """Views that it is for, such as "create and patch"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartContext:
    """The fields of a resource, or of an object inside it."""

    anchor: str
    title: str
    parent: tuple[TextLink, ...]
    """The field that holds it; empty for the resource itself."""

    about: str
    classes: tuple[ClassContext, ...]

    caption: str
    views: tuple[str, ...]
    """Views that the resource has, in the order of the columns."""

    fields: tuple[FieldContext, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationLine:
    """Another resource, and the fields by which it refers to this one or is referred to."""

    link: TextLink
    fields: tuple[TextLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePage:
    """The page of one resource."""

    path: str
    policy: str
    title: str
    api: str
    site: str
    index: str
    """Address of the index."""

    name: str
    badges: tuple[Badge, ...]
    purpose: str
    python: str
    operations: tuple[Operation, ...]
    lists: tuple[Operation, ...]
    """Operations that list what is inside one record."""

    setup: tuple[str, ...]
    """Lines that the operations need."""

    parts: tuple[PartContext, ...]
    field_count: str
    advice: tuple[str, ...]
    relations: bool
    wide: tuple[Picture, ...]
    """Empty without relations to other resources, like `narrow`."""

    narrow: tuple[Picture, ...]
    outgoing: tuple[RelationLine, ...]
    incoming: tuple[RelationLine, ...]
    own: tuple[TextLink, ...]
    """Fields that refer to records of the same resource."""

    unavailable: tuple[TextLink, ...]
    since: str
    """What it is compared with; empty if nothing is."""

    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceLine:
    """One resource on the index."""

    link: TextLink
    purpose: str
    badges: tuple[Badge, ...]
    operations: str
    field_count: str
    custom_count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameEntry:
    """A name that can be searched for."""

    name: str
    href: str
    place: str
    """The resource that has the field, and its path if it is nested."""

    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """The first page."""

    path: str
    policy: str
    title: str
    api: str
    site: str
    summary: str
    resources: tuple[ResourceLine, ...]
    names: tuple[NameEntry, ...]
    arcs: tuple[ArcPicture, ...]
    setup: tuple[str, ...]
    unavailable: tuple[TextLink, ...]
    since: str
    nothing_changed: str
    removed: tuple[str, ...]
    """Resources that only the other version has."""

    changes: tuple[ChangeLine, ...]
    """Changes of what has no page."""
