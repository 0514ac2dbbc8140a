"""Scope of a generated module: the names and constants that its functions share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.compiler.expressions import Atom
from connectgen.python_text.identifiers import snake_case
from connectgen.python_text.literals import LINE_WIDTH, format_call, pattern_literal, py_literal
from connectgen.view_models.validators import Constant

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.shapes import Shape

__all__ = ["ModuleScope"]

_LONGEST_NAME = 40
_LONGEST_CONSTANT = 30
"""Of constants, so that a table begins on one line whatever it holds."""

_INDENT = 4


class ModuleScope:
    """Names and constants that the functions of one module share.

    Args:
        taken: names that the module already has.
        is_compact: whether small schemas that are used more than once have functions too, which
            makes the module a third shorter and a twentieth slower.

    Attributes:
        constants: constants by name.
        functions: names of functions, by what they ask.
        shape_numbers: numbers of equal schemas.
    """

    def __init__(self, taken: Iterable[str] = (), *, is_compact: bool = False) -> None:
        self.is_compact = is_compact
        self.constants: dict[str, Constant] = {}
        self.functions: dict[tuple[object, ...], str] = {}
        self.shape_numbers: dict[object, int] = {}
        self._taken = dict.fromkeys(taken, 1)
        self._places: dict[int, int] = {}
        self._names_of_constants: dict[str, str] = {}

    def add_places(self, shapes: Iterable[Shape]) -> None:
        """Add the schemas of a compiler to those that equal ones are looked for among."""
        for shape in dict.fromkeys(shapes):
            self._places[shape.identity] = self._places.get(shape.identity, 0) + 1

    def count_places(self, shape: Shape) -> int:
        """Return the number of places in the module that apply *shape* or an equal one."""
        if shape.keywords & {"anyOf"}:  # a function that only calls another
            return shape.uses
        return max(shape.uses, self._places[shape.identity])

    def function_label(self, words: Sequence[str], alternative: str) -> str:
        """Return the base of the names of a function and its constants, which no other has.

        Args:
            words: words of the name.
            alternative: suffix that makes it differ from another schema's.
        """
        name = _shorten_name(
            "_".join(
                word if word.isdecimal() and word.isascii() else snake_case(word) for word in words
            )
        )
        if alternative and name in self._taken:
            name = f"{name}_{alternative}"
        return self._free_name(name)

    def value_constant(self, value: Any, label: str) -> Atom:
        """Return the constant for *value*, any JSON value; a new one is named after *label*."""
        key = f"value {value!r}"
        return self._add_constant(
            key, label, ": Json", lambda start: _json_literal(value, len(start)), ("Json",)
        )

    def set_constant(self, values: Sequence[Any], label: str) -> Atom:
        """Return the constant for the set of *values*, all strings or all numbers."""
        key = f"set {sorted(values)!r}"
        return self._add_constant(key, label, "", lambda start: _set_literal(values, len(start)))

    def pattern_constant(self, source: str, label: str) -> Atom:
        """Return the constant for a pattern, in Python's syntax."""
        arguments = (pattern_literal(source),)
        return self._add_constant(
            f"pattern {source}",
            label,
            "",
            lambda start: format_call("Pattern", arguments, len(start)),
            ("Pattern",),
        )

    def table_constant(
        self,
        entries: Mapping[Any, str | tuple[str, ...]],
        kind: str,
        label: str,
        needs: Iterable[str],
    ) -> Atom:
        """Return the constant for a table that follows the functions.

        Args:
            entries: source of the value of each key, a string or a number; several for a tuple.
            kind: type of the values.
            label: base of the name of a new constant.
            needs: functions, constants and names of the runtime that *entries* mention.
        """
        return self._add_constant(
            f"table {kind} {entries!r}",
            label,
            f": dict[{'str' if isinstance(next(iter(entries)), str) else 'float'}, {kind}]",
            lambda _: _table_literal(entries),
            tuple(needs),
            is_table=True,
        )

    def _add_constant(
        self,
        key: str,
        label: str,
        annotation: str,
        source: Callable[[str], str],
        needs: tuple[str, ...] = (),
        *,
        is_table: bool = False,
    ) -> Atom:
        name = self._names_of_constants.get(key)
        if name is None:
            name = self._names_of_constants[key] = self._free_name(f"_{_constant_name(label)}")
            target = f"{name}{annotation}"
            self.constants[name] = Constant(
                name=name,
                target=target,
                source=source(f"{target} = "),
                needs=needs,
                is_table=is_table,
            )
        return Atom(name, (name,))

    def _free_name(self, name: str) -> str:
        """Return *name*, with a number if it is taken."""
        free = name
        while free in self._taken:
            self._taken[name] += 1
            free = f"{name}_{self._taken[name]}"
        self._taken[free] = 1
        return free


def _json_literal(value: Any, column: int, indent: int = 0) -> str:
    """Return Python source for *value*, one item per line if it does not fit on one.

    Args:
        value: any JSON value.
        column: columns before it.
        indent: indentation of the line that it starts on.
    """
    if not (is_object(value) or is_array(value)):
        return py_literal(value)
    opening, closing = "{}" if is_object(value) else "[]"
    inside = indent + _INDENT
    flat = ", ".join(start + _json_literal(item, -(10**9)) for start, item in _iterate_items(value))
    if not value or column + len(flat) + 2 <= LINE_WIDTH:
        return f"{opening}{flat}{closing}"
    lines = [
        f"{' ' * inside}{start}{_json_literal(item, inside + len(start) + 1, inside)},\n"
        for start, item in _iterate_items(value)
    ]
    return f"{opening}\n{''.join(lines)}{' ' * indent}{closing}"


def _iterate_items(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the items of an array or object, each with the source before it."""
    if is_object(value):
        yield from ((f"{py_literal(name)}: ", item) for name, item in value.items())
    else:
        yield from (("", item) for item in value)


def _set_literal(values: Sequence[Any], column: int) -> str:
    flat = f"frozenset({{{', '.join(map(py_literal, values))}}})"
    if column + len(flat) <= LINE_WIDTH:
        return flat
    lines = "".join(f"        {py_literal(text)},\n" for text in values)
    return f"frozenset(\n    {{\n{lines}    }}\n)"


def _table_literal(entries: Mapping[Any, str | tuple[str, ...]]) -> str:
    lines = "".join(_table_line(f"    {py_literal(name)}: ", entries[name]) for name in entries)
    return f"{{\n{lines}}}"


def _table_line(start: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return f"{start}{value},\n"
    flat = f"{start}({', '.join(value)}),"
    if len(flat) <= LINE_WIDTH:
        return f"{flat}\n"
    lines = "".join(f"        {each},\n" for each in value)
    return f"{start}(\n{lines}    ),\n"


def _constant_name(label: str) -> str:
    """Return the name for *label*, whose last word says what the constant holds."""
    first, _, last = snake_case(label).rpartition("_")
    shortened = _shorten_name(first, max(1, _LONGEST_CONSTANT - len(last) - 1))
    return _shorten_name(f"{shortened}_{last}" if first else last, _LONGEST_CONSTANT).upper()


def _shorten_name(name: str, longest: int = _LONGEST_NAME) -> str:
    """Return as many words of *name* as fit, at least a part of the first."""
    if len(name) <= longest:
        return name
    words, _, _ = name[: longest + 1].rpartition("_")
    return words.rstrip("_") or name[:longest]
