"""Options of a run: what to fetch, and what to generate."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from connectgen.core.bundled_data import BUNDLED, SCHEMAS

__all__ = ["FetchOptions", "Options", "name_source_folder"]

_USUAL_PATH = re.compile(r"[\w./ +-]{1,100}")
"""Paths that stand in a comment and in a docstring as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of a run that generates a package."""

    resources: tuple[str, ...] = ()
    """Names of resources; none means all that the snapshot lists."""

    schemas: Path | None = None
    """Folder with the snapshots and overlays; None means the bundled one."""

    output: Path = Path()
    """Folder that will hold the package."""

    package: str = ""
    """Name of the package; empty means `connect_` and the version."""

    api_version: str = "v1.4"
    models: tuple[str, ...] = ()
    """Additional model backends, sorted."""

    listed_only: bool = False
    """Leave out the queries, reports and menus of every site if the catalog does not list them."""

    strict: bool = False
    """Treat warnings about documents as errors."""

    accepted: Path | None = None
    """File with the warnings that are accepted."""

    source_folder: str = "schemas"
    """As `name_source_folder` returns it."""

    @property
    def schemas_folder(self) -> Path:
        """The folder with the snapshots and overlays."""
        return self.schemas or SCHEMAS

    @property
    def schemas_name(self) -> str:
        """Name of that folder in messages."""
        return self.schemas.as_posix() if self.schemas else BUNDLED

    @property
    def snapshot_name(self) -> str:
        """Name of the snapshot in messages."""
        bundled = f"the bundled snapshot of {self.api_version}"
        return f"{self.schemas_name}/{self.api_version}" if self.schemas else bundled

    @property
    def package_name(self) -> str:
        """Name of the package."""
        return self.package or f"connect_{self.api_version.replace('.', '_')}"

    @property
    def target(self) -> Path:
        """Folder of the package."""
        return self.output / self.package_name


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """Options of a fetch."""

    site: str
    """URL of the site: scheme, host and port."""

    into: Path
    """Folder that will hold the snapshot, in a folder of its version."""

    resources: tuple[str, ...] = ()
    every: bool = False
    """Also fetch everything else that the site lists."""

    partial: bool = False
    """Continue without the documents that fail."""

    api_version: str = "v1.4"
    application_context: str = "connectgen"
    timeout: float = 30.0
    """Read timeout, in seconds."""

    record: Path | None = None
    """Folder that will hold the answers of the site as they came."""


def name_source_folder(schemas: Path, project: Path) -> str:
    """Return the folder of the snapshots as generated text names it: the same on every machine.

    It is the path below the project; empty for the project itself. A folder elsewhere is called by
    its name only.

    Args:
        schemas: the folder.
        project: the folder of pyproject.toml.
    """
    path, root = (
        Path(os.path.abspath(each))  # noqa: PTH100 - removes `..`, and keeps links as named
        for each in (schemas, project)
    )
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    if not _USUAL_PATH.fullmatch(name):
        return "schemas"
    return "" if name == "." else name
