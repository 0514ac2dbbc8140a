"""The whole API of a snapshot."""

from __future__ import annotations

import json

from connectgen.core import ir
from connectgen.core.documents import SchemaDocument, Snapshot
from connectgen.parse.diagnostics import Findings, Note
from connectgen.parse.directions import view_of
from connectgen.parse.operations import (
    directions_of,
    named_operations,
    offered_operations,
)
from connectgen.parse.refs import Refs
from connectgen.parse.schema import Schema, record_of

__all__ = ["parse_api"]

_DIRECTIONS: tuple[ir.Direction, ...] = ("create", "patch", "read")


def parse_api(
    snapshot: Snapshot, resources: tuple[str, ...] = (), *, strict: bool = False
) -> tuple[ir.Api, tuple[Note, ...]]:
    """Return what *snapshot*, with its overlays applied, describes.

    Args:
        snapshot: the documents.
        resources: names of the resources to read, of which *snapshot* has documents; none means
            all that the catalog lists.
        strict: whether a note is an error.

    Returns:
        The API, and notes on what in the documents is not understood.

    Raises:
        SchemaError: a document cannot be generated from; an `ErrorGroup` where there are several.
    """
    findings = Findings()
    refs = Refs(snapshot=snapshot, findings=findings)
    names = sorted(set(resources or snapshot.resources))
    parsed = tuple(_resource(refs.documents[name], refs, findings) for name in names)
    notes = findings.finish(strict=strict)
    known = tuple(sorted({*snapshot.resources, *names}))
    return ir.Api(version=snapshot.version, resources=parsed, known=known), notes


def _resource(document: SchemaDocument, refs: Refs, findings: Findings) -> ir.Resource:
    schema = record_of(document, findings)
    named = named_operations(document.path, schema, findings)
    needed = directions_of(named)
    views = tuple(
        view_of(document.path, schema, direction, refs, findings)
        for direction in _DIRECTIONS
        if direction in needed
    )
    operations = named or offered_operations(views)
    needed = directions_of(operations)
    return ir.Resource(
        name=document.path,
        description=schema.text("description", findings),
        operations=operations,
        views=tuple(view for view in views if view.direction in needed),
        advice=_advice(schema, findings),
        location=document.location,
    )


def _advice(schema: Schema, findings: Findings) -> tuple[ir.Advice, ...]:
    value = schema.members.get("x-connectgen-advice", [])
    location = schema.location.child("x-connectgen-advice")
    entries = value if isinstance(value, list) else [value]
    found: list[ir.Advice] = []
    for index, entry in enumerate(entries):
        members = entry if isinstance(entry, dict) else {}
        pointer, message = members.get("pointer"), members.get("message")
        rule = members.get("schema")
        if isinstance(pointer, str) and isinstance(message, str) and isinstance(rule, dict):
            where = location.child(index)
            text = json.dumps(rule, sort_keys=True)
            found.append(ir.Advice(pointer=pointer, message=message, schema=text, location=where))
        else:
            findings.error(location.child(index), "needs pointer, message and schema")
    return tuple(found)
