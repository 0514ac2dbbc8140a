"""Printer of statements: the only place that knows how wide a line is.

What it prints is what `ruff format` would, at 88 columns and at 100. A line that fits into 100
would be joined again there: it gets a trailing comma that keeps it, or else `# fmt: skip`.
"""

from __future__ import annotations

from connectgen.json_schema.compiler.expressions import BoolOp, Call, Expr, Not
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
from connectgen.python_text.literals import LINE_WIDTH

__all__ = ["print_body"]

_INDENT = "    "
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
                self._print_wide(f"{target.name} {operator} ", value, "", depth)
            case Return(value=value):
                self._print_wide("return ", value, "", depth)
            case Do(value=value):
                self._print_wide("", value, "", depth)
            case Jump(word=word):
                self._line(word, depth)

    def _print_if(self, statement: If, depth: int) -> None:
        word = "if "
        while True:
            self._print_wide(word, statement.test, ":", depth)
            self.print_block(statement.body, depth + 1)
            orelse = statement.orelse
            if len(orelse) == 1 and isinstance(orelse[0], If):
                statement, word = orelse[0], "elif "
                continue
            if orelse:
                self._line("else:", depth)
                self.print_block(orelse, depth + 1)
            return

    def _print_wide(self, start: str, value: Expr, end: str, depth: int) -> None:
        """Print an expression between *start* and *end*, on several lines if it is too long."""
        flat = f"{start}{value.text()}{end}"
        width = len(_INDENT) * (depth + 1) + len(flat)
        if width <= LINE_WIDTH:
            self._line(flat, depth)
            return
        head, call = _last_call(value)
        room = LINE_WIDTH - len(_INDENT) * (depth + 1)
        if call is not None and len(start + head) < room:
            self._line(f"{start}{head}(", depth)
            for argument in call.arguments:
                self._line(f"{argument.text()},", depth + 1)
            self._line(f"){end}", depth)
        elif isinstance(value, BoolOp):
            self._line(f"{start}(", depth)
            is_stable = self._print_inside(value, depth + 1)
            # Of two operands, formatters split one in brackets instead.
            text = value.text()
            is_odd = len(value.operands) < 3 and (text[0] == "(" or text[-1] in ")]")
            if width <= _WIDER or not is_stable or is_odd:
                end += "  # fmt: skip"
            self._line(f"){end}", depth)
        else:
            self._line(f"{flat}  # fmt: skip", depth)

    def _print_inside(self, value: BoolOp, depth: int) -> bool:
        """Print what is in parentheses; return whether wider lines would not change that."""
        text = value.text()
        room = LINE_WIDTH - len(_INDENT) * (depth + 1)
        if len(text) <= room:
            self._line(text, depth)
            return True
        is_stable = len(text) > room + _WIDER - LINE_WIDTH
        for number, operand in enumerate(value.operands):
            text = f"{value.word} " * bool(number) + value.operand_text(operand)
            if len(text) <= room or not isinstance(operand, BoolOp):
                self._line(text, depth)
                continue
            is_stable = is_stable and len(text) > room + _WIDER - LINE_WIDTH
            self._line(f"{value.word} (" if number else "(", depth)
            is_stable = self._print_inside(operand, depth + 1) and is_stable
            self._line(")", depth)
        return is_stable


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
