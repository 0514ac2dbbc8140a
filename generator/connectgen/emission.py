"""A last look at every rendered file: is it what the templates can produce?

Text of a schema enters code through two doors only (`quoting`). Should it ever get past them, this
is where it is caught: a generated module imports nothing but what generated modules import, calls
none of the functions that run or reach things, and nests no surprise among its statements.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
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
        OutputError: it holds what no generated module holds; a bug of connectgen, or a document
            that was made to cause one.
    """
    if not file.path.endswith(".py"):
        return
    if "\r" in file.text:
        raise OutputError(f"{file.path}: refused: a carriage return is in no generated module")
    if _CODING.match(file.text):
        raise OutputError(f"{file.path}: refused: a comment names an encoding")
    if _is_plain(file.text):
        return
    try:
        tree = ast.parse(file.text)
    except (SyntaxError, ValueError) as error:
        raise OutputError(f"{file.path}: refused: not Python: {error}") from error
    for node in ast.walk(tree):
        check = _CHECKS.get(type(node))
        problem = check(node) if check else None
        if problem:
            line = getattr(node, "lineno", 0)
            raise OutputError(f"{file.path}:{line}: refused: {problem} is in no generated module")


_STRINGS_AND_COMMENTS = re.compile(
    r'''"""(?:[^"\\]+|\\.|"(?!""))*+"""'''
    r"|'''(?:[^'\\]+|\\.|'(?!''))*+'''"
    r"""|"(?:[^"\\\n]+|\\.)*+"|'(?:[^'\\\n]+|\\.)*+'|#[^\n]*""",
    re.DOTALL,
)
_CODING = re.compile(r"(?:.*\n)?[ \t\f]*#.*coding[:=]")
"""A comment that has Python read the file in another encoding (PEP 263)."""

_STRING = "\0"
"""Stand-in for a string or a comment; Python itself refuses it."""

_PREFIXED = re.compile(r"\0(?<=\w\0)(?<!\W[rb]\0)")
_FROM_IMPORT = re.compile(r"^[ ]*from ([\w.]+) import\b", re.MULTILINE)
_WORDS = (*_FORBIDDEN_NAMES, "del", "global", "import", "lambda", "nonlocal", "while")


def _is_plain(text: str) -> bool:
    """Tell whether *text*, if it is Python, certainly holds nothing that is forbidden.

    What is no string or comment holds none of the words for it, and as little that would need
    a closer look: a quotation mark without its like, a letter that Python folds into another one.
    """
    if _STRING in text:
        return False
    code = _STRINGS_AND_COMMENTS.sub(_STRING, text)
    if not code.isascii() or '"' in code or "'" in code:
        return False
    if _PREFIXED.search(code):
        return False  # a string that holds code
    # To look for each word by itself is several times as fast as one expression for all of them.
    found = {word: len(_uses(word, code)) for word in _WORDS if word in code}
    imported = _FROM_IMPORT.findall(code)
    return (
        found.pop("import", 0) == len(imported)
        and not any(found.values())
        and all(map(_may_import, imported))
    )


def _uses(word: str, code: str) -> list[str]:
    """Return *word* as often as it is a word in *code*, and not the name of an attribute."""
    return re.findall(rf"{word}(?<![\w.]{word})\b", code)


def _may_import(module: str) -> bool:
    return module.startswith(".") or _root(module) in _MODULES


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
