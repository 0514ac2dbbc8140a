"""Text of a standalone module, without templates: importing a template engine takes too long.

Verdicts are functions of the module. What only violations need is the text of a second module in
it, which Python compiles when the first violation is asked for: most of it would otherwise be
compiled by every import and never run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from connectgen.python_text.literals import docstring, py_literal
from connectgen.standalone.runtime_bundle import RuntimeBundle
from connectgen.view_models.validators import (
    Constant,
    Doc,
    Function,
    KeywordEntry,
    Predicates,
    SchemaData,
)

__all__ = [
    "TYPED_NAMES",
    "WALKED_NAMES",
    "StandaloneModule",
    "print_module",
    "print_own_part",
    "print_predicate",
]


@dataclass(kw_only=True, eq=False, repr=False)
class StandaloneModule:
    """Parts of a standalone module."""

    doc: Doc
    is_valid: Function
    predicates: Predicates
    schemas: SchemaData
    find_call: str
    """Source of the call that returns the violations in `instance`."""

    runtime: RuntimeBundle


def print_module(module: StandaloneModule, own_part: str) -> str:
    """Return the text of *module*, with its *own_part* as `print_own_part` returns it."""
    runtime = module.runtime
    lent = "".join(f"\n            {py_literal(name)}: {name}," for name in runtime.lent)
    loader = _LOADER.replace("{lent}", lent)
    walker = "\n".join(_walker_lines(module))
    lines = [
        *_head_lines(module, (*runtime.typing_lines, *_STUBS), _EXPORTS),
        own_part,
        *_function_lines(runtime),
        loader.rstrip("\n"),
        "",
        f"_WALKER = r'''{walker}'''",
    ]
    return "\n".join([*lines, ""])


def print_predicate(module: StandaloneModule) -> str:
    """Return the text of a module that has only the predicate of *module*."""
    runtime = module.runtime
    lines = [
        *_head_lines(module, runtime.typing_lines, '__all__ = ["is_valid"]'),
        *_predicate_lines(module, ""),
        *_function_lines(runtime),
        _NOT_DEEP,
    ]
    return "\n".join([*lines, ""])


def _head_lines(
    module: StandaloneModule, typing_lines: Iterable[str], exports: str
) -> Iterator[str]:
    runtime = module.runtime
    yield from (_HEADER, docstring(module.doc, 0), "", "from __future__ import annotations", "")
    if runtime.imports:
        yield from (*runtime.imports, "")
    yield from ("TYPE_CHECKING = False", "if TYPE_CHECKING:")
    yield from (f"    {line}" if line else "" for line in typing_lines)
    yield from ("", "", exports)
    for text in runtime.classes:
        yield from ("", "", text)
    if runtime.constants:
        yield from ("", "") if runtime.classes else ("",)
        yield from runtime.constants


def _function_lines(runtime: RuntimeBundle) -> Iterator[str]:
    return (line for text in runtime.functions for line in ("", "", text))


def print_own_part(module: StandaloneModule) -> str:
    """Return the part of the text of *module* that is made from the schema: all but the runtime."""
    data = "\n".join(module.schemas.lines)
    return "\n".join([*_predicate_lines(module, _PUBLIC), "", "", f'_SCHEMAS = """{data}', '"""'])


def _predicate_lines(module: StandaloneModule, public: str) -> Iterator[str]:
    predicates, runtime = module.predicates, module.runtime
    if predicates.constants:
        if runtime.classes and not runtime.constants:
            yield ""
        yield from ("", *_print_constants(predicates.constants))
    yield from ("", "", *_print_function(module.is_valid))
    if public:
        yield public
    for function in predicates.functions:
        yield from ("", "", *_print_function(function))
    if predicates.tables:
        yield from ("", "", *_print_constants(predicates.tables))


def _print_constants(constants: Iterable[Constant]) -> Iterator[str]:
    return (f"{constant.target} = {constant.source}" for constant in constants)


def _print_function(function: Function) -> Iterator[str]:
    yield function.signature
    yield f"    {docstring(function.doc, 4)}"
    yield from (f"    {line}" for line in function.lines)


def _walker_lines(module: StandaloneModule) -> Iterator[str]:
    yield from module.runtime.walker
    yield "_KEYWORDS = {"
    yield from (f" {_print_entry(entry)}," for entry in module.schemas.keywords)
    yield "}"
    yield "_SCHEMAS = Schemas(_KEYWORDS, TEXT)"
    yield "def find(instance):"
    yield f" return {module.find_call}"


def _print_entry(entry: KeywordEntry) -> str:
    maker = f"{entry.maker}({', '.join(entry.arguments)})" if entry.arguments else entry.maker
    name, json_type, words = map(py_literal, (entry.name, entry.json_type, entry.expected))
    return f"{name}: ({json_type}, {maker}, {words})"


TYPED_NAMES = frozenset({"Any", "Iterable", "Json", "Literal", "NamedTuple"})
"""Names that the annotations of every module use."""

WALKED_NAMES = frozenset({"Schemas", "Violation", "make_output", "print_violations"})
"""Names of the walker that every module uses."""

_HEADER = "# Generated by connectgen. Do not edit."
_EXPORTS = '__all__ = ["ValidationError", "Violation", "is_valid", "validate", "violations"]'

_STUBS = """
Violation = NamedTuple(
    "Violation",
    (
        ("pointer", str),
        ("keyword", str),
        ("schema_pointer", str),
        ("message", str),
        ("advice", bool),
        ("causes", "tuple[Violation, ...]"),
        ("keyword_location", str),
    ),
)
""".rstrip().split("\n")
"""What type checkers see of the class that is in the text of the walker; mypyc compiles no class
here."""

_PUBLIC = '''

def violations(instance: Any) -> list[Violation]:
    """Return the violations in *instance*, in the order of the value."""
    if is_valid(instance):
        return []
    found: list[Violation] = _load_walker()["find"](instance)
    return found


def validate(instance: Any) -> None:
    """Raise `ValidationError` if *instance* is invalid."""
    found = violations(instance)
    if found:
        raise ValidationError(found)'''

_NOT_DEEP = '''

def call_deep(is_valid: Callable[[Json], bool], value: Json) -> bool:
    """Raise an error: a schema that is nested so deeply cannot be compiled."""
    raise RecursionError'''

_LOADER = '''

class ValidationError(ValueError):
    """Raised when a JSON value is invalid; prints the first 20 violations, one per line.

    Attributes:
        violations: all violations, at least one, in the order of the value.
    """

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__(self.violations)

    def __str__(self) -> str:
        text: str = _load_walker()["print_violations"](self.violations)
        return text

    def to_output(
        self,
        form: Literal["flag", "basic", "detailed"] = "basic",
    ) -> dict[str, object]:
        """Return the standard output of JSON Schema (2020-12 core, section 12.4)."""
        output: dict[str, object] = _load_walker()["make_output"](self.violations, form)
        return output


def _load_walker() -> dict[str, Any]:
    """Return the names of the walker, which is compiled when it is first needed."""
    if not _LOADED:
        walker = {
            "__name__": __name__,
            "TEXT": _SCHEMAS,{lent}
        }
        code = compile(_WALKER, f"<walker of {__name__}>", "exec")
        exec(code, walker)  # noqa: S102 - connectgen's own text, none of a schema
        _LOADED.setdefault("walker", walker)  # another thread may have been first
    return _LOADED["walker"]


def _find_class(name: str) -> Any:
    """Return the class `Violation`, which is not compiled before."""
    if name == "Violation":
        return _load_walker()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_LOADED: dict[str, dict[str, Any]] = {}
# A function of that name crashes where mypyc compiles it.
globals()["__getattr__"] = _find_class

'''
