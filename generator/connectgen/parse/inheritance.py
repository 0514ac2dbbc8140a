"""Inheritance by `allOf`: the base schemas of a schema, recursively, then itself."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core.diagnostics import Diagnostics
from connectgen.core.ir import Path
from connectgen.core.location import Location
from connectgen.parse.refs import RefResolver
from connectgen.parse.schema import SchemaNode, record_schema

__all__ = ["Path", "iterate_bases"]

Above = tuple[Location, ...]


def iterate_bases(
    schema: SchemaNode, path: Path, refs: RefResolver, diagnostics: Diagnostics, above: Above = ()
) -> Iterator[tuple[SchemaNode, Path]]:
    """Yield the bases of *schema*, then *schema*, each with its path.

    Args:
        schema: the schema.
        path: path of its model.
        refs: resolves the `$ref` of a base.
        diagnostics: collects errors.
        above: documents that lead here; a base that is one of them ends a cycle.
    """
    bases = schema.members.get("allOf", [])
    if not isinstance(bases, list):
        diagnostics.add_error(schema.location.child("allOf"), "allOf must be an array")
        bases = []
    for index, members in enumerate(bases):
        location = schema.location.child("allOf", index)
        if not isinstance(members, dict):
            diagnostics.add_error(location, "a schema must be an object")
            continue
        base = SchemaNode(members=members, location=location)
        target = _resolve_base(base, refs, diagnostics)
        if target is not None and target[0].location not in above:
            yield from iterate_bases(*target, refs, diagnostics, (*above, target[0].location))
        yield from iterate_bases(base, path, refs, diagnostics, above)
    yield schema, path


def _resolve_base(
    base: SchemaNode, refs: RefResolver, diagnostics: Diagnostics
) -> tuple[SchemaNode, Path] | None:
    """Return the record that *base* refers to, with its path; None if it has no `$ref`."""
    if "$ref" not in base.members:
        return None
    target = refs.resolve_target(base)
    document = refs.documents.get(target or "")
    if target is not None and document is not None:
        return record_schema(document, diagnostics), tuple(target.split("/"))
    if target is not None and not refs.is_unavailable(target):
        diagnostics.add_error(base.location.child("$ref"), f"there is no {target}.json")
    return None
