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
from collections import Counter
from collections.abc import Iterator, Sequence

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
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
    if _is_surely_allowed(file):
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


_STRINGS_AND_COMMENTS = re.compile(
    r'''"""(?:[^"\\]+|\\.|"(?!""))*+"""'''
    r"|'''(?:[^'\\]+|\\.|'(?!''))*+'''"
    r"""|"(?:[^"\\\n]+|\\.)*+"|'(?:[^'\\\n]+|\\.)*+'|#[^\n]*""",
    re.DOTALL,
)
_STRING = "$"
"""Stand-in for a string or a comment, of no meaning in Python."""

_PREFIXED = re.compile(r"\$(?<=\w\$)(?<!\Wr\$)")
_CHARACTERS = re.compile(r"[\w \n.,:()\[\]{}=+\-*|<>!@/$]*", re.ASCII)
_DECORATOR = re.compile(r"@(.*)")
_IMPORT = re.compile(
    r"^ *from (\.*)([\w.]*) import (?:\(([\w, \n]*)\)|([\w, ]+))$|^    import (httpx2)$",
    re.MULTILINE,
)
_CLASS = re.compile(r"class(?<!\wclass) \w+:")
_DEF = re.compile(r"\bdef\b")
_FUNCTION = re.compile(r"\bdef \w+\([^()]*\)")
_MODULE_STATEMENT = re.compile(r"^(?=[^ \n)\]}])", re.MULTILINE)
_CLASS_STATEMENT = re.compile(r"^    (?=[^ \n)\]}])", re.MULTILINE)
_BLOCK = re.compile(r"(?:class \w+|if TYPE_CHECKING):\n")
_DEFINITION = re.compile(r"(?:async )?def |@")
_CALL = rf"(?:{'|'.join(map(re.escape, sorted(CALLED_ON_IMPORT)))})\("
_VALUE = rf"{_CALL}(?:{_CALL}[^()]*\)|\w+|[^\w()]+)*+\)|[^()=]*"
_CONSTANT = re.compile(rf"\w+(?:: [^=()]+(?: = (?:{_VALUE}))?| = (?:{_VALUE}))\s*")
"""A constant or a field: no call, or one with calls inside, of what may be called."""

_SUBTLE = (":=", ": type ", ".\n", "except *", "except*", "Path\n", "Path (")
_SUBTLE_STARTS = ("case ", "match ", "type ")
"""What is told apart by a syntax tree alone."""

_WORD = re.compile(r"\b(?:self\.\w+|data\.__class__\b)|(?:\. *)?[A-Za-z_]\w*", re.ASCII)


def _is_surely_allowed(file: SourceFile) -> bool:
    """Return whether *file*, if it is Python, certainly holds nothing that is refused.

    It reads words, not sentences: each word must be known wherever it stands. Equal lines are read
    once.
    """
    code = _STRINGS_AND_COMMENTS.sub(_STRING, file.text)
    if not _CHARACTERS.fullmatch(code) or _PREFIXED.search(code):
        return False
    imports = set(_IMPORT.findall(code))
    code = _IMPORT.sub("", code)
    if any(text in code for text in _SUBTLE) or code.count("Path(") != code.count("Path(path)"):
        return False
    if not _surely_only_defines(code):
        return False
    lines = set(code.split("\n"))
    if any(line.lstrip().startswith(_SUBTLE_STARTS) for line in lines):
        return False
    code = "\n".join(lines)
    found = Counter(_WORD.findall(code))
    decorators = _DECORATOR.findall(code)
    return (
        not found["import"]
        and found["class"] == len(_CLASS.findall(code))
        and DECORATORS.issuperset(decorators)
        and all(_is_known_import(file.path, *each) for each in imports)
        and all(map(_is_known, found))
    )


def _surely_only_defines(code: str) -> bool:
    """Return whether *code*, without its imports, certainly runs nothing when it is imported."""
    if len(_DEF.findall(code)) != len(_FUNCTION.findall(code)):
        return False  # a default that is called, or anything else in a line with `def`
    members: set[str] = set()
    for statement in _MODULE_STATEMENT.split(code):
        block = _BLOCK.match(statement)
        if block:
            members.update(_CLASS_STATEMENT.split(statement[block.end() :]))
        else:
            members.add(statement)
    return all(map(_is_definition, members))


def _is_definition(statement: str) -> bool:
    return (
        not statement.strip()
        or statement.rstrip() in (_STRING, "pass")
        or bool(_DEFINITION.match(statement) or _CONSTANT.fullmatch(statement))
    )


def _is_known_import(
    path: str, dots: str, module: str, wide: str, narrow: str, library: str
) -> bool:
    """Return whether an import that `_IMPORT` found may be in the module at *path*."""
    names = [each.split() for each in (wide or narrow).split(",") if each.strip()]
    taken = [words[0] for words in names]
    renamed = all(len(words) == 1 or words[1] == "as" for words in names)
    known = renamed and not GUARDED & {*taken} and is_importable(path, len(dots), module, taken)
    return bool(library) or known


def _is_known(word: str) -> bool:
    """Return whether *word*, an attribute where it begins with a dot, may stand anywhere."""
    owner, dot, name = word.rpartition(".")
    if word in GUARDED or name in GUARDED:
        return False
    if not dot:
        return is_name(word)
    if owner:
        return is_attribute_of_self(name)
    name = name.strip()
    return is_attribute(name) and name[0] != "_"
