"""Read the public Python API of a generated package from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Parameter", "PythonApi", "Symbol", "read_python_api"]

Kind = Literal["export", "class", "function", "method", "property", "field", "constant"]
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a function, besides `self` and `cls`."""

    name: str
    """Name, with `*` or `**` in front for variadic parameters."""

    annotation: str
    default: str | None
    keyword_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One public name."""

    kind: Kind
    annotation: str = ""
    """Type of a field, result of a function, module of an export; empty if there is none."""

    default: str | None = None
    parameters: tuple[Parameter, ...] = ()
    bases: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    """Decorators that `kind` does not imply; `async` of a function."""

    def __str__(self) -> str:
        if self.kind in ("function", "method"):
            return self._format_signature()
        if self.kind == "class":
            return f"class({', '.join(self.bases)})" if self.bases else "class"
        default = "" if self.default is None else f" = {self.default}"
        return f"{self.annotation}{default}".strip() or self.kind

    def _format_signature(self) -> str:
        texts: list[str] = []
        for parameter in self.parameters:
            if parameter.keyword_only and "*" not in "".join(texts):
                texts.append("*")
            typed = f": {parameter.annotation}" if parameter.annotation else ""
            default = "" if parameter.default is None else f" = {parameter.default}"
            texts.append(f"{parameter.name}{typed}{default}")
        result = f" -> {self.annotation}" if self.annotation else ""
        return f"{'async ' if 'async' in self.options else ''}({', '.join(texts)}){result}"


PythonApi = Mapping[str, Symbol]
"""By dotted name below the package: `models.contact.Contact.first_name`."""


def read_python_api(texts: Mapping[str, str]) -> PythonApi:
    """Return the public names of the package with the modules *texts*, by path.

    Raises:
        SyntaxError: a module is not Python.
    """
    modules = {
        path: _parse_module(text, path) for path, text in texts.items() if path.endswith(".py")
    }
    found: dict[str, Symbol] = {}
    seen: set[tuple[str, str]] = set()
    for path, module in sorted(modules.items()):
        if _is_public(path):
            found |= _ModuleReader(modules=modules, path=path, seen=seen).read_symbols(module)
    return found


_PRIVATE = re.compile(r"^(?:async )?def _(?!_).*\n(?:(?:[ \t)].*)?\n)*", re.MULTILINE)
_METHOD = re.compile(
    r"^(    (?:async )?def (?!__init__\b)\w+\((?:.*:\n|\n(?:        .*\n)*    \).*:\n))"
    r"(?:(?:        .*)?\n)+",
    re.MULTILINE,
)


def _parse_module(text: str, path: str) -> ast.Module:
    """Return the syntax tree of a module without private functions and method bodies.

    They are most of the text, and removing them makes parsing faster.
    """
    short = _METHOD.sub(r"\1        ...\n", _PRIVATE.sub("", text))
    try:
        return ast.parse(short, path)
    except SyntaxError:  # not formatted as connectgen writes it
        return ast.parse(text, path)


def _is_public(path: str) -> bool:
    steps = path.removesuffix(".py").removesuffix("__init__").strip("/").split("/")
    return not any(step.startswith("_") for step in steps)


def _dotted_path(path: str) -> str:
    return path.removesuffix(".py").removesuffix("__init__").strip("/").replace("/", ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ModuleReader:
    """Reader of one module; names imported from private modules count as its own."""

    modules: Mapping[str, ast.Module]
    path: str
    seen: set[tuple[str, str]]
    """Module and name of each definition that another public module exports already."""

    def read_symbols(self, module: ast.Module) -> dict[str, Symbol]:
        """Return the public names of *module*, and their members, by dotted name."""
        start = _dotted_path(self.path)
        imported = dict(_read_imports(module, self.path))
        public = _read_exports(module)
        found: dict[str, Symbol] = {}
        for name in sorted(public):
            dotted = f"{start}.{name}" if start else name
            where = imported.get(name, self.path)
            node = _find_definition(self.modules.get(where, module), name)
            known = where != self.path and (_is_public(where) or (where, name) in self.seen)
            if known:
                home = _dotted_path(where)  # its members are listed there
                found[dotted] = Symbol(kind="export", annotation=f"{home}.{name}")
            elif node is not None:
                self.seen.add((where, name))
                found |= self._read_symbol(dotted, node, where)
        return found

    def _read_symbol(self, dotted: str, node: ast.stmt, path: str) -> dict[str, Symbol]:
        if isinstance(node, _Function):
            return {dotted: _read_function(node, method=False)}
        if not isinstance(node, ast.ClassDef):
            return {dotted: _read_value(node, "constant")}
        members: dict[str, Symbol] = {}
        for base in node.bases:
            found = self._find_private_base(base, path)
            if found is not None:  # public subclasses have its members
                members |= self._read_symbol(dotted, *found)
        return members | dict(_read_class(dotted, node, path))

    def _find_private_base(self, base: ast.expr, path: str) -> tuple[ast.ClassDef, str] | None:
        """Return the class that *base* names in *path*, and its module, if it is private."""
        name = ast.unparse(base).partition("[")[0]
        if not name.startswith("_") or path not in self.modules:
            return None
        where = dict(_read_imports(self.modules[path], path)).get(name, path)
        node = _find_definition(self.modules[where], name) if where in self.modules else None
        return (node, where) if isinstance(node, ast.ClassDef) else None


def _read_exports(module: ast.Module) -> set[str]:
    for node in module.body:
        if isinstance(node, ast.Assign) and "__all__" in _defined_names(node):
            return {
                item.value
                for item in ast.walk(node.value)
                if isinstance(item, ast.Constant) and isinstance(item.value, str)
            }
    return {
        name for node in module.body for name in _defined_names(node) if not name.startswith("_")
    }


def _defined_names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement at the top of a module defines."""
    if isinstance(node, _Function | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _find_definition(module: ast.Module, name: str) -> ast.stmt | None:
    return next((node for node in module.body if name in _defined_names(node)), None)


def _read_imports(module: ast.Module, path: str) -> Iterator[tuple[str, str]]:
    """Yield each name taken from another module of the package, with the path of that module."""
    folder = path.split("/")[:-1]
    guarded = (each for node in module.body if isinstance(node, ast.If) for each in node.body)
    for node in (*module.body, *guarded):
        if isinstance(node, ast.ImportFrom) and node.level:
            start = folder[: len(folder) - node.level + 1]
            where = "/".join([*start, *(node.module or "").split(".")])
            for alias in node.names:
                yield alias.asname or alias.name, f"{where}.py"


def _read_class(dotted: str, node: ast.ClassDef, path: str) -> Iterator[tuple[str, Symbol]]:
    yield (
        dotted,
        Symbol(
            kind="class",
            bases=tuple(ast.unparse(base) for base in node.bases),
            options=tuple(ast.unparse(each) for each in node.decorator_list),
        ),
    )
    made_by_client = path.startswith("resources/")  # nobody else calls the constructor
    for item in node.body:
        if isinstance(item, _Function):
            hidden = item.name == "__init__" and made_by_client
            if not hidden and not (item.name.startswith("_") and not item.name.endswith("__")):
                yield f"{dotted}.{item.name}", _read_function(item, method=True)
            if item.name == "__init__":
                yield from _read_constructor_attributes(item, dotted)
        elif isinstance(item, ast.Assign | ast.AnnAssign):
            yield from (
                (f"{dotted}.{name}", _read_value(item, "field"))
                for name in _defined_names(item)
                if not name.startswith("_")
            )


def _read_constructor_attributes(init: _Function, dotted: str) -> Iterator[tuple[str, Symbol]]:
    """Yield the public attributes that a constructor sets."""
    given = {
        arg.arg: _source_text(arg.annotation) for arg in ast.walk(init) if isinstance(arg, ast.arg)
    }
    for node in ast.walk(init):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and not target.attr.startswith("_"):
                typed = _source_text(node.annotation) if isinstance(node, ast.AnnAssign) else ""
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
                    typed = given.get(node.value.id, "")
                yield f"{dotted}.{target.attr}", Symbol(kind="field", annotation=typed)


def _read_value(node: ast.stmt, kind: Kind) -> Symbol:
    typed = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else ""
    value = node.value if isinstance(node, ast.AnnAssign | ast.Assign) else None
    return Symbol(
        kind=kind, annotation=typed, default=None if value is None else ast.unparse(value)
    )


_PROPERTIES = ("property", "cached_property")


def _read_function(node: _Function, *, method: bool) -> Symbol:
    decorators = [ast.unparse(each) for each in node.decorator_list]
    if method and any(each in _PROPERTIES for each in decorators):
        return Symbol(kind="property", annotation=_source_text(node.returns))
    parameters = list(_read_parameters(node.args))
    if method and "staticmethod" not in decorators:
        parameters = parameters[1:]  # self or cls
    if isinstance(node, ast.AsyncFunctionDef):
        decorators.append("async")
    return Symbol(
        kind="method" if method else "function",
        annotation=_source_text(node.returns),
        parameters=tuple(parameters),
        options=tuple(decorators),
    )


def _read_parameters(args: ast.arguments) -> Iterator[Parameter]:
    plain = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(plain) - len(args.defaults)) + [*args.defaults]
    for arg, default in zip(plain, defaults, strict=True):
        yield _read_parameter(arg, default, keyword_only=False)
    if args.vararg:
        yield _read_parameter(args.vararg, None, keyword_only=False, stars="*")
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _read_parameter(arg, default, keyword_only=True)
    if args.kwarg:
        yield _read_parameter(args.kwarg, None, keyword_only=True, stars="**")


def _read_parameter(
    arg: ast.arg, default: ast.expr | None, *, keyword_only: bool, stars: str = ""
) -> Parameter:
    return Parameter(
        name=f"{stars}{arg.arg}",
        annotation=_source_text(arg.annotation),
        default=None if default is None else ast.unparse(default),
        keyword_only=keyword_only,
    )


def _source_text(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)
