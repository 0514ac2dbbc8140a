"""Tables of fields: one for a resource, and one for each object inside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
from connectgen.core.menus import menu_steps
from connectgen.core.sentences import count_of
from connectgen.reference.page_contexts import (
    Badge,
    ChangeLine,
    ClassContext,
    FieldContext,
    MenuContext,
    PartContext,
    TextLink,
    ViewCell,
)
from connectgen.reference.page_names import anchor_of, gone_anchor_of, part_anchor_of
from connectgen.reference.rows import FieldRow
from connectgen.reference.words import describe_limits

__all__ = ["FieldMarks", "TableMaker", "describe_facts", "menu_name", "missing_rows"]

_VIEWS: tuple[ir.Direction, ...] = ("read", "create", "patch")
_TYPES = {"datetime": "date and time", "menu": "entry of the menu", "reference": "reference to"}
_PLURALS = {
    "datetime": "list of dates and times",
    "link": "list of links",
    "menu": "list of entries of the menu",
    "object": "list of objects",
    "reference": "list of references to",
    "string": "list of strings",
}
_CUSTOM = Badge(text="custom", style="custom")


@dataclass(slots=True, kw_only=True)
class FieldMarks:
    """Differences from another version, for the fields of one resource."""

    badges: Mapping[str, Badge] = field(default_factory=dict[str, Badge])
    """By path of the field."""

    changes: Mapping[str, tuple[ChangeLine, ...]] = field(
        default_factory=dict[str, tuple[ChangeLine, ...]]
    )
    gone: Mapping[str, tuple[FieldRow, ...]] = field(
        default_factory=dict[str, tuple[FieldRow, ...]]
    )
    """Fields that only the other version has, by path of the field that holds them."""


@dataclass(slots=True, kw_only=True)
class _Part:
    """An object, and the rows of its members."""

    row: FieldRow | None
    """The field that holds it; None for the resource itself."""

    rows: list[FieldRow] = field(default_factory=list[FieldRow])
    has_entries: bool = False
    """Whether it is an entry of a list."""

    @property
    def path(self) -> str:
        """Path of the field that holds it."""
        return self.row.path if self.row else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMaker:
    """Maker of the tables of one resource."""

    resource: str
    views: Collection[ir.Direction]
    """Views that the resource has."""

    href_of: Callable[[str], str | None]
    """Returns the address of the page of a resource."""

    unavailable: Collection[str]
    """Paths of the fields whose documents the site did not show."""

    marks: FieldMarks

    def make_tables(self, rows: Iterable[FieldRow]) -> tuple[PartContext, ...]:
        """Return a table for each object among *rows*, from the outside to the inside."""
        parts = _group_rows(rows)
        return tuple(self._make_table(part, parts) for part in parts.values() if part.rows)

    def _make_table(self, part: _Part, parts: Mapping[str, _Part]) -> PartContext:
        row = part.row
        gone = self.marks.gone.get(part.path, ())
        shown_rows = sorted((*part.rows, *gone), key=lambda each: each.wire_name)
        shown = decode_name(self.resource)
        title = f"{row.path}{'[]' if part.has_entries else ''}" if row else shown
        link = TextLink(text=row.path, href=(f"#{anchor_of(row.path)}",)) if row else None
        return PartContext(
            anchor=part_anchor_of(part.path),
            title=title,
            parent=(link,) if link else (),
            about=row.description if row else "",
            classes=_list_classes(part.rows),
            caption=f"Fields of {title if row else f'a record of {shown}'}",
            views=tuple(view for view in _VIEWS if view in self.views),
            fields=tuple(
                self._make_field(each, parts, is_gone=each in gone) for each in shown_rows
            ),
        )

    def _make_field(
        self, row: FieldRow, parts: Mapping[str, _Part], *, is_gone: bool
    ) -> FieldContext:
        before, after = _type_words(row)
        targets = () if is_gone else self._targets(row, parts)
        hidden = ("any object, because the site does not show what is in it",)
        badges = [
            *([self.marks.badges[row.path]] if row.path in self.marks.badges else []),
            *([_CUSTOM] if row.custom else []),
            *([Badge(text="deprecated", style="changed")] if row.deprecated else []),
        ]
        return FieldContext(
            anchor=gone_anchor_of(row.path) if is_gone else anchor_of(row.path),
            style="gone" if is_gone else "",
            wire_name=row.wire_name,
            python_name=_last_attribute(row),
            label="" if _letters(row.label) == _letters(row.wire_name) else row.label,
            badges=tuple(badges),
            type=f"{before} with" if targets and not row.target else before,
            targets=targets,
            after_type=after,
            menus=(_make_menu(row),) if row.is_menu else (),
            limits=(*_value_facts(row), *(hidden if row.path in self.unavailable else ())),
            views=tuple(_make_cell(row, view) for view in _VIEWS if view in self.views),
            description=row.description,
            changes=self.marks.changes.get(row.path, ()),
        )

    def _targets(self, row: FieldRow, parts: Mapping[str, _Part]) -> tuple[TextLink, ...]:
        """Return what *row* refers to, or where the fields inside it are."""
        if row.target is not None and not row.is_menu:
            href = self.href_of(row.target)
            return (TextLink(text=decode_name(row.target), href=(href,) if href else ()),)
        if row.repeats is not None or row.path in parts:
            path = row.path if row.repeats is None else row.repeats.removesuffix("[]")
            name = path or decode_name(self.resource)
            return (TextLink(text=f"the fields of {name}", href=(f"#{part_anchor_of(path)}",)),)
        return ()


def _group_rows(rows: Iterable[FieldRow]) -> dict[str, _Part]:
    """Return the objects among *rows*, by the path of the field that holds them."""
    parts = {"": _Part(row=None)}
    above: list[FieldRow] = []
    for row in rows:
        while above and not row.path.startswith((f"{above[-1].path}.", f"{above[-1].path}[]")):
            above.pop()
        holder = above[-1] if above else None
        path = holder.path if holder else ""
        part = parts.setdefault(path, _Part(row=holder))
        part.has_entries = row.path.startswith(f"{path}[]") if path else False
        part.rows.append(row)
        above.append(row)
    return parts


def missing_rows(
    old: Iterable[FieldRow], new: Iterable[FieldRow]
) -> dict[str, tuple[FieldRow, ...]]:
    """Return the rows of *old* that *new* lacks, by path of the field that holds them.

    Rows inside an object that is gone as a whole are left out: its own row says so.
    """
    after = _group_rows(new)
    there = {row.path for part in after.values() for row in part.rows}
    found = {
        path: tuple(row for row in part.rows if row.path not in there)
        for path, part in _group_rows(old).items()
        if path in after
    }
    return {path: rows for path, rows in found.items() if rows}


def _list_classes(rows: Iterable[FieldRow]) -> tuple[ClassContext, ...]:
    """Return the classes that have *rows*, in the order of the columns."""
    by_view = {
        view: name for row in rows for view, name in zip(row.views, row.python_classes, strict=True)
    }
    views: dict[str, list[str]] = {}
    for view in _VIEWS:
        if view in by_view:
            views.setdefault(by_view[view], []).append(view)
    return tuple(
        ClassContext(name=name, views=" and ".join(found)) for name, found in views.items()
    )


def _type_words(row: FieldRow) -> tuple[str, str]:
    """Return the words of the type before and after what a reference points to."""
    inner = row.type.removeprefix("list[").removesuffix("]")
    is_list = row.type == f"list[{inner}]"
    words = _PLURALS.get(inner, f"list of {inner}") if is_list else _TYPES.get(inner, inner)
    return words, "or null" if row.nullable else ""


def _value_facts(row: FieldRow) -> tuple[str, ...]:
    default = () if row.default is None else (f"default: {json.dumps(row.default)}",)
    return (*describe_limits(row.limits, row.item_limits), *default)


def describe_facts(row: FieldRow, views: Collection[ir.Direction]) -> str:
    """Return type, limits and views of *row* in one line, as the search shows it.

    Args:
        row: the field.
        views: views that its resource has.
    """
    before, _ = _type_words(row)
    target = menu_name(row.target) if row.is_menu else decode_name(row.target or "")
    facts = (f"{before} {target}".strip(), *_value_facts(row)[:2])
    there = ", ".join(view for view in _VIEWS if view in row.views)
    lacking = ", ".join(view for view in _VIEWS if view in views and view not in row.views)
    return f"{', '.join(facts)} · in {there}{f', not in {lacking}' if lacking else ''}"


def menu_name(target: str | None) -> str:
    """Return the name of the menu at the path *target*, such as `incidents.queue`."""
    return ".".join(menu_steps(target or ""))


def _make_menu(row: FieldRow) -> MenuContext:
    values = row.menu_values or ()
    return MenuContext(
        name=menu_name(row.target),
        summary=count_of(len(values), "value") if values else "",
        values=values,
    )


def _make_cell(row: FieldRow, view: ir.Direction) -> ViewCell:
    there = view in row.views
    return ViewCell(
        label=view,
        style="yes" if there else "no",
        mark="✓" if there else "—",
        word="yes" if there else "no",
        needed="required" if view in row.required and view != "read" else "",
    )


def _last_attribute(row: FieldRow) -> str:
    name = row.python_path.rpartition(".")[2]
    return "" if name == row.wire_name else name


def _letters(text: str) -> str:
    return "".join(text.split()).lower()
