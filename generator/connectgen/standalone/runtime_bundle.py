"""The parts of the runtime that one module needs, to be printed into it word for word."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
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
    *("_pointers.py", "_messages.py", "_violation.py"),
)
_ALIASES = ("Json", "Step", "Here")
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


def bundle_runtime(folder: Path, used: Iterable[str]) -> RuntimeBundle:
    """Return what of the runtime a module needs.

    Args:
        folder: the runtime's validators.
        used: names that the module uses itself.
    """
    parts, imports = _read_runtime(folder)
    wanted = _needed_names(parts, {*used, *_ALWAYS})
    needed = [part for name, part in parts.items() if name in wanted]
    words = set[str]().union(*(part.words for part in needed)) | {"Any"}
    runtime = {name for name in imports if name in _RUNTIME}
    return RuntimeBundle(
        imports=tuple(_import_lines({n: imports[n] for n in runtime & words}, 0)),
        typing_imports=(
            *_import_lines({n: imports[n] for n in imports.keys() - runtime if n in words}, 4),
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
    """Return what no function or constant of a module may be called after: the runtime has it.

    Args:
        folder: the runtime's validators.
    """
    own = [name for name in _read_runtime(folder)[0] if name.startswith("_")]
    return frozenset(name.removeprefix("_is_") for name in own)


@cache
def _read_runtime(folder: Path) -> tuple[dict[str, _RuntimeDefinition], dict[str, str]]:
    """Return the definitions of the runtime, and the module that each import comes from."""
    parts: dict[str, _RuntimeDefinition] = {}
    imports: dict[str, str] = {"Any": "typing"}
    for name in _MODULES:
        text = (folder / name).read_text(encoding="utf-8")
        tree = ast.parse(text)
        parts |= {part.name: part for part in _read_definitions(tree, text)}
        imports |= _read_imports(tree)
    return parts, imports


_FIRST = frozenset({"Pattern"})
_RUNTIME = frozenset({"a2b_base64", "sys"})


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


def _read_imports(tree: ast.Module) -> dict[str, str]:
    """Return the module that each imported name comes from; a module comes from nowhere."""
    found: dict[str, str] = {}
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.If))]
    for node in (node for body in bodies for node in body):
        if isinstance(node, ast.Import):
            found |= {alias.name: "" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__":
            found |= {alias.name: node.module or "" for alias in node.names}
    return found


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
