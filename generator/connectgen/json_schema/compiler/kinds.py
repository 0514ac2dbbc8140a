"""Kinds of JSON values as bits, and the tests for them.

A kind is a JSON type, with numbers told apart as the drafts do. Values of Python that are no JSON,
such as a tuple, are a kind of their own: `type` excludes them, and `not` can admit them.
"""

from __future__ import annotations

from typing import Any

from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Atom,
    Compare,
    Expr,
    all_of,
    any_of,
    call,
    instance_test,
    literal,
    negate,
)
from connectgen.json_schema.drafts import Draft

__all__ = [
    "ANY",
    "ARRAY",
    "BOOLEAN",
    "GROUPS",
    "NULL",
    "NUMBER",
    "OBJECT",
    "OTHER",
    "STRING",
    "classes_of",
    "kind_test",
    "kinds_of_type",
    "kinds_of_value",
]

OBJECT, ARRAY, STRING, BOOLEAN, NULL = 1, 2, 4, 8, 16
INT = 32
"""Numbers that draft 4 calls integers: 1 is one, 1.0 is none."""

WHOLE = 64
"""Floats without a fraction, such as 1.0: integers from draft 6 on."""

FRACTION = 128
"""All other numbers, not-a-number and infinity included."""

NUMBER = INT | WHOLE | FRACTION
OTHER = 256
"""Values that are no JSON."""

ANY = 511
GROUPS = (STRING, OBJECT, ARRAY, NUMBER, BOOLEAN, NULL)
"""Kinds that are checked together, the most frequent first."""

_CLASSES = {STRING: "str", OBJECT: "dict", ARRAY: "list", BOOLEAN: "bool"}
_FEW = 2
"""Classes up to which each has an `isinstance` of its own: a tuple of them takes three times as
long for the first."""

_TYPE_NAMES = {
    "array": ARRAY,
    "boolean": BOOLEAN,
    "null": NULL,
    "number": NUMBER,
    "object": OBJECT,
    "string": STRING,
}
_NUMBER_TESTS = ((NUMBER, "is_number"), (INT | WHOLE, "is_integer"), (INT, "is_int"))


def kinds_of_type(stated: Any, draft: Draft) -> int:
    """Return the kinds that the value of a `type` admits."""
    integers = INT | WHOLE if draft.takes_1_0_for_an_integer else INT
    kinds = 0
    for name in [stated] if isinstance(stated, str) else stated:
        kinds |= integers if name == "integer" else _TYPE_NAMES.get(name, 0)
    return kinds


def kinds_of_value(value: Any) -> int:
    """Return the kinds of what equals *value*, a JSON value."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int | float):
        return INT | WHOLE if value == value // 1 else FRACTION
    return STRING if isinstance(value, str) else ARRAY if isinstance(value, list) else OBJECT


def kind_test(value: Expr, kinds: int, known: int = ANY) -> Expr:
    """Return the test that *value*, whose kind is one of *known*, has one of *kinds*."""
    wanted = kinds & known
    if wanted in (0, known):
        return TRUE if wanted else FALSE
    if wanted & OTHER or _is_longer(wanted, known):
        return negate(_plain_test(value, known & ~wanted, known))
    return _plain_test(value, wanted, known)


def _is_longer(wanted: int, known: int) -> bool:
    """Return whether the test of what is not *wanted* is the shorter one."""
    rest = known & ~wanted
    return not known & OTHER and rest.bit_count() == 1 and wanted.bit_count() > 1


def _plain_test(value: Expr, wanted: int, known: int) -> Expr:
    """Return the test for *wanted* kinds: what is quick if it fails comes first."""
    tests: list[Expr] = []
    if wanted & NULL:
        tests.append(Compare(value, "is", literal(None)))
    is_plain = any(kinds & known & NUMBER == wanted & NUMBER for kinds, _ in _NUMBER_TESTS)
    if wanted & NUMBER and is_plain:
        tests.append(Compare(call("type", value), "is", Atom("int")))
    classes = [name for kind, name in _CLASSES.items() if wanted & kind]
    if len(classes) > _FEW:
        tests.append(instance_test(value, *classes))
    else:
        tests += [instance_test(value, name) for name in classes]
    if wanted & NUMBER:
        tests.append(_number_test(value, wanted & NUMBER, known & NUMBER))
    return any_of(tests)


def _number_test(value: Expr, wanted: int, known: int) -> Expr:
    for kinds, function in _NUMBER_TESTS:
        if kinds & known == wanted:
            return call(function, value)
    for kinds, function in _NUMBER_TESTS:  # numbers that are no integers
        if known & ~kinds == wanted:
            return all_of([call("is_number", value), negate(call(function, value))])
    whole = [call("is_integer", value), negate(call("is_int", value))]
    if wanted == WHOLE:
        return all_of(whole)
    return all_of([call("is_number", value), negate(all_of(whole))])


def classes_of(kinds: int) -> tuple[str, ...] | None:
    """Return the classes whose values, fallbacks included, have exactly *kinds*; None if none do.

    `int` stands for integers and `float` beside it for all numbers, as in `is_instance`.
    """
    numbers = kinds & NUMBER
    if kinds & OTHER or numbers not in (0, INT | WHOLE, NUMBER):
        return None
    classes = [name for kind, name in _CLASSES.items() if kinds & kind]
    classes += ["int"] if numbers else []
    classes += ["float"] if numbers == NUMBER else []
    return (*classes, *(["type(None)"] if kinds & NULL else []))
