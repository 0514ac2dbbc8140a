"""From the IR to the files of a package: lay out, render, verify. Nothing is written."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from connectgen.config.options import Options
from connectgen.core.bundled_data import TEMPLATES
from connectgen.core.progress import Progress, ignore_progress
from connectgen.pipeline.api import read_api_for_backends

if TYPE_CHECKING:
    from connectgen.core import ir
    from connectgen.core.diagnostics import Diagnostic
    from connectgen.core.documents import SourceFile
    from connectgen.core.menus import Menu
    from connectgen.layout import SourceNames

_BACKEND = 20
"""Time that a module of a backend takes, in modules of our own."""

__all__ = ["read_sources", "render_files", "render_source_files"]


def render_source_files(options: Options) -> tuple[tuple[SourceFile, ...], tuple[Diagnostic, ...]]:
    """Return the files of the package, sorted by path, and notes on the documents.

    Raises:
        ConnectgenError: a document or overlay cannot be used.
    """
    api, notes = read_api_for_backends(options)
    files = render_files(api, options, *read_sources(api, options))
    return tuple(sorted(files, key=lambda file: file.path)), notes


def read_sources(api: ir.Api, options: Options) -> tuple[SourceNames, tuple[Menu, ...]]:
    """Return the names of documents and menus in generated text, and the pinned menus.

    Raises:
        CatalogError: the file of the menus cannot be used.
    """
    from connectgen.layout import SourceNames, name_menus
    from connectgen.snapshot.menus import load_menus

    pinned = load_menus(options.schemas_folder, api.version, name=options.schemas_name)
    menus = pinned.menus if pinned else ()
    return SourceNames(folder=options.source_folder, menus=name_menus(api, menus)), menus


def render_files(
    api: ir.Api,
    options: Options,
    sources: SourceNames,
    menus: tuple[Menu, ...],
    kept: Collection[str] = (),
    files_kept: tuple[SourceFile, ...] = (),
    progress: Progress = ignore_progress,
) -> tuple[SourceFile, ...]:
    """Return the files of the package, without the modules of the resources *kept*."""
    from connectgen.layout import lay_out_backends, lay_out_menus, lay_out_package
    from connectgen.render.templates import render, runtime_files
    from connectgen.render.verify import verify_generated_source

    modules, indexes = lay_out_backends(api, options.models, sources, kept)
    contexts = (
        *lay_out_package(api, sources, kept),
        *indexes,
        *lay_out_menus(menus, sources, api.version),
    )
    whole = len(contexts) + len(modules) * _BACKEND
    files: list[SourceFile] = []
    for file in render(contexts, TEMPLATES):
        verify_generated_source(file)
        files.append(file)
        progress(len(files) / whole)
    if modules:
        from connectgen.render.datamodel_codegen import render_backend_models
        from connectgen.render.verify_backends import check_backend

        for done, view in enumerate(modules, start=1):
            file = render_backend_models(view)
            check_backend(file)
            files.append(file)
            progress((len(contexts) + done * _BACKEND) / whole)
    return (*files, *runtime_files(TEMPLATES, (*files, *files_kept)))
