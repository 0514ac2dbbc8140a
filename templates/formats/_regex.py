r"""Whether a text is a regular expression of ECMA-262 (2025), section 22.2.1.

As with the flag `u`, and without it what cannot be a mistake: escaped punctuation, brackets and
braces that stand alone, a set beside a hyphen, a quantifier behind a lookahead. Whether a name is
that of a Unicode property is not looked up.
"""

from __future__ import annotations

import re

__all__ = ["is_regex"]

_DEEPEST = 50
"""Levels of parentheses."""

_CHARACTER = r"""
    (?P<unicode>
        \\u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}
        | \\u\{0*(?:10[0-9A-Fa-f]{4}|[0-9A-Fa-f]{1,5})\}
        | [\ud800-\udfff\U00010000-\U0010ffff]
        | \\u[Dd][89A-Fa-f][0-9A-Fa-f]{2}
    )
    | (?P<set> \\[dDsSwW] | (?P<property> \\[pP]\{(?:(?:General_Category|gc|Script|sc|Script_Extensions|scx)=)?[A-Za-z0-9_]+\} ) )
    | \\(?: [tnvfr^$\\.*+?()\[\]{}|/] | 0(?![0-9]) | c[A-Za-z] | x[0-9A-Fa-f]{2} | u[0-9A-Fa-f]{4} )
"""
_TOKEN = re.compile(
    rf"""
    (?P<quantifier>
        (?: [*+?] | \{{ (?P<least>[0-9]+) (?: (?P<comma>,) (?P<most>[0-9]*) )? \}} ) \??
    )
    | (?P<boundary> \^ | \$ | \\[bB] )
    | (?P<open>
        \( (?: \?(?: : | (?P<look><?[=!]) | <(?P<name>[^>]*)> | (?P<flags>[ims]*-?[ims]*): ) )?
    )
    | (?P<close> \) )
    | (?P<bar> \| )
    | \\ (?: (?P<number>[1-9][0-9]*) | k<(?P<reference>[^>]*)> )
    | \[ \^? (?P<class> (?: [^\\\]] | \\[\s\S] )* ) \]
    | {_CHARACTER}
    | (?P<loose> [\]{{}}] | \\[^A-Za-z0-9\ud800-\udfff\U00010000-\U0010ffff] )
    | [^\\\[]
    """,
    re.VERBOSE,
)
_IN_CLASS = re.compile(
    rf"{_CHARACTER} | \\[b-] | (?P<loose> \\[^A-Za-z0-9\ud800-\udfff\U00010000-\U0010ffff] ) | [^\\]",
    re.VERBOSE,
)
_VALUES = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "b": 8, "0": 0}


def is_regex(text: str) -> bool:
    """Return whether *text* is a valid regular expression."""
    return _Check().passes(text)


class _Check:
    """What is known of a regular expression so far."""

    def __init__(self) -> None:
        self.unicode = self.loose = False
        self.groups = 0
        self.wanted = 0
        self.references: set[str] = set()
        self.open: list[str] = []
        self.names: list[tuple[set[str], set[str]]] = [(set(), set())]

    def passes(self, text: str) -> bool:
        """Return whether *text* is valid."""
        position, before = 0, ""
        while position < len(text):
            token = _TOKEN.match(text, position)
            follows = None if token is None else self._follow(token, before)
            if token is None or follows is None:
                return False
            position, before = token.end(), follows
        known = {name for names in self.names for name in names[0] | names[1]}
        missing = self.wanted > self.groups or self.references - known
        return not (self.open or missing or (self.unicode and self.loose))

    def _follow(self, token: re.Match[str], before: str) -> str | None:
        """Return what *token* is to a quantifier behind it, None where it is wrong there.

        Args:
            token: the next part of the text.
            before: what the part before is to a quantifier: "once", "ahead" or, for nothing, "".
        """
        self.unicode |= bool(token["unicode"] or token["property"])
        self.loose |= bool(token["loose"])
        if token["quantifier"]:
            self.loose |= before == "ahead"
            return "" if before and _in_order(token) else None
        if token["open"]:
            return self._open(token)
        if token["close"]:
            return self._close()
        if token["bar"]:
            now, earlier = self.names[-1]
            earlier |= now
            now.clear()
        if token["number"]:
            self.wanted = max(self.wanted, int(token["number"][:9]))
        if token["reference"] is not None:
            self.references.add(token["reference"])
        if token["class"] and not self._class(token["class"]):
            return None
        return "" if token["bar"] or token["boundary"] else "once"

    def _open(self, token: re.Match[str]) -> str | None:
        name, flags = token["name"], token["flags"]
        if token.string.startswith("?", token.end()) or len(self.open) == _DEEPEST:
            return None
        if flags is not None:
            letters = flags.replace("-", "")
            if not letters or len({*letters}) < len(letters):
                return None
        if name is not None:
            if not _is_name(name) or any(name in now for now, _ in self.names):
                return None
            self.names[-1][0].add(name)
        self.groups += token["open"] == "(" or name is not None
        self.open.append(token["look"] or "")
        self.names.append((set(), set()))
        return ""

    def _close(self) -> str | None:
        if not self.open:
            return None
        now, earlier = self.names.pop()
        self.names[-1][0].update(now, earlier)
        look = self.open.pop()
        return "" if look.startswith("<") else "ahead" if look else "once"

    def _class(self, body: str) -> bool:
        """Return whether *body* is that of a class."""
        atoms: list[re.Match[str]] = []
        position = 0
        while position < len(body):
            atom = _IN_CLASS.match(body, position)
            if atom is None:
                return False
            atoms.append(atom)
            position = atom.end()
            self.unicode |= bool(atom["unicode"] or atom["property"])
            self.loose |= bool(atom["loose"])
        number = 0
        while number + 2 < len(atoms):
            first, hyphen, last = atoms[number : number + 3]
            if hyphen[0] != "-":
                number += 1
                continue
            if first["set"] or last["set"]:
                self.loose = True
            elif _value(first[0]) > _value(last[0]):
                return False
            number += 3
        return True


def _in_order(quantifier: re.Match[str]) -> bool:
    """Return whether the limits of *quantifier* are."""
    least, most = (
        quantifier["least"] or "",
        quantifier["most"] or quantifier["least"] or "",
    )
    if max(len(least.lstrip("0")), len(most.lstrip("0"))) > 9:
        return False
    return not least or int(least) <= int(most)


def _is_name(name: str) -> bool:
    plain = name.replace("$", "_").replace("\u200c", "_").replace("\u200d", "_")
    return plain.isidentifier() and name[0] not in "\u200c\u200d"


def _value(atom: str) -> int:
    """Return the code point of one character of a class."""
    if atom[0] != "\\":
        return ord(atom)
    letter, digits = atom[1], atom[2:].strip("{}")
    if letter in "ux":
        high, _, low = digits.partition("\\u")
        if low:
            return 0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00
        return int(digits, 16)
    if letter == "c":
        return ord(digits) % 32
    return _VALUES.get(letter, ord(letter))
