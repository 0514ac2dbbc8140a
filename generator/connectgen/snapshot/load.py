"""Load stage: read a pinned copy of one catalog and verify it; and pin one.

A snapshot is a folder `<schemas>/<version>/` of canonical JSON documents, each under its path in
the catalog, and `snapshot.json`, which lists them with their digests. A folder without it
can be generated from too. A document of which nothing can be used is left out with a warning, as
long as there is anything else to generate.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from connectgen.core.atomic_replace import exclusive_lock, replace_folder, undo_half_swap
from connectgen.core.bundled_data import BUNDLED
from connectgen.core.catalog_paths import is_path
from connectgen.core.diagnostics import Diagnostic
from connectgen.core.documents import MAX_DOCUMENTS, PIN_FILE, SchemaDocument, Snapshot
from connectgen.core.errors import CatalogError, ConnectgenError, OutputError, raise_all
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.core.os_errors import describe_read_error, describe_write_error
from connectgen.core.portable import with_line_feeds
from connectgen.jsonio.documents import dump_canonical, parse_schema, read_document
from connectgen.jsonio.folders import reject_case_collisions, walk_json_files
from connectgen.snapshot.pin import Pin, read_pin
from connectgen.snapshot.saved_catalog import LISTING, not_pinned_message

__all__ = ["load_snapshot", "pin_command", "pin_snapshot"]

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def load_snapshot(schemas: Path, version: str, *, name: str) -> Snapshot:
    """Read and verify the snapshot of *version*.

    Args:
        schemas: the folder that holds the versions.
        version: such as `v1.4`.
        name: what messages call that folder.

    Raises:
        CatalogError: something is missing or unreadable, or its bytes are not those that
            `snapshot.json` pins; or no document of a resource can be used.
    """
    folder = _version_folder(schemas, version, name, _fetch_advice(name))
    pin_name = f"{name}/{version}/{PIN_FILE}"
    pinned = read_pin(folder / PIN_FILE, pin_name) if (folder / PIN_FILE).exists() else None
    paths = _document_paths(folder, f"{name}/{version}")
    errors: list[ConnectgenError] = []
    if pinned is not None:
        errors += [
            CatalogError(f"{name}/{version}/{path}.json: missing, though {PIN_FILE} lists it")
            for path in sorted(pinned.documents.keys() - set(paths))
        ]
        errors += [
            CatalogError(
                f"{name}/{version}/{path}.json: not in {PIN_FILE}; {_pin_advice(name, version)}"
            )
            for path in sorted(set(paths) - pinned.documents.keys())
        ]
    documents, failures, unusable = _read_documents(folder, paths, version, name, pinned)
    raise_all([*errors, *failures])
    if pinned is None:
        pinned = Pin(documents={}, resources=tuple(path for path in paths if "/" not in path))
    left = tuple(path for path in pinned.resources if path not in unusable)
    if not left:  # nothing to generate
        raise_all(CatalogError(f"{each.place}: {each.reason}") for each in unusable.values())
    missing = (*pinned.unavailable, *unusable)
    pinned = replace(pinned, resources=left, unavailable=tuple(sorted({*missing})))
    snapshot = _build_snapshot(version, documents, pinned, f"{name}/{version}")
    return replace(snapshot, unusable=tuple(each.warning for each in unusable.values()))


def _build_snapshot(
    version: str, documents: list[SchemaDocument], pinned: Pin, folder_name: str
) -> Snapshot:
    if not pinned.resources:  # then there are only documents in folders: parts of resources
        raise CatalogError(
            f"{folder_name}: holds no resource, only parts such as {documents[0].path}.json; put"
            f" the document of each resource directly into {folder_name}, such as incidents.json"
        )
    return Snapshot(
        version=version,
        documents=tuple(documents),
        resources=pinned.resources,
        unavailable=pinned.unavailable,
        site=pinned.site,
    )


def pin_snapshot(
    schemas: Path,
    version: str,
    *,
    name: str,
    check: Callable[[Snapshot], object] = lambda _: None,
) -> Path:
    """Check the documents of *version*, rewrite them canonically and write `snapshot.json`.

    Args:
        schemas: the folder that holds the versions.
        version: such as `v1.4`.
        name: what messages call that folder.
        check: raises a `ConnectgenError` for documents that are not worth pinning.

    Returns:
        The path of the written `snapshot.json`.

    Raises:
        CatalogError: a document cannot be read; nothing is written.
        ConnectgenError: whatever *check* raises; nothing is written.
        OutputError: they cannot be written; all of them are as they were.
    """
    folder = _version_folder(
        schemas, version, name, f"put the documents into {name}/{version}, then pin them"
    )
    try:
        with exclusive_lock(folder) as target:  # from the reading on: a fetch must not get lost
            files = _pinned(folder, version, name, check)
            replace_folder(target, files, last=PIN_FILE, replaced=files)
    except OSError as error:
        where = error.filename or folder
        raise OutputError(describe_write_error(where, error)) from error
    return folder / PIN_FILE


def _pinned(
    folder: Path, version: str, name: str, check: Callable[[Snapshot], object]
) -> dict[str, bytes]:
    """Return the files of a snapshot of the documents in *folder*: canonical, with their pin."""
    paths = _document_paths(folder, f"{name}/{version}")
    documents, errors, unusable = _read_documents(folder, paths, version, name, None)
    refused = (CatalogError(f"{each.place}: {each.reason}") for each in unusable.values())
    raise_all([*errors, *refused])
    top = [path for path in paths if "/" not in path]
    known = Pin(documents={}, resources=())
    if (folder / PIN_FILE).exists():
        known = read_pin(folder / PIN_FILE, f"{name}/{version}/{PIN_FILE}")
    # A fetch may have kept a document only as the target of a reference: it stays that.
    top = [path for path in top if path in known.resources or path not in known.documents]
    pinned = replace(known, resources=tuple(top))
    check(_build_snapshot(version, documents, pinned, f"{name}/{version}"))
    texts = {document.path: dump_canonical(document.content) for document in documents}
    entries: list[Json] = [
        {"path": path, "sha256": hashlib.sha256(text).hexdigest()} for path, text in texts.items()
    ]
    resources: list[Json] = [*top]
    pin = {**known.content, "version": version, "documents": entries, "resources": resources}
    files = {f"{path}.json": text for path, text in texts.items()}
    return files | {PIN_FILE: dump_canonical(pin)}


def pin_command(name: str, version: str) -> str:
    """Return the command that pins *version* in the folder called *name*."""
    return shlex.join(["connectgen", "pin", "--schemas", name, "--api-version", version])


def _pin_advice(name: str, version: str) -> str:
    return f"after a deliberate change run `{pin_command(name, version)}`"


def _fetch_advice(name: str) -> str:
    into = shlex.join(["--into", name])
    return f"`connectgen fetch SITE RESOURCE {into}` puts one there"


def _version_folder(schemas: Path, version: str, name: str, advice: str) -> Path:
    """Return the folder of the snapshot; *advice* says how a missing one comes there.

    Raises:
        CatalogError: it does not exist, or cannot be read.
    """
    if not _VERSION.fullmatch(version):
        raise CatalogError(f"{version!r} is not an API version, such as v1.4")
    folder = schemas / version
    _ensure_readable(folder, name)
    if not folder.is_dir() and schemas.is_dir():
        with suppress(OSError):  # then it does not exist, as is reported below
            undo_half_swap(folder)
    if folder.is_dir():
        _ensure_readable(folder / PIN_FILE, f"{name}/{version}")
        return folder
    there = sorted(p.name for p in schemas.glob("v*") if p.is_dir()) if schemas.is_dir() else []
    if name == BUNDLED:
        raise CatalogError(
            f"the bundled snapshots have no {version}; they have {', '.join(there)}; to use"
            " another version, fetch it from your site and pass its folder with --schemas"
        )
    if (schemas / PIN_FILE).is_file():
        known = f"; {name} is a snapshot itself; name the folder that contains it"
    elif there:
        known = f" (available: {', '.join(there)})"
    elif schemas.is_dir():
        known = f", which contains no snapshot; {advice}"
    elif schemas.exists():
        known = ", which is a file, not a folder; name the folder of the snapshots"
    else:
        known = f", which does not exist; correct its name, or {advice}"
    raise CatalogError(f"snapshot {version} not found in {name}/{known}")


def _ensure_readable(inside: Path, name: str) -> None:
    """Raise if the folder of *inside*, called *name*, may not be read."""
    try:
        inside.stat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise CatalogError(describe_read_error(name, error)) from error


def _document_paths(folder: Path, name: str) -> list[str]:
    found = walk_json_files(folder, name)
    if LISTING in found and PIN_FILE not in found:
        raise CatalogError(not_pinned_message(name))
    paths = sorted(path.removesuffix(".json") for path in found if path != PIN_FILE)
    if len(paths) > MAX_DOCUMENTS:
        raise CatalogError(f"{name}: more than {MAX_DOCUMENTS} documents")
    if not paths:
        raise CatalogError(f"{name}: holds no documents")
    raise_all(
        CatalogError(f"{name}: {path!r} cannot be the path of a document in a catalog")
        for path in paths
        if not is_path(path)
    )
    reject_case_collisions(paths, name)
    return paths


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unusable:
    """A document of which nothing can be used."""

    place: str
    """Name of its file in messages."""

    reason: str
    location: Location

    @property
    def warning(self) -> Diagnostic:
        message = f"{self.reason}: the document is left out"
        return Diagnostic(location=self.location, message=message, kind="unusable-document")


def _read_documents(
    folder: Path, paths: list[str], version: str, name: str, pinned: Pin | None
) -> tuple[list[SchemaDocument], list[ConnectgenError], dict[str, _Unusable]]:
    """Return the documents at *paths*, errors, and the documents that cannot be used, by path."""
    documents: list[SchemaDocument] = []
    errors: list[ConnectgenError] = []
    unusable: dict[str, _Unusable] = {}
    for path in paths:
        try:
            found = _read_document(folder, path, version, name, pinned)
        except ConnectgenError as error:
            errors.append(error)
        else:
            if isinstance(found, _Unusable):
                unusable[path] = found
            else:
                documents.append(found)
    return documents, errors, unusable


def _read_document(
    folder: Path, path: str, version: str, name: str, pinned: Pin | None
) -> SchemaDocument | _Unusable:
    place = f"{name}/{version}/{path}.json"
    # Git may have checked the file out with CRLF; the digest is of line feeds.
    data = with_line_feeds(read_document(folder / f"{path}.json", place))
    sha256 = hashlib.sha256(data).hexdigest()
    if pinned is not None and pinned.documents.get(path, sha256) != sha256:
        raise CatalogError(f"{place}: not as {PIN_FILE} pins it; {_pin_advice(name, version)}")
    location = Location(document=f"{version}/{path}.json", folder=name)
    try:
        content = parse_schema(data, place)
    except CatalogError as error:
        reason = str(error).removeprefix(f"{place}: ")
        return _Unusable(place=place, reason=reason, location=location)
    if not isinstance(content, dict):
        reason = "a document must be an object"
        return _Unusable(place=place, reason=reason, location=location)
    return SchemaDocument(path=path, content=content, sha256=sha256, location=location)
