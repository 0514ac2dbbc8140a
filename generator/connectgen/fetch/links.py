"""Extract the links of a document, and remove the site's origin from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.fetch import warnings
from connectgen.fetch.errors import CatalogUrlError
from connectgen.fetch.urls import LATEST, Site

__all__ = ["EMBEDDED", "DocumentLinks", "extract_links"]

EMBEDDED = {("incidentResponse", "incident")}
"""Pairs of a resource and its property that embeds another resource, whose document is needed.

Everywhere else a resource inside a resource is a reference.
"""

_ADDRESSES = ("$ref", "$schema", "href", "id", "$id")


@dataclass(slots=True, kw_only=True)
class DocumentLinks:
    """Document with the paths that it leads to."""

    content: Json
    """The document, with the URLs of the site relative to its origin."""

    paths: set[str] = field(default_factory=set[str])
    """Paths of the documents that it needs: nested types, menus, bases, embedded resources."""

    notes: list[str] = field(default_factory=list[str])
    """Warnings about references that are not followed."""


def extract_links(content: dict[str, Json], path: str, site: Site, version: str) -> DocumentLinks:
    """Return the document at *path* as a snapshot stores it, and the paths that it leads to.

    Args:
        content: the document as the site sent it.
        path: its path in the catalog.
        site: site that it comes from; a `$ref` to any other is not followed.
        version: API version of the catalog.
    """
    url = site.document_url(version, path)
    location = Location(document=path, folder=site.listing_url(version))
    found = DocumentLinks(content=_strip_origin(content, site, url))
    for step, ref in _iterate_refs(content, location):
        if ref.startswith("#"):
            continue
        try:
            where, target = site.version_and_path(ref, url)
            if where not in (version.lower(), LATEST):
                raise CatalogUrlError(f"points to another API version, {where}")
        except CatalogUrlError as error:
            found.notes.append(warnings.unfollowed_ref_text(step.child("$ref"), error))
            continue
        if "/" in target or (target and _is_needed(path, step)):
            found.paths.add(target)
    return found


def _iterate_refs(value: Json, location: Location) -> Iterator[tuple[Location, str]]:
    """Yield every `$ref` with the location of the schema that contains it."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _iterate_refs(item, location.child(index))
    elif isinstance(value, dict):
        ref = value.get("$ref")
        if isinstance(ref, str):
            yield location, ref
        for name, part in value.items():
            yield from _iterate_refs(part, location.child(name))


def _is_needed(path: str, step: Location) -> bool:
    """Return whether the resource at *step* is inherited or embedded, not only referenced."""
    tokens = step.pointer.split("/")
    if tokens[-2:-1] == ["allOf"]:
        return True
    within = tokens[3:] if tokens[1:3] == ["definitions", "singularResource"] else tokens[1:]
    return within[:1] == ["properties"] and (path, "/".join(within[1:])) in EMBEDDED


def _strip_origin(value: Json, site: Site, url: str) -> Json:
    if isinstance(value, list):
        return [_strip_origin(item, site, url) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _strip_address_origin(name, part, site, url)
        if name in _ADDRESSES and isinstance(part, str)
        else _strip_origin(part, site, url)
        for name, part in value.items()
    }


def _strip_address_origin(name: str, address: str, site: Site, url: str) -> str:
    if address.startswith("#"):
        return address
    try:
        # Only a `$ref` is relative to its document; other relative addresses stay.
        return site.without_origin(address, url if name == "$ref" else address)
    except CatalogUrlError:
        return address
