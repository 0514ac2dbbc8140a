"""Python types of fields in annotations, and functions that declare fields."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectgen.python_text.literals import py_literal

__all__ = ["DATES", "OPTIONAL_MEMBER", "REQUIRED_MEMBER", "SCALARS", "choice_type", "words_of"]

SCALARS = {
    "array": "list[Any]",
    "boolean": "bool",
    "null": "None",
    "integer": "int",
    "number": "float",
    "object": "dict[str, Any]",
    "string": "str",
}
"""Annotation by JSON type."""

DATES = {"date-time": "datetime", "date": "date"}
"""Annotation by format."""

OPTIONAL_MEMBER = "json_member"
"""Function that declares a field with another name in JSON."""

REQUIRED_MEMBER = "required_member"
"""The same for a field that must be given."""

_LONGEST_CHOICE = 200
_STRINGS = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'""")
_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def choice_type(choices: Sequence[object]) -> str | None:
    """Return the annotation of a value that is one of *choices*.

    None if they are not all texts, or too long for a line that people read.
    """
    texts = [choice for choice in choices if isinstance(choice, str)]
    literal = f"Literal[{', '.join(map(py_literal, texts))}]"
    return literal if len(texts) == len(choices) and len(literal) <= _LONGEST_CHOICE else None


def words_of(expressions: str) -> set[str]:
    """Return the names in source text: what stands in its string literals is none."""
    return set(_WORD.findall(_STRINGS.sub("", expressions)))
