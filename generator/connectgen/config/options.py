"""Options of a run: what to fetch, and what to generate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from connectgen.core.bundled_data import BUNDLED, SCHEMAS

__all__ = ["FetchOptions", "Options"]


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
