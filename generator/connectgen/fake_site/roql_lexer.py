"""Lexer for ROQL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectgen.fake_site.problem_details import Problem

__all__ = ["TokenStream", "Value"]

Value = str | int | float | bool | None
"""A literal."""

_WORD = re.compile(
    r"""\s*(?:
    (?P<text>'(?:[^'\\]|\\.|'')*')
  | (?P<quoted>"(?:[^"\\]|\\.)*")
  | (?P<number>-?\d{1,18}(?:\.\d{1,18})?(?![\w.]))
  | (?P<name>[A-Za-z_][\w$]*(?:\.[\w$*]+)*)
  | (?P<sign><=|>=|<>|!=|=|<|>|\(|\)|,|\*|;|:)
    )""",
    re.VERBOSE | re.ASCII,
)
_LITERALS: dict[str, Value] = {"TRUE": True, "FALSE": False, "NULL": None}
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)


@dataclass(slots=True)
class _RoqlToken:
    kind: str
    text: str


class TokenStream:
    """Reads a text word by word.

    Raises:
        Problem: the text contains something that is not a token of ROQL.
    """

    def __init__(self, text: str) -> None:
        self._tokens: list[_RoqlToken] = []
        self._at = 0
        position, end = 0, len(text.rstrip())
        while position < end:
            found = _WORD.match(text, position)
            if found is None or found.lastgroup is None:
                raise Problem(
                    400, 7, f"ROQL is not understood at {text[position : position + 30]!r}"
                )
            if found.lastgroup == "quoted":
                raise Problem(400, 7, f"ROQL: text is in single quotes, not {found['quoted'][:30]}")
            self._tokens.append(_RoqlToken(found.lastgroup, found[found.lastgroup]))
            position = found.end()

    @property
    def is_at_end(self) -> bool:
        """True at the end of the text."""
        return self._at >= len(self._tokens)

    def take_words(self, *words: str) -> bool:
        """Step over *words*, keywords or signs in any case, if they come next."""
        coming = self._tokens[self._at : self._at + len(words)]
        there = [token.text.upper() for token in coming if token.kind in ("name", "sign")]
        if there != list(words):
            return False
        self._at += len(words)
        return True

    def expect_words(self, *words: str) -> None:
        """Step over *words*.

        Raises:
            Problem: something else comes next.
        """
        if not self.take_words(*words):
            raise self.unexpected_token(" ".join(words))

    def read_path(self) -> tuple[str, ...]:
        """Return the name of a field that comes next, split at its dots."""
        return tuple(self._take_token("name", "the name of a field").split("."))

    def read_integer(self) -> int:
        """Return the whole number that comes next."""
        text = self._take_token("number", "a number")
        if not text.isdigit():
            raise Problem(400, 7, f"ROQL: {text} is not a whole number")
        return int(text)

    def take_sign(self, *signs: str) -> str | None:
        """Return the sign that comes next, if it is one of *signs*."""
        return next((sign for sign in signs if self.take_words(sign)), None)

    def read_value(self) -> Value:
        """Return the literal that comes next.

        Raises:
            Problem: something else comes next.
        """
        token = self._tokens[self._at] if not self.is_at_end else _RoqlToken("end", "")
        self._at += 1
        if token.kind == "text":
            return _ESCAPED.sub(lambda found: found[1] or "'", token.text[1:-1])
        if token.kind == "number":
            return float(token.text) if "." in token.text else int(token.text)
        if token.text.upper() in _LITERALS:
            return _LITERALS[token.text.upper()]
        self._at -= 1
        raise self.unexpected_token("a value")

    def unexpected_token(self, wanted: str) -> Problem:
        """Return the problem for a token that is not the *wanted* one."""
        there = "the end" if self.is_at_end else repr(self._tokens[self._at].text)
        return Problem(400, 7, f"ROQL: {wanted} expected, not {there}")

    def _take_token(self, kind: str, wanted: str) -> str:
        if self.is_at_end or self._tokens[self._at].kind != kind:
            raise self.unexpected_token(wanted)
        self._at += 1
        return self._tokens[self._at - 1].text
