"""What travels between the stages, besides the IR and the views: documents in, files out."""

from __future__ import annotations

from dataclasses import dataclass

from connectgen.json_text import Json
from connectgen.location import Location

__all__ = ["SchemaDocument", "Snapshot", "SourceFile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaDocument:
    """One document of a snapshot."""

    path: str
    """Path in the catalog, such as `incidentResponse/cc`."""

    content: dict[str, Json]
    sha256: str
    """Digest of the file's bytes, in hexadecimal."""

    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The documents of one version of one site's catalog."""

    version: str
    documents: tuple[SchemaDocument, ...]
    """Sorted by path."""

    resources: tuple[str, ...]
    """Paths of the documents that the catalog lists; the others are parts or merely referenced."""

    unavailable: tuple[str, ...] = ()
    """Paths of the parts that the site refused to show when it was fetched, sorted."""

    site: str | None = None
    """Digest of the origin it was fetched from; None for a snapshot put there by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One generated file."""

    path: str
    """Below the package, with slashes."""

    text: str
