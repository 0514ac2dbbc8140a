"""What the validators' template prints: rules, each a schema with functions of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from connectgen.quoting import LINE_WIDTH

__all__ = [
    "AdviceRule",
    "Body",
    "Call",
    "Check",
    "Doc",
    "Entry",
    "Loop",
    "Member",
    "Pattern",
    "Rule",
    "ValidatorsView",
]

Doc: TypeAlias = tuple[str, ...]
"""Paragraphs of a docstring."""


@dataclass(kw_only=True, eq=False, repr=False)
class Check:
    """One keyword's check."""

    fails: str
    keyword: str
    schema_pointer: str
    message: str
    actual: str | None
    """Expression for what a violation names as found."""


@dataclass(kw_only=True, eq=False, repr=False)
class Call:
    """A part of a schema that has functions of its own."""

    fails: str
    """Expression that is true where the part does not hold."""

    when: str | None
    """Expression that says whether the part counts at all."""

    check_name: str


@dataclass(kw_only=True, eq=False, repr=False)
class Body:
    """Everything checked of one value."""

    guard: Check | None
    """The type; nothing else is checked where it is wrong."""

    checks: tuple[Check, ...]
    calls: tuple[Call, ...]
    loop: Loop | None

    @property
    def goes_on(self) -> bool:
        """Whether there is anything behind the guard."""
        return bool(self.checks or self.calls or self.loop)


@dataclass(kw_only=True, eq=False, repr=False)
class Loop:
    """What is checked of each item of an array."""

    when: str | None
    otherwise: Call | None
    """The one item that may stand in place of an array; it settles the type, too."""

    at: str
    """Name of the array's pointer."""

    all_name: str | None
    """Function for a whole array of objects, quicker than one call per item where it is long."""

    body: Body


@dataclass(kw_only=True, eq=False, repr=False)
class Member:
    """What is checked of one member of an object."""

    key: str
    token: str
    """Its step in a JSON Pointer, slash included."""

    body: Body


@dataclass(kw_only=True, eq=False, repr=False)
class Rule:
    """One schema with functions of its own."""

    is_name: str
    all_name: str
    """Function that says whether all items of an array are valid."""

    is_all: bool
    """Whether that function is there."""

    is_public: bool
    is_doc: Doc
    all_doc: Doc
    check_name: str
    check_doc: Doc
    body: Body
    members: tuple[Member, ...]

    @property
    def is_wide(self) -> bool:
        """Whether the signature of `check_name` does not fit on one line."""
        line = f"def {self.check_name}(value: Json, at: str) -> Iterator[Violation]:"
        return len(line) > LINE_WIDTH

    @property
    def is_silent(self) -> bool:
        """Whether nothing can be wrong."""
        return self.body.guard is None and not self.body.goes_on and not self.members

    @property
    def is_flat(self) -> bool:
        """Whether conditions are all there is, so that the last one is the answer."""
        return bool(self._conditions) and not self.members and self.body.loop is None

    @property
    def leading(self) -> tuple[str, ...]:
        """What must be false before the answer counts."""
        return self._conditions[:-1]

    @property
    def answer(self) -> str:
        """What is false of a valid value, the leading conditions aside."""
        return self._conditions[-1]

    @property
    def _conditions(self) -> tuple[str, ...]:
        body = self.body
        guard = (body.guard,) if body.guard else ()
        return tuple(part.fails for part in (*guard, *body.checks, *body.calls))


@dataclass(kw_only=True, eq=False, repr=False)
class Pattern:
    """A compiled regular expression."""

    name: str
    source: str


@dataclass(kw_only=True, eq=False, repr=False)
class AdviceRule:
    """One documented rule that the server does not enforce."""

    is_name: str
    pointer: str
    keyword: str
    schema_pointer: str
    message: str


@dataclass(kw_only=True, eq=False, repr=False)
class Entry:
    """The public functions of one view."""

    is_valid: str
    violations: str
    violations_doc: Doc
    validate: str
    validate_doc: Doc
    advice: str
    advice_doc: Doc
    rule: Rule
    advice_rules: tuple[AdviceRule, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class ValidatorsView:
    """`validators/<resource>.py`."""

    path: str
    header: str
    doc: Doc
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    entries: tuple[Entry, ...]
    rules: tuple[Rule, ...]
    reported_rules: tuple[Rule, ...]
