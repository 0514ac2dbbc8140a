"""Printer of statements: the only place that knows how wide a line is.

What it prints is what `ruff format` would, at 88 columns and at 100. A line that is split at 88 but
fits into 100 would be joined again there: a trailing comma or a comment keeps it. Only a text or
name that fills a line itself is marked with `# fmt: skip`.
"""

from __future__ import annotations

from connectgen.json_schema.compiler.expressions import BoolOp, Call, Expr, Not
from connectgen.json_schema.compiler.splitting import split_exception
from connectgen.json_schema.compiler.statements import (
    Assign,
    Block,
    Do,
    For,
    If,
    Jump,
    Return,
    Statement,
    Try,
)
from connectgen.python_text.literals import LINE_WIDTH, SKIP

__all__ = ["print_body"]

_INDENT = "    "
_NOTES = {"and": "then", "or": "otherwise"}
"""Comment between conditions, so that formatters with wider lines do not join them."""

_WIDER = 100
"""Width that users set more often than any other."""


def print_body(block: Block) -> tuple[str, ...]:
    """Return the lines of the body of a function, without its own indentation."""
    printer = _Printer()
    printer.print_block(block, 0)
    return tuple(printer.lines)


class _Printer:
    """Printer of one body."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def print_block(self, block: Block, depth: int) -> None:
        for statement in block:
            self._print(statement, depth)
        if not block:
            self._line("pass", depth)

    def _line(self, text: str, depth: int) -> None:
        self.lines.append(_INDENT * depth + text)

    def _print(self, statement: Statement, depth: int) -> None:
        match statement:
            case If():
                self._print_if(statement, depth)
            case For(targets=targets, iterable=iterable, body=body, orelse=orelse):
                names = ", ".join([target.name for target in targets])
                self._line(f"for {names} in {iterable.text()}:", depth)
                self.print_block(body, depth + 1)
                if orelse:
                    self._line("else:", depth)
                    self.print_block(orelse, depth + 1)
            case Try(body=body, error=error):
                self._line("try:", depth)
                self.print_block(body, depth + 1)
                self._line(f"except {error}:", depth)
                self._line("return False", depth + 1)
            case Assign(target=target, value=value, operator=operator):
                start = f"{target.name} {operator} "
                self._print_value(start, value, depth)
            case Return(value=value):
                self._print_value("return ", value, depth)
            case Do(value=value):
                self._print_value("", value, depth)
            case Jump(word=word):
                self._line(word, depth)

    def _print_value(self, start: str, value: Expr, depth: int) -> None:
        self.lines += _wide_lines(start, value, "", depth)

    def _print_if(self, statement: If, depth: int) -> None:
        word = "if "
        while True:
            lines = _wide_lines(word, statement.test, ":", depth)
            exception = split_exception(statement) if len(lines) > 1 else None
            if exception is not None:
                statement = exception
                continue
            self.lines += lines
            self.print_block(statement.body, depth + 1)
            orelse = statement.orelse
            if len(orelse) == 1 and isinstance(orelse[0], If):
                statement, word = orelse[0], "elif "
                continue
            return self._print_else(orelse, depth)

    def _print_else(self, block: Block, depth: int) -> None:
        if block:
            self._line("else:", depth)
            self.print_block(block, depth + 1)


def _wide_lines(start: str, value: Expr, end: str, depth: int) -> list[str]:
    """Return the lines of an expression between *start* and *end*, several if it is too long."""
    margin = _INDENT * depth
    flat = f"{margin}{start}{value.text()}{end}"
    room = LINE_WIDTH - len(_INDENT)  # the function itself is indented
    if len(flat) <= room:
        return [flat]
    head, call = _last_call(value)
    if call is not None and len(margin + start + head) < room:
        return _call_lines(f"{margin}{start}{head}", call, f"{margin}){end}")
    if not isinstance(value, BoolOp):
        return [f"{flat}{SKIP}"]
    lines, is_stable = _operand_lines(value, depth + 1)
    # Of two operands, formatters split one in brackets instead.
    text = value.text()
    is_odd = len(value.operands) < 3 and (text[0] == "(" or text[-1] in ")]")
    is_stable = is_stable and not is_odd and len(flat) > room + _WIDER - LINE_WIDTH
    mark = ""
    if not is_stable:
        lines = _noted_lines(value, depth + 1)
        mark = SKIP if any(len(line) > room for line in lines) else ""
    return [f"{margin}{start}(", *lines, f"{margin}){end}{mark}"]


def _operand_lines(value: BoolOp, depth: int) -> tuple[list[str], bool]:
    """Return the lines of what is in parentheses, and whether wider lines would not change them."""
    margin = _INDENT * depth
    text = value.text()
    room = LINE_WIDTH - len(_INDENT) * (depth + 1)
    if len(text) <= room:
        return [margin + text], True
    is_stable = len(text) > room + _WIDER - LINE_WIDTH
    lines: list[str] = []
    for number, operand in enumerate(value.operands):
        word = f"{value.word} " * bool(number)
        text = word + value.operand_text(operand)
        if len(text) <= room or not isinstance(operand, BoolOp):
            lines.append(margin + text)
            continue
        inner, is_inner_stable = _operand_lines(operand, depth + 1)
        lines += [f"{margin}{word}(", *inner, f"{margin})"]
        is_stable = is_stable and is_inner_stable and len(text) > room + _WIDER - LINE_WIDTH
    return lines, is_stable


def _noted_lines(value: BoolOp, depth: int) -> list[str]:
    """Return one line per operand, with a comment that keeps formatters from joining them."""
    margin = _INDENT * depth
    room = LINE_WIDTH - len(_INDENT) * (depth + 1)
    lines: list[str] = []
    for number, operand in enumerate(value.operands):
        word = f"{value.word} " * bool(number)
        if number == 1:
            lines.append(f"{margin}# {_NOTES[value.word]}")
        text = word + value.operand_text(operand)
        head, call = _last_call(operand)
        if len(text) <= room:
            lines.append(margin + text)
        elif isinstance(operand, BoolOp):
            lines += [f"{margin}{word}(", *_noted_lines(operand, depth + 1), f"{margin})"]
        elif call is not None:
            lines += _call_lines(f"{margin}{word}{head}", call, f"{margin})")
        else:
            lines.append(margin + text)
    return lines


def _call_lines(start: str, call: Call, end: str) -> list[str]:
    """Return the lines of a call, one for each argument."""
    inside = start[: len(start) - len(start.lstrip())] + _INDENT
    return [f"{start}(", *[f"{inside}{argument.text()}," for argument in call.arguments], end]


def _last_call(value: Expr) -> tuple[str, Call | None]:
    """Return the call at the end of *value*, if a formatter would split that, and what precedes."""
    before, last = "", value
    if isinstance(value, BoolOp) and len(value.operands) == 2:
        before, last = f"{value.operand_text(value.operands[0])} {value.word} ", value.operands[1]
    if isinstance(last, Not):
        before, last = f"{before}not ", last.operand
    if not isinstance(last, Call) or last.brackets != "()" or not last.arguments:
        return "", None
    return f"{before}{last.function.text()}", last
