"""What the compiled schemas of one module share: the names of functions, and the patterns."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectgen.patterns import forbidden, translate
from connectgen.quoting import call, literal, pattern_literal
from connectgen.rules import Pattern

__all__ = ["Module"]


@dataclass(slots=True, kw_only=True)
class Module:
    """What the compiled schemas of one module share."""

    functions: set[str] = field(default_factory=set[str])
    """Names of rules, without `_is_` and `_check_`."""

    patterns: dict[str, Pattern] = field(default_factory=dict[str, Pattern])
    """By translated source."""

    def function(self, name: str, alternative: str) -> str:
        """Return *name*, or where it is taken *alternative*, numbered if need be."""
        number = 2
        free = name if name not in self.functions else alternative
        while free in self.functions:
            free, number = f"{alternative}_{number}", number + 1
        self.functions.add(free)
        return free

    def mismatch(self, pattern: str, name: str, value: str) -> str:
        """Return the expression that is true where *value* does not match *pattern*.

        A new regular expression is called after *name*.
        """
        characters = forbidden(pattern)
        if characters is None:
            matching = self._constant(translate(pattern), f"_{name.upper()}_PATTERN")
            return f"not {matching}.search({value})"
        if len(characters) == 1:
            return f"{literal(characters)} in {value}"
        unwanted = self._constant(f"[{characters}]", f"_NOT_IN_{name.upper()}")
        return f"{unwanted}.search({value})"

    def _constant(self, source: str, name: str) -> str:
        """Return the constant that holds *source*."""
        if source not in self.patterns:
            taken = {known.name for known in self.patterns.values()}
            number, free = 2, name
            while free in taken:
                free, number = f"{name}_{number}", number + 1
            text = call("Pattern", (pattern_literal(source),), len(f"{free} = "))
            self.patterns[source] = Pattern(name=free, source=text)
        return self.patterns[source].name
