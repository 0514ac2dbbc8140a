"""Load a catalog as a site sent it: its URLs saved as files, without a pin.

`<folder>/metadata-catalog.json` is the listing, `<folder>/metadata-catalog/**.json` the documents;
the folder has the version's name. Such a catalog can be compared, and shows what a snapshot does
not keep: the order of members.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from connectgen.core.documents import MENUS, SchemaDocument, Snapshot
from connectgen.core.errors import CatalogError, ConnectgenError, raise_all
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.jsonio.documents import parse_json, parse_schema, read_document
from connectgen.jsonio.folders import walk_json_files

__all__ = ["LISTING", "load_saved_catalog", "not_pinned_message"]

LISTING = "metadata-catalog.json"

_PART = re.compile(r"(?:https?://[^/?#]*)?/services/rest/connect/[^/]+/metadata-catalog/(.+/.+)")


def load_saved_catalog(folder: Path, *, name: str) -> Snapshot:
    """Read the catalog in *folder*.

    Args:
        folder: has the name of the version.
        name: what messages call the folder that it is in.

    Raises:
        CatalogError: the listing or a document cannot be read; all of them at once.
    """
    version = folder.resolve().name
    listing = f"{name}/{version}/{LISTING}"
    listed = _listed_resources(
        parse_json(read_document(folder / LISTING, listing), listing), listing
    )
    documents: list[SchemaDocument] = []
    errors: list[ConnectgenError] = []
    root = folder / LISTING.removesuffix(".json")
    for file in walk_json_files(root, f"{name}/{version}/{root.name}") if root.is_dir() else ():
        try:
            documents.append(_read_document(root / file, file.removesuffix(".json"), version, name))
        except ConnectgenError as error:
            errors.append(error)
    raise_all(errors)
    there = {document.path for document in documents}
    missing = sorted(set(listed) - there)
    if missing:
        raise CatalogError(f"{listing}: lists {missing[0]!r}, which is not there")
    parts = {part for document in documents for part in _referenced_parts(document.content)}
    return Snapshot(
        version=version,
        documents=tuple(sorted(documents, key=lambda document: document.path)),
        resources=tuple(sorted(listed)),
        unavailable=tuple(sorted(parts - there)),
        # A saved catalog is that of a site, but does not say of which.
        site=hashlib.sha256(b"").hexdigest(),
    )


def not_pinned_message(name: str) -> str:
    """Return the message for a saved catalog, called *name*, in the place of a snapshot."""
    documents = f"{name}/{LISTING.removesuffix('.json')}"
    return (
        f"{name}: is a saved catalog, which only `connectgen diff` and `connectgen replay` read; to"
        f" generate from it, copy what is in {documents} to schemas/v1.4 and run"
        " `connectgen pin --schemas schemas`"
    )


def _read_document(file: Path, path: str, version: str, name: str) -> SchemaDocument:
    file_name = f"{name}/{version}/metadata-catalog/{path}.json"
    data = read_document(file, file_name)
    content = parse_schema(data, file_name)
    if not isinstance(content, dict):
        raise CatalogError(f"{file_name}: a document must be an object")
    location = Location(document=f"{version}/{path}.json", folder=name)
    digest = hashlib.sha256(data).hexdigest()
    return SchemaDocument(path=path, content=content, sha256=digest, location=location)


def _listed_resources(content: Json, name: str) -> list[str]:
    items = content.get("items") if isinstance(content, dict) else None
    entries = items if isinstance(items, list) else []
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in entries]
    texts = [text for text in names if isinstance(text, str)]
    if not texts or len(texts) != len(names):
        raise CatalogError(f"{name}: needs items, an array of objects with a name")
    return texts


def _referenced_parts(value: Json) -> Iterator[str]:
    """Yield the catalog paths of the parts that `$ref`s name."""
    if isinstance(value, dict):
        ref = value.get("$ref")
        match = _PART.fullmatch(ref) if isinstance(ref, str) else None
        if match and not match[1].startswith(MENUS):
            yield match[1]
        for item in value.values():
            yield from _referenced_parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _referenced_parts(item)
