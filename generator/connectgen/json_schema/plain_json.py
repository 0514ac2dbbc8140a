"""Reading of a schema that a caller made: only the classes of a JSON parser remain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeGuard

from connectgen.core.errors import ConnectgenError, SchemaError
from connectgen.core.json_types import is_array
from connectgen.core.location import Location
from connectgen.jsonio.documents import MAX_PARTS

__all__ = ["PlainDocument", "read_plain"]

_IDS = frozenset({"$anchor", "$dynamicAnchor", "$id", "$recursiveAnchor", "id"})
_SCALARS = frozenset({bool, float, int, str, type(None)})


@dataclass(slots=True, kw_only=True, eq=False)
class PlainDocument:
    """A document of JSON values."""

    content: Any
    has_inner_ids: bool
    """Whether there may be an id below its root."""

    errors: list[ConnectgenError]
    """Values in it that are not JSON."""


def read_plain(content: Any, location: Location) -> PlainDocument:
    """Return *content* itself if a JSON parser could have made it, else a copy.

    Parsers of other formats, such as YAML, use subclasses for text and numbers.

    Args:
        content: what a caller passed.
        location: its location, for messages.
    """
    has_inner_ids = _find_ids(content)
    if has_inner_ids is not None:
        return PlainDocument(content=content, has_inner_ids=has_inner_ids, errors=[])
    copying = _Copying()
    try:
        copied = copying.copy(content, location)
    except RecursionError:
        copied = True
        copying.errors[:] = [SchemaError(location, "nested too deeply")]
    except SchemaError as error:
        copied = True
        copying.errors[:] = [error]
    return PlainDocument(content=copied, has_inner_ids=True, errors=copying.errors)


_class_of: Callable[[object], type[object]] = type


def _find_ids(content: Any) -> bool | None:
    """Return whether there is an id below the root, or None if a part must be copied."""
    found = False
    parts = 0
    waiting: list[Any] = [content]
    while waiting:
        item = waiting.pop()
        kind = _class_of(item)
        if kind is dict:
            if parts and not found and not _IDS.isdisjoint(item):
                found = any(isinstance(item.get(name), str | bool) for name in _IDS)
            for name, part in item.items():
                if type(name) is not str:
                    return None
                if type(part) not in _SCALARS:
                    waiting.append(part)
        elif kind is list:
            waiting += [part for part in item if type(part) not in _SCALARS]
        elif kind not in _SCALARS:
            return None
        parts += 1
        if parts > MAX_PARTS:
            return None
    return found


class _Copying:
    """Copier of one value; a part that occurs several times counts each time."""

    def __init__(self) -> None:
        self.errors: list[ConnectgenError] = []
        self._parts = 0

    def copy(self, value: Any, location: Location) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int | float):
            return int(value) if isinstance(value, int) else float(value)
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise SchemaError(location, f"more than {MAX_PARTS} arrays and objects up to here")
        if is_array(value):
            return [self.copy(item, location.child(at)) for at, item in enumerate(value)]
        if _is_mapping(value):
            return self._copy_members(value, location)
        self.errors.append(SchemaError(location, f"a {type(value).__name__} is not a JSON value"))
        return None

    def _copy_members(self, value: dict[object, Any], location: Location) -> dict[str, Any]:
        copied: dict[str, Any] = {}
        for name, item in value.items():
            if isinstance(name, str):
                copied[str.__str__(name)] = self.copy(item, location.child(name))
            else:
                self.errors.append(SchemaError(location, f"the key {name!r} is not a string"))
        return copied


def _is_mapping(value: object) -> TypeGuard[dict[object, Any]]:
    return isinstance(value, dict)
