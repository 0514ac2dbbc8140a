"""A short text that a pattern matches, for examples."""

from __future__ import annotations

import re

from connectgen.json_schema.ecma_regex.alphabet import Letter, code_spans
from connectgen.json_schema.ecma_regex.ast import Choice, Group, One, RegexNode, Repeat, Sequence
from connectgen.json_schema.ecma_regex.parser import parse_pattern
from connectgen.json_schema.ecma_regex.translation import translate

__all__ = ["find_matching_text"]

_LONGEST = 80


def find_matching_text(pattern: str) -> str | None:
    """Return a text that *pattern* matches; None if none is found soon, or the search may hang.

    It is the one that each part suggests by itself. What a part says about another, such as a
    lookahead, may refuse it.

    Raises:
        PatternError: *pattern* cannot be translated.
    """
    translation = translate(pattern)
    text = None if translation.blowup else _build(parse_pattern(pattern).root)
    return text if text is not None and re.search(translation.source, text) else None


def _build(node: RegexNode) -> str | None:
    match node:
        case One(text=characters):
            spans = code_spans(characters)
            return Letter(0, False, spans).example() if spans else None
        case Repeat(body=body, least=least, most=most):
            count = least or (most != 0)  # something is a better example than nothing
            text = _build(body)
            return None if text is None or len(text) * count > _LONGEST else text * count
        case Sequence(parts=parts):
            texts = [text for part in parts if (text := _build(part)) is not None]
            is_whole = len(texts) == len(parts) and sum(map(len, texts)) <= _LONGEST
            return "".join(texts) if is_whole else None
        case Choice(options=options):
            return next((text for each in options if (text := _build(each)) is not None), None)
        case Group(body=body):
            return _build(body)
        case _:
            return ""  # a place, or what was matched before
