"""Read JSON documents strictly and write them canonically.

`json.loads` takes a member twice (the last one wins), any size, and any depth up to a crash. A
document that code is generated from gets none of that.
"""

from __future__ import annotations

import json
import stat
from collections import Counter
from collections.abc import Iterator
from math import isinf
from pathlib import Path

from connectgen.core.errors import CatalogError
from connectgen.core.json_types import Json
from connectgen.core.os_errors import describe_read_error

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_PARTS",
    "dump_canonical",
    "parse_json",
    "parse_schema",
    "read_document",
]

MAX_BYTES = 64 * 1024 * 1024
"""Size in bytes above which a document is refused."""

MAX_DEPTH = 100
"""Number of arrays and objects within one another above which a document is refused."""

MAX_PARTS = 100_000
"""Number of arrays and objects in a schema above which it is refused: any may become code."""


def read_document(path: Path, name: str) -> bytes:
    """Return the bytes of a document.

    Args:
        path: the file.
        name: what messages call it.

    Raises:
        CatalogError: it is missing, not a file, unreadable or larger than `MAX_BYTES`.
    """
    try:
        kind = path.stat().st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):  # opening a pipe waits for its writer
            raise CatalogError(f"{name}: cannot be read: a pipe, socket or device")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CatalogError(f"{name}: file not found") from None
    except OSError as error:
        raise CatalogError(describe_read_error(name, error)) from error
    if len(data) > MAX_BYTES:
        raise CatalogError(f"{name}: larger than {MAX_BYTES // 1024**2} MiB")
    return data


def parse_json(data: bytes, name: str) -> Json:
    """Return the value of a JSON document (RFC 8259).

    Args:
        data: the document, in UTF-8.
        name: what messages call it.

    Raises:
        CatalogError: it is not UTF-8, not JSON or too deep, or has a member twice.
    """
    try:
        # Editors on Windows begin a file with a byte order mark.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError(f"{name}: not UTF-8 at byte {error.start}") from error
    try:
        value: Json = _decoder.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise CatalogError(f"{name}: not JSON: {error.msg} ({where})") from error
    except _NotStrictJsonError as error:
        raise CatalogError(f"{name}: {error}") from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise CatalogError(f"{name}: a number is too long") from error
    except RecursionError as error:
        raise CatalogError(f"{name}: more than {MAX_DEPTH} levels deep") from error
    if _is_too_deep(value):
        raise CatalogError(f"{name}: more than {MAX_DEPTH} levels deep")
    return value


def parse_schema(data: bytes, name: str) -> Json:
    """Return the value of a document that is a JSON Schema.

    Args:
        data: the document, in UTF-8.
        name: what messages call it.

    Raises:
        CatalogError: as from `parse_json`; or it has more than `MAX_PARTS` arrays and objects.
    """
    value = parse_json(data, name)
    if sum(map(len, _levels(value))) > MAX_PARTS:
        raise CatalogError(f"{name}: more than {MAX_PARTS} arrays and objects")
    return value


def dump_canonical(value: Json) -> bytes:
    """Return *value* as snapshots hold it: keys sorted, two blanks, UTF-8, a newline at the end."""
    try:
        return _dump_json(value, ensure_ascii=False)
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can hold
        return _dump_json(value, ensure_ascii=True)


def _dump_json(value: Json, *, ensure_ascii: bool) -> bytes:
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=ensure_ascii, allow_nan=False)
    return f"{text}\n".encode()


class _NotStrictJsonError(ValueError):
    """Something that `json` would let pass."""


def _unique_members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name in members if times[name] > 1)
        raise _NotStrictJsonError(f"duplicate key {twice!r}")
    return members


def _reject_constant(name: str) -> Json:
    raise _NotStrictJsonError(f"{name} is not JSON")


def _parse_float(text: str) -> float:
    number = float(text)
    # `float` reads 1e999 as infinity, which could not be written as JSON again.
    if isinf(number):
        raise _NotStrictJsonError(f"the number {text[:40]} is too large")
    return number


_decoder = json.JSONDecoder(
    object_pairs_hook=_unique_members, parse_constant=_reject_constant, parse_float=_parse_float
)


def _is_too_deep(value: Json) -> bool:
    """Return whether arrays and objects are nested deeper than `MAX_DEPTH`."""
    # By level: the depth at which recursion fails depends on the caller.
    return any(depth == MAX_DEPTH for depth, _ in enumerate(_levels(value)))


def _levels(value: Json) -> Iterator[list[dict[str, Json] | list[Json]]]:
    """Yield the arrays and objects in *value*, itself included, one level of depth at a time."""
    level = [value]
    while containers := [item for item in level if isinstance(item, dict | list)]:
        yield containers
        level = [
            child
            for item in containers
            for child in (item.values() if isinstance(item, dict) else item)
        ]
