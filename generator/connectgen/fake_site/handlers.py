"""Handle requests for records: list, read, create, change and delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.core.sub_collections import FILES
from connectgen.fake_site.files import (
    ARCHIVE,
    ARCHIVE_NAME,
    archive_files,
    file_content,
    file_data,
)
from connectgen.fake_site.ids import entry_key, key_members, read_id
from connectgen.fake_site.pagination import page_links, read_page
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.query_params import COLLECTION, SINGLE, QueryParameters, read_parameters
from connectgen.fake_site.resource_schema import Path, ResourceSchema
from connectgen.fake_site.serializer import RecordSerializer
from connectgen.fake_site.site import SimulatedSite
from connectgen.fake_site.sub_resources import SubResource, nest_value, resolve_sub_resource

__all__ = ["RoutedRequest", "RoutedResponse", "handle_resource"]

_OPERATIONS = {
    "collection": {"GET": "list", "POST": "create"},
    "record": {"GET": "get", "PATCH": "update", "DELETE": "delete"},
    "list": {"GET": "get", "POST": "update"},
    "entry": {"GET": "get", "PATCH": "update", "DELETE": "update"},
    "part": {"GET": "get"},
}
"""Operation that a method requires, by the kind of URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedRequest:
    """Request whose path, query and body are parsed."""

    method: str
    path: Path
    """Steps below the version of the API."""

    query: Mapping[str, str]
    root: str
    """URL of the version of the API, without a slash at the end."""

    body: JsonObject
    """JSON body; empty if the method has none."""

    query_text: str = ""
    """The query as it was sent, which links of a reply repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedResponse:
    """Response to send."""

    content: JsonObject | bytes | None = None
    """JSON, the content of a file, or None for no body."""

    status: int = 200
    media_type: str = "application/json"
    location: str | None = None
    allow: str = ""
    """Value of the `Allow` header."""

    file_name: str = ""
    """Name under which a browser saves the content; none if empty."""

    compressed: bool = False
    """True for the replies that real sites compress."""


DELETED = RoutedResponse(media_type="text/html; charset=UTF-8", compressed=True)
"""Recorded reply to DELETE: an empty page, compressed."""


def handle_resource(
    site: SimulatedSite, shape: ResourceSchema, asked: RoutedRequest
) -> RoutedResponse:
    """Return the answer to a request for a collection, a record or something in it.

    Raises:
        Problem: the request cannot be served.
    """
    if len(asked.path) == 1:
        return _handle_collection(site, shape, asked)
    number = read_id(asked.path[1])
    if number is None:
        shown = asked.path[1][:40]
        raise Problem(404, 13, f"{shape.name} has no record {shown!r}; ids are numbers")
    if len(asked.path) == 2:
        return _handle_record(site, shape, number, asked)
    record = site.records.get_record(shape.name, number)
    place = resolve_sub_resource(site.records, shape, record, asked.path[2:])
    if not place.names:
        options = _check_method(place.shape, "part", asked.method)
        return options or _record_response(place.shape, place.record, asked)
    if place.entry is not None:
        return _handle_entry(site, place, asked)
    if isinstance(place.kind, ir.ListType) or is_array(place.value):
        return _handle_list(site, place, asked)
    options = _check_method(shape, "part", asked.method)
    if options is not None:
        return options
    return _handle_part(site, place, asked)


def _check_method(shape: ResourceSchema, what: str, method: str) -> RoutedResponse | None:
    """Return the answer to OPTIONS, or None for a method that is allowed.

    Raises:
        Problem: the method is not allowed.
    """
    offered = shape.resource.operations
    allowed = [name for name, need in _OPERATIONS[what].items() if need in offered]
    listed = ", ".join([*allowed, "OPTIONS"])
    if method == "OPTIONS":
        return RoutedResponse(allow=listed)
    if method in allowed:
        return None
    raise Problem(405, 2, f"{method} is not supported; use {listed}", {"Allow": listed})


def _handle_collection(
    site: SimulatedSite, shape: ResourceSchema, asked: RoutedRequest
) -> RoutedResponse:
    options = _check_method(shape, "collection", asked.method)
    if options is not None:
        return options
    if asked.method == "POST":
        record = site.records.create_record(shape.name, asked.body)
        return _record_response(shape, record, asked, status=201)
    parameters = read_parameters(asked.query, COLLECTION)
    presenter = RecordSerializer(asked.root, parameters)
    page = read_page(site.records, shape, parameters)
    content: JsonObject = {
        "items": [presenter.serialize_row(shape, record) for record in page.records],
        "hasMore": page.has_more,
    }
    if page.total is not None:
        content["totalResults"] = page.total
    url = f"{asked.root}/{shape.name}"
    content["links"] = page_links(url, dict(asked.query), parameters, page)
    return RoutedResponse(content=content)


def _handle_record(
    site: SimulatedSite, shape: ResourceSchema, number: int, asked: RoutedRequest
) -> RoutedResponse:
    options = _check_method(shape, "record", asked.method)
    if options is not None:
        return options
    if asked.method == "PATCH":
        site.records.update_record(shape.name, number, asked.body)
        return RoutedResponse()
    if asked.method == "DELETE":
        site.records.delete_record(shape.name, number)
        return DELETED
    return _record_response(shape, site.records.get_record(shape.name, number), asked)


def _record_response(
    shape: ResourceSchema, record: JsonObject, asked: RoutedRequest, *, status: int = 200
) -> RoutedResponse:
    presenter = RecordSerializer(asked.root, read_parameters(asked.query, SINGLE))
    url = f"{asked.root}/{shape.name}/{record['id']}"
    location = url if status == 201 else None
    return RoutedResponse(
        content=presenter.serialize_record(shape, record), status=status, location=location
    )


def _handle_list(site: SimulatedSite, place: SubResource, asked: RoutedRequest) -> RoutedResponse:
    options = _check_method(place.shape, "list", asked.method)
    if options is not None:
        return options
    entries = place.value if is_array(place.value) else []
    kind = place.kind if isinstance(place.kind, ir.ListType) else _UNKNOWN
    url = _sub_resource_url(place, asked)
    allowed = (*COLLECTION, "download") if place.names[-1] == FILES else COLLECTION
    parameters = read_parameters(asked.query, allowed)
    presenter = RecordSerializer(asked.root, parameters)
    if asked.method == "GET" and parameters.download:
        archive = archive_files(site.store, place)
        return RoutedResponse(content=archive, media_type=ARCHIVE, file_name=ARCHIVE_NAME)
    if asked.method == "GET":
        return RoutedResponse(content=presenter.serialize_list(place.shape, kind, entries, url))
    body = nest_value(place.names, [asked.body])
    name, number = place.shape.name, place.record["id"]
    site.records.check_body(name, "create", body, 12)
    record = site.records.change_record(name, number, body, "create")
    changed = resolve_sub_resource(site.records, place.shape, record, place.names).value
    # An entry that is there already, such as a reference, is not added again.
    added = next((entry for entry in changed if entry not in entries), changed[-1])
    shown_entry = presenter.serialize_entry(place.shape, kind, added, url, parameters.selection)
    key = entry_key(added)
    where = url if key is None else f"{url}/{key[1]}"
    return RoutedResponse(content=shown_entry, status=201, location=where)


def _handle_entry(site: SimulatedSite, place: SubResource, asked: RoutedRequest) -> RoutedResponse:
    options = _check_method(place.shape, "entry", asked.method)
    if options is not None:
        return options
    entry = place.entry_value
    key = entry_key(entry) or ("id", place.entry or 0)
    name, number = place.shape.name, place.record["id"]
    if asked.method == "PATCH":
        body = nest_value(place.names, [{**asked.body, **key_members(key)}])
        site.records.update_record(name, number, body)
        return RoutedResponse()
    if asked.method == "DELETE":
        place.value.remove(entry)
        site.records.replace_record(name, place.record)
        return DELETED
    parameters = read_parameters(asked.query, SINGLE)
    if parameters.download and place.names[-1] == FILES:
        content = file_content(site.store, place, entry)
        return RoutedResponse(content=content, media_type=entry["contentType"])
    target = place.kind.item if isinstance(place.kind, ir.ListType) else None
    if isinstance(target, ir.ReferenceType) and target.target in site.schemas:
        record = site.records.get_record(target.target, entry["id"])
        return _record_response(site.schemas[target.target], record, asked)
    kind = place.kind if isinstance(place.kind, ir.ListType) else _UNKNOWN
    presenter = RecordSerializer(asked.root, parameters)
    shown = presenter.serialize_entry(
        place.shape, kind, entry, _sub_resource_url(place, asked), parameters.selection
    )
    url = f"{_sub_resource_url(place, asked)}/{place.entry}"
    return RoutedResponse(
        content={**shown, "links": presenter.make_links(url, "/".join(_document_path(place)))}
    )


def _handle_part(site: SimulatedSite, place: SubResource, asked: RoutedRequest) -> RoutedResponse:
    parameters: QueryParameters = read_parameters(asked.query, SINGLE)
    presenter = RecordSerializer(asked.root, parameters)
    url = _sub_resource_url(place, asked)
    if isinstance(place.kind, ir.ModelType):
        part = place.value if is_object(place.value) else {}
        shown = presenter.serialize_members(
            place.shape, place.kind.model, part, url, parameters.selection
        )
        return RoutedResponse(
            content={**shown, "links": presenter.make_links(url, "/".join(place.kind.model))}
        )
    if is_object(place.value):
        return RoutedResponse(content=place.value)
    data = file_data(site.store, place)
    if data is not None:
        return RoutedResponse(content=data)
    return RoutedResponse(content={place.names[-1]: place.value})


def _sub_resource_url(place: SubResource, asked: RoutedRequest) -> str:
    return "/".join((asked.root, place.shape.name, str(place.record["id"]), *place.names))


def _document_path(place: SubResource) -> Path:
    return (place.shape.name, *place.names)


_UNKNOWN = ir.ListType(item=ir.Scalar(kinds=()))
"""Type of a list that no document describes."""
