"""The names that the code in templates looks up, so that no name from a schema takes their place.

A template is read as the Python that it prints: each expression stands for some name, and of
alternatives the first is read. What a caller gives a macro as text is that text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from connectgen.core.bundled_data import TEMPLATES

__all__ = ["names_in_classes", "names_in_module", "names_in_source", "runtime_exports"]

_CALL = re.compile(r"\{\{-? *(\w+\([^{}]*\"[^{}]*\)) *-?\}\}")
_EXPORTS = re.compile(r"^__all__ = (\[.*?\])", re.DOTALL | re.MULTILINE)
_EXPRESSION = re.compile(r"\{\{-? *(.*?) *-?\}\}")
_MACRO = re.compile(r"\{% macro (\w+)\((.*?)\) %\}\n(.*?)\{% endmacro %\}", re.DOTALL)
_TAG = re.compile(r"\{%-? *(\w+).*%\}")
_SOME = "_"


@cache
def names_in_classes(macros: str) -> frozenset[str]:
    """Return the names that the bodies of classes define and look up, annotations among them.

    Args:
        macros: the file in `macros/` that prints the classes.
    """
    found: set[str] = set()
    for tree in _macros(macros):
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        found.update(name for node in classes for name in _in_class(node))
    return frozenset(found - {_SOME})


@cache
def names_in_module(template: str, macros: str) -> frozenset[str]:
    """Return the names that a module imports or looks up, wherever in it.

    Args:
        template: the file in `package/` that prints the module.
        macros: the file in `macros/` that prints its classes.
    """
    text = (TEMPLATES / "package" / template).read_text("utf-8")
    found: set[str] = set()
    for tree in (ast.parse(_python(text, {})), *_macros(macros)):
        found |= _looked_up(tree)
        found.update(one.name for node in ast.walk(tree) for one in _imported(node))
    return frozenset(found - {_SOME})


def names_in_source(expressions: Iterable[str]) -> frozenset[str]:
    """Return the names that *expressions*, in Python, look up."""
    return frozenset[str]().union(*(_looked_up(ast.parse(text)) for text in expressions))


@cache
def runtime_exports(folder: str) -> dict[str, frozenset[str]]:
    """Return what each module in *folder* of the runtime exports, by its name."""
    return {
        path.stem: frozenset(ast.literal_eval(match[1]))
        for path in sorted((TEMPLATES / "runtime" / folder).glob("*.py"))
        if (match := _EXPORTS.search(path.read_text("utf-8")))
    }


@cache
def _macros(name: str) -> tuple[ast.Module, ...]:
    """Return what each macro in a file prints, for each call of it."""
    files = (TEMPLATES / "package").rglob("*.jinja")
    calls = [call for file in files for call in _calls(file.read_text("utf-8"))]
    trees: list[ast.Module] = []
    for macro, signature, body in _MACRO.findall((TEMPLATES / "macros" / name).read_text("utf-8")):
        parameters = signature.split(", ")
        for given in [call.args for call in calls if ast.unparse(call.func) == macro] or [[]]:
            texts = {
                parameter: value.value
                for parameter, value in zip(parameters, given, strict=False)
                if isinstance(value, ast.Constant) and isinstance(value.value, str)
            }
            trees.append(ast.parse(_python(body, texts)))
    return tuple(trees)


def _calls(text: str) -> Iterator[ast.Call]:
    """Yield the calls of macros in a template that give them texts."""
    for source in _CALL.findall(text):
        call = ast.parse(source, mode="eval").body
        if isinstance(call, ast.Call):
            yield call


def _python(text: str, texts: dict[str, str]) -> str:
    """Return the Python that a template prints.

    Args:
        text: the template.
        texts: what its expressions are known to print.
    """
    lines: list[str] = []
    printed = [True]
    for line in text.split("\n"):
        tag = _TAG.fullmatch(line.strip())
        if tag is None:
            if all(printed):
                lines.append(_EXPRESSION.sub(lambda match: texts.get(match[1], _SOME), line))
        elif tag[1] == "if":
            printed.append(True)
        elif tag[1] in ("elif", "else"):
            printed[-1] = False
        elif tag[1] == "endif":
            printed.pop()
    lines = [line for line in lines if line.strip()]
    for index, (line, following) in enumerate(pairwise(lines)):
        if line.strip() == _SOME and _indent(following) > _indent(line):
            lines[index] = line.replace(_SOME, f"if {_SOME}:")
    return "\n".join(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _in_class(node: ast.ClassDef) -> Iterator[str]:
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            yield part.name
            yield (*part.args.posonlyargs, *part.args.args)[0].arg  # self, or cls
            for outer in (*part.decorator_list, part.args, part.returns):
                yield from _looked_up(outer) if outer else ()
        elif isinstance(part, ast.Assign | ast.AnnAssign):
            yield from _looked_up(part)


def _looked_up(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _imported(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
