"""From a snapshot to the IR: load the documents, apply the overlays, parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from connectgen.config.options import Options
from connectgen.core.catalog_paths import decode_name, encode_path
from connectgen.core.errors import CatalogError, SchemaError, raise_all

if TYPE_CHECKING:
    from connectgen.core import ir
    from connectgen.core.diagnostics import Diagnostic
    from connectgen.core.documents import Snapshot

__all__ = [
    "apply_overlays",
    "missing_view_error",
    "parse_snapshot",
    "read_api",
    "read_api_for_backends",
    "reject_unknown_resources",
]


def read_api(
    options: Options, *, unlisted: bool = False, standard: bool = False
) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """Return the parsed API, and the diagnostics of its documents.

    Args:
        options: which documents, and which resources.
        unlisted: whether to accept resources that the snapshot does not list but has a document of,
            which may be incomplete.
        standard: whether to add the resources of every site that the snapshot does not list.

    Raises:
        CatalogError: a resource is not in the snapshot.
        ConnectgenError: a document or overlay cannot be used.
    """
    from connectgen.snapshot.load import load_snapshot

    names = tuple(encode_path(name) or name for name in options.resources)
    options = replace(options, resources=names)
    snapshot = load_snapshot(options.schemas_folder, options.api_version, name=options.schemas_name)
    raise_all(_unusable_resource_errors(snapshot, options.resources))
    added = _unlisted_resources(snapshot, options) if standard else ()
    described = replace(
        options, resources=tuple(name for name in options.resources if name not in added)
    )
    there = _all_resources(snapshot) if unlisted else snapshot.resources
    reject_unknown_resources(described, there)
    api, warnings = parse_snapshot(snapshot, described)
    if not standard:
        return api, warnings
    from connectgen.parse import add_standard_resources

    if options.resources and not described.resources:  # only resources without a document
        api = replace(api, resources=())
    return add_standard_resources(api, added), warnings


def _unlisted_resources(snapshot: Snapshot, options: Options) -> tuple[str, ...]:
    """Return the resources of every site that are wanted, but not in the snapshot."""
    from connectgen.parse import unlisted_standard_resources

    if options.listed_only:
        return ()
    return unlisted_standard_resources(snapshot.resources, options.resources)


def _unusable_resource_errors(
    snapshot: Snapshot, resources: tuple[str, ...]
) -> Iterator[SchemaError]:
    """Yield an error for each of *resources* whose document cannot be used."""
    wanted = {f"{snapshot.version}/{name}.json" for name in resources}
    for found in snapshot.unusable:
        if found.location.document in wanted:
            yield SchemaError(found.location, found.message)


def parse_snapshot(snapshot: Snapshot, options: Options) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """Return the API that *snapshot* and its overlays describe, and the diagnostics.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    from connectgen.core.diagnostics import Diagnostic
    from connectgen.overlay.apply import unused_overlays
    from connectgen.parse import parse_api
    from connectgen.pipeline.warnings import judge_warnings

    right = apply_overlays(snapshot, options)
    api, notes = parse_api(right, options.resources)
    doubtful = unused_overlays(options.schemas_folder, snapshot, name=options.schemas_name)
    unused = (Diagnostic(location=at, message=why, kind="unused-overlay") for at, why in doubtful)
    return api, (*unused, *judge_warnings(notes, options))


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


def reject_unknown_resources(options: Options, there: tuple[str, ...]) -> None:
    """Raise if *options* name a resource that is not *there*.

    Raises:
        CatalogError: its message names the resources that are.
    """
    missing = [name for name in options.resources if name not in there]
    if missing:
        from connectgen.core.suggestions import did_you_mean

        known = [decode_name(name) for name in there]
        listed = ", ".join(
            f"{name!r}{did_you_mean(name, known)}" for name in map(decode_name, missing)
        )
        advice = "" if options.schemas else "; name another with --schemas"
        raise CatalogError(
            f"{options.snapshot_name} lists no resource {listed}; it lists "
            f"{', '.join(known)}{advice}"
        )


_MISSING = {"create": "created", "patch": "updated", "read": "read"}
"""Reason why a resource has no view, by its direction."""


def missing_view_error(resource: ir.Resource, direction: str) -> CatalogError:
    """Return the error for a view that *resource* does not have; it names those it has."""
    *most, last = [str(view.direction) for view in resource.views] or ["none"]
    there = f"{', '.join(most)} and {last}" if most else last
    return CatalogError(
        f"{decode_name(resource.name)} has no {direction} view, because it cannot be"
        f" {_MISSING[direction]}; its views are {there}: choose one with --view"
    )


def read_api_for_backends(options: Options) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """Return what `read_api` returns, with warnings about fields that a model backend leaves out.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    api, warnings = read_api(options, standard=True)
    if not options.models:
        return api, warnings
    from connectgen.core.diagnostics import Diagnostics
    from connectgen.pipeline.warnings import judge_warnings
    from connectgen.render.backend_schemas import unsupported_name_reason

    diagnostics = Diagnostics()
    for backend in options.models:
        for each in _fields_of(api):
            reason = unsupported_name_reason(each.wire_name, backend)
            if reason:
                name = repr(each.wire_name)
                diagnostics.add_warning(
                    each.location,
                    f"models for {backend} leave out {name}: {backend} does not support {reason}",
                    "unsupported-name",
                )
    left_out = diagnostics.raise_or_return_warnings()
    return api, (*warnings, *judge_warnings(left_out, options))


def _fields_of(api: ir.Api) -> Iterator[ir.Field]:
    for resource in api.resources:
        for view in resource.views:
            for model in view.models:
                yield from model.fields
