"""What is known at one place of a function about the value that is checked there."""

from __future__ import annotations

import builtins
import keyword
from typing import NamedTuple

from connectgen.core.location import join
from connectgen.json_schema.compiler.type_checks import ALL
from connectgen.python_text.identifiers import snake
from connectgen.python_text.literals import Expression, literal

__all__ = ["Spot"]

_LONGEST_NAME = 24
_TAKEN = frozenset(
    {
        *dir(builtins),
        *("causes", "count", "depth", "found", "here", "holds", "index", "instance", "item"),
        *("items", "key", "known", "other", "part", "payload", "report", "report_depth", "rest"),
        *("told", "value"),
    }
)
"""Names that the functions use otherwise; those of the runtime start with `is_` or a capital."""


class Spot(NamedTuple):
    """A value in a function, and how to name where it stands."""

    value: str
    """Expression for it."""

    kinds: frozenset[str] = ALL
    """JSON types that it may still have."""

    scope: frozenset[str] = frozenset()
    """Names of variables that are in use around it."""

    steps: tuple[Expression, ...] = ()
    """Source of the steps that lead to it from the function's value, and through the schemas."""

    way: str = ""
    """Pointer to the schema that is asked, from the one that they lead to."""

    target: str | None = None
    """Where the last `$ref` on that way leads, if there is one."""

    found: str = "found"
    """List that violations are added to."""

    depth: int = 0
    """Schemas written out around it that add to the depth which the function was called with."""

    @property
    def here(self) -> Expression:
        """Source of the place of the value and of the schema that is asked."""
        steps = self._whole()
        return ("*here", *steps) if steps else "here"

    def _whole(self) -> tuple[Expression, ...]:
        if not self.way:
            return self.steps
        return (*self.steps, (literal(self.way), literal(self.target)))

    def step(self, token: str, *way: str | int) -> Spot:
        """Return the spot of a part of the value.

        Args:
            token: source of its name, or of its index.
            way: to its schema, where that is not one of `properties` or `items`.
        """
        part = (literal(join("", *way)), "None", token) if way else token
        return self._replace(steps=(*self._whole(), part), way="", target=None)

    def under(self, *tokens: str | int) -> Spot:
        """Return the same value, asked of a schema inside the present one."""
        target = None if self.target is None else join(self.target, *tokens)
        return self._replace(way=join(self.way, *tokens), target=target)

    def led(self, where: str) -> Spot:
        """Return the same value, asked of the schema that stands *where* a `$ref` leads."""
        return self._replace(way=join(self.way, "$ref"), target=where)

    def of_kinds(self, kinds: frozenset[str]) -> Spot:
        """Return the same value, known to be of *kinds*."""
        return self._replace(kinds=kinds)

    def free(self, name: str) -> str:
        """Return a variable called after *name*, none of those in use."""
        free = snake(name)
        if len(free) > _LONGEST_NAME:
            free = "part"
        if keyword.iskeyword(free) or free in _TAKEN or free.startswith("is_"):
            free += "_"
        return self.numbered(free)

    def numbered(self, name: str) -> str:
        """Return *name*, numbered where it is in use."""
        number, free = 2, name
        while free in self.scope:
            free, number = f"{name.rstrip('_')}_{number}", number + 1
        return free
