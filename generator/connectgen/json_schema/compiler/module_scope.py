"""Scope of a generated module: the names and constants that its functions share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.ecma_regex import forbidden_class, refuting_pattern, translate_pattern
from connectgen.python_text.identifiers import snake_case
from connectgen.python_text.literals import LINE_WIDTH, format_call, pattern_literal, py_literal
from connectgen.view_models.validators import Constant

__all__ = ["ModuleScope", "json_literal"]

_LONGEST_NAME = 40
_INDENT = 4
_PREFIX = re.compile(r"\^[A-Za-z0-9_ /:@-]+")
"""Patterns that only test a prefix: `startswith` is much faster."""


class ModuleScope:
    """Names and constants that the functions of one module share.

    Args:
        taken: names that the module already has.

    Attributes:
        used: names of runtime functions and classes that the module needs.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.used: set[str] = set()
        self._taken = dict.fromkeys(taken, 1)
        self._constants: dict[str, Constant] = {}
        self._shared: dict[tuple[str, str], str] = {}
        self._written: set[str] = set()

    def sorted_constants(self) -> tuple[Constant, ...]:
        """Return its constants, sorted by name."""
        return tuple(sorted(self._constants.values(), key=lambda constant: constant.name))

    def function_name(
        self, words: Sequence[str], alternative: str, key: tuple[str, str] | None = None
    ) -> str:
        """Return a name made of *words*, which ends in *alternative* if it is taken.

        Args:
            words: words of the name.
            alternative: suffix that makes it differ from another schema's.
            key: equal for functions that can replace one another.
        """
        if key is not None and key in self._shared:
            return self._shared[key]
        name = _shorten_name(
            "_".join(
                word if word.isdecimal() and word.isascii() else snake_case(word) for word in words
            )
        )
        if alternative and name in self._taken:
            name = f"{name}_{alternative}"
        free = self._free_name(name)
        if key is not None:
            self._shared[key] = free
        return free

    def is_first_request(self, function: str) -> bool:
        """Return whether *function* is requested for the first time, and must be compiled."""
        known = function in self._written
        self._written.add(function)
        return not known

    def mismatch_expression(self, pattern: str, name: str, value: str) -> str:
        """Return the expression that is true if *value* does not match *pattern*.

        Args:
            pattern: a regular expression of ECMA-262.
            name: base of the name of a new constant.
            value: name of the variable.

        Raises:
            PatternError: it cannot be translated.
        """
        characters = forbidden_class(pattern)
        if characters is not None and len(characters) == 1:
            return f"{py_literal(characters)} in {value}"
        unwanted = f"[{characters}]" if characters else refuting_pattern(pattern)
        if unwanted is None or _PREFIX.fullmatch(pattern):
            return f"not {self.match_expression(pattern, name, value)}"
        constant = f"_NOT_{'IN_' if characters else ''}{_constant_name(name)}"
        return f"{self._pattern_constant(unwanted, constant)}.search({value})"

    def match_expression(self, pattern: str, name: str, value: str) -> str:
        """Return the expression that is true if *value* matches *pattern*."""
        if _PREFIX.fullmatch(pattern):
            return f"{value}.startswith({py_literal(pattern[1:])})"
        constant = self._pattern_constant(
            translate_pattern(pattern), f"_{_constant_name(name)}_PATTERN"
        )
        return f"{constant}.search({value})"

    def value_constant(self, value: Any, name: str) -> str:
        """Return the constant for *value*, any JSON value; a new one is named after *name*."""
        self.used.add("Json")
        return self._add_constant(
            f"value {json_literal(value, -(10**9))}",
            f"_{_constant_name(name)}",
            ": Json",
            lambda start: json_literal(value, len(start)),
        )

    def name_set_constant(self, names: Sequence[str], name: str) -> str:
        """Return the constant for the set of *names*; a new one is named after *name*."""
        return self._add_constant(
            f"names {names!r}",
            f"_{_constant_name(name)}",
            "",
            lambda start: _frozenset_literal(names, len(start)),
        )

    def _pattern_constant(self, source: str, name: str) -> str:
        self.used.add("Pattern")
        arguments = (pattern_literal(source),)
        return self._add_constant(
            f"pattern {source}",
            name,
            "",
            lambda start: format_call("Pattern", arguments, len(start)),
        )

    def _add_constant(
        self, key: str, name: str, annotation: str, source: Callable[[str], str]
    ) -> str:
        if key not in self._constants:
            free = self._free_name(name)
            target = f"{free}{annotation}"
            self._constants[key] = Constant(name=free, target=target, source=source(f"{target} = "))
        return self._constants[key].name

    def _free_name(self, name: str) -> str:
        """Return *name*, with a number if it is taken."""
        free = name
        while free in self._taken:
            self._taken[name] += 1
            free = f"{name}_{self._taken[name]}"
        self._taken[free] = 1
        return free


def json_literal(value: Any, column: int, indent: int = 0) -> str:
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
    flat = ", ".join(start + json_literal(item, -(10**9)) for start, item in _iterate_items(value))
    if not value or column + len(flat) + 2 <= LINE_WIDTH:
        return f"{opening}{flat}{closing}"
    lines = [
        f"{' ' * inside}{start}{json_literal(item, inside + len(start) + 1, inside)},\n"
        for start, item in _iterate_items(value)
    ]
    return f"{opening}\n{''.join(lines)}{' ' * indent}{closing}"


def _iterate_items(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the items of an array or object, each with the source before it."""
    if is_object(value):
        yield from ((f"{py_literal(name)}: ", item) for name, item in value.items())
    else:
        yield from (("", item) for item in value)


def _frozenset_literal(names: Sequence[str], column: int) -> str:
    flat = f"frozenset({{{', '.join(py_literal(name) for name in names)}}})"
    if column + len(flat) <= LINE_WIDTH:
        return flat
    lines = "".join(f"        {py_literal(name)},\n" for name in names)
    return f"frozenset(\n    {{\n{lines}    }}\n)"


def _constant_name(name: str) -> str:
    return _shorten_name(snake_case(name)).upper()


def _shorten_name(name: str) -> str:
    """Return as many words of *name* as fit, at least a part of the first."""
    if len(name) <= _LONGEST_NAME:
        return name
    words, _, _ = name[: _LONGEST_NAME + 1].rpartition("_")
    return words.rstrip("_") or name[:_LONGEST_NAME]
