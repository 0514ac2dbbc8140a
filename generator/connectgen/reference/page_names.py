"""Names of pages and anchors, from which the names of the site can be read back.

Letters, digits, `_`, `.` and `-` stay as they are. Every other character becomes `~` and two
hexadecimal digits for each of its bytes in UTF-8, which neither a file system nor a URL changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from connectgen.core.catalog_paths import decode_name
from connectgen.core.portable import is_device

__all__ = ["anchor_of", "gone_anchor_of", "name_pages", "part_anchor_of"]

_FOLDER = "resources"


def name_pages(resources: Iterable[str]) -> dict[str, str]:
    """Return the path of the page of each resource, below the folder of the reference.

    No two paths differ only in case, because some systems have one file for both: of resources that
    do, the capital letters are encoded too.
    """
    names = sorted(set(resources))
    spellings = Counter(name.casefold() for name in names)
    return {
        name: f"{_FOLDER}/{_file_stem(name, has_twin=spellings[name.casefold()] > 1)}.html"
        for name in names
    }


def _file_stem(name: str, *, has_twin: bool) -> str:
    name = decode_name(name)
    # Windows has no file with the name of a device, whatever follows it; a dot hides a file.
    is_reserved = name[:1] == "." or is_device(name.partition(".")[0])
    return "".join(
        _escape(each)
        if (is_reserved and index == 0) or (has_twin and each.isupper())
        else _encode(each)
        for index, each in enumerate(name)
    )


def anchor_of(path: str) -> str:
    """Return the anchor of the field with *path* on the page of its resource."""
    return f"field-{_encode_text(path)}"


def gone_anchor_of(path: str) -> str:
    """Return the anchor of the field with *path* that only another version has."""
    return f"gone-{_encode_text(path)}"


def part_anchor_of(path: str) -> str:
    """Return the anchor of the table of what is in the object at *path*; empty for a record."""
    return f"in-{_encode_text(path)}" if path else "in-record"


def _encode_text(text: str) -> str:
    return "".join(map(_encode, text))


def _encode(character: str) -> str:
    is_kept = character.isascii() and (character.isalnum() or character in "_.-")
    return character if is_kept else _escape(character)


def _escape(character: str) -> str:
    data = character.encode("utf-8", "surrogatepass")
    return "".join(f"~{byte:02X}" for byte in data)
