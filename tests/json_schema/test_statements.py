"""Expressions and statements of the compiler: how they are negated, simplified and printed."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Atom,
    BoolOp,
    Compare,
    Expr,
    Local,
    Not,
    all_of,
    any_of,
    call,
    instance_test,
    length_test,
    literal,
    negate,
    subscript,
)
from connectgen.json_schema.compiler.locals import name_locals
from connectgen.json_schema.compiler.passes import needs_of, simplify_body
from connectgen.json_schema.compiler.printer import print_body
from connectgen.json_schema.compiler.statements import (
    Assign,
    Block,
    If,
    Return,
    fail_if,
    fail_unless,
)

A, B, C = Local("a"), Local("b"), Local("c")
VALUES = (True, False)
TESTS: list[Expr] = [
    A,
    Not(A),
    all_of([A, B]),
    any_of([A, Not(B)]),
    all_of([any_of([A, B]), C]),
    any_of([all_of([A, B]), all_of([Not(A), C])]),
    Compare(A, "is", B),
    Compare(A, "==", B),
    Not(Compare(A, "in", Atom("(True,)"))),
]


def texts_of(block: Block) -> tuple[str, ...]:
    body = simplify_body(block)
    name_locals(body, frozenset({"value"}))
    return print_body(body)


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.text())
def test_negation_is_the_opposite_for_all_values(test: Expr):
    for a, b, c in itertools.product(VALUES, repeat=3):
        names = {"a": a, "b": b, "c": c}
        assert eval(negate(test).text(), names) is (not eval(test.text(), names))
        assert bool(eval(negate(negate(test)).text(), names)) is bool(eval(test.text(), names))


def test_a_number_that_is_not_more_is_not_always_at_most():
    above = Compare(A, ">", literal(2), is_total=False)
    assert negate(above).text() == "not (a > 2)"
    assert not eval(negate(negate(above)).text(), {"a": float("nan")})


def test_neutral_and_decisive_operands():
    assert all_of([]) is TRUE
    assert any_of([]) is FALSE
    assert all_of([TRUE, A]) is A
    assert all_of([A, FALSE]) is FALSE
    assert any_of([A, TRUE]) is TRUE
    nested = all_of([all_of([A, B]), C])
    assert isinstance(nested, BoolOp)
    assert nested.operands == (A, B, C)


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ([], ["return True"]),
        (fail_unless(A), ["return a"]),
        (fail_if(A), ["return not a"]),
        ([If(A, [If(B, [Return(FALSE)])])], ["return not a or not b"]),
        (
            [If(A, [Return(FALSE)], [If(B, [Return(FALSE)])]), Return(C)],
            ["if a or b:", "    return False", "return c"],
        ),
        ([Return(FALSE), Return(TRUE)], ["return False"]),
    ],
    ids=str,
)
def test_blocks_are_simplified(block: Block, lines: list[str]):
    assert list(texts_of(block)) == lines


KINDS = [
    (Not(instance_test(A, "str")), "not isinstance(a, str)", "if isinstance(a, str):"),
    (
        all_of([Compare(call("type", A), "is not", Atom("int")), Not(call("is_integer", A))]),
        "(type(a) is not int and not is_integer(a))",
        "if type(a) is int or is_integer(a):",
    ),
]


@pytest.mark.parametrize(("kind", "wrong", "right"), KINDS)
def test_null_is_asked_for_first_and_after_the_kind_in_long_tests(
    kind: Expr, wrong: str, right: str
):
    null = Compare(A, "is not", literal(None))
    short = all_of([any_of([kind, length_test(A, ">", 3)]), null])
    assert list(texts_of([If(short, [Return(FALSE)]), Return(TRUE)])) == [
        f"if a is not None and ({wrong} or len(a) > 3):",
        "    return False",
        "return True",
    ]
    texts = [literal(letter * 30) for letter in "xyz"]
    long = all_of([any_of([kind, *[Compare(A, "==", text) for text in texts]]), null])
    assert list(texts_of([If(long, [Return(FALSE)]), Return(TRUE)])) == [
        right,
        *[
            line
            for text in texts
            for line in (f"    if a == {text.text()}:", "        return False")
        ],
        "elif a is not None:",
        "    return False",
        "return True",
    ]


@pytest.mark.parametrize("other", [False, True, 3, "x"])
def test_only_null_is_an_exception_to_the_kind(other: Any):
    limits = any_of([Not(instance_test(A, "str")), length_test(A, ">", 3)])
    test = all_of([limits, Compare(A, "is not", literal(other))])
    assert texts_of([If(test, [Return(FALSE)]), Return(TRUE)])[0].startswith("if (not isinstance")


def _tests_of(names: list[Local]) -> list[tuple[Expr, str]]:
    """Return tests of three variables, each with what is meant."""
    a, b, c = names
    return [
        (any_of([all_of([a, Not(b)]), call("f", c)]), "(a and not b) or c"),
        (all_of([any_of([a, Not(b)]), call("f", c)]), "(a or not b) and c"),
        (any_of([all_of([call("f", c), b]), a]), "(c and b) or a"),
        (all_of(names), "a and b and c"),
        (any_of(names), "a or b or c"),
    ]


def _shapes_of_statements(test: Expr) -> Iterator[Block]:
    """Yield functions that return whether *test* is met, each with it in another statement."""
    kept = Local("kept")
    yes, no = [Return(TRUE)], [Return(FALSE)]
    yield [Return(test)]
    yield [If(test, yes), Return(FALSE)]
    yield [If(test, yes, no)]
    yield [If(negate(test), no, yes)]
    yield [Assign(kept, test), Return(kept)]
    yield [Assign(kept, FALSE), If(test, [Assign(kept, TRUE)]), Return(kept)]
    yield [Assign(kept, TRUE), If(negate(test), [Assign(kept, FALSE)]), Return(kept)]
    chain = If(test, [Assign(kept, TRUE)], [Assign(kept, FALSE)])
    yield [Assign(kept, FALSE), If(FALSE, [Assign(kept, TRUE)], [chain]), Return(kept)]


@pytest.mark.parametrize("length", range(8, 60))
def test_what_is_printed_is_what_was_meant(length: int):
    """Lines may break, but no operand is lost and no order changes, however long the names are."""
    names = [Local(f"{letter * length}") for letter in "abc"]
    for test, meant in _tests_of(names):
        for block in _shapes_of_statements(test):
            lines = print_body(block)
            assert not [line for line in lines if "fmt:" in line]
            source = "\n".join(["def check():", *(f"    {line}" for line in lines)])
            for values in itertools.product(VALUES, repeat=3):
                scope: dict[str, Any] = {"f": bool}
                scope |= {local.name: value for local, value in zip(names, values, strict=True)}
                exec(source, scope)
                a, b, c = values
                assert bool(scope["check"]()) == bool(eval(meant, {"a": a, "b": b, "c": c})), source


@pytest.mark.parametrize("width", [88, 100])
def test_formatters_leave_long_statements_unchanged(tmp_path: Path, width: int):
    lines: list[str] = []
    for length in range(8, 60):
        names = [Local(f"{letter * length}") for letter in "abc"]
        for test, _ in _tests_of(names):
            for block in _shapes_of_statements(test):
                body = print_body(block)
                lines += ["\n\ndef check():", *(f"    {line}" for line in body)]
    (tmp_path / "long.py").write_text("\n".join(lines).lstrip("\n") + "\n")
    pytest.importorskip("ruff")
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff"]
    run = subprocess.run(
        [*ruff, f"--line-length={width}", "long.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[:4000]


def test_needs_come_from_what_is_used():
    block = fail_unless(all_of([call("is_number", A), subscript(Atom("_T", ("_T",)), B)]))
    assert needs_of(block) == {"is_number", "_T"}
