"""Parser of a whole snapshot."""

from __future__ import annotations

import json

from connectgen.core import ir
from connectgen.core.diagnostics import Diagnostic, Diagnostics
from connectgen.core.documents import Snapshot
from connectgen.core.json_types import Json
from connectgen.json_schema.dialects import standard_dialect
from connectgen.json_schema.hanging_patterns import walk_hanging_patterns
from connectgen.parse.directions import parse_view
from connectgen.parse.operations import (
    named_operations,
    needed_directions,
    offered_operations,
)
from connectgen.parse.refs import RefResolver
from connectgen.parse.schema import SchemaNode
from connectgen.parse.types import describe_schema

__all__ = ["parse_api"]

_DIRECTIONS: tuple[ir.Direction, ...] = ("create", "patch", "read")


def parse_api(
    snapshot: Snapshot, resources: tuple[str, ...] = ()
) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """Return the API that *snapshot* describes.

    Args:
        snapshot: the documents, with overlays applied.
        resources: names of the resources to parse, whose documents are in *snapshot*; empty means
            all that the catalog lists.

    Returns:
        The API, and the warnings.

    Raises:
        SchemaError: a keyword that only overlays have is wrong.
        ErrorGroup: there are several errors.
    """
    diagnostics = Diagnostics()
    for found in snapshot.unusable:
        diagnostics.add_warning(found.location, found.message, found.kind)
    refs = RefResolver(snapshot=snapshot, diagnostics=diagnostics)
    names = sorted(set(resources or snapshot.resources))
    parsed = tuple(_parse_resource(name, refs, diagnostics) for name in names)
    warnings = diagnostics.raise_or_return_warnings()
    known = tuple(sorted({*snapshot.resources, *names}))
    return ir.Api(version=snapshot.version, resources=parsed, known=known), warnings


def _parse_resource(name: str, refs: RefResolver, diagnostics: Diagnostics) -> ir.Resource:
    schema = refs.find_record(name)
    if schema is None:
        raise KeyError(name)
    named = named_operations(name, schema, diagnostics)
    needed = needed_directions(named)
    views = tuple(
        parse_view(name, schema, direction, refs, diagnostics)
        for direction in _DIRECTIONS
        if direction in needed
    )
    operations = named or offered_operations(views)
    needed = needed_directions(operations)
    return ir.Resource(
        name=name,
        description=describe_schema(schema),
        operations=operations,
        views=tuple(view for view in views if view.direction in needed),
        advice=_parse_advice(schema, diagnostics),
        location=schema.document.location,
    )


def _parse_advice(schema: SchemaNode, diagnostics: Diagnostics) -> tuple[ir.Advice, ...]:
    value: Json = schema.members.get("x-connectgen-advice", [])
    location = schema.location.child("x-connectgen-advice")
    entries = value if isinstance(value, list) else [value]
    found: list[ir.Advice] = []
    for index, entry in enumerate(entries):
        members = entry if isinstance(entry, dict) else {}
        pointer, message = members.get("pointer"), members.get("message")
        rule = members.get("schema")
        if (
            isinstance(pointer, str)
            and pointer[:1] in ("", "/")
            and isinstance(message, str)
            and isinstance(rule, dict)
        ):
            where = location.child(index)
            text = json.dumps(rule, sort_keys=True)
            found.append(ir.Advice(pointer=pointer, message=message, schema=text, location=where))
            for tokens, reason in walk_hanging_patterns(rule, standard_dialect(7)):
                place = where.child("schema", *tokens)
                diagnostics.add_warning(place, reason, "slow-pattern")
        else:
            diagnostics.add_error(location.child(index), "must have pointer, message and schema")
    return tuple(found)
