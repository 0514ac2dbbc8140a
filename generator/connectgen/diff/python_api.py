"""Read the public Python API of a generated package from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from connectgen.diff.python_symbols import (
    Function,
    Symbol,
    defined_names,
    read_class,
    read_dictionary,
    read_function,
    read_value,
)

__all__ = ["PythonApi", "read_python_api"]

PythonApi = Mapping[str, Symbol]
"""By dotted name below the package: `models.contact.Contact.first_name`."""


def read_python_api(texts: Mapping[str, str]) -> PythonApi:
    """Return the public names of the package with the modules *texts*, by path.

    Raises:
        SyntaxError: a module is not Python.
    """
    modules = {
        path: _read_module(_parse_module(text, path), path)
        for path, text in texts.items()
        if path.endswith(".py")
    }
    found: dict[str, Symbol] = {}
    seen: set[tuple[str, str]] = set()
    exported = _read_public_imports(modules)
    shared: dict[Symbol, Symbol] = {}
    for path in sorted(filter(_is_public, modules)):
        reader = _ModuleReader(modules=modules, path=path, seen=seen, exported=exported)
        # Equal symbols are kept once: thousands of fields have the same type and default.
        found |= {
            name: shared.setdefault(symbol, symbol)
            for name, symbol in reader.read_symbols().items()
        }
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
class _Module:
    """One module, whose statements are found by name."""

    definitions: Mapping[str, ast.stmt]
    """First definition of each name at the top of the module."""

    exports: Set[str]
    """Public names: those in `__all__`, or all without an underscore."""

    imports: Mapping[str, str]
    """Path of the module of each name that is taken from another one of the package."""


def _read_module(module: ast.Module, path: str) -> _Module:
    definitions: dict[str, ast.stmt] = {}
    for node in module.body:
        for name in defined_names(node):
            definitions.setdefault(name, node)
    return _Module(
        definitions=definitions,
        exports=_read_exports(definitions),
        imports=dict(_read_imports(module, path)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _ModuleReader:
    """Reader of one module; names imported from private modules count as its own."""

    modules: Mapping[str, _Module]
    path: str
    seen: set[tuple[str, str]]
    """Module and name of each definition that another public module exports already."""

    exported: frozenset[tuple[str, str]]
    """Names that public modules export from others, each with that module."""

    def read_symbols(self) -> dict[str, Symbol]:
        """Return the public names of the module, and their members, by dotted name."""
        start = _dotted_path(self.path)
        module = self.modules[self.path]
        found: dict[str, Symbol] = {}
        for name in sorted(module.exports):
            dotted = f"{start}.{name}" if start else name
            where = module.imports.get(name, self.path)
            node = self.modules.get(where, module).definitions.get(name)
            known = where != self.path and (_is_public(where) or (where, name) in self.seen)
            if known:
                home = _dotted_path(where)  # its members are listed there
                found[dotted] = Symbol(kind="export", annotation=f"{home}.{name}")
            elif node is not None:
                self.seen.add((where, name))
                found |= self._read_symbol(dotted, node, where)
        return found

    def _read_symbol(self, dotted: str, node: ast.stmt, path: str) -> dict[str, Symbol]:
        if isinstance(node, Function):
            return {dotted: read_function(node, method=False)}
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            same = self.modules[path].definitions.get(node.value.id)
            found = self._read_symbol(dotted, same, path) if same is not None else {}
            if found and found[dotted].kind == "class":
                return found | {dotted: replace(found[dotted], same_as=node.value.id)}
        if not isinstance(node, ast.ClassDef):
            return read_dictionary(dotted, node) or {dotted: read_value(node, "constant")}
        members: dict[str, Symbol] = {}
        public: list[str] = []
        for base in node.bases:
            private = self._find_private_base(base, path)
            if private is not None:  # public subclasses have its members
                members |= self._read_symbol(dotted, *private)
            if private is None or private[0].name.startswith("_"):
                public.append(ast.unparse(base))
        return members | dict(read_class(dotted, node, path, tuple(public)))

    def _find_private_base(self, base: ast.expr, path: str) -> tuple[ast.ClassDef, str] | None:
        """Return the class that *base* names in *path*, and its module, if it is not exported."""
        name = ast.unparse(base).partition("[")[0]
        if path not in self.modules:
            return None
        where = self.modules[path].imports.get(name, path)
        node = self.modules[where].definitions.get(name) if where in self.modules else None
        is_private = name.startswith("_") or (
            not _is_public(where) and (name, where) not in self.exported
        )
        return (node, where) if isinstance(node, ast.ClassDef) and is_private else None


def _read_public_imports(modules: Mapping[str, _Module]) -> frozenset[tuple[str, str]]:
    """Return each name that a public module exports from another one, with that module."""
    return frozenset(
        (name, where)
        for path, module in modules.items()
        if _is_public(path)
        for name, where in module.imports.items()
        if name in module.exports
    )


def _read_exports(definitions: Mapping[str, ast.stmt]) -> Set[str]:
    listed = definitions.get("__all__")
    if isinstance(listed, ast.Assign):
        return {
            item.value
            for item in ast.walk(listed.value)
            if isinstance(item, ast.Constant) and isinstance(item.value, str)
        }
    return {name for name in definitions if not name.startswith("_")}


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
