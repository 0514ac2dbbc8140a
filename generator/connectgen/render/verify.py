"""A last look at every rendered file: is it what the templates can produce?

Text of a schema enters code through two doors only (`quoting`). Should it ever get past them, this
is where it is caught. The look is an allow-list (`vocabulary`): a module imports what generated
modules import, by full path, and uses no other built-in name, attribute or kind of statement than
they do. What it cannot name, it cannot reach. What runs when it is imported is less again:
definitions, and constants that call nothing but what makes constants (`CALLED_ON_IMPORT`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.render.verify_words import is_surely_allowed
from connectgen.render.vocabulary import (
    CALLED_ON_IMPORT,
    DECORATORS,
    GUARDED,
    is_attribute,
    is_attribute_of_self,
    is_from_template,
    is_importable,
    is_name,
)

__all__ = ["check_text", "parsed", "verify_generated_source"]

_NODES = (
    *(ast.AnnAssign, ast.Assign, ast.AugAssign, ast.Break, ast.ClassDef, ast.ExceptHandler),
    *(ast.Expr, ast.For, ast.AsyncFor, ast.FunctionDef, ast.AsyncFunctionDef, ast.If),
    *(ast.Import, ast.ImportFrom, ast.Module, ast.Pass, ast.Raise, ast.Return, ast.Try),
    *(ast.Attribute, ast.Await, ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.Constant),
    *(ast.Dict, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.List, ast.ListComp, ast.Name),
    *(ast.Set, ast.SetComp, ast.Slice, ast.Starred, ast.Subscript, ast.Tuple, ast.UnaryOp),
    *(ast.alias, ast.arg, ast.arguments, ast.boolop, ast.cmpop, ast.comprehension),
    *(ast.keyword, ast.Load, ast.operator, ast.Store, ast.unaryop),
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def verify_generated_source(file: SourceFile) -> None:
    """Refuse a file that no template can have produced.

    Most files can be seen to be all right without the time and memory of a syntax tree; whatever
    is left open is decided by looking at the tree.

    Raises:
        OutputError: it holds what no generated module holds; a bug of connectgen, or a document
            that was made to cause one.
    """
    if not file.path.endswith(".py"):
        return
    check_text(file)
    if is_surely_allowed(file):
        return
    lines = file.text.split("\n")
    for problem, line in _problems(file.path, parsed(file), lines):
        raise OutputError(f"{file.path}:{line}: refused: {problem} is in no generated module")


_CODING = re.compile(r"(?:.*\n)?[ \t\f]*#.*coding[:=]")
"""A comment that has Python read the file in another encoding (PEP 263)."""


def check_text(file: SourceFile) -> None:
    """Refuse a module with characters that no generated module holds.

    Raises:
        OutputError: there are characters that nobody sees, or a comment that changes the encoding.
    """
    if "\r" in file.text:
        raise OutputError(f"{file.path}: refused: a carriage return is in no generated module")
    if _CODING.match(file.text):
        raise OutputError(f"{file.path}: refused: a comment names an encoding")
    unseen = next((line for line in file.text.split("\n") if not line.isprintable()), None)
    if unseen is not None:
        character = next(each for each in unseen if not each.isprintable())
        raise OutputError(
            f"{file.path}: refused: the character U+{ord(character):04X} is in no generated module"
        )


def parsed(file: SourceFile) -> ast.Module:
    """Return the syntax tree of *file*.

    Raises:
        OutputError: it has none.
    """
    try:
        return ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise OutputError(f"{file.path}: refused: not Python: {error}") from error


def _problems(path: str, tree: ast.Module, lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield what of *tree* no template produces, each with its line."""
    yield from _problems_on_import(tree)
    fields = _fields(tree)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _FUNCTIONS) and _is_whole(node, lines):
            continue
        problem = _problem(path, node, fields)
        if problem:
            yield problem, getattr(node, "lineno", 0)
        waiting.extend(ast.iter_child_nodes(node))


def _problems_on_import(block: ast.Module | ast.ClassDef | ast.If) -> Iterator[tuple[str, int]]:
    """Yield what of *block* runs when the module is imported, and defines nothing."""
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
                yield from _problems_on_import(node)
            case _:
                yield ast.unparse(node).partition("\n")[0], node.lineno
                continue
        for value in filter(None, values):
            for call in ast.walk(value):
                if isinstance(call, ast.Call) and ast.unparse(call.func) not in CALLED_ON_IMPORT:
                    yield f"{ast.unparse(call)}, on import,", call.lineno


def _is_whole(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: Sequence[str]) -> bool:
    """Return whether *function* is, word for word, that of a template."""
    start = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    return is_from_template(lines[start - 1 : function.end_lineno])


def _fields(tree: ast.AST) -> frozenset[str]:
    """Return the names of the fields of all classes."""
    return frozenset(
        member.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for member in node.body
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name)
    )


def _problem(path: str, node: ast.AST, fields: frozenset[str]) -> str | None:
    """Return what about *node*, apart from the nodes inside, no template produces."""
    match node:
        case ast.Name(id=name):
            return _misused(name, binds=isinstance(node.ctx, ast.Store))
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)) | ast.alias(asname=str(name)):
            return _misused(name, binds=True)
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            known = is_attribute_of_self(name) or (name in fields and name[0] != "_")
            return None if known and name not in GUARDED else name
        case ast.Attribute(value=value, attr=name):
            known = is_attribute(name) and name not in GUARDED
            return None if known and (name[0] != "_" or isinstance(value, ast.Name)) else name
        case ast.Call(func=ast.Name(id="Path")):
            return None if ast.unparse(node) == "Path(path)" else ast.unparse(node)
        case ast.Import(names=names):
            return None if [each.name for each in names] == ["httpx2"] else names[0].name
        case ast.ImportFrom(level=level, module=module, names=names):
            taken = [each.name for each in names]
            known = is_importable(path, level, module or "", taken) and not GUARDED & {*taken}
            return None if known else f"{'.' * level}{module or ''} ({', '.join(taken)})"
        case ast.ClassDef(name=name, bases=bases, keywords=keywords):
            based = "a base class" if bases or keywords else None
            return _misused(name, binds=True) or _misdecorated(node) or based
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return _misused(name, binds=True) or _misdecorated(node)
        case _:
            return None if isinstance(node, _NODES) else type(node).__name__


def _misused(name: str, *, binds: bool = False) -> str | None:
    """Return *name* where it is a word that the module cannot hold.

    Args:
        name: the name.
        binds: whether it is given a meaning there, as fields are, which may be called `input`.
    """
    known = is_name(name) or (binds and not name.startswith("__"))
    return None if known and name not in GUARDED else name


def _misdecorated(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    texts = (ast.unparse(each) for each in node.decorator_list)
    return next((f"@{text}" for text in texts if text not in DECORATORS), None)
