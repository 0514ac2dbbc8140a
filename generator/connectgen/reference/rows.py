"""Rows of the data dictionary: one for each path of a field, of every resource.

A path consists of wire names: `subject`, `customFields.c.colour`, `emails[].address`, where `[]`
stands for the entries of a list. A name that has other characters than letters, digits, `_`, `$`
and `-` is a JSON string: `"a.b"[].text`. References, menus and links end a path, because what they
lead to has rows of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from connectgen.core import ir
from connectgen.core.documents import CUSTOM_FIELDS
from connectgen.core.location import Location
from connectgen.core.menus import Menu, MenuEntry
from connectgen.reference.words import describe_types, limits_beside_type

__all__ = ["FieldRow", "PythonNames", "list_rows"]

_MAX_FULL_ROWS = 20_000
"""Number of rows of a resource from which on each nested type is expanded only once.

Nested types that refer to one another could otherwise have billions of paths. The largest resource
of the sample catalog has 141.
"""

_PLAIN_NAME = re.compile(r"[\w$-]+")

_EVERY_RECORD = frozenset({"createdTime", "id", "links", "lookupName", "updatedTime"})
"""Fields that every record has, a custom object's among them."""


class PythonNames(Protocol):
    """Names of the models of one resource in generated code."""

    @property
    def classes(self) -> Mapping[tuple[ir.Direction, ir.Path], str]:
        """Class names by view and path of the model."""
        ...

    @property
    def fields(self) -> Mapping[ir.Path, Mapping[str, str]]:
        """Field names by path of the model and wire name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of a resource, in all views that have it."""

    resource: str
    """As in the URL: `incidents`, `CO.Warranty`."""

    path: str
    """Wire path below the resource: `emails[].address`."""

    wire_name: str
    """Last name of the path, as it is in JSON."""

    label: str
    """Label on the site."""

    type: str
    """Such as `string`, `object`, `list[reference]`; as `describe_types` says it."""

    nullable: bool
    views: tuple[ir.Direction, ...]
    """Views that have it, sorted."""

    required: tuple[ir.Direction, ...]
    """Views in which the object that it is a member of must have it."""

    read_only: bool
    deprecated: bool
    custom: bool
    """Whether administrators of the site added it: a field below `customFields`, or of a custom
    object except those that every record has."""

    default: bool | int | float | str | None
    """Documented default; None if it has none."""

    limits: tuple[ir.Constraint, ...]
    """Limits of its value; of a list, of its length."""

    item_limits: tuple[ir.Constraint, ...]
    """Limits of each entry; empty if it is no list."""

    target: str | None
    """Resource that a reference points to, or path of a menu in the catalog."""

    is_menu: bool
    """Whether `target` is a menu."""

    menu_values: tuple[MenuEntry, ...] | None
    """Values of the menu, by ID; None if they are not pinned, or it has no menu."""

    python_path: str
    """Attributes that lead to it from a model of the resource: `emails[].address`."""

    python_classes: tuple[str, ...]
    """Class that has it as an attribute, for each of `views`."""

    repeats: str | None
    """Path of a field with the same nested type, if its members have rows only there.

    Empty if they are those of the resource itself; None if they have rows below this one.
    """

    description: str
    location: Location
    """Where the catalog describes it."""


def list_rows(
    api: ir.Api, names_of: Callable[[ir.Resource], PythonNames], menus: Iterable[Menu] = ()
) -> Iterator[FieldRow]:
    """Yield the rows of *api*: by resource, and by path from the outside to the inside.

    Args:
        api: the API.
        names_of: returns the Python names of a resource.
        menus: pinned menus.
    """
    values = {menu.path: menu.entries for menu in menus}
    for resource in api.resources:
        yield from _Walk(resource=resource, names=names_of(resource), menus=values).list_rows()


_Models = dict[ir.Direction, ir.Model]
"""One model in each view that has it at a place."""


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Walk through the fields of one resource."""

    resource: ir.Resource
    names: PythonNames
    menus: Mapping[str, tuple[MenuEntry, ...]]
    rows: list[FieldRow] = field(default_factory=list[FieldRow])
    expanded: dict[ir.Path, str] = field(default_factory=dict[ir.Path, str])
    """Path of the field where each model was met first."""

    def list_rows(self) -> list[FieldRow]:
        """Return the rows of the resource."""
        roots: _Models = {view.direction: view.models[0] for view in self.resource.views}
        self._add_members(roots, "", "", is_custom=False, above={})
        return self.rows

    def _add_members(
        self,
        models: _Models,
        path: str,
        python_path: str,
        *,
        is_custom: bool,
        above: dict[ir.Path, str],
    ) -> None:
        """Add a row for each field of *models*, and for what is nested in them.

        Args:
            models: one model by view.
            path: wire path that leads to it.
            python_path: attributes that lead to it.
            is_custom: whether it is below `customFields`.
            above: path by model of each model that this one is nested in.
        """
        if not models:
            return
        model_path = next(iter(models.values())).path
        self.expanded.setdefault(model_path, path)
        above = {**above, model_path: path}
        for wire_name in sorted({each.wire_name for m in models.values() for each in m.fields}):
            fields: dict[ir.Direction, ir.Field] = {
                direction: each
                for direction, model in models.items()
                for each in model.fields
                if each.wire_name == wire_name
            }
            own_path = _join(path, _step(wire_name))
            own_python_path = _join(python_path, self.names.fields[model_path][wire_name])
            parts = self._models_of(fields)
            repeats = self._find_repeated(parts, above)
            row = self._make_row(fields, model_path, own_path, own_python_path, repeats, is_custom)
            self.rows.append(row)
            if repeats is None:
                entries = "[]" if any(map(_is_list, fields.values())) else ""
                self._add_members(
                    parts,
                    own_path + entries,
                    own_python_path + entries,
                    is_custom=is_custom or wire_name == CUSTOM_FIELDS,
                    above=above,
                )

    def _models_of(self, fields: Mapping[ir.Direction, ir.Field]) -> _Models:
        """Return the model that is the type of a field, in each view where it is one."""
        found: _Models = {}
        for view in self.resource.views:
            kind = _item_type(fields[view.direction]) if view.direction in fields else None
            if isinstance(kind, ir.ModelType):
                found[view.direction] = next(m for m in view.models if m.path == kind.model)
        return found

    def _find_repeated(self, parts: _Models, above: Mapping[ir.Path, str]) -> str | None:
        """Return the path where members have rows already; None if they get rows here."""
        for model in parts.values():
            if model.path in above:
                return above[model.path]
            if len(self.rows) >= _MAX_FULL_ROWS and model.path in self.expanded:
                return self.expanded[model.path]
        return None

    def _make_row(
        self,
        fields: Mapping[ir.Direction, ir.Field],
        model: ir.Path,
        path: str,
        python_path: str,
        repeats: str | None,
        is_custom: bool,
    ) -> FieldRow:
        any_field = next(iter(fields.values()))  # its texts and limits are the same in all views
        kinds: dict[ir.Direction, ir.Type] = {view: each.type for view, each in fields.items()}
        target = next(filter(None, (_target(each) for each in fields.values())), None)
        own, of_items = _limits(any_field.type)
        is_of_custom_object = "." in self.resource.name and path not in _EVERY_RECORD
        return FieldRow(
            resource=self.resource.name,
            path=path,
            wire_name=any_field.wire_name,
            label=any_field.label,
            type=describe_types(kinds),
            nullable=any_field.nullable,
            views=tuple(fields),
            required=tuple(direction for direction, each in fields.items() if each.required),
            read_only=any_field.read_only,
            deprecated=any_field.deprecated,
            custom=is_custom or is_of_custom_object,
            default=any_field.default,
            limits=own,
            item_limits=of_items,
            target=target.target if target else None,
            is_menu=target is not None and target.named_id,
            menu_values=self.menus.get(target.target) if target and target.named_id else None,
            python_path=python_path,
            python_classes=tuple(self.names.classes[direction, model] for direction in fields),
            repeats=repeats,
            description=any_field.description,
            location=any_field.location,
        )


def _join(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _step(wire_name: str) -> str:
    return wire_name if _PLAIN_NAME.fullmatch(wire_name) else json.dumps(wire_name)


def _is_list(each: ir.Field) -> bool:
    return isinstance(each.type, ir.ListType)


def _item_type(each: ir.Field) -> ir.Type:
    return each.type.item if isinstance(each.type, ir.ListType) else each.type


def _target(each: ir.Field) -> ir.ReferenceType | None:
    kind = _item_type(each)
    return kind if isinstance(kind, ir.ReferenceType) else None


def _limits(kind: ir.Type) -> tuple[tuple[ir.Constraint, ...], tuple[ir.Constraint, ...]]:
    """Return the limits of a value, and those of each entry if it is a list."""
    match kind:
        case ir.Scalar():
            return limits_beside_type(kind), ()
        case ir.ListType(item=item, constraints=limits):
            return limits, _limits(item)[0]
        case _:
            return (), ()
