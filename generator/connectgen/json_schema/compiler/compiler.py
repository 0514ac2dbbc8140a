"""Compiler: decides which schemas have functions, and names and orders them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from connectgen.core.errors import raise_all
from connectgen.json_schema.compiler.expressions import Atom, Expr, Local, call
from connectgen.json_schema.compiler.labels import Labels
from connectgen.json_schema.compiler.locals import name_locals
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.compiler.passes import needs_of, simplify_body
from connectgen.json_schema.compiler.planner import Planner
from connectgen.json_schema.compiler.possible import find_kinds
from connectgen.json_schema.compiler.printer import print_body
from connectgen.json_schema.compiler.recursion import find_branching
from connectgen.json_schema.compiler.shapes import Shape, ShapeAnalysis, Shapes
from connectgen.json_schema.compiler.statements import Block, fail_unless
from connectgen.json_schema.compiler.unsupported import find_unsupported
from connectgen.json_schema.graph import build_reference_graph
from connectgen.json_schema.registry import Node, SchemaRegistry
from connectgen.python_text.literals import format_call, rst_code
from connectgen.view_models.validators import Function

__all__ = ["Compiler"]

Plan = Callable[[Planner, Expr], Block]


@dataclass(slots=True, kw_only=True)
class _Request:
    """A function that was named, and is emitted once it is used."""

    label: str
    node: Node
    plan: Plan
    recalls: bool = False
    """Whether it takes a `memo` of verdicts."""


class Compiler:
    """Compiles the schemas of one registry.

    Args:
        registry: the documents.
        roots: schemas with public functions, each with the base of its names.
        module: names, constants and functions that the schemas of a module share.
        alternative: suffix of names that another schema has taken.

    Raises:
        SchemaError: a schema cannot be compiled; an `ErrorGroup` where there are several.
    """

    def __init__(
        self,
        registry: SchemaRegistry,
        roots: Mapping[Node, str],
        module: ModuleScope,
        *,
        alternative: str = "",
    ) -> None:
        self.registry = registry
        self.module = module
        self.graph, errors = build_reference_graph(registry, roots)
        errors += find_unsupported(registry, self.graph.applied)
        raise_all([*registry.errors, *errors])
        self._alternative = alternative
        self._shapes = ShapeAnalysis(self.graph, module.shape_numbers, find_kinds, roots)
        self._words = Labels(self._shapes, roots)
        self._branching = find_branching(self._shapes) if self.graph.recursive else frozenset[int]()
        self._requests: dict[str, _Request] = {}
        self._labels: dict[Node, str] = {}

    @property
    def is_recursive(self) -> bool:
        """True if values may be nested without limit."""
        return bool(self.graph.recursive)

    def predicate_name(self, node: Node) -> str:
        """Return the name of the predicate of *node*."""
        return self.predicate_of((self._shapes.of(node),))

    def compile_body(self, node: Node) -> tuple[tuple[str, ...], set[str]]:
        """Return the body of a function that checks `value` under *node*, and what it needs."""
        shapes = (self._shapes.of(node),)
        return self._compile_plan(self._label_of(shapes), _plan_of(shapes), recalls=False)

    def compile_functions(self, needs: Iterable[str]) -> tuple[tuple[Function, ...], set[str]]:
        """Return the functions that *needs* name, and those that they call, and all their needs."""
        functions: list[Function] = []
        known, waiting = set[str](), sorted(set(needs))  # the order must not depend on hashes
        position = 0
        while position < len(waiting):  # compiling one may add more
            name = waiting[position]
            position += 1
            if name in known:
                continue
            known.add(name)
            constant = self.module.constants.get(name)
            if constant is not None:
                waiting += constant.needs
            request = self._requests.pop(name, None)
            if request is not None:
                lines, found = self._compile_plan(
                    request.label, request.plan, recalls=request.recalls
                )
                functions.append(_function(name, request, lines))
                waiting += sorted(found)
        return tuple(functions), known

    def _compile_plan(
        self, label: str, plan: Plan, *, recalls: bool
    ) -> tuple[tuple[str, ...], set[str]]:
        value = Local("value")
        body = simplify_body(plan(Planner(self.module, self, label, recalls=recalls), value))
        name_locals(body, frozenset({"memo", "value"}))
        return print_body(body), needs_of(body) | ({"Memo"} if recalls else set())

    # Names of functions

    def predicate_of(self, shapes: Shapes) -> str:
        """Return the name of the function that checks a value under *shapes*."""
        key = tuple([shape.identity for shape in shapes])
        if not self.recalls(shapes):
            return self._request(key, shapes, _plan_of(shapes))
        remembered = self.remembered_predicate_of(shapes)

        def plan(_: Planner, value: Expr) -> Block:
            return fail_unless(call(remembered, value, Atom("{}")))

        return self._request(key, shapes, plan)

    def recalls(self, shapes: Shapes) -> bool:
        """Return whether verdicts under *shapes* are remembered."""
        return any(shape.group in self._branching for shape in shapes)

    def remembered_predicate_of(self, shapes: Shapes) -> str:
        """Return the name of the function that takes a `memo` besides the value."""
        key = ("memo", *[shape.identity for shape in shapes])
        return self._request(key, shapes, _plan_of(shapes), recalls=True)

    def predicate_of_options(self, options: Shapes, *, is_one: bool, known: frozenset[str]) -> str:
        """Return the name of the function that checks an object under alternatives."""
        key = (is_one, *sorted(known), *[option.identity for option in options])

        def plan(planner: Planner, value: Expr) -> Block:
            return planner.plan_options_body(options, value, is_one=is_one, known=known)

        return self._request(key, options, plan)

    def _request(
        self, key: tuple[object, ...], shapes: Shapes, plan: Plan, *, recalls: bool = False
    ) -> str:
        name = self.module.functions.get(key)
        if name is None:
            label = self._label_of(shapes) if len(key) == 1 else self._new_label(shapes[0])
            name = self.module.functions[key] = f"_is_{label}"
            self._requests[name] = _Request(
                label=label, node=shapes[0].node, plan=plan, recalls=recalls
            )
        return name

    def _label_of(self, shapes: Shapes) -> str:
        """Return the base of the names of functions and constants of *shapes*."""
        node = shapes[0].node
        if node not in self._labels:
            self._labels[node] = self._new_label(shapes[0])
        return self._labels[node]

    def _new_label(self, shape: Shape) -> str:
        return self.module.function_label(self._words.words_of(shape), self._alternative)


def _plan_of(shapes: Shapes) -> Plan:
    return lambda planner, value: planner.plan_body(shapes, value)


def _function(name: str, request: _Request, lines: tuple[str, ...]) -> Function:
    node = request.node
    parameters = ("value: Json", "memo: Memo") if request.recalls else ("value: Json",)
    where = rst_code(node.location_text if node.document else f"#{node.pointer}")
    return Function(
        signature=format_call(f"def {name}", parameters, len(" -> bool:")) + " -> bool:",
        doc=(f"Return True if *value* is valid under {where}.",),
        lines=lines,
    )
