"""What is known at one place of a function about the value that is checked there."""

from __future__ import annotations

import builtins
import keyword
from typing import NamedTuple

from connectgen.compiler.kinds import ALL
from connectgen.location import join
from connectgen.names import snake
from connectgen.quoting import literal

__all__ = ["Spot"]

_LONGEST_NAME = 24
_TAKEN = frozenset(
    {
        *dir(builtins),
        *("at", "causes", "count", "depth", "found", "holds", "other", "index", "instance", "item"),
        *("items", "key", "known", "part", "payload", "place", "report", "rest", "token"),
        *("value", "via"),
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

    at: str = "at"
    """Variable with a pointer into the instance."""

    step: str = ""
    """Pointer from there to the value."""

    via: str = ""
    """Pointer to the schema that is asked, through each `$ref`: from the function's schema, or the
    whole way where there is only one."""

    found: str = "found"
    """List that violations are added to."""

    depth: int = 0
    """Schemas written out around it that add to the depth which the function was called with."""

    @property
    def pointer(self) -> str:
        """Expression for the pointer of the value."""
        return f"{self.at} + {literal(self.step)}" if self.step else self.at

    def under(self, *tokens: str | int) -> Spot:
        """Return the same value, asked of a schema inside the present one."""
        return self._replace(via=join(self.via, *tokens))

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
