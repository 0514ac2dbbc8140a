"""Shapes: what is known of a schema before anything is emitted for it.

A `Shape` is one schema with its `$ref` followed. What is asked of one value is mostly several
shapes at once (a schema and its `allOf`), so all plans take a tuple of shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.compiler.kinds import ANY
from connectgen.json_schema.graph import ReferenceGraph
from connectgen.json_schema.keywords import KEYWORDS, Applicator
from connectgen.json_schema.nodes import Node

__all__ = ["Shape", "ShapeAnalysis", "Shapes", "always", "expand", "kinds"]

_MERGED = 150
"""Weight up to which a schema that several others refer to is merged with those around it."""


class Shape:
    """A schema, analysed.

    Attributes:
        keywords: its keywords that are asserted, or apply subschemas; references are not in it.
        asks: whether any value can be invalid.
        coverages: which of its members and items it evaluates, once `coverage` has found it.
        in_place: shapes that `allOf` and references apply to the same value.
        is_header: whether a recursion passes it, so that it always has a function.
        is_referred: whether a reference leads to it.
    """

    __slots__ = (
        *("_analysis", "_applied", "_identity", "_kinds", "_listed", "_weight"),
        *("asks", "coverages", "in_place", "is_header", "is_referred", "keywords", "node"),
        "schema",
    )

    def __init__(self, node: Node, analysis: ShapeAnalysis) -> None:
        self.node = node
        self.schema: dict[str, Any] = node.schema if is_object(node.schema) else {}
        self.keywords = node.keywords
        self.asks = bool(node.keywords or node.references) or node.schema is False
        self.is_header = node in analysis.graph.loop_headers
        self.is_referred = node in analysis.referred
        self.in_place: tuple[Shape, ...] = ()
        self.coverages: dict[int, Any] = {}
        self._applied = analysis.graph.applied[node]
        self._analysis = analysis
        self._listed: dict[str, tuple[Shape, ...]] = {}
        self._kinds: tuple[int, int] | None = None
        self._weight: int | None = None
        self._identity: int | None = None

    def get(self, keyword: str, otherwise: Any = None) -> Any:
        """Return the value of *keyword* if it is asserted."""
        return self.schema[keyword] if keyword in self.keywords else otherwise

    def child(self, *tokens: str | int) -> Shape:
        """Return the subschema at *tokens*."""
        return self._analysis.of(self._applied[tokens])

    def listed(self, keyword: str) -> tuple[Shape, ...]:
        """Return the subschemas that *keyword* applies."""
        if keyword not in self.keywords:
            return ()
        found = self._listed.get(keyword)
        if found is None:
            found = self._listed[keyword] = tuple(map(self._analysis.of, self._nodes_at(keyword)))
        return found

    def _nodes_at(self, keyword: str) -> list[Node]:
        value = self.schema[keyword]
        if is_array(value):
            return [self._applied[keyword, at] for at in range(len(value))]
        row = KEYWORDS[keyword]
        if isinstance(row, Applicator) and row.holds == "object":
            names = [name for name, part in value.items() if not is_array(part)]
            return [self._applied[keyword, name] for name in names]
        return [self._applied[keyword,]]

    @property
    def kinds(self) -> int:
        """Kinds of values that may be valid."""
        return (self._kinds or self._find_once())[0]

    @property
    def always(self) -> int:
        """Kinds of values that are always valid."""
        return (self._kinds or self._find_once())[1]

    def _find_once(self) -> tuple[int, int]:
        self._kinds = (ANY, ANY)  # what leads back to itself for the same value adds nothing
        self._kinds = self._analysis.find_kinds(self)
        return self._kinds

    @property
    def only_refers(self) -> bool:
        """True if it asks only what `allOf` and references do."""
        return self.keywords <= {"allOf"} and self.node.schema is not False

    @property
    def is_trivial(self) -> bool:
        """True if every value is valid."""
        return self.always == ANY

    @property
    def is_impossible(self) -> bool:
        """True if no value is valid."""
        return not self.kinds

    @property
    def weight(self) -> int:
        """Number of checks, up to those with a function of their own."""
        if self._weight is None:
            self._weight = 1  # in a recursion: a call
            self._weight = self._analysis.weigh(self)
        return self._weight

    @property
    def identity(self) -> int:
        """A number that equal schemas share."""
        if self._identity is None:
            self._identity = self._analysis.identify(self)
        return self._identity

    @property
    def leads_back(self) -> bool:
        """True if it is part of a recursion."""
        return self.node in self._analysis.graph.recursive

    @property
    def group(self) -> int | None:
        """Number of the recursion that it is part of."""
        return self._analysis.graph.recursive.get(self.node)

    @property
    def root_name(self) -> str | None:
        """Its name, if it has a public function."""
        return self._analysis.root_names.get(self.node)

    @property
    def nothing(self) -> Shape:
        """A shape that asks nothing."""
        return self._analysis.nothing

    @property
    def uses(self) -> int:
        """Number of places that apply it."""
        return self._analysis.graph.uses.get(self.node, 0)


Shapes = tuple[Shape, ...]


def kinds(shapes: Shapes) -> int:
    """Return the kinds of values that may be valid under all of *shapes*."""
    found = ANY
    for shape in shapes:
        found &= shape.kinds
    return found


def always(shapes: Shapes) -> int:
    """Return the kinds of values that are always valid under all of *shapes*."""
    found = ANY
    for shape in shapes:
        found &= shape.always
    return found


def expand(shapes: Shapes) -> tuple[Shapes, Shapes]:
    """Return *shapes* with all that `allOf` and references apply, and those to be called instead.

    A single shape is expanded even if it is a header, because its function is emitted then.
    """
    parts: dict[Shape, None] = {}
    called: dict[Shape, None] = {}
    waiting = list(reversed(shapes))
    while waiting:
        shape = waiting.pop()
        if shape in parts or shape in called or not shape.asks:
            continue
        if parts and (shape.is_header or (shape.uses > 1 and shape.weight > _MERGED)):
            called[shape] = None
            continue
        parts[shape] = None
        waiting += reversed(shape.in_place)
    return tuple(parts), tuple(called)


class ShapeAnalysis:
    """Makes the shapes of one registry, each once.

    Args:
        graph: schemas, references, uses and recursion.
        numbers: the numbers of equal schemas, by what they consist of; shared by a module.
        find_kinds: returns the kinds of values that may be valid, and those that always are.
        root_names: names of the schemas that have public functions.
    """

    def __init__(
        self,
        graph: ReferenceGraph,
        numbers: dict[object, int],
        find_kinds: Callable[[Shape], tuple[int, int]],
        root_names: Mapping[Node, str],
    ) -> None:
        self.graph = graph
        self.find_kinds = find_kinds
        self.root_names = root_names
        self.referred = frozenset(graph.targets.values())
        self._numbers = numbers
        self._shapes: dict[Node, Shape] = {}
        node = Node(True, "", "", "", next(iter(graph.applied)).dialect)
        self.graph.applied[node] = {}
        self.nothing = self.of(node)

    def of(self, node: Node) -> Shape:
        """Return the shape of *node*, with its `$ref` followed."""
        node = self.graph.follow_ref(node)
        shape = self._shapes.get(node)
        if shape is None:
            shape = self._shapes[node] = Shape(node, self)
            references = [shape.child(keyword) for keyword in node.references]
            shape.in_place = (*references, *shape.listed("allOf"))
        return shape

    def weigh(self, shape: Shape) -> int:
        """Return the number of checks of *shape*."""
        total = len(shape.get("required", ()))
        references = [shape.child(keyword) for keyword in shape.node.references]
        total += sum([1 if part.is_header else part.weight for part in references])
        for keyword in shape.keywords:
            if isinstance(KEYWORDS.get(keyword), Applicator):
                parts = shape.listed(keyword)
                total += sum([1 if part.is_header else 1 + part.weight for part in parts])
            elif keyword != "required":
                total += 1
        return total

    def identify(self, shape: Shape) -> int:
        """Return the number of all schemas that equal *shape*."""
        if shape.node in self.graph.recursive:
            content: object = shape.node
        else:
            content = (
                shape.node.schema if isinstance(shape.node.schema, bool) else None,
                shape.node.draft,
                *[shape.child(keyword).identity for keyword in shape.node.references],
                *[(keyword, self._content(shape, keyword)) for keyword in sorted(shape.keywords)],
            )
        return self._numbers.setdefault(content, len(self._numbers))

    def _content(self, shape: Shape, keyword: str) -> object:
        row = KEYWORDS.get(keyword)
        value = shape.schema[keyword]
        if not isinstance(row, Applicator):
            return repr(value)
        if is_array(value):
            return tuple([shape.child(keyword, at).identity for at in range(len(value))])
        if "schema" in row.holds or not is_object(value):
            return shape.child(keyword).identity
        return tuple(
            [
                (name, repr(part) if is_array(part) else shape.child(keyword, name).identity)
                for name, part in value.items()
            ]
        )
