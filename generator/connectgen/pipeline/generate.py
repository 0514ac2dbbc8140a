"""The order of the stages: from a snapshot to a package, and whether a package is current.

The stages that import slow libraries are imported when they are needed, so that `generate --check`
on an unchanged package imports none of them. Only `write` changes files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from connectgen.config.options import Options
from connectgen.core.errors import ConnectgenError, raise_all
from connectgen.core.progress import Progress, ignore_progress, part_of
from connectgen.pipeline.api import read_api_for_backends
from connectgen.pipeline.fingerprints import input_digests
from connectgen.pipeline.render import read_sources, render_files
from connectgen.pipeline.warnings import has_expired_entry
from connectgen.write.drift import Drift, compare_package, files_with_crlf, is_unmodified
from connectgen.write.manifest import read_manifest
from connectgen.write.package import RenderedPackage, recover_interrupted_swap, write_packages

if TYPE_CHECKING:
    from connectgen.core.diagnostics import Diagnostic
    from connectgen.write.manifest import Manifest

__all__ = [
    "GenerateResult",
    "check_package",
    "check_packages",
    "generate_package",
    "generate_packages",
]

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateResult:
    """Result of a run for one package."""

    drift: Drift
    """Differences between the package, before the run, and what is generated."""

    generated: tuple[str, ...] = ()
    """Paths of the resource modules that were generated again, sorted; others were reused."""

    outdated: tuple[str, ...] = ()
    """Kinds of inputs that have changed since the package was generated."""

    crlf: tuple[str, ...] = ()
    """Paths of files whose line ends are not those that were written; otherwise unchanged."""

    warnings: tuple[Diagnostic, ...] = ()
    """Warnings about what is not understood in the documents, and left out."""


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
    packages: tuple[Options, ...],
    *,
    force: bool = False,
    full: bool = False,
    progress: Progress = ignore_progress,
) -> tuple[GenerateResult, ...]:
    """Generate several packages, each in one step, and none before all can be generated.

    Args:
        packages: what to generate.
        force: whether files that connectgen did not write, or that were edited, are overwritten.
        full: whether everything is rendered, whatever the manifest says about the package.
        progress: called with the share that is done.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    for options in packages:  # before anything is read: a killed run may have left no package
        recover_interrupted_swap(options.target)
    results = _map_collecting_errors(
        packages,
        lambda options, part: _render_package(options, full=full, progress=part),
        progress,
    )
    write_packages((package for _, package in results if package is not None), force=force)
    return tuple(result for result, _ in results)


def check_package(options: Options, *, full: bool = False) -> GenerateResult:
    """Return how the package differs from what `generate_package` would write; writes nothing.

    If all input and file digests match, the package is current and nothing is rendered, unless an
    entry of the file of accepted warnings has expired, and warnings are errors.

    Args:
        options: what to compare.
        full: whether everything is rendered, because the manifest holds these digests and may lie.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    (result,) = check_packages((options,), full=full)
    return result


def check_packages(
    packages: tuple[Options, ...], *, full: bool = False, progress: Progress = ignore_progress
) -> tuple[GenerateResult, ...]:
    """Return for several packages what `check_package` returns for one.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own.
    """
    results = _map_collecting_errors(
        packages,
        lambda options, part: _render_package(options, full=full, progress=part),
        progress,
    )
    return tuple(result for result, _ in results)


def _render_package(
    options: Options, *, full: bool, progress: Progress
) -> tuple[GenerateResult, RenderedPackage | None]:
    """Return the state of a package, and what to write; None if it is current."""
    inputs = input_digests(options)
    manifest = read_manifest(options.target)
    # Without a manifest everything is new, and nothing outdated.
    known = manifest.inputs if manifest else inputs
    crlf = files_with_crlf(options.target, manifest) if manifest else ()
    intact = manifest and known == inputs and is_unmodified(options.target, manifest)
    if intact and not full and not has_expired_entry(options):
        return GenerateResult(drift=Drift(), crlf=crlf), None
    package, generated, warnings = _render_outdated(
        options, inputs, manifest, full=full, progress=progress
    )
    outdated = sorted(kind for kind in {*inputs, *known} if inputs.get(kind) != known.get(kind))
    result = GenerateResult(
        drift=package.drift,
        generated=generated,
        outdated=tuple(outdated),
        crlf=crlf,
        warnings=warnings,
    )
    return result, package


def _render_outdated(
    options: Options,
    inputs: dict[str, str],
    manifest: Manifest | None,
    *,
    full: bool,
    progress: Progress,
) -> tuple[RenderedPackage, tuple[str, ...], tuple[Diagnostic, ...]]:
    """Return a package, the paths of its resource modules that are not reused, and warnings."""
    from connectgen.layout import own_modules
    from connectgen.pipeline.reuse import resource_digests, reusable_modules

    api, warnings = read_api_for_backends(options)
    sources, menus = read_sources(api, options)
    digests = resource_digests(api, inputs, options.models, sources)
    paths = own_modules(api, options.models)
    reused = reusable_modules(options.target, None if full else manifest, digests, paths)
    rendered = render_files(api, options, sources, menus, reused.resources, reused.files, progress)
    files = tuple(sorted((*rendered, *reused.files), key=lambda file: file.path))
    generated = {path for name in paths if name not in reused.resources for path in paths[name]}
    package = RenderedPackage(
        folder=options.target,
        files=files,
        inputs=inputs,
        modules={path: digests[name] for name in paths for path in paths[name]},
        drift=compare_package(options.target, files, manifest),
    )
    return package, tuple(sorted(generated)), warnings


def _map_collecting_errors(
    items: Sequence[_In], work: Callable[[_In, Progress], _Out], progress: Progress
) -> tuple[_Out, ...]:
    """Return what *work* returns for each item, given its part of the progress.

    Raises:
        ConnectgenError: what it raised for any of them; an `ErrorGroup` for several.
    """
    done: list[_Out] = []
    errors: list[ConnectgenError] = []
    for index, item in enumerate(items):
        part = part_of(progress, index, len(items))
        try:
            done.append(work(item, part))
        except ConnectgenError as error:
            errors.append(error)
        part(1)
    raise_all(errors)
    return tuple(done)
