r"""Unicode properties: `\p{Lu}`, `\p{Script=Greek}`, `\p{Alphabetic}`.

Python's own tables are another version of Unicode in each release. The tables of `regress`, an
implementation of ECMA-262, are the same everywhere, and know the standard's names and no others.
The only module that imports `regress`.
"""

from __future__ import annotations

import functools
import re

from connectgen.json_schema.ecma_regex.ast import PatternError
from connectgen.json_schema.ecma_regex.charset import Span, join_spans

__all__ = ["property_ranges"]

_NAME = re.compile(r"(?:[A-Za-z_]+=)?[A-Za-z0-9_]+")
_WITH_SURROGATES = re.compile(
    r"(?:(?:General_Category|gc)=)?(?:Surrogate|Cs|Other|C)|Any|Assigned"
    r"|(?:Script|sc|Script_Extensions|scx)=(?:Unknown|Zzzz)"
)
_SURROGATES = (0xD800, 0xDFFF)


@functools.cache
def property_ranges(name: str) -> tuple[Span, ...]:
    r"""Return the code points that have the property *name*, what `\p{…}` has between its braces.

    Raises:
        PatternError: ECMA-262 knows no such property.
    """
    from regress import Regex, RegressError

    try:
        run = Regex(f"\\p{{{name}}}+" if _NAME.fullmatch(name) else "[", "u")
    except RegressError as error:
        raise PatternError(f"unknown Unicode property {name!r}") from error
    found: list[Span] = []
    for block in _code_point_blocks():
        encoded = block.encode()
        for match in run.find_iter(block) or ():
            place = match.range()
            text = encoded[place.start : place.stop].decode()
            found.append((ord(text[0]), ord(text[-1])))
    if _WITH_SURROGATES.fullmatch(name):
        found.append(_SURROGATES)
    return tuple(join_spans(sorted(found)))


@functools.cache
def _code_point_blocks() -> tuple[str, ...]:
    """Return all code points except surrogates, which `regress` does not accept in text."""
    plane = bytearray(4 * 0x10000)
    plane[0::4] = bytes(range(0x100)) * 0x100
    plane[1::4] = b"".join(bytes([high]) * 0x100 for high in range(0x100))
    basic = plane.decode("utf-32-le", "surrogatepass")
    found = [basic[: _SURROGATES[0]], basic[_SURROGATES[1] + 1 :]]
    for number in range(1, 0x11):
        plane[2::4] = bytes([number]) * 0x10000
        found.append(plane.decode("utf-32-le"))
    return tuple(found)
