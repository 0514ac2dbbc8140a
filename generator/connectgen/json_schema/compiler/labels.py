"""Words of the names of functions: by place, or by content where equal schemas are shared."""

from __future__ import annotations

from collections.abc import Mapping

from connectgen.json_schema.compiler.kinds import NULL
from connectgen.json_schema.compiler.leaves import label_of
from connectgen.json_schema.compiler.shapes import Shape, ShapeAnalysis
from connectgen.json_schema.nodes import Node

__all__ = ["Labels"]

_SCALARS = frozenset({"boolean", "integer", "null", "number", "string"})
_SKIPPED = frozenset({"definitions", "$defs", "properties"})
_WORDS = {"items": "item", "patternProperties": "members", "additionalProperties": "other"}


class Labels:
    """Words of the names of functions.

    A function is named after the place of its schema. But the place that is met first would mislead
    where schemas at other places are equal: those are named after what they are, if a few words can
    say it.

    Args:
        shapes: all schemas.
        roots: schemas with public functions, each with the base of its names.
    """

    def __init__(self, shapes: ShapeAnalysis, roots: Mapping[Node, str]) -> None:
        self._shapes = shapes
        self._roots = roots
        self._places: dict[int, set[str]] | None = None

    def words_of(self, shape: Shape) -> list[str]:
        """Return the words of the name of the function for *shape*."""
        if shape.node in self._roots or shape.is_referred:
            return self._place_words(shape.node)
        return self._content_words(shape) or self._place_words(shape.node)

    def _content_words(self, shape: Shape) -> list[str] | None:
        keyword = next(iter(shape.keywords), "")
        is_alone = len(shape.keywords) == 1 and not shape.node.references
        if is_alone and keyword in ("anyOf", "oneOf"):
            options = shape.listed(keyword)
            others = [part for part in options if not part.kinds == part.always == NULL]
            if len(options) == 2 and len(others) == 1 and others[0].is_referred:
                return [*self._place_words(others[0].node), "or_null"]
        words = _scalar_words(shape)
        return words if words and self._has_equal_elsewhere(shape) else None

    def _has_equal_elsewhere(self, shape: Shape) -> bool:
        """Return whether a schema that equals *shape*, of scalars, has another name."""
        if self._places is None:
            self._places = {}
            for node in self._shapes.graph.applied:
                each = self._shapes.of(node)
                if _scalar_words(each):
                    self._places.setdefault(each.identity, set()).add(label_of(each))
        return len(self._places[shape.identity]) > 1

    def _place_words(self, node: Node) -> list[str]:
        """Return the path of *node* from the nearest named root."""
        if node in self._roots:
            return [self._roots[node]]
        for root, name in self._roots.items():
            inside = node.pointer.startswith(f"{root.pointer}/") and root.pointer
            if inside and node.document == root.document:
                return [name, *_pointer_words(node.pointer.removeprefix(root.pointer))]
        document = node.document.rstrip("/").rpartition("/")[2].partition(".")[0]
        return [*([document] if document else []), *_pointer_words(node.pointer)] or ["root"]


def _scalar_words(shape: Shape) -> list[str] | None:
    """Return the types of *shape*, with the most telling limit, or None if it has other values."""
    stated = shape.get("type")
    types = [stated] if isinstance(stated, str) else stated or []
    words = [each for each in types if each != "null"]
    if not words or not _SCALARS.issuperset(types) or shape.keywords & {"const", "enum"}:
        return None
    if words == ["string"]:
        words = [shape.get("format", "string")]
        words += [f"up_to_{limit}"] if (limit := shape.get("maxLength")) else []
    else:
        words = ["_or_".join(words)]
    return [*words, *(["or_null"] if "null" in types else [])]


def _pointer_words(pointer: str) -> list[str]:
    """Return the words of *pointer* that describe the schema there."""
    words: list[str] = []
    named = False
    for token in pointer.split("/")[1:]:
        if not named and token in _SKIPPED:
            named = True  # the next one is a name
            continue
        words.append(token if named else _WORDS.get(token, token))
        named = False
    return words
