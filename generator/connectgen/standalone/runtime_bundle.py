"""The parts of the runtime that one module needs, to be printed into it word for word."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from connectgen.python_text.identifiers import sort_exports
from connectgen.python_text.literals import LINE_WIDTH
from connectgen.view_models.validators import RuntimeBundle

__all__ = ["bundle_runtime", "reserved_names"]

_MODULES = (
    *("_checks.py", "_unique.py", "_uris.py", "_formats.py", "_hostnames.py", "_idn_email.py"),
    "_regex.py",
    *("_pointers.py", "_messages.py", "_violation.py", "_walk.py", "_deep.py", "_order.py"),
    *("_limits.py", "_references.py", "_verdicts.py", "_members.py", "_items.py"),
    *("_applicators.py", "_alternatives.py", "_unevaluated.py"),
)
_ALIASES = (
    *(
        "Json",
        "Predicate",
        "Memo",
        "Classes",
        "Texts",
        "Here",
        "Check",
        "Checks",
        "Maker",
        "Keywords",
    ),
)
"""Names of types, which only type checkers read."""

_ALWAYS = frozenset({"Any", "ValidationError", "Violation", *_ALIASES})


@dataclass(frozen=True, slots=True, kw_only=True)
class _RuntimeDefinition:
    """One definition of the runtime."""

    name: str
    text: str
    words: frozenset[str]
    """Names that it mentions."""

    is_constant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Imports:
    """The module that each name is imported from: when the module runs, and for type checkers."""

    executed: dict[str, str]
    typing: dict[str, str]


def bundle_runtime(folder: Path, used: Iterable[str]) -> RuntimeBundle:
    """Return the parts of the runtime that a module needs.

    Args:
        folder: the runtime's validators.
        used: names that the module uses itself.
    """
    parts, imports = _read_runtime(folder)
    wanted = _needed_names(parts, {*used, *_ALWAYS})
    needed = [part for name, part in parts.items() if name in wanted]
    words = set[str]().union(*(part.words for part in needed)) | {"Any"}
    return RuntimeBundle(
        imports=tuple(_import_lines(_selected(imports.executed, words), 0)),
        typing_imports=(
            *_import_lines(_selected(imports.typing, words), 4),
            "",
            *(f"    {line}" for name in _ALIASES for line in parts[name].text.split("\n")),
        ),
        classes=tuple(part.text for part in needed if part.name in _FIRST),
        constants=tuple(
            part.text for part in needed if part.is_constant and part.name not in _ALIASES
        ),
        rest=tuple(
            part.text for part in needed if not part.is_constant and part.name not in _FIRST
        ),
    )


def reserved_names(folder: Path) -> frozenset[str]:
    """Return the names of the runtime, which no function or constant of a module may have.

    Args:
        folder: the runtime's validators.
    """
    own = [name for name in _read_runtime(folder)[0] if name.startswith("_")]
    return frozenset(name.removeprefix("_is_") for name in own)


@cache
def _read_runtime(folder: Path) -> tuple[dict[str, _RuntimeDefinition], _Imports]:
    """Return the definitions of the runtime, and its imports from outside of the package."""
    parts: dict[str, _RuntimeDefinition] = {}
    imports = _Imports(executed={}, typing={"Any": "typing"})
    for name in _MODULES:
        text = (folder / name).read_text(encoding="utf-8")
        tree = ast.parse(text)
        parts |= {part.name: part for part in _read_definitions(tree, text)}
        imports.executed.update(_read_imports(tree.body))
        for node in tree.body:
            if isinstance(node, ast.If):  # `if TYPE_CHECKING:`
                imports.typing.update(_read_imports(node.body))
    return parts, imports


_FIRST = frozenset({"Pattern"})


def _needed_names(parts: dict[str, _RuntimeDefinition], wanted: set[str]) -> set[str]:
    """Return *wanted*, and all that is needed for it."""
    waiting = [name for name in wanted if name in parts]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += parts[name].words & parts.keys()
    return found


def _read_definitions(tree: ast.Module, text: str) -> Iterator[_RuntimeDefinition]:
    """Yield the definitions of a module; a string behind one belongs to it."""
    lines = text.split("\n")
    nodes = list(tree.body)
    for node in tree.body:
        if isinstance(node, ast.If):
            nodes += node.body
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        name = _defined_name(node)
        if name is None or name in ("TYPE_CHECKING", "__all__"):
            continue
        documented = isinstance(following, ast.Expr) and isinstance(node, ast.Assign)
        end = following.end_lineno if documented and following else node.end_lineno
        source = lines[node.lineno - 1 : end]
        yield _RuntimeDefinition(
            name=name,
            text="\n".join(line[node.col_offset :] for line in source),
            words=frozenset(one.id for one in ast.walk(node) if isinstance(one, ast.Name)),
            is_constant=isinstance(node, ast.Assign | ast.AnnAssign),
        )


def _defined_name(node: ast.stmt) -> str | None:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return node.name
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    target = node.target if isinstance(node, ast.AnnAssign) else target
    return target.id if isinstance(target, ast.Name) else None


def _read_imports(body: Iterable[ast.stmt]) -> dict[str, str]:
    """Return the module that each imported name comes from; a module comes from nowhere."""
    found: dict[str, str] = {}
    for node in body:
        if isinstance(node, ast.Import):
            found |= {alias.name: "" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__":
            found |= {alias.name: node.module or "" for alias in node.names}
    return found


def _selected(imports: dict[str, str], names: Set[str]) -> dict[str, str]:
    return {name: module for name, module in imports.items() if name in names}


def _import_lines(imports: dict[str, str], indent: int) -> Iterator[str]:
    margin = " " * indent
    yield from (f"{margin}import {name}" for name in sorted(imports) if not imports[name])
    for module in sorted(set(imports.values()) - {""}):
        names = sort_exports(name for name, source in imports.items() if source == module)
        line = f"{margin}from {module} import {', '.join(names)}"
        yield from [line] if len(line) <= LINE_WIDTH else _break_import(module, names, margin)


def _break_import(module: str, names: Sequence[str], margin: str) -> list[str]:
    items = [f"{margin}    {name}," for name in names]
    return [f"{margin}from {module} import (", *items, f"{margin})"]
