"""Names that the code in templates uses, so that no name from a schema can replace them.

A template is parsed as the Python that it prints: each expression becomes a placeholder name, and
of several branches the first is used. Text arguments of macros are inserted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from connectgen.core.bundled_data import TEMPLATES

__all__ = [
    "attributes_in_runtime",
    "names_in_classes",
    "names_in_module",
    "names_in_source",
    "runtime_exports",
]

_CALL = re.compile(r"\{\{-? *(\w+\([^{}]*\"[^{}]*\)) *-?\}\}")
_EXPORTS = re.compile(r"^__all__ = (\[.*?\])", re.DOTALL | re.MULTILINE)
_EXPRESSION = re.compile(r"\{\{-? *(.*?) *-?\}\}")
_MACRO = re.compile(r"\{% macro (\w+)\((.*?)\) %\}\n(.*?)\{% endmacro %\}", re.DOTALL)
_TAG = re.compile(r"\{%-? *(\w+).*%\}")
_PLACEHOLDER = "_"


@cache
def names_in_classes(macros: str) -> frozenset[str]:
    """Return the names that class bodies define or use, including annotations.

    Args:
        macros: file in `macros/` with the classes.
    """
    found: set[str] = set()
    for tree in _parse_macros(macros):
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        found.update(name for node in classes for name in _names_in_class(node))
    return frozenset(found - {_PLACEHOLDER})


@cache
def names_in_module(template: str, macros: str) -> frozenset[str]:
    """Return the names that a module imports or uses.

    Args:
        template: file in `package/` with the module.
        macros: file in `macros/` with its classes.
    """
    text = (TEMPLATES / "package" / template).read_text("utf-8")
    found: set[str] = set()
    for tree in (ast.parse(_to_python(text, {})), *_parse_macros(macros)):
        found |= _names_in(tree)
        found.update(one.name for node in ast.walk(tree) for one in _imported_aliases(node))
    return frozenset(found - {_PLACEHOLDER})


def names_in_source(expressions: Iterable[str]) -> frozenset[str]:
    """Return the names that Python *expressions* use."""
    return frozenset[str]().union(*(_names_in(ast.parse(text)) for text in expressions))


@cache
def attributes_in_runtime(path: str) -> frozenset[str]:
    """Return the public attributes of the public classes in a module of the runtime."""
    tree = ast.parse((TEMPLATES / "runtime" / path).read_text("utf-8"))
    defined: set[str] = set()
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                defined.add(part.name)
            elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                defined.add(part.target.id)
    return frozenset(name for name in defined if not name.startswith("_"))


@cache
def runtime_exports(folder: str) -> dict[str, frozenset[str]]:
    """Return what each module in *folder* of the runtime exports, by its name."""
    return {
        path.stem: frozenset(ast.literal_eval(match[1]))
        for path in sorted((TEMPLATES / "runtime" / folder).glob("*.py"))
        if (match := _EXPORTS.search(path.read_text("utf-8")))
    }


@cache
def _parse_macros(name: str) -> tuple[ast.Module, ...]:
    """Return the syntax tree of each macro in a file, once for each call."""
    files = (TEMPLATES / "package").rglob("*.jinja")
    calls = [call for file in files for call in _find_calls(file.read_text("utf-8"))]
    trees: list[ast.Module] = []
    for macro, signature, body in _MACRO.findall((TEMPLATES / "macros" / name).read_text("utf-8")):
        parameters = signature.split(", ")
        for given in [call.args for call in calls if ast.unparse(call.func) == macro] or [[]]:
            texts = {
                parameter: value.value
                for parameter, value in zip(parameters, given, strict=False)
                if isinstance(value, ast.Constant) and isinstance(value.value, str)
            }
            trees.append(ast.parse(_to_python(body, texts)))
    return tuple(trees)


def _find_calls(text: str) -> Iterator[ast.Call]:
    """Yield the macro calls in a template that pass text."""
    for source in _CALL.findall(text):
        call = ast.parse(source, mode="eval").body
        if isinstance(call, ast.Call):
            yield call


def _to_python(text: str, texts: dict[str, str]) -> str:
    """Return the Python source that a template prints.

    Args:
        text: the template.
        texts: values of its expressions, if they are known.
    """
    lines: list[str] = []
    printed = [True]
    for line in text.split("\n"):
        tag = _TAG.fullmatch(line.strip())
        if tag is None:
            if all(printed):
                lines.append(_EXPRESSION.sub(lambda match: texts.get(match[1], _PLACEHOLDER), line))
        elif tag[1] == "if":
            printed.append(True)
        elif tag[1] in ("elif", "else"):
            printed[-1] = False
        elif tag[1] == "endif":
            printed.pop()
    lines = [line for line in lines if line.strip()]
    for index, (line, following) in enumerate(pairwise(lines)):
        if line.strip() == _PLACEHOLDER and _indentation(following) > _indentation(line):
            lines[index] = line.replace(_PLACEHOLDER, f"if {_PLACEHOLDER}:")
    return "\n".join(lines)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _names_in_class(node: ast.ClassDef) -> Iterator[str]:
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            yield part.name
            yield (*part.args.posonlyargs, *part.args.args)[0].arg  # self, or cls
            for outer in (*part.decorator_list, part.args, part.returns):
                yield from _names_in(outer) if outer else ()
        elif isinstance(part, ast.Assign | ast.AnnAssign):
            yield from _names_in(part)


def _names_in(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _imported_aliases(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
