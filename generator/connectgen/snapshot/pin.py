"""The pin of a snapshot: `snapshot.json`, which lists its documents with their digests."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectgen.core.errors import CatalogError
from connectgen.file_formats.check import require_format
from connectgen.jsonio.documents import parse_json, read_document

__all__ = ["Pin", "read_pin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Content of `snapshot.json`."""

    documents: dict[str, str]
    """Digest by path."""

    resources: tuple[str, ...]
    unavailable: tuple[str, ...] = ()
    site: str | None = None
    content: dict[str, Any] = field(default_factory=dict[str, Any])
    """All of it, with the members that only people and later versions read."""


def read_pin(file: Path, name: str) -> Pin:
    """Read a `snapshot.json`.

    Args:
        file: the `snapshot.json`.
        name: what messages call it.

    Raises:
        CatalogError: it cannot be read, or does not have the format (a line for each mistake).
    """
    parsed = parse_json(read_document(file, name), name)
    content = require_format("snapshot", parsed, name, CatalogError)
    documents = {entry["path"]: entry["sha256"] for entry in content["documents"]}
    unknown = [
        f"{name}#/resources/{index}: {path!r} is not among the documents"
        for index, path in enumerate(content["resources"])
        if path not in documents
    ]
    if unknown:
        raise CatalogError(*unknown)
    return Pin(
        documents=documents,
        resources=tuple(content["resources"]),
        unavailable=tuple(sorted(entry["path"] for entry in content.get("unavailable", ()))),
        site=content.get("site"),
        content=content,
    )
