"""The overlay stage: corrections of what upstream documents get wrong or leave unsaid.

An overlay is a JSON file with the members `resource`, `snapshot` and `corrections`. `snapshot` says
what it is meant for: `fetched`, the documents that a site sends, or `bundled`, those that were put
there by hand. Each correction names a `document` (path in the catalog), a `reason`, a `source` and
a `patch`: JSON Patch (RFC 6902), whose `test` operations hold it to the document that it was
written for. The only module that imports jsonpatch.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from connectgen.core.bundled_data import BUNDLED, SCHEMAS
from connectgen.core.documents import SchemaDocument, Snapshot
from connectgen.core.errors import ConnectgenError, OverlayError, raise_all
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.core.suggestions import did_you_mean
from connectgen.file_formats.check import require_format
from connectgen.jsonio.documents import parse_json, read_document
from connectgen.jsonio.folders import list_json_files

__all__ = ["Patch", "applicable", "apply", "load_overlays", "overlay_files", "unused_overlays"]

_KINDS = {"bundled": "was put there by hand", "fetched": "was sent by a site"}
"""Values of `snapshot` in an overlay, and how such documents came to be there."""

_OURS = "'x-connectgen-"
"""Prefix of the keywords that only overlays use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """One correction of one document."""

    resource: str
    """The resource that the overlay is about."""

    document: str
    """Path in the catalog."""

    reason: str
    source: str
    operations: str
    """JSON Patch, as JSON text."""

    name: str
    """Name in messages: the overlay and the pointer of the correction in it."""

    shipped: bool
    """True if it comes with connectgen and is meant for every site."""


def overlay_files(schemas: Path, version: str, *, name: str) -> dict[str, Path]:
    """Return the files that may hold overlays, by what messages call them, in their order.

    Those in `<schemas>/overlays/` are for every version, those in `<schemas>/overlays/<version>/`
    for one. connectgen's own come first, except those that have a namesake in *schemas*, which
    replaces them.

    Args:
        schemas: the schemas folder.
        version: such as `v1.4`.
        name: what messages call that folder.

    Raises:
        CatalogError: a folder with overlays cannot be read.
    """
    own = _list_files(schemas, version, name)
    names = {path.name for path in own.values()}
    others = {} if schemas == SCHEMAS else _list_files(SCHEMAS, version, BUNDLED)
    return {
        **{place: path for place, path in others.items() if path.name not in names},
        **own,
    }


def _list_files(schemas: Path, version: str, name: str) -> dict[str, Path]:
    return {
        f"{name}/{place}/{file}": schemas / place / file
        for place in ("overlays", f"overlays/{version}")
        for file in list_json_files(schemas / place, f"{name}/{place}")
    }


def load_overlays(
    schemas: Path, version: str, *, name: str, fetched: bool = False
) -> tuple[Patch, ...]:
    """Read the overlays for one snapshot, in the order of `overlay_files`.

    Args:
        schemas: the schemas folder.
        version: such as `v1.4`.
        name: what messages call that folder.
        fetched: whether the snapshot is what a site sent.

    Raises:
        CatalogError: an overlay cannot be read.
        OverlayError: it does not have the form of one.
    """
    meant_for = "fetched" if fetched else "bundled"
    return tuple(
        patch
        for place, file in overlay_files(schemas, version, name=name).items()
        for patch in _read_patches(file, place, meant_for, schemas not in file.parents)
    )


def _read_overlay(file: Path, name: str) -> dict[str, Any]:
    """Return the content of an overlay."""
    parsed = parse_json(read_document(file, name), name)
    return require_format("overlay", parsed, name, OverlayError)


def _read_patches(file: Path, name: str, meant_for: str, shipped: bool) -> list[Patch]:
    overlay = _read_overlay(file, name)
    if overlay["snapshot"] != meant_for or (shipped and meant_for == "bundled"):
        return []
    return [
        Patch(
            resource=overlay["resource"],
            document=entry["document"],
            reason=entry["reason"],
            source=entry["source"],
            operations=json.dumps(entry["patch"]),
            name=f"{name}#/corrections/{index}",
            shipped=shipped,
        )
        for index, entry in enumerate(overlay["corrections"])
    ]


def unused_overlays(
    schemas: Path, snapshot: Snapshot, *, name: str
) -> Iterator[tuple[Location, str]]:
    """Yield the location of each overlay of the user that does not apply, and why.

    Args:
        schemas: the schemas folder.
        snapshot: what the overlays are for.
        name: what messages call that folder.

    Raises:
        ConnectgenError: an overlay cannot be used.
    """
    kind = "bundled" if snapshot.site is None else "fetched"
    paths = (*(document.path for document in snapshot.documents), *snapshot.unavailable)
    resources = sorted({path.partition("/")[0] for path in paths})
    for place, file in overlay_files(schemas, snapshot.version, name=name).items():
        if SCHEMAS in file.resolve().parents:
            continue
        overlay = _read_overlay(file, place)
        resource, meant_for = overlay["resource"], overlay["snapshot"]
        where = Location(document=place, folder="")
        if meant_for != kind:
            yield (
                where.child("snapshot"),
                f"not applied: it is for what {_KINDS[meant_for]}, and"
                f" {name}/{snapshot.version} {_KINDS[kind]};"
                f" set `snapshot` to {json.dumps(kind)} to apply it",
            )
        elif resource not in resources:
            meant = did_you_mean(resource, resources)
            yield where.child("resource"), f"the snapshot has no resource {resource!r}{meant}"


def applicable(snapshot: Snapshot, patches: tuple[Patch, ...]) -> tuple[Patch, ...]:
    """Return *patches* without the shipped ones that do not apply to *snapshot*.

    That is where the site lacks the resource that they are about, or does not show the document, or
    has it corrected: connectgen's own fake site shows what it is made of.
    """
    documents = {document.path: document.content for document in snapshot.documents}
    return tuple(
        each
        for each in patches
        if not each.shipped
        or (
            each.resource in documents
            and each.document not in snapshot.unavailable
            and _OURS not in repr(documents.get(each.document))
        )
    )


def apply(
    snapshot: Snapshot,
    patches: tuple[Patch, ...],
    wanted: Collection[str] | None = None,
) -> Snapshot:
    """Return *snapshot* with its documents corrected.

    What comes with connectgen is left out where it is stale and the resource that it is about is
    not among the *wanted*.

    Args:
        snapshot: the documents.
        patches: those that are meant for it.
        wanted: names of the resources that are read; None means all.

    Raises:
        OverlayError: a correction is stale (a `test` fails, or what it corrects is gone) or is not
            JSON Patch; all such corrections at once.
    """
    if not patches:
        return snapshot
    documents = {document.path: document for document in snapshot.documents}
    errors: list[ConnectgenError] = []
    for patch in patches:
        try:
            documents[patch.document] = _apply_patch(documents.get(patch.document), patch)
        except OverlayError as error:
            if not patch.shipped or wanted is None or patch.resource in wanted:
                errors.append(error)
    raise_all(errors)
    return replace(snapshot, documents=tuple(documents[path] for path in sorted(documents)))


def _apply_patch(document: SchemaDocument | None, patch: Patch) -> SchemaDocument:
    from jsonpatch import (  # late: only needed where there are overlays
        InvalidJsonPatch,
        JsonPatch,
        JsonPatchConflict,
        JsonPatchTestFailed,
    )
    from jsonpointer import JsonPointerException

    if document is None:
        raise OverlayError(f"{patch.name}: stale: document {patch.document}.json does not exist")
    try:
        content: Json = JsonPatch.from_string(patch.operations).apply(document.content)
    except JsonPatchTestFailed as error:
        why = _find_failing_test(document.content, json.loads(patch.operations))
        raise OverlayError(_stale_message(patch, document, why)) from error
    except (JsonPatchConflict, JsonPointerException) as error:
        raise OverlayError(_stale_message(patch, document, str(error))) from error
    except (InvalidJsonPatch, TypeError, ValueError) as error:
        raise OverlayError(f"{patch.name}/patch: not JSON Patch: {error}") from error
    if not isinstance(content, dict):
        raise OverlayError(f"{patch.name}/patch: must leave the document an object")
    return replace(document, content=content)


def _find_failing_test(content: Json, operations: list[dict[str, Any]]) -> str:
    """Return a message with the first of *operations* whose test fails, and the value it found."""
    from jsonpatch import JsonPatch, JsonPatchTestFailed
    from jsonpointer import JsonPointer, JsonPointerException

    for operation in operations:
        pointer = operation["path"]
        try:
            content = JsonPatch.from_string(json.dumps([operation])).apply(content)
        except JsonPatchTestFailed:
            try:
                found = JsonPointer(pointer).resolve(content)
            except JsonPointerException:
                return f"a test fails: there is nothing at {pointer}"
            there, wanted = json.dumps(found), json.dumps(operation["value"])
            return f"a test fails: {pointer} is {there}, not {wanted}"
    raise ValueError("no test fails")


def _stale_message(patch: Patch, document: SchemaDocument, why: str) -> str:
    why = why if len(why) <= 200 else f"{why[:197]}..."
    file = patch.name.partition("#")[0].rpartition("/")[2]
    advice = (
        f"; name the other resources to generate them without {patch.resource}, or put a file"
        f" overlays/{file} beside the snapshot, which takes its place"
    )
    return (
        f"{patch.name}: stale: it does not fit {document.location}: {why}; "
        f"it was made because: {patch.reason} ({patch.source})"
        f"{advice if patch.shipped else ''}"
    )
