"""The order of the stages: from a snapshot to a package, and back to whether it is current.

The only module that knows all stages. Those that bring in slow libraries are imported when they are
needed, so that `generate --check` on an unchanged package needs none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from connectgen import output
from connectgen.assets import SCHEMAS, TEMPLATES
from connectgen.errors import ConnectgenError, raise_all
from connectgen.json_text import read

if TYPE_CHECKING:
    from connectgen import ir
    from connectgen.dialect.findings import Note
    from connectgen.documents import SourceFile

__all__ = [
    "Options",
    "Result",
    "check",
    "check_all",
    "files_of",
    "generate",
    "generate_all",
    "inputs_of",
    "read_api",
    "source_files",
]

_In = TypeVar("_In")
_Out = TypeVar("_Out")


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

    outdated: tuple[str, ...] = ()
    """Kinds of inputs that have changed since it was generated."""

    notes: tuple[Note, ...] = ()
    """What in the documents is not understood and left out."""


def generate(options: Options, *, force: bool = False) -> Result:
    """Generate the package that *options* describe.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    (result,) = generate_all((options,), force=force)
    return result


def generate_all(packages: tuple[Options, ...], *, force: bool = False) -> tuple[Result, ...]:
    """Generate several packages, each in one step, and none before all can be generated.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    for options in packages:
        output.recover(options.target)
    rendered = _each(packages, _render)
    if not force:
        _each(rendered, lambda each: output.refuse(each.options.target, each.result.drift))
    for each in rendered:
        if each.files:
            output.write(each.options.target, each.files, each.inputs, force=force)
    return tuple(each.result for each in rendered)


def check(options: Options) -> Result:
    """Tell how the package differs from what `generate` would write; writes nothing.

    Equal digests of all inputs and of all files mean that it does not; only else is it generated.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    return _render(options).result


def check_all(packages: tuple[Options, ...]) -> tuple[Result, ...]:
    """Tell of several packages what `check` tells of one.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    return _each(packages, check)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rendered:
    """A package that is about to be written, or is current and has no files."""

    options: Options
    result: Result
    files: tuple[SourceFile, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])


def _render(options: Options) -> _Rendered:
    inputs = inputs_of(options)
    manifest = output.read_manifest(options.target)
    known = manifest.inputs if manifest else inputs
    if manifest and known == inputs and output.untouched(options.target, manifest):
        return _Rendered(options=options, result=Result(drift=output.Drift()))
    files, notes = source_files(options)
    result = Result(
        drift=output.compare(options.target, files),
        outdated=tuple(sorted(k for k in {*inputs, *known} if inputs.get(k) != known.get(k))),
        notes=notes,
    )
    return _Rendered(options=options, result=result, files=files, inputs=inputs)


def _each(items: Iterable[_In], work: Callable[[_In], _Out]) -> tuple[_Out, ...]:
    """Return what *work* makes of each item.

    Raises:
        ConnectgenError: what it raised for any of them; an `ErrorGroup` for several.
    """
    done: list[_Out] = []
    errors: list[ConnectgenError] = []
    for item in items:
        try:
            done.append(work(item))
        except ConnectgenError as error:
            errors.append(error)
    raise_all(errors)
    return tuple(done)


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
    fetched = snapshot.site is not None
    corrections = load_overlays(folder, options.api_version, name=name, fetched=fetched)
    return parse_api(apply(snapshot, corrections), options.resources, strict=options.strict)


def source_files(options: Options) -> tuple[tuple[SourceFile, ...], tuple[Note, ...]]:
    """Return the files of the package, sorted by path, and notes on the documents.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    api, notes = read_api(options)
    return files_of(api, options.models), notes


def files_of(
    api: ir.Api,
    models: tuple[str, ...] = (),
    *,
    folders: tuple[str, ...] | None = None,
    checked: bool = True,
) -> tuple[SourceFile, ...]:
    """Return the files of the package for *api*, or of some of its *folders*, sorted by path.

    The package's own folder has an empty name. What is written or run must be *checked*.
    """
    from connectgen.emission import check_emission
    from connectgen.layout import lay_out, lay_out_flavours
    from connectgen.render import render, runtime_files

    def wanted(path: str) -> bool:
        return folders is None or path.rpartition("/")[0] in folders

    modules, indexes = lay_out_flavours(api, models)
    views = (view for view in (*lay_out(api), *indexes) if wanted(view.path))
    files = list(render(views, TEMPLATES))
    if modules:
        from connectgen.flavours import render_flavour

        files += [render_flavour(view) for view in modules]
    for file in files if checked else ():
        check_emission(file)
    files += (file for file in runtime_files(TEMPLATES) if wanted(file.path))
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
        "overlays": _overlays_digest(folder, version, name),
        "schemas": _digest(folder, (folder / version).rglob("*.json"), name),
        "templates": _digest(TEMPLATES, _files(TEMPLATES), "templates"),
        **({"flavours": _flavours_version()} if options.models else {}),
    }


def _overlays_digest(folder: Path, version: str, name: str) -> str:
    from connectgen.overlay import overlay_files

    digest = hashlib.sha256()
    for place, path in overlay_files(folder, version, name=name).items():
        _add(digest, place.rpartition("/")[2], read(path, place))
    return digest.hexdigest()


def _own_modules(here: Path) -> Iterable[Path]:
    """Yield connectgen's modules; in a wheel the templates are below them."""
    return (path for path in here.rglob("*.py") if TEMPLATES not in path.parents)


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _digest(root: Path, paths: Iterable[Path], name: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if "__pycache__" not in path.parts):
        relative = path.relative_to(root).as_posix()
        _add(digest, relative, read(path, f"{name}/{relative}"))
    return digest.hexdigest()


def _add(digest: hashlib._Hash, name: str, data: bytes) -> None:
    digest.update(f"{name} {len(data)}\n".encode())
    digest.update(data)


def _flavours_version() -> str:
    from importlib.metadata import version

    return version("datamodel-code-generator")
