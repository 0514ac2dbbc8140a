"""The validators of two snapshots, brought together to judge what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import ModuleType
from typing import IO

from connectgen.core.documents import SourceFile
from connectgen.core.errors import CatalogError, ConfigError
from connectgen.core.suggestions import did_you_mean
from connectgen.diff.sources import Source, notes_of, opened
from connectgen.pipeline.preview import preview
from connectgen.python_text.identifiers import module_names
from connectgen.render.verify import check_emission
from connectgen.replay.judge import Edition, Judge, Pair
from connectgen.replay.result import Batch
from connectgen.replay.workers import judged
from connectgen.validate.module_loader import import_from, provide

__all__ = ["edition_for", "load_module", "replayed"]

_FOLDER = "validators"


def replayed(
    old: str, new: str, file: IO[bytes], pair: Pair | None
) -> tuple[Iterator[Batch], list[str]]:
    """Judge the bodies in *file* by the validators of two snapshots.

    Args:
        old: a folder with a snapshot or a saved catalog, or `git:REV:PATH`.
        new: likewise.
        file: one body a line, or, without *pair*, objects with `resource`, `view` and `body`.
        pair: the resource and the view that every line is a body of.

    Returns:
        What each batch came to, in the order of the file, and warnings.

    Raises:
        ConnectgenError: one of them cannot be read.
        CatalogError: neither has the resource.
    """
    with opened(old, new) as sources:
        editions = [edition_for(each, pair, index) for index, each in enumerate(sources)]
        notes = notes_of(*sources)
        there = {name for source in sources for name in _listed(source)}
    if pair and not any(edition.modules for edition in editions):
        meant = did_you_mean(pair[0], there)
        raise CatalogError(f"neither {old} nor {new} has a resource {pair[0]!r}{meant}")
    make = partial(Judge, old=editions[0], new=editions[1], load=load_module, pair=pair)
    return judged(file, make), notes


def edition_for(source: Source, pair: Pair | None, index: int) -> Edition:
    """Return the validators of *source*, of all its resources or of the one in *pair*.

    Args:
        source: a snapshot.
        pair: a resource and a view; None for all.
        index: 0 for the old side, 1 for the new one.

    Raises:
        ConnectgenError: a document cannot be used.
    """
    package = f"connectgen_replayed_{index}"
    if pair and pair[0] not in _listed(source):
        return Edition(package=package, texts={}, modules={})
    _, api = source.parsed((pair[0],) if pair else ())
    texts = {file.path: file.text for file in preview(api, (_FOLDER,))}
    names = module_names(api.known)
    modules = {each.name: f"{_FOLDER}/{names[each.name]}.py" for each in api.resources}
    return Edition(package=package, texts=texts, modules=modules)


def _listed(source: Source) -> tuple[str, ...]:
    """Return the resources of *source*.

    Raises:
        ConfigError: it is a generated package.
    """
    if source.snapshot is None:
        raise ConfigError(f"{source.name}: is a generated package, not the documents of a site")
    return source.snapshot.resources


def load_module(edition: Edition, path: str) -> ModuleType:
    """Run the module at *path* of *edition*, once."""
    provide(edition.package, edition.texts)
    check_emission(SourceFile(path=path, text=edition.texts[path]))
    return import_from(edition.package, path)
