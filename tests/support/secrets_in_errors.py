"""What can be reached from an exception, and which secrets are among it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import FrameType, ModuleType, TracebackType
from typing import Any

# They have to hold the credentials as long as the client lives, and print nothing of them.
_KEEPERS = {
    *("Client", "AsyncClient", "Connection", "AsyncConnection", "ClientSettings", "_Http"),
    *("SessionState", "SessionAuth", "BearerAuth", "Records"),
}


def leaks(error: BaseException, secrets: Iterable[str], *, own: Iterable[str]) -> list[str]:
    """Return where *secrets* can be seen from *error*.

    Args:
        error: with its causes, contexts, attributes, and the variables of its tracebacks.
        secrets: not to be found.
        own: files whose variables do not count: those of the test.
    """
    found: list[str] = []
    wanted = [form for secret in secrets for form in (secret, secret.encode())]
    files = set(own)
    for place, value in _reachable(error, files):
        if isinstance(value, str | bytes | bytearray):
            text = bytes(value) if isinstance(value, bytearray) else value
            found += [place for form in wanted if type(form) is type(text) and form in text]  # type: ignore[operator]
    try:
        kept = pickle.dumps(error)
    except Exception as failure:  # what a cause holds need not be of a kind that can be pickled
        kept = str(failure).encode()
    found += ["pickle" for form in wanted if isinstance(form, bytes) and form in kept]
    return found


def _reachable(start: BaseException, own: set[str]) -> Iterator[tuple[str, Any]]:
    left: list[tuple[str, Any]] = [("error", start)]
    seen: dict[int, Any] = {}
    while left:
        place, value = left.pop()
        if id(value) in seen:
            continue
        seen[id(value)] = value
        yield place, value
        left += [(f"{place}{step}", part) for step, part in _parts(value, own)]


def _parts(value: Any, own: set[str]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, str | bytes | int | float | ModuleType | type):
        return
    if type(value).__name__ in _KEEPERS:
        yield " printed", repr(value)
    elif isinstance(value, FrameType):
        if value.f_code.co_filename not in own:
            yield from ((f" {name}", part) for name, part in value.f_locals.items())
    elif isinstance(value, TracebackType):
        yield f" {value.tb_frame.f_code.co_qualname}:", value.tb_frame
        yield "", value.tb_next
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield f"[{key!r}]", key
            yield f"[{key!r}]", part
    elif isinstance(value, list | tuple | set | frozenset):
        yield from ((f"[{index}]", part) for index, part in enumerate(value))
    else:
        yield from _attributes(value)


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, BaseException):
        names = ("args", "__cause__", "__context__", "__traceback__", "doc", "object")
        yield from ((f".{name}", getattr(value, name, None)) for name in names)
        yield " printed", f"{value} {value!r}"
    closure: Any = getattr(value, "__closure__", None) if isinstance(value, Callable) else None  # type: ignore[arg-type]
    for cell in closure or ():
        yield " closure", cell.cell_contents
    yield ".__self__", getattr(value, "__self__", None)
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    held = getattr(value, "__dict__", {})
    yield from ((f".{name}", part) for name, part in held.items())
    yield from ((f".{name}", getattr(value, name, None)) for name in slots)
