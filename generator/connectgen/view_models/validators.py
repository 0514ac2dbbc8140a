"""What the validators' templates print: functions with finished lines, and constants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "AdviceCheck",
    "Constant",
    "Doc",
    "Function",
    "PublicFunctions",
    "RuntimeBundle",
    "StandaloneContext",
    "ValidatorsContext",
]

Doc: TypeAlias = tuple[str, ...]
"""Paragraphs of a docstring."""


@dataclass(kw_only=True, eq=False, repr=False)
class Constant:
    """A constant of a module: a compiled pattern, a set of names, a value to compare with."""

    name: str
    target: str
    """What stands before the equals sign: the name, and its type where that is not plain."""

    source: str


@dataclass(kw_only=True, eq=False, repr=False)
class Function:
    """One function, which judges a value or reports on it."""

    signature: str
    doc: Doc
    lines: tuple[str, ...]
    """Its body, indented relative to the body."""


@dataclass(kw_only=True, eq=False, repr=False)
class AdviceCheck:
    """One documented rule that the server does not enforce."""

    is_name: str
    pointer: str
    keyword: str
    schema_pointer: str
    message: str


@dataclass(kw_only=True, eq=False, repr=False)
class PublicFunctions:
    """The public functions for one schema."""

    is_valid: Function
    is_name: str
    violations: str
    violations_doc: Doc
    validate: str
    validate_doc: Doc
    collect_call: str
    """Source of the call that returns what is wrong."""

    advice: str | None
    """None where there is no such function."""

    advice_doc: Doc
    advice_rules: tuple[AdviceCheck, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class ValidatorsContext:
    """`validators/<resource>.py`."""

    path: str
    header: str
    doc: Doc
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    constants: tuple[Constant, ...]
    public_functions: tuple[PublicFunctions, ...]
    functions: tuple[Function, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class RuntimeBundle:
    """The parts of the runtime that a module which stands alone holds, word for word."""

    imports: tuple[str, ...]
    typing_imports: tuple[str, ...]
    """What only type checkers import or read, indented."""

    classes: tuple[str, ...]
    """Classes that constants are made of."""

    constants: tuple[str, ...]
    rest: tuple[str, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class StandaloneContext:
    """A module that holds everything it needs."""

    path: str
    header: str
    doc: Doc
    runtime: RuntimeBundle
    constants: tuple[Constant, ...]
    public_functions: PublicFunctions
    functions: tuple[Function, ...]
