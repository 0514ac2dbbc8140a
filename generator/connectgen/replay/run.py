"""Replay recorded bodies against the validators of two snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import ModuleType
from typing import IO

from connectgen.core.documents import SourceFile
from connectgen.core.errors import CatalogError
from connectgen.core.suggestions import did_you_mean
from connectgen.diff.sources import DiffSource, open_sources, source_warnings
from connectgen.pipeline.preview import render_preview
from connectgen.python_text.identifiers import module_names
from connectgen.render.verify import verify_generated_source
from connectgen.replay.judge import Pair, ReplayJudge, ValidatorSet
from connectgen.replay.result import Batch
from connectgen.replay.workers import judge_stream
from connectgen.validate.module_loader import import_module_at, install_finder

__all__ = ["load_module", "render_validator_set", "replay_bodies"]

_FOLDER = "validators"


def replay_bodies(
    old: str, new: str, file: IO[bytes], pair: Pair | None
) -> tuple[Iterator[Batch], list[str]]:
    """Judge the bodies in *file* by the validators of two snapshots.

    Args:
        old: a folder with a snapshot or a saved catalog, or `git:REV:PATH`.
        new: folder to compare it with.
        file: one body a line, or, without *pair*, objects with `resource`, `view` and `body`.
        pair: the resource and the view that every line is a body of.

    Returns:
        The result of each batch, in the order of the file, and warnings.

    Raises:
        ConnectgenError: one of them cannot be read.
        CatalogError: neither has the resource.
    """
    with open_sources(old, new) as sources:
        sides = [render_validator_set(each, pair, index) for index, each in enumerate(sources)]
        notes = source_warnings(*sources)
        there = {name for source in sources for name in _listed_resources(source)}
    if pair and not any(side.modules for side in sides):
        meant = did_you_mean(pair[0], there)
        raise CatalogError(f"neither {old} nor {new} has a resource {pair[0]!r}{meant}")
    make = partial(ReplayJudge, old=sides[0], new=sides[1], load=load_module, pair=pair)
    return judge_stream(file, make), notes


def render_validator_set(source: DiffSource, pair: Pair | None, index: int) -> ValidatorSet:
    """Return the validators of *source*, of all its resources or of the one in *pair*.

    Args:
        source: a snapshot.
        pair: a resource and a view; None for all.
        index: 0 for the old side, 1 for the new one.

    Raises:
        ConnectgenError: a document cannot be used.
    """
    package = f"connectgen_replayed_{index}"
    if pair and pair[0] not in _listed_resources(source):
        return ValidatorSet(package=package, texts={}, modules={})
    _, api = source.parse_documents((pair[0],) if pair else ())
    texts = {file.path: file.text for file in render_preview(api, (_FOLDER,))}
    names = module_names(api.known)
    modules = {each.name: f"{_FOLDER}/{names[each.name]}.py" for each in api.resources}
    return ValidatorSet(package=package, texts=texts, modules=modules)


def _listed_resources(source: DiffSource) -> tuple[str, ...]:
    """Return the resources of *source*.

    Raises:
        ConfigError: it is a generated package.
    """
    return source.require_snapshot().resources


def load_module(side: ValidatorSet, path: str) -> ModuleType:
    """Import the module at *path* of *side*, once."""
    install_finder(side.package, side.texts)
    verify_generated_source(SourceFile(path=path, text=side.texts[path]))
    return import_module_at(side.package, path)
