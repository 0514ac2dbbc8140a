"""What is known at one place of a function about the value that is checked there."""

from __future__ import annotations

import builtins
import keyword
from typing import NamedTuple

from connectgen.core.location import join_pointer
from connectgen.json_schema.compiler.type_checks import ALL_TYPES
from connectgen.python_text.identifiers import snake_case
from connectgen.python_text.literals import Expression, py_literal

__all__ = ["ValueContext"]

_LONGEST_NAME = 24
_TAKEN = frozenset(
    {
        *dir(builtins),
        *("causes", "count", "depth", "found", "here", "holds", "index", "instance", "item"),
        *("items", "key", "known", "other", "part", "payload", "rest", "add_violation"),
        *("add_depth_violation", "initial_count", "value"),
    }
)
"""Names that the functions use otherwise; those of the runtime start with `is_` or a capital."""


class ValueContext(NamedTuple):
    """A value in a function, and how to name where it stands."""

    value: str
    """Expression for it."""

    types: frozenset[str] = ALL_TYPES
    """JSON types that it may still have."""

    scope: frozenset[str] = frozenset()
    """Names of variables that are in use around it."""

    steps: tuple[Expression, ...] = ()
    """Source of the steps that lead to it from the function's value, and through the schemas."""

    way: str = ""
    """Pointer to the schema that is asked, from the one that they lead to."""

    ref_location: str | None = None
    """Where the last `$ref` on that way leads, if there is one."""

    found: str = "found"
    """List that violations are added to."""

    depth: int = 0
    """Schemas written out around it that add to the depth which the function was called with."""

    @property
    def pointer_expression(self) -> Expression:
        """Source of the place of the value and of the schema that is asked."""
        steps = self._location_items()
        return ("*here", *steps) if steps else "here"

    def _location_items(self) -> tuple[Expression, ...]:
        if not self.way:
            return self.steps
        return (*self.steps, (py_literal(self.way), py_literal(self.ref_location)))

    def child(self, token: str, *way: str | int) -> ValueContext:
        """Return the spot of a part of the value.

        Args:
            token: source of its name, or of its index.
            way: to its schema, where that is not one of `properties` or `items`.
        """
        part = (py_literal(join_pointer("", *way)), "None", token) if way else token
        return self._replace(steps=(*self._location_items(), part), way="", ref_location=None)

    def subschema(self, *tokens: str | int) -> ValueContext:
        """Return the same value, asked of a schema inside the present one."""
        target = None if self.ref_location is None else join_pointer(self.ref_location, *tokens)
        return self._replace(way=join_pointer(self.way, *tokens), ref_location=target)

    def ref_target(self, where: str) -> ValueContext:
        """Return the same value, asked of the schema that stands *where* a `$ref` leads."""
        return self._replace(way=join_pointer(self.way, "$ref"), ref_location=where)

    def with_types(self, types: frozenset[str]) -> ValueContext:
        """Return the same value, known to be of *types*."""
        return self._replace(types=types)

    def fresh_name(self, name: str) -> str:
        """Return a variable called after *name*, none of those in use."""
        free = snake_case(name)
        if len(free) > _LONGEST_NAME:
            free = "part"
        if keyword.iskeyword(free) or free in _TAKEN or free.startswith("is_"):
            free += "_"
        return self.unique(free)

    def unique(self, name: str) -> str:
        """Return *name*, numbered where it is in use."""
        number, free = 2, name
        while free in self.scope:
            free, number = f"{name.rstrip('_')}_{number}", number + 1
        return free
