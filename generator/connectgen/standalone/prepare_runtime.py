"""Preparation of the runtime for standalone modules, so that no call reads and parses it.

`runtime_parts.py` holds the result. A test keeps it current, and `pytest --update` makes it again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from graphlib import TopologicalSorter
from pathlib import Path

__all__ = ["prepare_runtime"]

_CHECKS = (
    *("_checks.py", "_unique.py", "_uris.py", "_formats.py", "_hostnames.py", "_idn_email.py"),
    "_regex.py",
)
"""Modules with what verdicts ask for, which is printed word for word. In the text of a walker,
nothing has docstrings or types, and lines are indented by one space."""

_PUBLIC = "Violation"
"""Class that keeps the first line of its docstring, because users see it."""

_HEAD = '''"""Definitions of the runtime, by name; made by `prepare_runtime`. Do not edit."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["EXECUTED_IMPORTS", "PARTS", "TYPING_IMPORTS", "Part"]


class Part(NamedTuple):
    """One definition of the runtime."""

    kind: str
    """`alias` of a type, `class`, `constant` or `function`."""

    words: tuple[str, ...]
    """Names that it mentions."""

    bare: str
    """Its text in a walker."""

    text: str = ""
    """Its text in a module, where verdicts ask for it."""
'''


def prepare_runtime(folder: Path) -> str:
    """Return the source of `runtime_parts.py`.

    Args:
        folder: the runtime's validators.
    """
    parts: dict[str, tuple[str, tuple[str, ...], str, str]] = {}
    executed: dict[str, str] = {}
    typing: dict[str, str] = {"Any": "typing", "NamedTuple": "typing"}
    for name, text in _read_in_order(folder):
        tree = ast.parse(text)
        found = _read_definitions(tree, text, is_check=name in _CHECKS)
        if found.keys() & parts.keys():  # in one module, one would replace the other
            raise ValueError(f"{name}: another module defines {min(found.keys() & parts.keys())}")
        parts |= found
        executed |= _read_imports(tree.body)
        for node in tree.body:
            if isinstance(node, ast.If):  # `if TYPE_CHECKING:`
                typing |= _read_imports(node.body)
    lines = [_HEAD]
    lines += ["", f"EXECUTED_IMPORTS = {_dict_source(executed)}"]
    lines += ['"""Module that each name is imported from; empty for a module."""', ""]
    lines += [f"TYPING_IMPORTS = {_dict_source(typing)}"]
    lines += ['"""The same for names that only type checkers need."""', ""]
    lines += ["PARTS: dict[str, Part] = {"]
    known = parts.keys() | executed.keys() | typing.keys()
    for name, (kind, words, bare, text) in parts.items():
        used = tuple(word for word in words if word in known and word != name)
        texts = ", ".join(f"r'''\n{each}\n'''" for each in (bare, text) if each)
        assert texts.count("'''") == 2 * (1 + bool(text))
        lines += [f"    {name!r}: Part({kind!r}, {used!r}, {texts}),"]
    return "\n".join([*lines, "}", ""])


def _read_in_order(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each module, after those that it imports."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))}
    imports = {
        name: sorted(
            f"{node.module}.py"
            for node in ast.parse(text).body
            if isinstance(node, ast.ImportFrom) and node.level
        )
        for name, text in texts.items()
    }
    for name in TopologicalSorter(imports).static_order():
        yield name, texts[name]


def _dict_source(content: dict[str, str]) -> str:
    return f"{{{', '.join(f'{name!r}: {content[name]!r}' for name in sorted(content))}}}"


def _read_definitions(
    tree: ast.Module, text: str, *, is_check: bool
) -> dict[str, tuple[str, tuple[str, ...], str, str]]:
    """Return the definitions of a module by name: kind, words, and text without and with types."""
    nodes = list(tree.body)
    for node in tree.body:
        if isinstance(node, ast.If):
            nodes += node.body
    lines = text.split("\n")
    found: dict[str, tuple[str, tuple[str, ...], str, str]] = {}
    for node in nodes:
        name = _defined_name(node)
        if name is None or name in ("TYPE_CHECKING", "__all__"):
            continue
        bare = _indent_less(ast.unparse(_Bare().visit(ast.parse(ast.unparse(node)))))
        is_printed = is_check or _kind_of(node) == "alias"
        printed = "\n".join(line[node.col_offset :] for line in _lines_of(node, lines))
        words = {one.id: None for one in ast.walk(node) if isinstance(one, ast.Name)}
        found[name] = (_kind_of(node), tuple(words), bare, printed if is_printed else "")
    return found


def _kind_of(node: ast.stmt) -> str:
    if isinstance(node, ast.ClassDef):
        return "class"
    if isinstance(node, ast.FunctionDef):
        return "function"
    is_alias = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"
    return "alias" if is_alias else "constant"


def _lines_of(node: ast.stmt, lines: Sequence[str]) -> Sequence[str]:
    return lines[node.lineno - 1 : node.end_lineno]


def _indent_less(source: str) -> str:
    """Return *source*, as `ast.unparse` returns it, with one space where it has four."""
    lines = [line for line in source.split("\n") if line]
    return "\n".join(
        f"{' ' * ((len(line) - len(line.lstrip())) // 4)}{line.lstrip()}" for line in lines
    )


class _Bare(ast.NodeTransformer):
    """Removes types and docstrings, which nobody reads in the text of a walker."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        return _without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        doc = (ast.get_docstring(node) or "").partition("\n")[0]
        _without_docstring(node)
        if node.name == _PUBLIC:
            node.body.insert(0, ast.Expr(ast.Constant(doc)))
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign([node.target], node.value), node)


def _without_docstring(node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
    if ast.get_docstring(node) is not None and len(node.body) > 1:
        node.body = node.body[1:]
    return node


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
