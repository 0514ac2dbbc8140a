"""Reject rendered files that contain anything the templates cannot produce.

This is a second defence against code injection, in case that the escaping in `python_text.literals`
fails. It is an allow-list (`vocabulary`) of imports, built-in names, attributes and kinds of
statements. Code that cannot name anything else cannot reach it. Code that runs on import is even
more restricted: definitions, and constants that call only `CALLED_ON_IMPORT`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.render.verify_words import is_surely_allowed
from connectgen.render.vocabulary import (
    BASES,
    BODY_BASES,
    CALLED_ON_IMPORT,
    DECORATORS,
    GUARDED,
    is_attribute,
    is_attribute_of_self,
    is_from_template,
    is_importable,
    is_name,
)

__all__ = ["check_text", "parse_source", "verify_generated_source"]

_NODES = (
    *(ast.AnnAssign, ast.Assign, ast.AugAssign, ast.Break, ast.ClassDef, ast.Continue),
    *(ast.ExceptHandler,),
    *(ast.Expr, ast.For, ast.AsyncFor, ast.FunctionDef, ast.AsyncFunctionDef, ast.If),
    *(ast.Import, ast.ImportFrom, ast.Module, ast.Pass, ast.Raise, ast.Return, ast.Try),
    *(ast.Attribute, ast.Await, ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.Constant),
    *(ast.Dict, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.List, ast.ListComp),
    ast.Name,
    *(ast.Set, ast.SetComp, ast.Slice, ast.Starred, ast.Subscript, ast.Tuple, ast.UnaryOp),
    *(ast.alias, ast.arg, ast.arguments, ast.boolop, ast.cmpop, ast.comprehension),
    *(ast.keyword, ast.Load, ast.operator, ast.Store, ast.unaryop),
)
_KEYWORDS = "validators/_keywords.py"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_REJECTED = "generated file rejected"
_REPORT = "(please report this bug)"


def verify_generated_source(file: SourceFile) -> None:
    """Check that templates can produce *file*.

    A fast check of words passes most files. The syntax tree, which takes time and memory, decides
    about the rest.

    Raises:
        OutputError: the file contains something else; a bug of connectgen, or a document that was
            made to exploit one.
    """
    if not file.path.endswith(".py"):
        return
    check_text(file)
    if is_surely_allowed(file):
        return
    lines = file.text.split("\n")
    for problem, line in _find_problems(file.path, parse_source(file), lines):
        raise OutputError(f"{file.path}:{line}: {_REJECTED}: unexpected {problem} {_REPORT}")


_CODING = re.compile(r"(?:.*\n)?[ \t\f]*#.*coding[:=]")
"""A comment that sets the encoding of the file (PEP 263)."""


def check_text(file: SourceFile) -> None:
    """Check the characters of a module.

    Raises:
        OutputError: there are unprintable characters, or a comment that sets the encoding.
    """
    if "\r" in file.text:
        raise OutputError(f"{file.path}: {_REJECTED}: unexpected carriage return {_REPORT}")
    if _CODING.match(file.text):
        raise OutputError(f"{file.path}: {_REJECTED}: a comment sets the encoding {_REPORT}")
    unseen = next((line for line in file.text.split("\n") if not line.isprintable()), None)
    if unseen is not None:
        character = next(each for each in unseen if not each.isprintable())
        raise OutputError(
            f"{file.path}: {_REJECTED}: unexpected character U+{ord(character):04X} {_REPORT}"
        )


def parse_source(file: SourceFile) -> ast.Module:
    """Return the syntax tree of *file*.

    Raises:
        OutputError: it is not Python.
    """
    try:
        return ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise OutputError(f"{file.path}: {_REJECTED}: not Python: {error} {_REPORT}") from error


def _find_problems(path: str, tree: ast.Module, lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield everything in *tree* that no template produces, with its line number."""
    yield from _find_import_problems(tree)
    fields = _field_names(tree)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        # Functions of templates may do more than others, and hold no text of schemas.
        if isinstance(node, _FUNCTIONS) and _is_template_function(node, lines):
            continue
        problem = _find_problem(path, node, fields)
        if problem:
            yield problem, getattr(node, "lineno", 0)
        waiting.extend(ast.iter_child_nodes(node))


def _find_import_problems(block: ast.Module | ast.ClassDef | ast.If) -> Iterator[tuple[str, int]]:
    """Yield what *block* runs on import, except definitions and constants."""
    for node in block.body:
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()) | ast.Pass():
                values: list[ast.AST | None] = []
            case ast.Assign(targets=[ast.Name()]):
                values = [node.value]
            case ast.AnnAssign(target=ast.Name()):
                values = [node.annotation, node.value]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                values = [node.args, node.returns]
            case ast.ClassDef() | ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=[]):
                values = []
                yield from _find_import_problems(node)
            case _:
                yield ast.unparse(node).partition("\n")[0], node.lineno
                continue
        for value in filter(None, values):
            for call in _calls_in(value):
                if ast.unparse(call.func) not in CALLED_ON_IMPORT:
                    yield f"{ast.unparse(call)}, on import,", call.lineno


def _calls_in(value: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that are made where *value* is evaluated."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        # What a lambda does, it does when it is called.
        waiting += [node.args] if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)


def _is_template_function(
    function: ast.FunctionDef | ast.AsyncFunctionDef, lines: Sequence[str]
) -> bool:
    """Return whether *function* equals a function of a template, line by line."""
    start = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    return is_from_template(lines[start - 1 : function.end_lineno])


def _field_names(tree: ast.AST) -> frozenset[str]:
    """Return the names of the fields of all classes."""
    return frozenset(
        member.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for member in node.body
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name)
    )


def _find_problem(path: str, node: ast.AST, fields: frozenset[str]) -> str | None:
    """Return what no template produces in *node*, without its children; None if all is known."""
    match node:
        case ast.Name(id=name):
            return _check_name(name, binds=isinstance(node.ctx, ast.Store))
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)) | ast.alias(asname=str(name)):
            return _check_name(name, binds=True)
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            known = is_attribute_of_self(name) or (name in fields and name[0] != "_")
            return None if known and name not in GUARDED else name
        case ast.Attribute(value=value, attr=name):
            known = is_attribute(name) and name not in GUARDED
            return None if known and (name[0] != "_" or isinstance(value, ast.Name)) else name
        case ast.Import(names=names):
            return None if [each.name for each in names] == ["httpx2"] else names[0].name
        case ast.ImportFrom(level=level, module=module, names=names):
            taken = [each.name for each in names]
            known = is_importable(path, level, module or "", taken) and not GUARDED & {*taken}
            return None if known else f"{'.' * level}{module or ''} ({', '.join(taken)})"
        case ast.Lambda(args=parameters):  # checks of keywords, which are rows of a table of ours
            known = path == _KEYWORDS and ast.unparse(parameters) in ("value", "value, limit")
            return None if known else "lambda"
        case ast.ClassDef(name=name, bases=bases, keywords=keywords):
            others = [base for base in bases if not _is_body_base(base)]
            given = ", ".join(map(ast.unparse, (*others, *keywords)))
            based = None if not given or given in BASES else "a base class"
            return _check_name(name, binds=True) or _check_decorators(node) or based
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return _check_name(name, binds=True) or _check_decorators(node)
        case _:
            return None if isinstance(node, _NODES) else type(node).__name__


def _check_name(name: str, *, binds: bool = False) -> str | None:
    """Return *name* if generated modules cannot use it, else None.

    Args:
        name: the name.
        binds: whether it is assigned. A field may have the name of a built-in, such as `input`.
    """
    known = is_name(name) or (binds and not name.startswith("__"))
    return None if known and name not in GUARDED else name


def _is_body_base(base: ast.expr) -> bool:
    """Return whether *base* only names the classes of the bodies of a read model."""
    match base:
        case ast.Subscript(value=ast.Name(id=name), slice=inner):
            names = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            texts = [each.value for each in names if isinstance(each, ast.Constant)]
            known = len(texts) == len(names) and name in BODY_BASES
            return known and all(isinstance(text, str) and text.isidentifier() for text in texts)
        case _:
            return False


def _check_decorators(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    texts = (ast.unparse(each) for each in node.decorator_list)
    return next((f"@{text}" for text in texts if text not in DECORATORS), None)
