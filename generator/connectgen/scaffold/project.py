"""What can be found out of a project, so that nobody has to be asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectgen.config import is_configured
from connectgen.errors import ConfigError
from connectgen.output import read_manifest

__all__ = ["Package", "Project", "inspect"]

_VERSION = re.compile(r"v\d+(\.\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that the project is going to have."""

    name: str
    api_version: str
    schemas: str | None
    """Folder of its snapshot, below the project; None for the bundled one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What `init` needs to know of a project."""

    folder: Path
    text: str | None
    """Of pyproject.toml, with its line ends; None where there is none."""

    configured: bool
    """Whether `[tool.connectgen]` is there already."""

    build_backend: str
    """As in `[build-system]`; empty where nothing is said."""

    output: str
    """Folder that the project's packages are in: `src`, or `.`."""

    packages: tuple[Package, ...]
    """One per snapshot that was found; one of the bundled snapshot where there is none."""


def inspect(folder: Path) -> Project:
    """Return what can be found out of the project in *folder*.

    Raises:
        ConfigError: its pyproject.toml cannot be used.
    """
    import tomllib  # late, as are parsers everywhere

    file = folder / "pyproject.toml"
    try:
        text = file.read_bytes().decode() if file.exists() else None
        content: dict[str, Any] = tomllib.loads((text or "").replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file.name}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file.name}: not TOML: {error}") from error
    output = _output(folder, content)
    return Project(
        folder=folder,
        text=text,
        configured=is_configured(folder),
        build_backend=str(_at(content, "build-system", "build-backend") or ""),
        output=output,
        packages=_packages(folder, folder / output),
    )


def _at(content: Any, *path: str | int) -> Any:
    """Return what stands at *path*, or None where it leads nowhere."""
    for step in path:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _output(folder: Path, content: dict[str, Any]) -> str:
    """Return the folder that packages are in: as the build is told, or as the folders look."""
    wheel = _at(content, "tool", "hatch", "build", "targets", "wheel", "packages", 0)
    told = (
        _at(content, "tool", "setuptools", "packages", "find", "where", 0),
        _at(content, "tool", "setuptools", "package-dir", ""),
        str(Path(wheel).parent) if isinstance(wheel, str) else None,
    )
    for each in told:
        if isinstance(each, str) and each:
            return each
    return "src" if (folder / "src").is_dir() else "."


def _packages(folder: Path, output: Path) -> tuple[Package, ...]:
    snapshots = [*_snapshots(folder)]
    if not snapshots:
        name = _free("connect_v1_4", output)
        return (Package(name=name, api_version="v1.4", schemas=None),)
    versions = [version for _, version in snapshots]
    packages: list[Package] = []
    for schemas, version in snapshots:
        name = f"connect_{version.replace('.', '_')}"
        if versions.count(version) > 1:  # the same API of several sites
            name = f"{_identifier(schemas)}_{version.replace('.', '_')}"
        packages.append(Package(name=_free(name, output), api_version=version, schemas=schemas))
    return tuple(packages)


def _snapshots(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield folder and version of every snapshot that is pinned at most two folders down."""
    for pattern in ("*/*/snapshot.json", "*/*/*/snapshot.json"):
        for pin in sorted(folder.glob(pattern)):
            schemas = pin.parent.parent.relative_to(folder)
            hidden = any(part.startswith(".") for part in schemas.parts)
            if _VERSION.fullmatch(pin.parent.name) and not hidden:
                yield schemas.as_posix(), pin.parent.name


def _identifier(path: str) -> str:
    return re.sub(r"\W+", "_", path, flags=re.ASCII).strip("_").lower()


def _free(name: str, output: Path) -> str:
    """Return *name*, or one like it, that is no package of the user's own."""
    taken = (output / name).exists() and read_manifest(output / name) is None
    return _free(f"{name}_client", output) if taken else name
