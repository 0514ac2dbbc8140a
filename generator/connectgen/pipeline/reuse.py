"""Reuse modules whose resource has not changed.

A module of a resource is a pure function of that resource's description, of its names and of
connectgen itself; the manifest records a digest of these. A module with the digest that it would
have now, and with the content that was written, is not generated again. A resource is reused as a
whole or not at all, because a merge may have lost a line of the manifest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connectgen.core import ir
from connectgen.core.documents import SourceFile
from connectgen.core.menus import menu_targets
from connectgen.core.portable import with_line_feeds
from connectgen.layout.names import name_resource
from connectgen.layout.sources import SourceNames
from connectgen.write.manifest import Manifest, sha256_hex

__all__ = ["ReusedModules", "resource_digests", "reusable_modules"]

_INPUTS = ("connectgen", "model_backends", "templates")
"""Kinds of inputs that every module depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReusedModules:
    """Modules that are not generated again."""

    resources: frozenset[str] = frozenset()
    files: tuple[SourceFile, ...] = ()


def resource_digests(
    api: ir.Api, inputs: Mapping[str, str], backends: tuple[str, ...], sources: SourceNames
) -> dict[str, str]:
    """Return, by resource, the digest of everything that its modules depend on.

    Args:
        api: the API.
        inputs: digests of the inputs, by kind.
        backends: model backends that are generated in addition to dataclasses.
        sources: names of the documents and menus.
    """
    common = (*(inputs.get(kind, "") for kind in _INPUTS), backends, sources.folder)
    digests: dict[str, str] = {}
    for resource in api.resources:
        names = name_resource(resource, api.known)
        menus = [sources.menus.get(target) for target in menu_targets((resource,))]
        inside = repr((common, resource, names, menus))
        digests[resource.name] = hashlib.sha256(inside.encode()).hexdigest()
    return digests


def reusable_modules(
    package: Path,
    manifest: Manifest | None,
    digests: Mapping[str, str],
    paths: Mapping[str, tuple[str, ...]],
) -> ReusedModules:
    """Return the modules of *package* to reuse: of resources all of whose modules are current.

    Args:
        package: the folder of the package.
        manifest: its manifest.
        digests: what `resource_digests` returns now.
        paths: those of the modules of each resource.
    """
    made: Mapping[str, str] = manifest.modules if manifest else {}
    found: dict[str, list[SourceFile]] = {}
    for resource, wanted in digests.items():
        if all(made.get(path) == wanted for path in paths[resource]):
            files = [_read_unmodified(package, path, manifest) for path in paths[resource]]
            intact = [file for file in files if file is not None]
            if len(intact) == len(files):
                found[resource] = intact
    return ReusedModules(
        resources=frozenset(found),
        files=tuple(file for files in found.values() for file in files),
    )


def _read_unmodified(package: Path, path: str, manifest: Manifest | None) -> SourceFile | None:
    """Return a file, or None where it is not as the manifest says."""
    try:
        # Git may have checked the file out with CRLF, which is no edit.
        data = with_line_feeds((package / path).read_bytes())
    except OSError:
        return None
    if manifest is None or manifest.files.get(path) != sha256_hex(data):
        return None
    return SourceFile(path=path, text=data.decode())
