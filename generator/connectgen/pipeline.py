"""The order of the stages: from a snapshot to a package, and back to whether it is current.

The only module that knows all stages. Those that bring in slow libraries are imported when they are
needed, so that `generate --check` on an unchanged package needs none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectgen import output
from connectgen.assets import SCHEMAS, TEMPLATES
from connectgen.json_text import read

if TYPE_CHECKING:
    from connectgen import ir
    from connectgen.dialect.findings import Note
    from connectgen.documents import SourceFile

__all__ = ["Options", "Result", "check", "files_of", "generate", "inputs_of", "read_api", "source_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to generate from what, and where to."""

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
    """Flavours of models beside dataclasses, sorted."""

    strict: bool = False
    """Whether what is not understood in a document is an error."""

    @property
    def schemas_folder(self) -> Path:
        """The folder with the snapshots and overlays."""
        return self.schemas or SCHEMAS

    @property
    def schemas_name(self) -> str:
        """What messages call that folder."""
        return self.schemas.as_posix() if self.schemas else "schemas"

    @property
    def package_name(self) -> str:
        """Name of the package."""
        return self.package or f"connect_{self.api_version.replace('.', '_')}"

    @property
    def target(self) -> Path:
        """Folder of the package."""
        return self.output / self.package_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run found or did."""

    drift: output.Drift
    """How the package differed from what is generated, before."""

    notes: tuple[Note, ...] = ()
    """What in the documents is not understood and left out."""


def generate(options: Options, *, force: bool = False) -> Result:
    """Generate the package that *options* describe.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    target = options.target
    output.recover(target)
    inputs = inputs_of(options)
    if _is_current(target, inputs):
        return Result(drift=_NO_DRIFT)
    files, notes = source_files(options)
    drift = output.write(target, files, inputs, force=force)
    return Result(drift=drift, notes=notes)


def check(options: Options) -> Result:
    """Tell how the package differs from what `generate` would write; writes nothing.

    Equal digests of all inputs and of all files mean that it does not; only else is it generated.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    if _is_current(options.target, inputs_of(options)):
        return Result(drift=_NO_DRIFT)
    files, notes = source_files(options)
    return Result(drift=output.compare(options.target, files), notes=notes)


_NO_DRIFT = output.Drift(missing=(), changed=(), edited=(), stale=())


def read_api(options: Options) -> tuple[ir.Api, tuple[Note, ...]]:
    """Return what the documents describe, and notes on what in them is not understood.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    from connectgen.dialect import parse_api
    from connectgen.overlay import apply, load_overlays
    from connectgen.snapshot import load

    folder, name = options.schemas_folder, options.schemas_name
    snapshot = load(folder, options.api_version, name=name)
    corrections = load_overlays(folder, options.api_version, name=name)
    return parse_api(apply(snapshot, corrections), options.resources, strict=options.strict)


def source_files(options: Options) -> tuple[tuple[SourceFile, ...], tuple[Note, ...]]:
    """Return the files of the package, sorted by path, and notes on the documents.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    api, notes = read_api(options)
    return files_of(api, options.models), notes


def files_of(api: ir.Api, models: tuple[str, ...] = ()) -> tuple[SourceFile, ...]:
    """Return the files of the package for *api*, with the flavours *models*, sorted by path."""
    from connectgen.emission import check_emission
    from connectgen.layout import lay_out, lay_out_flavours
    from connectgen.render import render, runtime_files

    modules, indexes = lay_out_flavours(api, models)
    files = list(render((*lay_out(api), *indexes), TEMPLATES))
    if modules:
        from connectgen.flavours import render_flavour

        files += [render_flavour(view) for view in modules]
    for file in files:
        check_emission(file)
    files += runtime_files(TEMPLATES)
    return tuple(sorted(files, key=lambda file: file.path))


def inputs_of(options: Options) -> dict[str, str]:
    """Return a digest of everything that generated files depend on, by kind.

    Raises:
        CatalogError: a document cannot be read.
    """
    folder, version, name = options.schemas_folder, options.api_version, options.schemas_name
    choice = (options.resources, options.package_name, version, options.models, options.strict)
    here = Path(__file__).parent
    return {
        "connectgen": _digest(here, _own_modules(here), "connectgen"),
        "options": hashlib.sha256(repr(choice).encode()).hexdigest(),
        "overlays": _digest(folder, (folder / "overlays" / version).glob("*.json"), name),
        "schemas": _digest(folder, (folder / version).rglob("*.json"), name),
        "templates": _digest(TEMPLATES, _files(TEMPLATES), "templates"),
        **({"flavours": _flavours_version()} if options.models else {}),
    }


def _own_modules(here: Path) -> Iterable[Path]:
    """Yield connectgen's modules; in a wheel the templates are below them."""
    return (path for path in here.rglob("*.py") if TEMPLATES not in path.parents)


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _digest(root: Path, paths: Iterable[Path], name: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if "__pycache__" not in path.parts):
        relative = path.relative_to(root).as_posix()
        data = read(path, f"{name}/{relative}")
        digest.update(f"{relative} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _flavours_version() -> str:
    from importlib.metadata import version

    return version("datamodel-code-generator")


def _is_current(target: Path, inputs: dict[str, str]) -> bool:
    manifest = output.read_manifest(target)
    return manifest is not None and manifest.inputs == inputs and output.untouched(target, manifest)
