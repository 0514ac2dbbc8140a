"""A last look at every rendered file: is it what the templates can produce?

Text of a schema enters code through two doors only (`quoting`). Should it ever get past them, this
is where it is caught: a generated module imports nothing but what generated modules import, calls
none of the functions that run or reach things, and nests no surprise among its statements.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Callable, Iterator
from typing import Any

from connectgen.documents import SourceFile
from connectgen.errors import OutputError

__all__ = ["check_emission"]

_MODULES = frozenset(
    {
        *("__future__", "collections", "dataclasses", "datetime", "enum", "functools"),
        *("httpx2", "importlib", "msgspec", "pathlib", "pydantic", "typing"),
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

    Most files can be seen to be all right without the time and memory of a syntax tree; whatever
    is left open is decided by looking at the tree.

    Raises:
        OutputError: it is not Python, or holds what no generated module holds; a bug of connectgen,
            or a document that was made to cause one.
    """
    if not file.path.endswith(".py"):
        return
    try:
        if _is_plain(file.text):
            return
        tree = ast.parse(file.text)
    except (SyntaxError, ValueError) as error:
        raise OutputError(f"{file.path}: refused: not Python: {error}") from error
    for node in ast.walk(tree):
        check = _CHECKS.get(type(node))
        problem = check(node) if check else None
        if problem:
            line = getattr(node, "lineno", 0)
            raise OutputError(f"{file.path}:{line}: refused: {problem} is in no generated module")


_STATEMENTS = re.compile(
    r"[\n\f;:][ \t\f]*(?:del|from|global|import|nonlocal|while)\b(?: [\w.]+ import )?"
)
"""Where statements start that are in no generated module, or have to be looked at."""

_BETWEEN = "\n\n\ndef "
_PIECE = 2**18
_FUTURE = "from __future__ import annotations\n"


def _is_plain(text: str) -> bool:
    """Tell whether *text* certainly holds nothing that is forbidden; false where it may.

    A name that is used is a symbol of some scope (of an annotation, where that is no mere text), a
    lambda has a scope of its own, and statements start behind a line break, a semicolon or a colon.
    """
    if "\r" in text or not all(map(_is_import, _STATEMENTS.findall(f"\n{text}"))):
        return False
    try:
        return all(map(_has_plain_names, _pieces(text.replace(_FUTURE, "\n", 1))))
    except SyntaxError:
        return False


def _has_plain_names(text: str) -> bool:
    scopes = [symtable.symtable(text, "module", "exec")]
    while scopes:
        scope = scopes.pop()
        if scope.get_name() == "lambda" or not _FORBIDDEN_NAMES.isdisjoint(scope.get_identifiers()):
            return False
        scopes += scope.get_children()
    return True


def _pieces(text: str) -> Iterator[str]:
    """Yield *text* in pieces, cut between functions: each by itself is Python where all of it is.

    The compiler's memory grows with what it is given at once.
    """
    start = 0
    while start < len(text):
        end = text.find(_BETWEEN, start + _PIECE)
        end = len(text) if end < 0 else end + 1
        yield text[start:end]
        start = end


def _is_import(statement: str) -> bool:
    """Tell whether *statement* imports from a module that generated modules import."""
    keyword, _, rest = statement.lstrip("\n\f;: \t").partition(" ")
    module = rest.removesuffix(" import ")
    return keyword == "from" and (module.startswith(".") or _root(module) in _MODULES)


def _name(node: Any) -> str | None:
    used = isinstance(node.ctx, ast.Load)  # a field may well be called `input`
    return node.id if used and node.id in _FORBIDDEN_NAMES else None


def _import(node: Any) -> str | None:
    return next((alias.name for alias in node.names if _root(alias.name) not in _MODULES), None)


def _import_from(node: Any) -> str | None:
    return None if node.level or _root(node.module) in _MODULES else node.module


def _root(module: str) -> str:
    return module.partition(".")[0]


_CHECKS: dict[type[ast.AST], Callable[[Any], str | None]] = {
    ast.Name: _name,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    **dict.fromkeys(_FORBIDDEN_NODES, lambda node: type(node).__name__),
}
