"""The API as one inert description: what the documents mean, with no Python text in it.

Only `parse` makes it; everything that is generated is laid out from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from connectgen.core.location import Location

__all__ = [
    "Advice",
    "Api",
    "Constraint",
    "Direction",
    "Field",
    "LinkType",
    "ListType",
    "Model",
    "ModelType",
    "Path",
    "ReferenceType",
    "Resource",
    "Scalar",
    "Type",
    "View",
]

Direction = Literal["create", "patch", "read"]
Path = tuple[str, ...]
"""Path of a model in the catalog, such as `("incidentResponse", "cc")`."""
"""In which direction a view travels; alphabetical, as views are sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One JSON Schema keyword that narrows a value, and its limit."""

    keyword: str
    limit: int | float | str | tuple[int | float | str, ...]
    """A tuple for `enum`; null is not among its values, because types say so."""

    enforced: bool = True
    """False for a pattern that Python cannot check; it is documented all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A value without members that the API describes, among them a free-form object or array."""

    kinds: tuple[str, ...]
    """JSON types, sorted; empty means any value. Null is among them in items of arrays only."""

    constraints: tuple[Constraint, ...] = ()
    """In the order of the keyword table."""

    unavailable: bool = False
    """True if the site refused to show its document, so that it may be any object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelType:
    """A nested object, whose fields are those of another model of the same view."""

    model: Path
    """`Model.path` of that model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceType:
    """A pointer to another resource, or a named ID: an entry of one of the site's menus."""

    target: str
    """Path in the catalog, such as `contacts` or `namedIDs/incidents/threads/channel`."""

    named_id: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkType:
    """A hyperlink as replies carry them: `href`, `rel` and `mediaType`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListType:
    """An array of values of one type.

    A reply may hold an object in place of an array of models or references: with the `items` and
    their `links`, or with `links` only.
    """

    item: Type
    or_single: bool = False
    """True if one object is accepted in place of an array of one."""

    constraints: tuple[Constraint, ...] = ()
    """In the order of the keyword table."""


Type: TypeAlias = Scalar | ModelType | ReferenceType | LinkType | ListType


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One property of a model."""

    wire_name: str
    label: str
    """Label on the site; for a standard field its name in PascalCase."""

    type: Type
    required: bool
    nullable: bool
    read_only: bool
    deprecated: bool
    default: bool | int | float | str | None
    """Documented default; None if it has none (the dialect has no default of null)."""

    description: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A resource, or a nested part of one, in one view."""

    path: Path
    """Its path in the catalog, such as `("incidentResponse", "cc")`; an inline part extends it."""

    description: str
    fields: tuple[Field, ...]
    """Sorted by wire name."""

    identified: bool
    """True if it names a record by `id` or `lookupName`: one of them when written."""

    plural: bool
    """True if the last step of `path` names a list, so that one entry has its singular as name."""

    extensible: bool
    """True if its schema takes members that it does not name, as `additionalProperties` says."""

    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The fields of a resource in one direction."""

    direction: Direction
    models: tuple[Model, ...]
    """The resource itself first, then its nested parts in the order in which they are met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A documented rule that the server does not enforce, but that loses something when broken."""

    pointer: str
    """JSON Pointer into a body that is created: what the rule is about."""

    message: str
    schema: str
    """JSON Schema (draft-07) that a body following the rule is valid under, as JSON text."""

    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Target of a URL."""

    name: str
    """As in the URL: `incidentResponse`, `incidents`, `CO.Warranty`."""

    description: str
    operations: tuple[str, ...]
    """Names of what it offers, sorted: `create`, `delete`, `get`, `list`, `update` of records,
    `menu`, `query`, `run` of the resources that are no records."""

    views: tuple[View, ...]
    """At most one per direction, sorted by it."""

    advice: tuple[Advice, ...]
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One version of the API as one site offers it."""

    version: str
    """As in the URL: `v1.4`."""

    resources: tuple[Resource, ...]
    """Sorted by name."""

    known: tuple[str, ...]
    """Names of all resources that the catalog lists or that were asked for, sorted: what one is
    called does not depend on which others are generated with it."""
