"""The parts of the runtime that one module needs: those for verdicts, and those for violations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from connectgen.python_text.identifiers import sort_exports
from connectgen.python_text.literals import LINE_WIDTH
from connectgen.python_text.runtime_parts import EXECUTED_IMPORTS, PARTS, TYPING_IMPORTS, Part

__all__ = ["RESERVED_NAMES", "RuntimeBundle", "bundle_runtime"]

RESERVED_NAMES = frozenset(
    name.removeprefix("_is_") for name in PARTS if name.startswith("_")
) | frozenset({"_LOADED", "_SCHEMAS", "_WALKER", "_find_class", "_load_walker"})
"""Names of the runtime, which no function or constant of a module may have."""


_PLACES = {name: place for place, name in enumerate(PARTS)}
_ALIASES = [name for name, part in PARTS.items() if part.kind == "alias"]

_LATE = {
    "call_deep": """def call_deep(is_valid: Callable[[Any], bool], value: Any) -> bool:
    call: Callable[..., bool] = _load_walker()["call_deep"]
    return call(is_valid, value)""",
    "has_unique_texts": """def has_unique_texts(value: list[Json]) -> bool:
    call: Callable[..., bool] = _load_walker()["has_unique_texts"]
    return call(value)""",
}
"""Functions that verdicts hardly ever ask for, so that the walker has them."""

_LATE_WORDS = ("Any", "Callable", "Json")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuntimeBundle:
    """Parts of the runtime that a module needs."""

    imports: tuple[str, ...]
    typing_lines: tuple[str, ...]
    """Imports and aliases for type checkers only, not indented."""

    classes: tuple[str, ...]
    """Classes that constants use."""

    constants: tuple[str, ...]
    functions: tuple[str, ...]
    walker: tuple[str, ...]
    """Imports and definitions that only violations need."""

    lent: tuple[str, ...]
    """Names of the module that the walker uses too, sorted."""


def bundle_runtime(
    used: Iterable[str], typed: Iterable[str], walked: Iterable[str] = ()
) -> RuntimeBundle:
    """Return the parts of the runtime that a module needs.

    Args:
        used: names that its verdicts use.
        typed: names that only its annotations use.
        walked: names that its violations use; none if it has no violations.
    """
    used, walked = frozenset(used), frozenset(walked)
    eager = _needed_names(used, late=frozenset(_LATE) if walked else frozenset())
    late = eager & _LATE.keys() if walked else set[str]()
    eager, walked = eager - late, walked | late
    checks = [PARTS[name] for name in sorted(eager, key=_PLACES.__getitem__)]
    words = {*used, *typed, *(_LATE_WORDS if late else ())}.union(*(part.words for part in checks))
    aliases = [name for name in _ALIASES if name in words]
    words = words.union(*(PARTS[name].words for name in aliases))
    walker = _needed_names(walked) - eager
    errors = [PARTS[name] for name in sorted(walker, key=_PLACES.__getitem__)]
    walker_words = {*walked}.union(*(part.words for part in errors))
    return RuntimeBundle(
        imports=tuple(_import_lines(_selected(EXECUTED_IMPORTS, words))),
        typing_lines=(
            *_import_lines(_selected(TYPING_IMPORTS, words)),
            "",
            *(line for name in aliases for line in PARTS[name].text.strip().split("\n")),
        ),
        classes=_texts(part for part in checks if part.kind == "class"),
        constants=_texts(part for part in checks if part.kind == "constant"),
        functions=(
            *_texts(part for part in checks if part.kind == "function"),
            *(_LATE[name] for name in sorted(late)),
        ),
        walker=(
            *_import_lines(_selected(EXECUTED_IMPORTS, walker_words)),
            *(part.bare.strip("\n") for part in errors),
        ),
        lent=tuple(sorted(eager & walker_words)),
    )


def _texts(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(part.text.strip("\n") for part in parts)


def _needed_names(wanted: Iterable[str], late: frozenset[str] = frozenset()) -> set[str]:
    """Return those of *wanted* that are parts, and all parts that they need, except aliases.

    Args:
        wanted: names.
        late: functions of which nothing is needed but they themselves.
    """
    waiting, found = [name for name in wanted if name in PARTS], set[str]()
    while waiting:
        each = waiting.pop()
        part = PARTS[each]
        if each not in found and part.kind != "alias":
            found.add(each)
            if each not in late:
                waiting += [word for word in part.words if word in PARTS]
    return found


def _selected(imports: dict[str, str], names: Set[str]) -> dict[str, str]:
    return {name: module for name, module in imports.items() if name in names}


def _import_lines(imports: dict[str, str]) -> Iterator[str]:
    yield from (f"import {name}" for name in sorted(imports) if not imports[name])
    for module in sorted(set(imports.values()) - {""}):
        names = sort_exports(name for name, source in imports.items() if source == module)
        line = f"from {module} import {', '.join(names)}"
        yield from [line] if len(line) <= LINE_WIDTH - 4 else _break_import(module, names)


def _break_import(module: str, names: Sequence[str]) -> list[str]:
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]
