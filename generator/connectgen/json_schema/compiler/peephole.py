"""Simplify emitted statements: merge nested ifs, use elif, return conditions directly.

The result is what a person would write, and what formatters and ruff's default rules accept.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from connectgen.python_text.literals import LINE_WIDTH

__all__ = ["invert_test", "simplify"]

_INDENT = 4
_SKIP = "  # fmt: skip"
_ONE_CALL = re.compile(r"(?P<start>.*\b[A-Za-z_]\w*)\((?P<arguments>[^()]*)\)")
_MEMBERSHIP = re.compile(
    r"(?P<left>[^ ]+|\"[^\"]*\"|'[^']*') (?P<not>not )?in (?P<right>[^ ]+|\([^()]*\))"
)
_IDENTITY = re.compile(r"(?P<left>\w+) is (?P<not>not )?(?P<right>\w+)")
_COMPARISON = re.compile(
    r"(?P<left>\w+|len\(\w+\)|.+ \+ .+) (?P<sign>[!=]=|(?<=\) )[<>]) (?P<right>[^ ]+)"
)
_VERDICT = re.compile(r"_\w+\([^()]*\)")
_OPPOSITES = {"!=": "==", "==": "!=", "<": ">=", ">": "<="}


@dataclass(slots=True)
class _Block:
    """A line and the lines in its block."""

    text: str
    inside: list[_Block] = field(default_factory=list["_Block"])

    @property
    def is_if(self) -> bool:
        return self.text.startswith("if ") and self.text.endswith(":")

    @property
    def is_continuation(self) -> bool:
        """True if the line continues the `if` before it."""
        return self.text.startswith(("else:", "elif "))


def simplify(lines: Sequence[str], *, is_predicate: bool) -> tuple[str, ...]:
    """Return the body of a function, simplified.

    Args:
        lines: the body, indented relative to the function's body.
        is_predicate: whether the function returns a boolean.
    """
    blocks = _simplify_blocks(_parse_blocks(lines))
    if is_predicate:
        _return_last_test(blocks)
    printed: list[str] = []
    _print_blocks(blocks, 0, printed)
    return tuple(printed)


def invert_test(test: str) -> str:
    """Return the expression that is true if *test* is false."""
    simple = " and " not in test and " or " not in test
    if simple and test.startswith("not "):
        return test.removeprefix("not ")
    for pattern, word in ((_MEMBERSHIP, "in"), (_IDENTITY, "is")):
        match = pattern.fullmatch(test)
        if match:
            left, right = match["left"], match["right"]
            if word == "is":
                return f"{left} is {'' if match['not'] else 'not '}{right}"
            return f"{left} {'' if match['not'] else 'not '}in {right}"
    compared = _COMPARISON.fullmatch(test) if simple else None
    if compared:
        return f"{compared['left']} {_OPPOSITES[compared['sign']]} {compared['right']}"
    return (
        f"not {test}"
        if simple and _ONE_CALL.fullmatch(test) and " " not in test.partition("(")[0]
        else f"not ({test})"
    )


def _parse_blocks(lines: Sequence[str]) -> list[_Block]:
    root = _Block("")
    path = [(-1, root)]
    for line in lines:
        text = line.lstrip(" ")
        depth = len(line) - len(text)
        while path[-1][0] >= depth:
            path.pop()
        block = _Block(text.removesuffix(_SKIP))
        path[-1][1].inside.append(block)
        path.append((depth, block))
    return root.inside


def _simplify_blocks(blocks: list[_Block]) -> list[_Block]:
    done: list[_Block] = []
    for index, block in enumerate(blocks):
        if not block.inside:
            done.append(block)
            continue
        block.inside = _simplify_blocks(block.inside)
        followed = index + 1 < len(blocks) and blocks[index + 1].is_continuation
        if block.is_if and len(block.inside) == 1 and block.inside[0].is_if and not followed:
            inner = block.inside[0]
            text = f"if {_parenthesize(block.text[3:-1])} and {_parenthesize(inner.text[3:-1])}:"
            done.append(_Block(text, inner.inside))
        elif (
            block.text == "else:"
            and block.inside[0].is_if
            and all(inner.is_continuation for inner in block.inside[1:])
        ):
            first, *rest = block.inside
            done += [_Block(f"el{first.text}", first.inside), *rest]
        else:
            done.append(block)
    return done


def _parenthesize(test: str) -> str:
    return f"({test})" if " or " in test else test


def _return_last_test(blocks: list[_Block]) -> None:
    """Return the last test instead of `if` and two returns."""
    if len(blocks) < 2 or blocks[-1].text != "return True" or not blocks[-2].is_if:
        return
    test, inside = blocks[-2].text[3:-1], blocks[-2].inside
    if len(inside) == 1 and inside[0].text == "return False":
        asked, _, holds = test.partition(" and not ")
        if _MEMBERSHIP.fullmatch(asked) and _VERDICT.fullmatch(holds):
            answer = f"{invert_test(asked)} or {holds}"
        else:
            answer = invert_test(test)
        # `search` returns a match, and a predicate a bool.
        found = ".search(" in answer and not answer.startswith("not ")
        blocks[-2:] = [_Block(f"return {answer}{' is not None' if found else ''}")]


def _print_blocks(blocks: Sequence[_Block], depth: int, printed: list[str]) -> None:
    margin = " " * (depth * _INDENT)
    room = LINE_WIDTH - (depth + 1) * _INDENT
    for block in blocks:
        if len(block.text) > room:
            printed += [margin + line for line in _break_line(block.text, depth)]
        else:
            printed.append(margin + block.text)
        if block.inside:
            _print_blocks(block.inside, depth + 1, printed)


def _break_line(text: str, depth: int) -> list[str]:
    """Return the lines that a formatter makes of one that is too wide, if it can break it."""
    match = _ONE_CALL.fullmatch(text.removesuffix(":"))
    if match and text.startswith("if ") and text.count(" and ") == 1 and " or " not in text:
        first = f"{match['start']}("
        fits = (depth + 1) * _INDENT + len(first) <= LINE_WIDTH
        if fits and first.count("(") == first.count(")") + 1:
            return [
                first,
                *(f"    {argument}," for argument in _split_arguments(match["arguments"])),
                "):",
            ]
    return [text] if text.endswith(",") else [text + _SKIP]  # an argument, or a statement


def _split_arguments(arguments: str) -> list[str]:
    """Return the arguments of a call one by one."""
    call = ast.parse(f"f({arguments})", mode="eval").body
    each = call.args if isinstance(call, ast.Call) else []
    return [ast.get_source_segment(f"f({arguments})", one) or "" for one in each]
