"""Inspect a project, so that `init` need not ask for what it can find out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectgen.config.options import Options
from connectgen.config.pyproject import is_configured
from connectgen.core.bundled_data import SCHEMAS
from connectgen.core.documents import PIN_FILE
from connectgen.core.errors import ConfigError, ConnectgenError, OutputError
from connectgen.file_formats.toml_text import read_toml
from connectgen.pipeline.fingerprints import input_digests
from connectgen.python_text.identifiers import module_names
from connectgen.snapshot.pin import read_pin
from connectgen.write.manifest import MANIFEST, read_manifest

__all__ = ["Project", "ProjectPackage", "inspect_project"]

_VERSION = re.compile(r"v\d+(\.\d+)*", re.ASCII)
_API_VERSION = re.compile(r'^__api_version__ = "([\w.-]+)"$', re.ASCII | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPackage:
    """A package that the project is going to have."""

    name: str
    api_version: str
    schemas: str | None
    """Folder of its snapshot, below the project; None for the bundled one."""

    output: str
    """Folder that it is in, below the project."""

    resources: tuple[str, ...] = ()
    """Those that it was generated of; none means all of the snapshot."""

    models: tuple[str, ...] = ()
    """Its additional model backends."""

    is_elsewhere: bool = False
    """True if it was generated from documents that are not in the project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Facts about a project that `init` needs."""

    folder: Path
    text: str | None
    """Of pyproject.toml, with its line ends; None if it does not exist."""

    configured: bool
    """True if `[tool.connectgen]` exists already."""

    build_backend: str
    """As in `[build-system]`; empty where nothing is said."""

    packages: tuple[ProjectPackage, ...]
    """Those that have been generated before, and one for every other snapshot that was found; one
    of the bundled snapshot where there is nothing."""


def inspect_project(folder: Path) -> Project:
    """Return the facts about the project in *folder*.

    Raises:
        ConfigError: its pyproject.toml cannot be used.
    """
    file = folder / "pyproject.toml"
    content = read_toml(file, file.name)
    try:
        text = file.read_bytes().decode() if file.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file.name}: cannot be read: {error}") from error
    return Project(
        folder=folder,
        text=text,
        configured=is_configured(folder),
        build_backend=str(_value_at(content, "build-system", "build-backend") or ""),
        packages=tuple(_find_packages(folder, _find_output(folder, content))),
    )


def _value_at(content: Any, *path: str | int) -> Any:
    """Return the value at *path* in *content*, or None if there is none."""
    for step in path:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _find_output(folder: Path, content: dict[str, Any]) -> str:
    """Return the folder that packages are in: by the build settings, or else by the folders."""
    wheel = _value_at(content, "tool", "hatch", "build", "targets", "wheel", "packages", 0)
    candidates = (
        _value_at(content, "tool", "setuptools", "packages", "find", "where", 0),
        _value_at(content, "tool", "setuptools", "package-dir", ""),
        str(Path(wheel).parent) if isinstance(wheel, str) else None,
    )
    for each in candidates:
        if isinstance(each, str) and each and each.isprintable():
            return each
    return "src" if (folder / "src").is_dir() else "."


def _find_packages(folder: Path, output: str) -> Iterator[ProjectPackage]:
    generated = [*_find_generated(folder)]
    snapshots: list[tuple[str | None, str]] = [*_find_snapshots(folder)]
    bundled = sorted({each.api_version for each in generated}) or ["v1.4"]
    versions = [version for _, version in snapshots]
    found: set[Path] = set()
    for schemas, version in snapshots or [(None, version) for version in bundled]:
        several = versions.count(version) > 1  # the same API of several sites
        made_of = _documents_digest(folder / schemas if schemas else None, version)
        like = [
            each for each in generated if each.api_version == version and each.place not in found
        ]
        exact = [each for each in like if each.made_of == made_of]
        chosen = exact if exact or several else like
        for each in chosen:
            found.add(each.place)
            yield ProjectPackage(
                name=each.place.name,
                api_version=version,
                schemas=schemas,
                output=each.place.parent.as_posix(),
                resources=_selected_resources(
                    each, (folder / schemas if schemas else SCHEMAS) / version
                ),
                models=each.models,
                is_elsewhere=schemas is None and not exact,
            )
        if not chosen:
            site = _make_identifier(schemas) if several and schemas else "connect"
            name = _free_name(f"{site}_{version.replace('.', '_')}", folder / output)
            yield ProjectPackage(name=name, api_version=version, schemas=schemas, output=output)


def _selected_resources(generated: _GeneratedPackage, snapshot: Path) -> tuple[str, ...]:
    """Return the resources of *snapshot* that the package has; empty if it has all."""
    with suppress(ConnectgenError):
        modules = module_names(read_pin(snapshot / PIN_FILE, PIN_FILE).resources)
        chosen = tuple(name for name in sorted(modules) if modules[name] in generated.modules)
        return () if len(chosen) == len(modules) else chosen
    return ()


def _find_snapshots(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield folder and version of every snapshot that is pinned at most two folders down."""
    for pin in _find_paths(folder, "*/*/snapshot.json", "*/*/*/snapshot.json"):
        if _VERSION.fullmatch(pin.parent.name):
            yield pin.parent.parent.as_posix(), pin.parent.name


@dataclass(frozen=True, slots=True, kw_only=True)
class _GeneratedPackage:
    """A package that has been generated."""

    place: Path
    api_version: str
    made_of: str
    """Digest of its documents."""

    modules: frozenset[str]
    """Names of the modules of its resources."""

    models: tuple[str, ...]


def _documents_digest(schemas: Path | None, version: str) -> str:
    """Return the digest of the documents that a package would be made of now."""
    with suppress(ConnectgenError):
        return input_digests(Options(schemas=schemas, api_version=version))["schemas"]
    return ""


def _find_generated(folder: Path) -> Iterator[_GeneratedPackage]:
    """Yield every generated package at most three folders down."""
    for manifest in _find_paths(folder, *(f"{'*/' * depth}{MANIFEST}" for depth in (1, 2, 3))):
        package = manifest.parent
        with suppress(OSError, UnicodeDecodeError, OutputError):
            text = (folder / package / "__init__.py").read_text(encoding="utf-8")
            known, version = read_manifest(folder / package), _API_VERSION.search(text)
            if known and version:
                folders = sorted({path.partition("/")[0] for path in known.files})
                yield _GeneratedPackage(
                    place=package,
                    api_version=version[1],
                    made_of=known.inputs.get("schemas", ""),
                    modules=frozenset(Path(path).stem for path in known.modules),
                    models=tuple(
                        name.removesuffix("_models") for name in folders if name.endswith("_models")
                    ),
                )


def _find_paths(folder: Path, *patterns: str) -> Iterator[Path]:
    """Yield, relative to *folder*, what the patterns find that is neither hidden nor built.

    Skips folders whose names are not text, because no configuration can contain them.
    """
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            below = path.relative_to(folder)
            left_out = any(
                each.startswith(".") or each in ("build", "dist") for each in below.parts
            )
            if str(below).isprintable() and not left_out:
                yield below


def _make_identifier(path: str) -> str:
    return re.sub(r"\W+", "_", path, flags=re.ASCII).strip("_").lower()


def _free_name(name: str, output: Path) -> str:
    """Return *name*, or one like it, that is no package of the user's own."""
    taken = (output / name).exists() and read_manifest(output / name) is None
    return _free_name(f"{name}_client", output) if taken else name
