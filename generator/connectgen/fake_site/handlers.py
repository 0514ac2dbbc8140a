"""What the site does with a request for records: list, read, create, change, delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectgen.core import ir
from connectgen.fake_site.json_types import JsonObject, is_list, is_object, read_id
from connectgen.fake_site.list_entries import FILES
from connectgen.fake_site.pagination import page_links, page_of
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.query_params import COLLECTION, SINGLE, Parameters, read_parameters
from connectgen.fake_site.resource_schema import Path, Shape
from connectgen.fake_site.serializer import Presenter
from connectgen.fake_site.site import Site
from connectgen.fake_site.sub_resources import Place, nested, place_of

__all__ = ["Answer", "Asked", "answer_for_resource"]

_OPERATIONS = {
    "collection": {"GET": "list", "POST": "create"},
    "record": {"GET": "get", "PATCH": "update", "DELETE": "delete"},
    "list": {"GET": "get", "POST": "update"},
    "entry": {"GET": "get", "PATCH": "update", "DELETE": "update"},
    "part": {"GET": "get"},
}
"""What a resource must offer for a method, by what the URL names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, without what HTTP adds to it."""

    method: str
    path: Path
    """Steps below the version of the API."""

    query: Mapping[str, str]
    root: str
    """URL of the version of the API, without a slash at the end."""

    body: JsonObject
    """Empty where the method has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to answer with."""

    content: JsonObject | bytes | None = None
    """JSON, the content of a file, or nothing."""

    status: int = 200
    media_type: str = "application/json"
    location: str | None = None
    allow: str = ""
    """Methods, for the header of that name."""


def answer_for_resource(site: Site, shape: Shape, asked: Asked) -> Answer:
    """Return the answer to a request for a collection, a record or something in it.

    Raises:
        Problem: the request cannot be served.
    """
    if len(asked.path) == 1:
        return _collection(site, shape, asked)
    number = read_id(asked.path[1])
    if number is None:
        shown = asked.path[1][:40]
        raise Problem(404, 13, f"{shape.name} has no record {shown!r}; ids are numbers")
    if len(asked.path) == 2:
        return _record(site, shape, number, asked)
    record = site.records.get(shape.name, number)
    place = place_of(site.records, shape, record, asked.path[2:])
    if not place.names:
        options = _permit(place.shape, "part", asked.method)
        return options or _shown(place.shape, place.record, asked)
    if place.entry is not None:
        return _entry(site, place, asked)
    if isinstance(place.kind, ir.ListType) or is_list(place.value):
        return _list(site, place, asked)
    options = _permit(shape, "part", asked.method)
    if options is not None:
        return options
    return _part(place, asked)


def _permit(shape: Shape, what: str, method: str) -> Answer | None:
    """Return the answer to OPTIONS, or None for a method that is allowed.

    Raises:
        Problem: it is not.
    """
    offered = shape.resource.operations
    allowed = [name for name, need in _OPERATIONS[what].items() if need in offered]
    listed = ", ".join([*allowed, "OPTIONS"])
    if method == "OPTIONS":
        return Answer(allow=listed)
    if method in allowed:
        return None
    raise Problem(405, 2, f"{method} is not supported; there is {listed}", {"Allow": listed})


def _collection(site: Site, shape: Shape, asked: Asked) -> Answer:
    options = _permit(shape, "collection", asked.method)
    if options is not None:
        return options
    if asked.method == "POST":
        record = site.records.create(shape.name, asked.body)
        return _shown(shape, record, asked, status=201)
    parameters = read_parameters(asked.query, COLLECTION)
    presenter = Presenter(asked.root, parameters)
    page = page_of(site.records, shape, parameters)
    content: JsonObject = {
        "items": [presenter.row(shape, record) for record in page.records],
        "hasMore": page.has_more,
    }
    if page.total is not None:
        content["totalResults"] = page.total
    url = f"{asked.root}/{shape.name}"
    content["links"] = page_links(url, dict(asked.query), parameters, page)
    return Answer(content=content)


def _record(site: Site, shape: Shape, number: int, asked: Asked) -> Answer:
    options = _permit(shape, "record", asked.method)
    if options is not None:
        return options
    if asked.method == "PATCH":
        site.records.update(shape.name, number, asked.body)
        return Answer()
    if asked.method == "DELETE":
        site.records.delete(shape.name, number)
        return Answer()
    return _shown(shape, site.records.get(shape.name, number), asked)


def _shown(shape: Shape, record: JsonObject, asked: Asked, *, status: int = 200) -> Answer:
    presenter = Presenter(asked.root, read_parameters(asked.query, SINGLE))
    url = f"{asked.root}/{shape.name}/{record['id']}"
    location = url if status == 201 else None
    return Answer(content=presenter.record(shape, record), status=status, location=location)


def _list(site: Site, place: Place, asked: Asked) -> Answer:
    options = _permit(place.shape, "list", asked.method)
    if options is not None:
        return options
    entries = place.value if is_list(place.value) else []
    kind = place.kind if isinstance(place.kind, ir.ListType) else _UNKNOWN
    url = _url(place, asked)
    parameters = read_parameters(asked.query, COLLECTION)
    presenter = Presenter(asked.root, parameters)
    if asked.method == "GET":
        return Answer(content=presenter.listed(place.shape, kind, entries, url))
    body = nested(place.names, [asked.body])
    name, number = place.shape.name, place.record["id"]
    site.records.check(name, "create", body, 12)
    known = {e.get("id") for e in entries if is_object(e)}
    record = site.records.change(name, number, body, "create")
    changed = place_of(site.records, place.shape, record, place.names).value
    added = next(e for e in changed if not is_object(e) or "id" not in e or e["id"] not in known)
    shown_entry = presenter.entry(place.shape, kind, added, url, parameters.selection)
    where = f"{url}/{added['id']}" if is_object(added) and "id" in added else url
    return Answer(content=shown_entry, status=201, location=where)


def _entry(site: Site, place: Place, asked: Asked) -> Answer:
    options = _permit(place.shape, "entry", asked.method)
    if options is not None:
        return options
    entry = place.entry_value
    name, number = place.shape.name, place.record["id"]
    if asked.method == "PATCH":
        body = nested(place.names, [{**asked.body, "id": place.entry}])
        site.records.update(name, number, body)
        return Answer()
    if asked.method == "DELETE":
        place.value.remove(entry)
        site.records.replace(name, place.record)
        return Answer()
    parameters = read_parameters(asked.query, SINGLE)
    if parameters.download and place.names[-1] == FILES:
        return _file(site, place, entry)
    kind = place.kind if isinstance(place.kind, ir.ListType) else _UNKNOWN
    presenter = Presenter(asked.root, parameters)
    shown = presenter.entry(place.shape, kind, entry, _url(place, asked), parameters.selection)
    url = f"{_url(place, asked)}/{place.entry}"
    return Answer(content={**shown, "links": presenter.links(url, "/".join(_document(place)))})


def _file(site: Site, place: Place, entry: JsonObject) -> Answer:
    content = site.store.file(place.shape.name, place.record["id"], entry["id"])
    if content is None:
        raise Problem(404, 5, f"{entry.get('fileName')} has no content")
    return Answer(content=content, media_type=entry["contentType"])


def _part(place: Place, asked: Asked) -> Answer:
    parameters: Parameters = read_parameters(asked.query, SINGLE)
    presenter = Presenter(asked.root, parameters)
    url = _url(place, asked)
    if isinstance(place.kind, ir.ModelType):
        part = place.value if is_object(place.value) else {}
        shown = presenter.members(place.shape, place.kind.model, part, url, parameters.selection)
        return Answer(content={**shown, "links": presenter.links(url, "/".join(place.kind.model))})
    if is_object(place.value):
        return Answer(content=place.value)
    return Answer(content={place.names[-1]: place.value})


def _url(place: Place, asked: Asked) -> str:
    return "/".join((asked.root, place.shape.name, str(place.record["id"]), *place.names))


def _document(place: Place) -> Path:
    return (place.shape.name, *place.names)


_UNKNOWN = ir.ListType(item=ir.Scalar(kinds=()))
"""What a list is that no document describes."""
