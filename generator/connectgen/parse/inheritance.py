"""What a schema is made of: the schemas in its `allOf`, and theirs, then itself."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core.location import Location
from connectgen.parse.diagnostics import Findings
from connectgen.parse.refs import Refs
from connectgen.parse.schema import Schema, record_of

__all__ = ["Path", "bases_of"]

Path = tuple[str, ...]
Above = tuple[Location, ...]


def bases_of(
    schema: Schema, path: Path, refs: Refs, findings: Findings, above: Above = ()
) -> Iterator[tuple[Schema, Path]]:
    """Yield what makes up *schema*, which stands at *path*, each with its own path."""
    bases = schema.members.get("allOf", [])
    if not isinstance(bases, list):
        findings.error(schema.location.child("allOf"), "allOf must be an array")
        bases = []
    for index, members in enumerate(bases):
        location = schema.location.child("allOf", index)
        if not isinstance(members, dict):
            findings.error(location, "a schema must be an object")
            continue
        base = Schema(members=members, location=location)
        target = _target(base, refs, findings)
        if target is not None and target[0].location not in above:
            yield from bases_of(*target, refs, findings, (*above, target[0].location))
        yield from bases_of(base, path, refs, findings, above)
    yield schema, path


def _target(base: Schema, refs: Refs, findings: Findings) -> tuple[Schema, Path] | None:
    """Return the record that the `$ref` of *base* names and its path; None where it has none."""
    if "$ref" not in base.members:
        return None
    target = refs.target(base)
    document = refs.documents.get(target or "")
    if target is not None and document is not None:
        return record_of(document, findings), tuple(target.split("/"))
    if target is not None and not refs.is_unavailable(target):
        findings.error(base.location.child("$ref"), f"there is no {target}.json")
    return None
