"""Documents and source files: what stages exchange besides the IR and the view models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectgen.core.diagnostics import Diagnostic
from connectgen.core.errors import ConnectgenError
from connectgen.core.json_types import Json
from connectgen.core.location import Location

__all__ = [
    "CUSTOM_FIELDS",
    "HIERARCHIES",
    "MAX_DOCUMENTS",
    "MENUS",
    "PIN_FILE",
    "FetchedCatalog",
    "SchemaDocument",
    "Snapshot",
    "SourceFile",
]

MAX_DOCUMENTS = 10_000
"""Number of documents above which a catalog or a snapshot is refused."""

CUSTOM_FIELDS = "customFields"
"""Name of the member that holds what a site has added to a resource."""

HIERARCHIES = "namedIDHierarchies"
"""Resource that has the menus with levels."""

MENUS = ("namedIDs/", f"{HIERARCHIES}/")
"""Beginnings of the paths of standard menus."""

PIN_FILE = "snapshot.json"
"""Lists the documents of a snapshot, beside them."""


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

    unusable: tuple[Diagnostic, ...] = ()
    """Warnings about documents that are left out, because nothing of them can be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedCatalog:
    """Catalog of a site as fetched, before it is a snapshot."""

    asked: str
    """The version that was asked for, such as `latest`."""

    version: str
    """The version that answered."""

    site: str
    """Digest of the origin."""

    documents: Mapping[str, bytes]
    """Canonical JSON by catalog path."""

    resources: tuple[str, ...]
    """Paths of the documents that were asked for, sorted; the others are what these need."""

    unavailable: Mapping[str, int | None]
    """Status of the site's answer, by path of what is missing; None: there was no usable answer."""

    failures: Mapping[str, ConnectgenError]
    """Errors by path; empty unless a partial catalog was asked for."""

    notes: tuple[str, ...] = ()
    """Other messages for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One generated file."""

    path: str
    """Below the package, with slashes."""

    text: str
