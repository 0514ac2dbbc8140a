"""What two dataclasses say of one model: fields, types and optionality."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Opinion = tuple[frozenset[str], bool]
ABSENT: Opinion = (frozenset(), False)


def compared(mine: type, theirs: type) -> Iterator[tuple[str, Opinion, Opinion]]:
    """Yield each field of either class, with what both say of it.

    Ours may be one class with two names. Theirs are two then, so they get the names of ours.
    """
    module = sys.modules[mine.__module__]
    names = {name: getattr(module, name).__name__ for name in module.__all__}
    my_opinions = opinions(mine)
    their_opinions = {
        field: (frozenset(with_names(names, each) for each in types), needed)
        for field, (types, needed) in opinions(theirs).items()
    }
    del my_opinions["extra"]  # for members that the schema does not know: ours alone
    for field in sorted(my_opinions.keys() | their_opinions.keys()):
        yield field, my_opinions.get(field, ABSENT), their_opinions.get(field, ABSENT)


def with_names(names: dict[str, str], annotation: str) -> str:
    return "".join(names.get(word, word) for word in re.findall(r"\w+|\W+", annotation))


def opinions(cls: type) -> dict[str, Opinion]:
    """Return the type of each field of *cls*, and whether it must be given."""
    hints = get_type_hints(cls)
    return {field.name: (types_in(hints[field.name]), is_required(field)) for field in fields(cls)}


def is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def types_in(hint: Any) -> frozenset[str]:
    """Return the types in *hint*, without the ways in which absence and null are said."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return frozenset(one_type(part) for part in parts) - {"NoneType", "Unset"}


def one_type(hint: Any) -> str:
    if isinstance(get_origin(hint), type) and issubclass(get_origin(hint), list):
        return f"list[{' | '.join(sorted(types_in(get_args(hint)[0])))}]"
    if get_origin(hint) is dict:
        return "dict"
    return str(getattr(hint, "__name__", hint))
