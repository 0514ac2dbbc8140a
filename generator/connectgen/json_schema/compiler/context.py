"""Codegen context: the expression, possible types and location of the value being checked."""

from __future__ import annotations

import builtins
import keyword
from functools import cache
from typing import NamedTuple

from connectgen.core.location import join_pointer
from connectgen.json_schema.compiler.type_checks import ALL_TYPES
from connectgen.python_text.identifiers import snake_case
from connectgen.python_text.literals import Expression, py_literal
from connectgen.python_text.template_names import runtime_exports

__all__ = ["ValueContext"]

_LONGEST_NAME = 24
_LOCALS = frozenset(
    {
        *("causes", "count", "depth", "found", "here", "holds", "index", "initial_count"),
        *("instance", "item", "key", "other", "payload", "value"),
    }
)
"""Parameters and variables of the functions, as the emitters and templates name them."""


class ValueContext(NamedTuple):
    """A value in a generated function, its location and its schema."""

    value: str
    """Expression for the value."""

    types: frozenset[str] = ALL_TYPES
    """JSON types that it may still have."""

    scope: frozenset[str] = frozenset()
    """Names of variables that are in use."""

    steps: tuple[Expression, ...] = ()
    """Source of the steps from the value of the function to this one, and through schemas."""

    way: str = ""
    """Pointer from the schema that the steps lead to, to the schema being checked."""

    ref_location: str | None = None
    """Location that the last `$ref` on that way leads to, if there is one."""

    found: str = "found"
    """List that violations are added to."""

    depth: int = 0
    """Inlined schemas around the value, which add to the depth the function was called with."""

    @property
    def pointer_expression(self) -> Expression:
        """Source of the location of the value and of its schema."""
        steps = self._location_items()
        return ("*here", *steps) if steps else "here"

    def _location_items(self) -> tuple[Expression, ...]:
        if not self.way:
            return self.steps
        return (*self.steps, (py_literal(self.way), py_literal(self.ref_location)))

    def child(self, token: str, *way: str | int) -> ValueContext:
        """Return the context of a part of the value.

        Args:
            token: source of the name or index of the part.
            way: tokens to its schema, unless that is one of `properties` or `items`.
        """
        part = (py_literal(join_pointer("", *way)), "None", token) if way else token
        return self._replace(steps=(*self._location_items(), part), way="", ref_location=None)

    def subschema(self, *tokens: str | int) -> ValueContext:
        """Return the context of the same value under a subschema."""
        target = None if self.ref_location is None else join_pointer(self.ref_location, *tokens)
        return self._replace(way=join_pointer(self.way, *tokens), ref_location=target)

    def ref_target(self, where: str) -> ValueContext:
        """Return the context of the same value under the schema at *where*, a `$ref`'s target."""
        return self._replace(way=join_pointer(self.way, "$ref"), ref_location=where)

    def with_types(self, types: frozenset[str]) -> ValueContext:
        """Return the context of the same value, known to have one of *types*."""
        return self._replace(types=types)

    def fresh_name(self, name: str) -> str:
        """Return an unused variable name made from *name*."""
        # The name comes from a schema, so only its letters and digits may become code.
        free = snake_case(name)
        if len(free) > _LONGEST_NAME:
            free = "part"
        if free in _reserved_names() or keyword.iskeyword(free):
            free += "_"
        return self.unique(free)

    def unique(self, name: str) -> str:
        """Return *name*, with a number if it is in use."""
        number, free = 2, name
        while free in self.scope:
            free, number = f"{name.rstrip('_')}_{number}", number + 1
        return free


@cache
def _reserved_names() -> frozenset[str]:
    """Return the names that a local variable would hide from the function."""
    runtime = runtime_exports("validators").values()
    return _LOCALS.union(dir(builtins), *runtime)
