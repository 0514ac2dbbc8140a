"""The order of the stages: from a snapshot to a package, and back to whether it is current.

The only module that knows all stages. Those that bring in slow libraries are imported when they are
needed, so that `generate --check` on an unchanged package needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from connectgen.config.options import Options
from connectgen.core.bundled_data import TEMPLATES
from connectgen.core.errors import CatalogError, ConnectgenError, raise_all
from connectgen.pipeline.fingerprints import inputs_of
from connectgen.write import package as output

if TYPE_CHECKING:
    from connectgen.core import ir
    from connectgen.core.documents import Snapshot, SourceFile
    from connectgen.parse.diagnostics import Note

__all__ = [
    "Options",
    "Result",
    "check",
    "check_all",
    "corrected",
    "generate",
    "generate_all",
    "inputs_of",
    "parse",
    "read_api",
    "source_files",
]

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run found or did."""

    drift: output.Drift
    """How the package differed from what is generated, before."""

    generated: tuple[str, ...] = ()
    """Paths of the modules of resources that were generated anew, sorted; others were kept."""

    outdated: tuple[str, ...] = ()
    """Kinds of inputs that have changed since it was generated."""

    crlf: tuple[str, ...] = ()
    """Paths of files whose line ends are not those that were written, before; else as they were."""

    notes: tuple[Note, ...] = ()
    """What in the documents is not understood and left out."""


def generate(options: Options, *, force: bool = False, full: bool = False) -> Result:
    """Generate the package that *options* describe, as `generate_all` does.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    (result,) = generate_all((options,), force=force, full=full)
    return result


def generate_all(
    packages: tuple[Options, ...], *, force: bool = False, full: bool = False
) -> tuple[Result, ...]:
    """Generate several packages, each in one step, and none before all can be generated.

    Args:
        packages: what to generate.
        force: whether files that connectgen did not write, or that were edited, are overwritten.
        full: whether everything is rendered, whatever a manifest says of what is there.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    for options in packages:
        output.recover(options.target)
    rendered = _each(packages, lambda options: _render(options, full=full))
    if not force:
        _each(rendered, lambda each: output.refuse(each.options.target, each.result.drift))
    for each in rendered:
        if each.files:
            output.write(
                each.options.target, each.files, each.inputs, force=force, modules=each.modules
            )
    return tuple(each.result for each in rendered)


def check(options: Options, *, full: bool = False) -> Result:
    """Return how the package differs from what `generate` would write; writes nothing.

    Equal digests of all inputs and of all files mean that it does not; only else is it rendered.

    Args:
        options: what to compare.
        full: whether everything is rendered, as the manifest, which has these digests, may lie.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    return _render(options, full=full).result


def check_all(packages: tuple[Options, ...], *, full: bool = False) -> tuple[Result, ...]:
    """Return of several packages what `check` returns of one.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    return _each(packages, lambda options: check(options, full=full))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rendered:
    """A package that is about to be written, or is current and has no files."""

    options: Options
    result: Result
    files: tuple[SourceFile, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    modules: Mapping[str, str] = field(default_factory=dict[str, str])


def _render(options: Options, *, full: bool) -> _Rendered:
    inputs = inputs_of(options)
    manifest = output.read_manifest(options.target)
    known = manifest.inputs if manifest else inputs
    crlf = output.with_crlf(options.target, manifest) if manifest else ()
    intact = manifest and known == inputs and output.untouched(options.target, manifest)
    if intact and not full:
        return _Rendered(options=options, result=Result(drift=output.Drift(), crlf=crlf))
    from connectgen.layout import own_modules
    from connectgen.pipeline.reuse import digests_of, keep

    api, notes = _described(options)
    digests = digests_of(api, inputs, options.models)
    paths = own_modules(api, options.models)
    kept = keep(options.target, None if full else manifest, digests, paths)
    anew = _files_of(api, options, kept.resources, kept.files)
    files = tuple(sorted((*anew, *kept.files), key=lambda file: file.path))
    made = {path for name in paths if name not in kept.resources for path in paths[name]}
    result = Result(
        drift=output.compare(options.target, files),
        generated=tuple(sorted(made)),
        outdated=tuple(sorted(k for k in {*inputs, *known} if inputs.get(k) != known.get(k))),
        crlf=crlf,
        notes=notes,
    )
    return _Rendered(
        options=options,
        result=result,
        files=files,
        inputs=inputs,
        modules={path: digests[name] for name in paths for path in paths[name]},
    )


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


def read_api(options: Options, *, unlisted: bool = False) -> tuple[ir.Api, tuple[Note, ...]]:
    """Return what the documents describe, and notes on what in them is not understood.

    Args:
        options: which documents, and which resources.
        unlisted: whether these may be such that the snapshot has documents of without listing them,
            because others need them. They may be only a part of what the site has.

    Raises:
        CatalogError: a resource is not in the snapshot.
        ConnectgenError: a document or overlay cannot be used.
    """
    from connectgen.snapshot.load import load

    snapshot = load(options.schemas_folder, options.api_version, name=options.schemas_name)
    _refuse_missing(options, _whole(snapshot) if unlisted else snapshot.resources)
    return parse(snapshot, options)


def parse(snapshot: Snapshot, options: Options) -> tuple[ir.Api, tuple[Note, ...]]:
    """Return what the documents of *snapshot* describe, corrected by overlays, and notes on them.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    from connectgen.overlay.apply import doubts
    from connectgen.parse import parse_api
    from connectgen.parse.diagnostics import Note

    right = corrected(snapshot, options)
    api, notes = parse_api(right, options.resources, strict=options.strict)
    doubtful = doubts(options.schemas_folder, snapshot, name=options.schemas_name)
    return api, (*(Note(location=at, message=why) for at, why in doubtful), *notes)


def corrected(snapshot: Snapshot, options: Options) -> Snapshot:
    """Return *snapshot* with the overlays applied that are meant for it.

    Raises:
        ConnectgenError: an overlay cannot be used.
    """
    from connectgen.overlay.apply import apply, fitting, load_overlays

    folder, name = options.schemas_folder, options.schemas_name
    fetched = snapshot.site is not None
    corrections = load_overlays(folder, options.api_version, name=name, fetched=fetched)
    wanted = options.resources or snapshot.resources
    return apply(snapshot, fitting(snapshot, corrections), wanted)


def _whole(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the resources that are listed, and those that have a document all the same."""
    records = (each.path for each in snapshot.documents if "definitions" in each.content)
    return tuple(sorted({*snapshot.resources, *(path for path in records if "/" not in path)}))


def _refuse_missing(options: Options, there: tuple[str, ...]) -> None:
    missing = [name for name in options.resources if name not in there]
    if missing:
        from connectgen.core.suggestions import did_you_mean

        told = ", ".join(f"{name!r}{did_you_mean(name, there)}" for name in missing)
        advice = "" if options.schemas else "; name another with --schemas"
        raise CatalogError(
            f"{options.snapshot_name} lists no resource {told}; it lists {', '.join(there)}{advice}"
        )


def source_files(options: Options) -> tuple[tuple[SourceFile, ...], tuple[Note, ...]]:
    """Return the files of the package, sorted by path, and notes on the documents.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    api, notes = _described(options)
    return tuple(sorted(_files_of(api, options), key=lambda file: file.path)), notes


def _described(options: Options) -> tuple[ir.Api, tuple[Note, ...]]:
    """Return what `read_api` does, with notes also on what some models cannot hold.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    api, notes = read_api(options)
    if not options.models:
        return api, notes
    from connectgen.parse.diagnostics import Findings
    from connectgen.render.datamodel_codegen import refusal

    findings = Findings()
    for flavour in options.models:
        for each in _fields_of(api):
            reason = refusal(each.wire_name, flavour)
            if reason:
                name = repr(each.wire_name)
                message = f"models for {flavour} leave out {name}: it takes no {reason}"
                findings.note(each.location, message)
    return api, (*notes, *findings.finish(strict=options.strict))


def _fields_of(api: ir.Api) -> Iterator[ir.Field]:
    for resource in api.resources:
        for view in resource.views:
            for model in view.models:
                yield from model.fields


def _files_of(
    api: ir.Api,
    options: Options,
    kept: Collection[str] = (),
    files_kept: tuple[SourceFile, ...] = (),
) -> tuple[SourceFile, ...]:
    """Return the files of the package, without the modules of the resources *kept*."""
    from connectgen.layout import lay_out, lay_out_flavours
    from connectgen.render.templates import render, runtime_files
    from connectgen.render.verify import check_emission

    modules, indexes = lay_out_flavours(api, options.models, kept)
    files = list(render((*lay_out(api, kept), *indexes), TEMPLATES))
    for file in files:
        check_emission(file)
    if modules:
        from connectgen.render.datamodel_codegen import render_flavour
        from connectgen.render.verify_backends import check_backend

        backends = [render_flavour(view) for view in modules]
        for file in backends:
            check_backend(file)
        files += backends
    return (*files, *runtime_files(TEMPLATES, (*files, *files_kept)))
