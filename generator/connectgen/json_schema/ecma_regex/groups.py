"""Numbers and names of the capturing groups of a pattern."""

from __future__ import annotations

from collections.abc import Iterable

from connectgen.json_schema.ecma_regex.ast import Backreference, PatternError

__all__ = ["CapturingGroups"]

_IN_NAMES = str.maketrans("$\u200c\u200d", "___")


class CapturingGroups:
    """Capturing groups that were parsed so far."""

    def __init__(self) -> None:
        self.names: list[str | None] = []
        """By number, from 1."""

        self._levels: list[tuple[set[str], set[str]]] = [(set(), set())]
        """Per level of parentheses the names in this alternative, and in those before it."""

    def open_group(self, name: str | None, position: int) -> int:
        """Return the number of the group that opens at *position*.

        Raises:
            PatternError: *name* is no name, or taken; alternatives may share one.
        """
        self.names.append(name)
        if name is None:
            return len(self.names)
        if not name.translate(_IN_NAMES).isidentifier() or name[0] in "\u200c\u200d":
            raise PatternError(f"invalid name of the group at position {position}")
        if any(name in now for now, _ in self._levels):
            raise PatternError(f"duplicate name of the group at position {position}")
        self._levels[-1][0].add(name)
        return len(self.names)

    def open_alternatives(self) -> None:
        """Enter a pair of parentheses."""
        self._levels.append((set(), set()))

    def next_alternative(self) -> None:
        """Start the next alternative."""
        now, before = self._levels[-1]
        before |= now
        now.clear()

    def close_alternatives(self) -> None:
        """Leave a pair of parentheses."""
        now, before = self._levels.pop()
        self._levels[-1][0].update(now, before)

    def check_references(self, references: Iterable[Backreference]) -> None:
        """Raise a PatternError for the first of *references* whose group does not exist."""
        names = {*self.names}
        for reference in references:
            group = reference.group
            if group not in names if isinstance(group, str) else group > len(self.names):
                raise PatternError(f"no group for the reference at position {reference.position}")
