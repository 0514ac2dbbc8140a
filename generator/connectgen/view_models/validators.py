"""Contexts of the validators' templates: functions with finished lines, and constants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "AdviceCheck",
    "Constant",
    "Doc",
    "Function",
    "KeywordEntry",
    "KeywordsContext",
    "Predicates",
    "PublicFunctions",
    "SchemaData",
    "ValidatorsContext",
]

Doc: TypeAlias = tuple[str, ...]
"""Paragraphs of a docstring."""


@dataclass(kw_only=True, eq=False, repr=False)
class Constant:
    """A constant of a module: a compiled pattern, a set of names, a value to compare with."""

    name: str
    target: str
    """Left side of the assignment: the name, with a type where one is needed."""

    source: str
    needs: tuple[str, ...] = ()
    """Functions, constants and names of the runtime that it mentions."""

    is_table: bool = False
    """Whether it follows the functions, because it may mention them."""


@dataclass(kw_only=True, eq=False, repr=False)
class Function:
    """One function: a predicate, or a public function."""

    signature: str
    doc: Doc
    lines: tuple[str, ...]
    """Lines of its body, without the indentation of the body."""


@dataclass(kw_only=True, eq=False, repr=False)
class Predicates:
    """All functions that validate values, and what they need."""

    functions: tuple[Function, ...]
    constants: tuple[Constant, ...]
    """Those before the functions."""

    tables: tuple[Constant, ...]
    """Those after the functions."""

    needs: frozenset[str]
    """Names of the runtime that they use."""


@dataclass(kw_only=True, eq=False, repr=False)
class KeywordEntry:
    """An entry of the table of keywords, which the walker makes checks with."""

    name: str
    """The keyword; for a format, with its name behind a space."""

    json_type: str
    """Type of the values that it is for, empty if for all."""

    maker: str
    """Function of the runtime that makes a check, or the class whose objects do."""

    arguments: tuple[str, ...]
    """Arguments of the class; none of a function."""

    expected: str
    """What a message says after "must", with `{limit}` and the `{s}` of the plural."""

    needs: frozenset[str]
    """Names that it uses."""


@dataclass(kw_only=True, eq=False, repr=False)
class SchemaData:
    """The schemas of one module as data."""

    lines: tuple[str, ...]
    """Lines of JSON with doubled backslashes, for a string literal between triple quotes."""

    keywords: tuple[KeywordEntry, ...]
    """Entries of the keywords that the schemas have."""

    is_mixed: bool
    """Whether a walk may find violations in another order than that of the value."""

    is_recursive: bool
    """Whether a value may be nested as deeply as it likes."""


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
    find_call: str
    """Source of the call that returns the violations."""

    advice: str
    advice_doc: Doc
    advice_call: str
    """Source of the expression with the advice that only the schema gives."""

    advice_rules: tuple[AdviceCheck, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class ValidatorsContext:
    """`validators/<resource>.py`."""

    path: str
    header: str
    doc: Doc
    imports: tuple[str, ...]
    type_imports: tuple[str, ...]
    """Import for type checkers only."""

    exports: tuple[str, ...]
    constants: tuple[Constant, ...]
    public_functions: tuple[PublicFunctions, ...]
    functions: tuple[Function, ...]
    tables: tuple[Constant, ...]
    schema_lines: tuple[str, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class KeywordsContext:
    """`validators/_keywords.py`."""

    path: str
    header: str
    doc: Doc
    imports: tuple[str, ...]
    keywords: tuple[KeywordEntry, ...]
