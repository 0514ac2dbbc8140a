"""Render the validators of two snapshots for a judge."""

from __future__ import annotations

from connectgen.core.errors import CatalogError
from connectgen.core.suggestions import did_you_mean
from connectgen.diff.sources import DiffSource, open_sources, source_warnings
from connectgen.pipeline.preview import render_preview
from connectgen.python_text.identifiers import module_names
from connectgen.replay.editions import ValidatorSet, pack_editions

__all__ = ["render_editions"]

_FOLDER = "validators"


def render_editions(old: str, new: str, resource: str | None, view: str) -> tuple[bytes, list[str]]:
    """Return the validators of two snapshots as `pack_editions` does, and warnings.

    Args:
        old: a folder with a snapshot or a saved catalog, or `git:REVISION:FOLDER`.
        new: folder to compare it with.
        resource: the only resource that is needed; None for all.
        view: the only view of *resource* that is needed.

    Raises:
        ConnectgenError: one of them cannot be read, or neither has the resource and the view.
    """
    with open_sources(old, new) as sources:
        listed = {name for each in sources for name in each.require_snapshot().resources}
        if resource is not None and resource not in listed:
            meant = did_you_mean(resource, listed)
            raise CatalogError(f"neither {old} nor {new} has a resource {resource!r}{meant}")
        sides = [_render_side(source, resource) for source in sources]
        notes = source_warnings(*sources)
    wanted = f"\ndef is_valid_{view}("
    if resource is not None and not any(
        wanted in side.texts[side.modules[resource]] for side in sides if side.modules
    ):
        raise CatalogError(f"neither {old} nor {new} has a {view} view of {resource!r}")
    return pack_editions(*sides), notes


def _render_side(source: DiffSource, resource: str | None) -> ValidatorSet:
    """Return the validators of *source*, of all resources or only of one."""
    if resource is not None and resource not in source.require_snapshot().resources:
        return ValidatorSet(texts={}, modules={})
    _, api = source.parse_documents((resource,) if resource is not None else ())
    # Checked here, once, and not in each process that runs them.
    files = render_preview(api, (_FOLDER,), runs=True)
    names = module_names(api.known)
    modules = {each.name: f"{_FOLDER}/{names[each.name]}.py" for each in api.resources}
    return ValidatorSet(texts={each.path: each.text for each in files}, modules=modules)
