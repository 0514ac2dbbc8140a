"""Read the schema files of `connectgen validator`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from connectgen.core.errors import CatalogError
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.json_schema.uris import join_uri
from connectgen.jsonio.documents import MAX_BYTES, parse_schema, read_document
from connectgen.jsonio.folders import walk_json_files

__all__ = ["read_documents", "read_schema"]


def read_schema(name: str) -> tuple[Json, Location]:
    """Return the schema in the file called *name*, or on stdin ("-"), and its location.

    Raises:
        CatalogError: it cannot be read, or is not JSON.
    """
    if name == "-":
        return parse_schema(_stdin(), "stdin"), Location(document="stdin", folder="")
    return parse_schema(read_document(Path(name), name), name), Location(document=name, folder="")


def _stdin() -> bytes:
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise CatalogError(f"stdin: cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise CatalogError(f"stdin: larger than {MAX_BYTES // 1024**2} MiB")
    return data


def read_documents(paths: Iterable[Path]) -> dict[str, Json]:
    """Return the documents in files and folders, by the URIs that a `$ref` may use.

    These are its `$id`, and its path relative to the folder, or its file name.

    Raises:
        CatalogError: one of them, or a folder, cannot be read, or is not JSON; or two different
            documents have the same `$id`.
    """
    documents: dict[str, Json] = {}
    for path in paths:
        for file, name in _list_files(path):
            content = parse_schema(read_document(file, file.as_posix()), file.as_posix())
            documents[name] = content
            uri = _find_id(content)
            if uri and documents.setdefault(uri, content) != content:
                raise CatalogError(f"{file.as_posix()}: another document has the same $id, {uri}")
    return documents


def _find_id(content: Json) -> str:
    """Return the URI that a document gives itself, empty if it gives none."""
    own = content.get("$id", content.get("id")) if isinstance(content, dict) else None
    if not isinstance(own, str):
        return ""
    try:
        return join_uri("", own).removesuffix("#")
    except ValueError:  # a mistake only if a reference leads to the document
        return ""


def _list_files(path: Path) -> Iterator[tuple[Path, str]]:
    if path.is_dir():
        for file in walk_json_files(path, path.as_posix()):
            yield path / file, file
    elif path.exists():
        yield path, path.name
    else:
        raise CatalogError(f"{path}: file or folder not found")
