"""Inheritance by `allOf`: the base schemas of a schema, recursively, then itself."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core.diagnostics import Diagnostics
from connectgen.core.ir import Path
from connectgen.core.location import Location
from connectgen.parse.refs import RefResolver
from connectgen.parse.schema import SchemaNode

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
        diagnostics: collects warnings.
        above: documents that lead here; a base that is one of them ends a cycle.
    """
    for base in schema.read_bases():
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
    own = tuple(base.document.path.split("/"))
    found = refs.resolve_local(base)
    if "$ref" not in found.members:
        return (found, own) if found.is_shared else None
    target = refs.resolve_target(found)
    if target is None:
        return None
    record = refs.find_record(target)
    if record is not None:
        return record, tuple(target.split("/"))
    if not refs.is_unavailable(target):
        text = f"$ref leads to {target}.json, which is not in the snapshot: left out"
        diagnostics.add_warning(base.location.child("$ref"), text, "unresolved-ref")
    return None
