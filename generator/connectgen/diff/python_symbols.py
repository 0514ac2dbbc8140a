"""Public names of a generated package, read from syntax nodes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Function",
    "Parameter",
    "Symbol",
    "defined_names",
    "read_class",
    "read_dictionary",
    "read_function",
    "read_value",
]

Kind = Literal["export", "class", "function", "method", "property", "field", "member", "constant"]
Function = ast.FunctionDef | ast.AsyncFunctionDef


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

    same_as: str = ""
    """Name of the class that this is a second name of."""

    def __str__(self) -> str:
        if self.kind in ("function", "method"):
            return self._format_signature()
        if self.same_as:
            return f"class {self.same_as}"
        if self.kind == "class":
            return f"class({', '.join(self.bases)})" if self.bases else "class"
        if self.kind == "member":
            return self.default or self.kind
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


def defined_names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement at the top of a module defines."""
    if isinstance(node, Function | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


_MODEL = "dataclass(slots=True, kw_only=True)"
"""What the decorator `model` is equivalent to, and what earlier packages had in its place."""

_DOCS_ONLY = "show_field_docs"
"""Decorator that changes only what `help()` shows."""


_OF_EVERY_MODEL = frozenset(
    {
        *("__eq__", "__replace__", "__repr__"),
        *("__get_pydantic_core_schema__", "__get_pydantic_json_schema__"),
    }
)
"""Methods of models that only Python and pydantic call."""


def read_class(
    dotted: str, node: ast.ClassDef, path: str, bases: tuple[str, ...]
) -> Iterator[tuple[str, Symbol]]:
    """Yield a class and its public members, by dotted name.

    Args:
        dotted: name of the class.
        node: its definition.
        path: path of its module.
        bases: its base classes that are public.
    """
    options = map(_read_option, node.decorator_list)
    yield dotted, Symbol(kind="class", bases=bases, options=tuple(filter(None, options)))
    kind: Kind = "member" if "IntEnum" in bases else "field"
    made_by_client = path.startswith("resources/")  # nobody else calls the constructor
    for item in node.body:
        if isinstance(item, Function):
            hidden = item.name in _OF_EVERY_MODEL or (item.name == "__init__" and made_by_client)
            if not hidden and not (item.name.startswith("_") and not item.name.endswith("__")):
                yield f"{dotted}.{item.name}", read_function(item, method=True)
            if item.name == "__init__":
                yield from _read_constructor_attributes(item, dotted)
        elif isinstance(item, ast.Assign | ast.AnnAssign):
            yield from (
                (f"{dotted}.{name}", read_value(item, kind))
                for name in defined_names(item)
                if not name.startswith("_")
            )


def _read_option(decorator: ast.expr) -> str:
    """Return a decorator as it matters to callers; empty if it does not matter."""
    if isinstance(decorator, ast.Call):
        kept = [each for each in decorator.keywords if each.arg != "repr"]
        decorator = ast.Call(decorator.func, decorator.args, kept)
    text = ast.unparse(decorator)
    return {"model": _MODEL, _DOCS_ONLY: ""}.get(text, text)


def _read_constructor_attributes(init: Function, dotted: str) -> Iterator[tuple[str, Symbol]]:
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


def read_value(node: ast.stmt, kind: Kind) -> Symbol:
    """Return the constant or field that *node* assigns."""
    typed = _source_text(node.annotation) if isinstance(node, ast.AnnAssign) else ""
    value = node.value if isinstance(node, ast.AnnAssign | ast.Assign) else None
    return Symbol(kind=kind, annotation=typed, default=_read_default(value))


def read_dictionary(dotted: str, node: ast.stmt) -> dict[str, Symbol]:
    """Return the `TypedDict` that *node* creates with a call, and its keys; none if it does not."""
    match node:
        case ast.Assign(
            value=ast.Call(func=ast.Name(id="TypedDict"), args=[_, ast.Dict() as keys])
        ):
            found = {dotted: Symbol(kind="class", bases=("TypedDict",))}
            for key, value in zip(keys.keys, keys.values, strict=True):
                match key, value:
                    case ast.Constant(value=str(name)), ast.Constant(value=str(annotation)):
                        found[f"{dotted}.{name}"] = Symbol(kind="field", annotation=annotation)
                    case _:
                        pass
            return found
        case _:
            return {}


def _read_default(value: ast.expr | None) -> str | None:
    """Return the default that *value* gives a field, or the value of a constant."""
    match value:
        case None | ast.Call(func=ast.Name(id="required_member")):
            return None
        case ast.Call(func=ast.Name(id="json_member")):
            return "UNSET"
        case ast.Call(func=ast.Name(id="field"), keywords=keywords):  # of earlier packages
            given = {each.arg: ast.unparse(each.value) for each in keywords}
            return given.get("default")
        case _:
            return ast.unparse(value)


_PROPERTIES = ("property", "cached_property")


def read_function(node: Function, *, method: bool) -> Symbol:
    """Return the function, method or property that *node* defines."""
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
        annotation=_read_result(node),
        parameters=tuple(parameters),
        options=tuple(decorators),
    )


def _read_result(node: Function) -> str:
    """Return the type that a function returns: `Self` for a type variable of that meaning."""
    result = _source_text(node.returns)
    first = _source_text(node.args.args[0].annotation) if node.args.args else ""
    return "Self" if result and first == f"type[{result}]" else result


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


_SHORT = {"JsonArray": "list[Any]", "JsonObject": "dict[str, Any]"}
"""Names of types in models, which earlier packages wrote out."""


def _source_text(node: ast.expr | None) -> str:
    text = "" if node is None else ast.unparse(node)
    for name, written_out in _SHORT.items():
        text = re.sub(rf"\b{name}\b", written_out, text)
    return text
