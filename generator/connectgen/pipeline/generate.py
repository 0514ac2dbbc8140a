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
from connectgen.pipeline.fingerprints import input_digests
from connectgen.write import package as output

if TYPE_CHECKING:
    from connectgen.core import ir
    from connectgen.core.documents import Snapshot, SourceFile
    from connectgen.parse.diagnostics import Diagnostic

__all__ = [
    "GenerateResult",
    "Options",
    "apply_overlays",
    "check_package",
    "check_packages",
    "generate_package",
    "generate_packages",
    "input_digests",
    "parse_snapshot",
    "read_api",
    "render_source_files",
]

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateResult:
    """What a run found or did."""

    drift: output.Drift
    """How the package differed from what is generated, before."""

    generated: tuple[str, ...] = ()
    """Paths of the modules of resources that were generated anew, sorted; others were kept."""

    outdated: tuple[str, ...] = ()
    """Kinds of inputs that have changed since it was generated."""

    crlf: tuple[str, ...] = ()
    """Paths of files whose line ends are not those that were written, before; else as they were."""

    warnings: tuple[Diagnostic, ...] = ()
    """What in the documents is not understood and left out."""


def generate_package(
    options: Options, *, force: bool = False, full: bool = False
) -> GenerateResult:
    """Generate the package that *options* describe, as `generate_packages` does.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    (result,) = generate_packages((options,), force=force, full=full)
    return result


def generate_packages(
    packages: tuple[Options, ...], *, force: bool = False, full: bool = False
) -> tuple[GenerateResult, ...]:
    """Generate several packages, each in one step, and none before all can be generated.

    Args:
        packages: what to generate.
        force: whether files that connectgen did not write, or that were edited, are overwritten.
        full: whether everything is rendered, whatever a manifest says of what is there.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    for options in packages:
        output.recover_interrupted_swap(options.target)
    rendered = _map_collecting_errors(packages, lambda options: _render_package(options, full=full))
    if not force:
        _map_collecting_errors(
            rendered,
            lambda each: output.ensure_no_local_edits(each.options.target, each.result.drift),
        )
    for each in rendered:
        if each.files:
            output.write_package(
                each.options.target, each.files, each.inputs, force=force, modules=each.modules
            )
    return tuple(each.result for each in rendered)


def check_package(options: Options, *, full: bool = False) -> GenerateResult:
    """Return how the package differs from what `generate_package` would write; writes nothing.

    Equal digests of all inputs and of all files mean that it does not; only else is it rendered.

    Args:
        options: what to compare.
        full: whether everything is rendered, as the manifest, which has these digests, may lie.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    return _render_package(options, full=full).result


def check_packages(
    packages: tuple[Options, ...], *, full: bool = False
) -> tuple[GenerateResult, ...]:
    """Return of several packages what `check_package` returns of one.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    return _map_collecting_errors(packages, lambda options: check_package(options, full=full))


@dataclass(frozen=True, slots=True, kw_only=True)
class _RenderedPackage:
    """A package that is about to be written, or is current and has no files."""

    options: Options
    result: GenerateResult
    files: tuple[SourceFile, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    modules: Mapping[str, str] = field(default_factory=dict[str, str])


def _render_package(options: Options, *, full: bool) -> _RenderedPackage:
    inputs = input_digests(options)
    manifest = output.read_manifest(options.target)
    known = manifest.inputs if manifest else inputs
    crlf = output.with_crlf(options.target, manifest) if manifest else ()
    intact = manifest and known == inputs and output.is_unmodified(options.target, manifest)
    if intact and not full:
        return _RenderedPackage(
            options=options, result=GenerateResult(drift=output.Drift(), crlf=crlf)
        )
    from connectgen.layout import own_modules
    from connectgen.pipeline.reuse import resource_digests, reusable_modules

    api, notes = _described(options)
    digests = resource_digests(api, inputs, options.models)
    paths = own_modules(api, options.models)
    kept = reusable_modules(options.target, None if full else manifest, digests, paths)
    anew = _render_files(api, options, kept.resources, kept.files)
    files = tuple(sorted((*anew, *kept.files), key=lambda file: file.path))
    made = {path for name in paths if name not in kept.resources for path in paths[name]}
    result = GenerateResult(
        drift=output.compare_package(options.target, files),
        generated=tuple(sorted(made)),
        outdated=tuple(sorted(k for k in {*inputs, *known} if inputs.get(k) != known.get(k))),
        crlf=crlf,
        warnings=notes,
    )
    return _RenderedPackage(
        options=options,
        result=result,
        files=files,
        inputs=inputs,
        modules={path: digests[name] for name in paths for path in paths[name]},
    )


def _map_collecting_errors(items: Iterable[_In], work: Callable[[_In], _Out]) -> tuple[_Out, ...]:
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


def read_api(options: Options, *, unlisted: bool = False) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """Return what the documents describe, and notes on what in them is not understood.

    Args:
        options: which documents, and which resources.
        unlisted: whether these may be such that the snapshot has documents of without listing them,
            because others need them. They may be only a part of what the site has.

    Raises:
        CatalogError: a resource is not in the snapshot.
        ConnectgenError: a document or overlay cannot be used.
    """
    from connectgen.snapshot.load import load_snapshot

    snapshot = load_snapshot(options.schemas_folder, options.api_version, name=options.schemas_name)
    _reject_unknown_resources(options, _all_resources(snapshot) if unlisted else snapshot.resources)
    return parse_snapshot(snapshot, options)


def parse_snapshot(snapshot: Snapshot, options: Options) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """Return what the documents of *snapshot* describe, corrected by overlays, and notes on them.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    from connectgen.overlay.apply import unused_overlays
    from connectgen.parse import parse_api
    from connectgen.parse.diagnostics import Diagnostic

    right = apply_overlays(snapshot, options)
    api, notes = parse_api(right, options.resources, strict=options.strict)
    doubtful = unused_overlays(options.schemas_folder, snapshot, name=options.schemas_name)
    return api, (*(Diagnostic(location=at, message=why) for at, why in doubtful), *notes)


def apply_overlays(snapshot: Snapshot, options: Options) -> Snapshot:
    """Return *snapshot* with the overlays applied that are meant for it.

    Raises:
        ConnectgenError: an overlay cannot be used.
    """
    from connectgen.overlay.apply import applicable, apply, load_overlays

    folder, name = options.schemas_folder, options.schemas_name
    fetched = snapshot.site is not None
    patches = load_overlays(folder, options.api_version, name=name, fetched=fetched)
    wanted = options.resources or snapshot.resources
    return apply(snapshot, applicable(snapshot, patches), wanted)


def _all_resources(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the resources that are listed, and those that have a document all the same."""
    records = (each.path for each in snapshot.documents if "definitions" in each.content)
    return tuple(sorted({*snapshot.resources, *(path for path in records if "/" not in path)}))


def _reject_unknown_resources(options: Options, there: tuple[str, ...]) -> None:
    missing = [name for name in options.resources if name not in there]
    if missing:
        from connectgen.core.suggestions import did_you_mean

        listed = ", ".join(f"{name!r}{did_you_mean(name, there)}" for name in missing)
        advice = "" if options.schemas else "; name another with --schemas"
        raise CatalogError(
            f"{options.snapshot_name} lists no resource {listed}; it lists "
            f"{', '.join(there)}{advice}"
        )


def render_source_files(options: Options) -> tuple[tuple[SourceFile, ...], tuple[Diagnostic, ...]]:
    """Return the files of the package, sorted by path, and notes on the documents.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    api, notes = _described(options)
    return tuple(sorted(_render_files(api, options), key=lambda file: file.path)), notes


def _described(options: Options) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """Return what `read_api` does, with notes also on what some models cannot hold.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    api, notes = read_api(options)
    if not options.models:
        return api, notes
    from connectgen.parse.diagnostics import Diagnostics
    from connectgen.render.datamodel_codegen import refusal

    findings = Diagnostics()
    for flavour in options.models:
        for each in _fields_of(api):
            reason = refusal(each.wire_name, flavour)
            if reason:
                name = repr(each.wire_name)
                message = f"models for {flavour} leave out {name}: it takes no {reason}"
                findings.add_warning(each.location, message)
    return api, (*notes, *findings.raise_or_return_warnings(strict=options.strict))


def _fields_of(api: ir.Api) -> Iterator[ir.Field]:
    for resource in api.resources:
        for view in resource.views:
            for model in view.models:
                yield from model.fields


def _render_files(
    api: ir.Api,
    options: Options,
    kept: Collection[str] = (),
    files_kept: tuple[SourceFile, ...] = (),
) -> tuple[SourceFile, ...]:
    """Return the files of the package, without the modules of the resources *kept*."""
    from connectgen.layout import lay_out_backends, lay_out_package
    from connectgen.render.templates import render, runtime_files
    from connectgen.render.verify import verify_generated_source

    modules, indexes = lay_out_backends(api, options.models, kept)
    files = list(render((*lay_out_package(api, kept), *indexes), TEMPLATES))
    for file in files:
        verify_generated_source(file)
    if modules:
        from connectgen.render.datamodel_codegen import render_backend_models
        from connectgen.render.verify_backends import check_backend

        backends = [render_backend_models(view) for view in modules]
        for file in backends:
            check_backend(file)
        files += backends
    return (*files, *runtime_files(TEMPLATES, (*files, *files_kept)))
