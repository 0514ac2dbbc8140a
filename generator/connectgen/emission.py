"""A last look at every file before it is written: is it what the templates can produce?

Text of a schema enters code through two doors only (`quoting`). Should it ever get past them, this
is where it is caught: a generated module imports nothing but what generated modules import, calls
none of the functions that run or reach things, and nests no surprise among its statements.
"""

from __future__ import annotations

import ast

from connectgen.documents import SourceFile
from connectgen.errors import OutputError

__all__ = ["check_emission"]

_MODULES = frozenset(
    {
        *("__future__", "base64", "binascii", "collections", "dataclasses", "datetime", "decimal"),
        *("enum", "functools", "httpx2", "importlib", "json", "mimetypes", "msgspec", "pathlib"),
        *("pydantic", "re", "sys", "typing", "warnings"),
    }
)
_FORBIDDEN_NAMES = frozenset(
    {
        *("__builtins__", "__import__", "breakpoint", "compile", "delattr", "eval", "exec"),
        *("exit", "input", "locals", "open", "print", "quit", "setattr", "vars"),
    }
)
_FORBIDDEN_NODES = (ast.Delete, ast.Global, ast.Lambda, ast.Nonlocal, ast.While)


def check_emission(file: SourceFile) -> None:
    """Refuse a file that no template can have produced.

    Raises:
        OutputError: it is not Python, or holds what no generated module holds; a bug of connectgen,
            or a document that was made to cause one.
    """
    if not file.path.endswith(".py"):
        return
    try:
        tree = ast.parse(file.text)
    except (SyntaxError, ValueError) as error:
        raise OutputError(f"{file.path}: refused: not Python: {error}") from error
    for node in ast.walk(tree):
        problem = _problem(node)
        if problem:
            line = getattr(node, "lineno", 0)
            raise OutputError(f"{file.path}:{line}: refused: {problem} is in no generated module")


def _problem(node: ast.AST) -> str | None:
    if isinstance(node, _FORBIDDEN_NODES):
        return type(node).__name__
    if isinstance(node, ast.Name) and node.id in _FORBIDDEN_NAMES:
        return node.id
    if isinstance(node, ast.Import):
        return next((a.name for a in node.names if _root(a.name) not in _MODULES), None)
    if isinstance(node, ast.ImportFrom) and not node.level:
        return node.module if _root(node.module or "") not in _MODULES else None
    return None


def _root(module: str) -> str:
    return module.partition(".")[0]
