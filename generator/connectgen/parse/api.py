"""Parser of a whole snapshot."""

from __future__ import annotations

import json

from connectgen.core import ir
from connectgen.core.diagnostics import Diagnostic, Diagnostics
from connectgen.core.documents import SchemaDocument, Snapshot
from connectgen.json_schema.dialects import standard_dialect
from connectgen.json_schema.hanging_patterns import walk_hanging_patterns
from connectgen.parse.directions import parse_view
from connectgen.parse.operations import (
    named_operations,
    needed_directions,
    offered_operations,
)
from connectgen.parse.refs import RefResolver
from connectgen.parse.schema import SchemaNode, record_schema

__all__ = ["parse_api"]

_DIRECTIONS: tuple[ir.Direction, ...] = ("create", "patch", "read")


def parse_api(
    snapshot: Snapshot, resources: tuple[str, ...] = (), *, strict: bool = False
) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """Return the API that *snapshot* describes.

    Args:
        snapshot: the documents, with overlays applied.
        resources: names of the resources to parse, whose documents are in *snapshot*; empty means
            all that the catalog lists.
        strict: whether to treat warnings as errors.

    Returns:
        The API, and the warnings.

    Raises:
        SchemaError: a document is wrong.
        ErrorGroup: there are several errors.
    """
    diagnostics = Diagnostics()
    refs = RefResolver(snapshot=snapshot, diagnostics=diagnostics)
    names = sorted(set(resources or snapshot.resources))
    parsed = tuple(_parse_resource(refs.documents[name], refs, diagnostics) for name in names)
    warnings = diagnostics.raise_or_return_warnings(strict=strict)
    known = tuple(sorted({*snapshot.resources, *names}))
    return ir.Api(version=snapshot.version, resources=parsed, known=known), warnings


def _parse_resource(
    document: SchemaDocument, refs: RefResolver, diagnostics: Diagnostics
) -> ir.Resource:
    schema = record_schema(document, diagnostics)
    named = named_operations(document.path, schema, diagnostics)
    needed = needed_directions(named)
    views = tuple(
        parse_view(document.path, schema, direction, refs, diagnostics)
        for direction in _DIRECTIONS
        if direction in needed
    )
    operations = named or offered_operations(views)
    needed = needed_directions(operations)
    return ir.Resource(
        name=document.path,
        description=schema.read_text("description", diagnostics),
        operations=operations,
        views=tuple(view for view in views if view.direction in needed),
        advice=_parse_advice(schema, diagnostics),
        location=document.location,
    )


def _parse_advice(schema: SchemaNode, diagnostics: Diagnostics) -> tuple[ir.Advice, ...]:
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
            for tokens, reason in walk_hanging_patterns(rule, standard_dialect(7)):
                diagnostics.add_warning(where.child("schema", *tokens), reason)
        else:
            diagnostics.add_error(location.child(index), "must have pointer, message and schema")
    return tuple(found)
