"""Allow-list of the words that generated modules use outside of strings and comments.

Any other word is a name that the module defines itself. That is harmless, because it can be defined
only in terms of these words. A new word in a template or in the runtime must be added here; the
error names it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import PurePosixPath

from connectgen.core.bundled_data import TEMPLATES
from connectgen.json_schema.keywords import assertion_rows
from connectgen.python_text import python_names
from connectgen.python_text.identifiers import GUARDED_NAMES

__all__ = [
    "ATTRIBUTES",
    "BASES",
    "BODY_BASES",
    "BUILTINS",
    "CALLED_ON_IMPORT",
    "DECORATORS",
    "GUARDED",
    "KEYWORDS",
    "SPECIAL",
    "is_attribute",
    "is_attribute_of_self",
    "is_from_template",
    "is_importable",
    "is_name",
]

_IMPORTS = frozenset(
    {
        "__future__.annotations",
        *("collections.abc.Awaitable", "collections.abc.Callable", "collections.abc.Mapping"),
        *("collections.abc.Sequence", "datetime.date", "datetime.datetime", "enum.IntEnum"),
        *("functools.cached_property", "importlib.import_module"),
        *("typing.Any", "typing.Literal", "typing.ParamSpec", "typing.Required", "typing.Self"),
        *("typing.TYPE_CHECKING", "typing.TypeVar", "typing.TypedDict", "typing.Unpack"),
    }
)
"""Names imported from outside of the package, by full path."""

BUILTINS = frozenset(
    {
        *("AttributeError", "KeyError", "ModuleNotFoundError", "RecursionError", "TypeError"),
        *("ValueError", "all", "any", "bool", "bytes", "classmethod", "dict", "enumerate", "float"),
        *("frozenset", "getattr", "globals", "id", "int", "isinstance", "iter", "len", "list"),
        *(
            "map",
            "max",
            "object",
            "property",
            "repr",
            "set",
            "sorted",
            "str",
            "sum",
            "tuple",
            "type",
        ),
    }
)
"""Built-in names that modules use."""

KEYWORDS = frozenset(
    {
        *("False", "None", "True", "and", "as", "async", "await", "break", "class", "continue"),
        *("def", "elif", "else", "except", "for", "from", "if", "import", "in", "is", "not", "or"),
        *("pass", "raise", "return", "try"),
    }
)

SPECIAL = frozenset(
    {
        *("__aenter__", "__aexit__", "__all__", "__api_version__", "__call__", "__dir__"),
        *("__enter__", "__exit__", "__getattr__", "__init__", "__name__", "__repr__"),
    }
)
"""Names with two leading underscores."""

ATTRIBUTES = frozenset(
    {
        # of values
        *(
            "__class__",
            "append",
            "args",
            "clear",
            "endswith",
            "issuperset",
            "items",
            "kwargs",
            "name",
        ),
        *("search", "searcher", "startswith", "values"),
        # of models, validators, clients
        *("AsyncClient", "Client", "aclose", "close", "create", "create_advice", "delete"),
        *("from_json", "get", "list", "patch_advice", "path_of", "query", "read_violations"),
        *("run", "send", "to_json", "update", "validate_create", "validate_patch", "with_options"),
        *("_connection", "_path", "__dict__", "__new__"),
    }
)
"""Attributes of other objects than `self`."""

DECORATORS = frozenset(
    {
        *("cached_property", "model", "property"),
    }
)

BASES = frozenset({"FileModel", "IntEnum", "Model", "TypedDict, total=False", "UploadModel"})
"""Base classes, with their arguments."""

BODY_BASES = frozenset({"Creatable", "Patchable", "Writable"})
"""Base classes after the first, whose arguments are names of classes as strings."""

CALLED_ON_IMPORT = frozenset(
    {
        *("BodyForm", "ParamSpec", "Pattern", "Records", "Schemas", "TypeVar", "TypedDict"),
        *("field", "frozenset", "frozenset[str]", "json_member", "make_limit", "required_member"),
        "type",
    }
)
"""What is called when a module is imported: for a constant, or the default of a field."""

GUARDED = GUARDED_NAMES | {"__dict__", "__name__", "__new__"}
"""Words that give access to everything: allowed only in functions that equal one of a template."""

_OF_THE_INTERPRETER = re.compile(r"(?:ag|co|cr|f|gi|tb)_\w+|mro|open|(?:read|write)_(?:bytes|text)")
"""Attributes of frames, classes and paths: of `self` only if a field has that name."""

_TAKEN = python_names.BUILT_IN_NAMES | python_names.KEYWORDS
_DEFINITION = re.compile(
    r"^(?:    )?(?:(?:async )?def |class |(?=\w+(?:: [^=\n]+)? = ))([A-Za-z]\w*)", re.MULTILINE
)
_MODULE = re.compile(
    r"_client\.client|(?:dicts|models|resources|validators|[a-z]+_models)(?:\.[a-z]\w*)?", re.ASCII
)
_OFFERED = re.compile(r"[A-Za-z]\w*", re.ASCII)


def is_name(word: str) -> bool:
    """Return whether *word* is allowed as a name, as opposed to an attribute."""
    if word.startswith("__"):
        return word in SPECIAL
    if word not in _TAKEN or word in BUILTINS or word in KEYWORDS:
        return True
    return any(isinstance(node, ast.Name) and node.id == word for node in _nodes_of_checks())


def is_attribute(word: str) -> bool:
    """Return whether *word* is allowed as an attribute of any object."""
    if word in ATTRIBUTES:
        return True
    return any(isinstance(node, ast.Attribute) and node.attr == word for node in _nodes_of_checks())


def _nodes_of_checks() -> Iterator[ast.AST]:
    """Yield the syntax nodes of the checks of keywords, which validators hold."""
    for row in assertion_rows():
        for expression in filter(None, (row.fails, row.actual)):
            source = expression.format(value="value", limit="limit", mismatch="mismatch")
            yield from ast.walk(ast.parse(source, mode="eval"))


def is_attribute_of_self(word: str) -> bool:
    """Return whether *word* is allowed as an attribute of `self`, where it is mostly a field."""
    return word in ATTRIBUTES or not (word.startswith("_") or _OF_THE_INTERPRETER.fullmatch(word))


def is_importable(path: str, level: int, module: str, names: Iterable[str]) -> bool:
    """Return whether the module at *path* may import *names*.

    Args:
        path: path in the package.
        level: dots before *module*.
        module: dotted name.
        names: the imported names.
    """
    if level == 0:
        return all(f"{module}.{name}" in _IMPORTS for name in names)
    folders = PurePosixPath(path).parts[:-1]
    if level > len(folders) + 1:
        return False
    target = ".".join((*folders[: len(folders) + 1 - level], *filter(None, (module,))))
    known = _GENERATED.get(target, _runtime_names().get(target))
    if known is not None:
        return all(name in known for name in names)
    return bool(_MODULE.fullmatch(target)) and all(_OFFERED.fullmatch(name) for name in names)


_GENERATED = {"validators._keywords": frozenset({"KEYWORDS"})}
"""Names that generated modules offer one another, except those for users."""


@cache
def _runtime_names() -> dict[str, frozenset[str]]:
    """Return the names that each runtime module defines, by dotted module name."""
    folder = TEMPLATES / "runtime"
    return {
        ".".join(path.relative_to(folder).with_suffix("").parts): frozenset(
            _DEFINITION.findall(path.read_text(encoding="utf-8"))
        )
        for path in sorted(folder.rglob("*.py"))
    }


def is_from_template(lines: Sequence[str]) -> bool:
    """Return whether all *lines* occur in one template, unchanged and in the same order."""
    return any(_are_in_order(lines, template) for template in _template_lines())


def _are_in_order(lines: Sequence[str], template: Sequence[str]) -> bool:
    left = iter(template)
    return all(line in left for line in lines)


@cache
def _template_lines() -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(path.read_text(encoding="utf-8").split("\n"))
        for folder in ("macros", "package")
        for path in sorted((TEMPLATES / folder).rglob("*.jinja"))
    )
