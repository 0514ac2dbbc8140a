"""Reject modules of datamodel-code-generator that contain anything except models.

They are few, so each is checked as a syntax tree. A module of models defines classes and calls
functions that declare fields. It has no functions, loops or attributes, and uses only names of
types and of its own classes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.render.verify import check_text, parse_source

__all__ = ["check_backend"]

_TYPES = frozenset(
    {
        *("__future__.annotations", "datetime.date", "datetime.datetime", "msgspec.UNSET"),
        *("msgspec.UnsetType", "pydantic.AwareDatetime", "typing.Annotated", "typing.Any"),
        *("typing.NotRequired", "typing.TypeAlias"),
    }
)
_BASES = frozenset(
    {"msgspec.Struct", "pydantic.BaseModel", "pydantic.RootModel", "typing.TypedDict"}
)
_CALLED = frozenset(
    {
        *("dataclasses.dataclass", "dataclasses.field", "msgspec.Meta", "msgspec.field"),
        *("pydantic.ConfigDict", "pydantic.Field", "typing.TypedDict"),
    }
)
"""Imported names, by full path: types, base classes, and functions."""

_BUILTINS = frozenset({"bool", "bytes", "dict", "float", "int", "list", "object", "str"})
_EXPRESSIONS = (
    *(ast.BinOp, ast.BitOr, ast.Call, ast.Constant, ast.Dict, ast.List, ast.Name, ast.Subscript),
    *(ast.Tuple, ast.USub, ast.UnaryOp, ast.expr_context, ast.keyword),
)


def check_backend(file: SourceFile) -> None:
    """Check that a module contains only models.

    Raises:
        OutputError: it contains something else; a bug of connectgen or datamodel-code-generator, or
            a document that was made to exploit one.
    """
    check_text(file)
    tree = parse_source(file)
    paths = _imported_paths(tree)
    own = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    own |= {
        name for node in tree.body for name in _assigned_names(node) if not name.startswith("__")
    }
    checker = _BackendChecker(paths, own - paths.keys() - _BUILTINS)
    for node in tree.body:
        for wrong in checker.check_statement(node):
            text = ast.unparse(wrong).partition("\n")[0]
            raise OutputError(
                f"{file.path}:{node.lineno}: generated file rejected: unexpected {text!r}"
                " (please report this bug)"
            )


def _imported_paths(tree: ast.Module) -> dict[str, str]:
    """Return the full path of each imported name."""
    return {
        each.asname or each.name: f"{node.module}.{each.name}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }


def _assigned_names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            pass


class _BackendChecker:
    """Checker for the statements of a module of models.

    Args:
        paths: full path of each imported name.
        own: names that the module defines.
    """

    def __init__(self, paths: dict[str, str], own: set[str]) -> None:
        self._paths = paths
        self._own = own

    def check_statement(self, node: ast.stmt) -> Iterator[ast.AST]:
        """Yield the parts of *node*, a statement of the module, that are not allowed."""
        match node:
            case ast.ImportFrom(level=0):
                if not (_TYPES | _BASES | _CALLED).issuperset(
                    f"{node.module}.{each.name}" for each in node.names
                ):
                    yield node
            case ast.ClassDef(name=name, bases=bases, keywords=keywords) if name in self._own:
                yield from self._check_expressions([*keywords, *node.decorator_list])
                yield from (base for base in bases if not self._is_base(base))
                for member in node.body:
                    yield from self._check_member(member)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in self._own:
                yield from self._check_expressions([value])
            case ast.AnnAssign(target=ast.Name(id=name)) if name in self._own:
                yield from self._check_field(node)
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="model_rebuild"),
                    args=[],
                    keywords=[],
                )
            ) if name in self._own:
                pass
            case _:
                yield node

    def _check_member(self, node: ast.stmt) -> Iterator[ast.AST]:
        match node:
            case ast.Pass():
                pass
            case ast.Assign(targets=[ast.Name(id="model_config")], value=value):
                yield from self._check_expressions([value])
            case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("__"):
                yield from self._check_field(node)
            case _:
                yield node

    def _check_field(self, node: ast.AnnAssign) -> Iterator[ast.AST]:
        return self._check_expressions([node.annotation, *([node.value] if node.value else [])])

    def _check_expressions(self, roots: Iterable[ast.AST]) -> Iterator[ast.AST]:
        """Yield the parts of expressions that are not types, constants or fields."""
        for root in roots:
            if self._is_hidden_type(root):
                yield root
            for node in ast.walk(root):
                if not self._is_known(node):
                    yield node
                if not isinstance(node, ast.Call | ast.keyword):
                    keys = node.keys if isinstance(node, ast.Dict) else ()
                    parts = (part for part in ast.iter_child_nodes(node) if part not in keys)
                    yield from filter(self._is_hidden_type, parts)

    def _is_hidden_type(self, node: ast.AST) -> bool:
        """Return whether *node* is a string that Python may evaluate as a type, and is not ours."""
        return (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str | bytes)
            and node.value not in self._own
        )

    def _is_known(self, node: ast.AST) -> bool:
        match node:
            case ast.Name(id=name):
                return name in self._own or name in _BUILTINS or name in self._paths
            case ast.Call(func=ast.Name(id=name)):
                return self._paths.get(name) in _CALLED
            case ast.Call():
                return False
            case _:
                return isinstance(node, _EXPRESSIONS)

    def _is_base(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                return name in self._own or self._paths.get(name) in _BASES
            case ast.Subscript(value=ast.Name(id=name), slice=inside):
                return self._paths.get(name) in _BASES and not [*self._check_expressions([inside])]
            case _:
                return False
