"""The text of a package that is neither written nor kept: to be compared, or run in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectgen.core import ir
    from connectgen.core.documents import SourceFile
    from connectgen.core.menus import Menu

__all__ = ["render_preview"]


def render_preview(
    api: ir.Api,
    folders: tuple[str, ...] | None = None,
    *,
    menus: Iterable[Menu] = (),
    runs: bool = False,
) -> tuple[SourceFile, ...]:
    """Return the modules of the package for *api*, sorted by path.

    Args:
        api: what the documents describe.
        folders: the folders of the package that are wanted, the package's own under an empty name;
            None means all.
        menus: values of menus, of which there are enumerations.
        runs: whether the modules will be run, and must be verified like modules that are written.
    """
    from connectgen.core.bundled_data import TEMPLATES
    from connectgen.layout import SourceNames, lay_out_menus, lay_out_package, name_menus
    from connectgen.render.templates import render, runtime_files
    from connectgen.render.verify import verify_generated_source

    pinned = tuple(menus)
    sources = SourceNames(menus=name_menus(api, pinned))
    contexts = (
        *lay_out_package(api, sources, folders=folders),
        *lay_out_menus(pinned, sources, api.version),
    )
    files = list(render(contexts, TEMPLATES))
    for file in files if runs else ():
        verify_generated_source(file)
    files += [
        file
        for file in runtime_files(TEMPLATES, files)
        if folders is None or file.path.rpartition("/")[0] in folders
    ]
    modules = (file for file in files if file.path.endswith(".py"))
    return tuple(sorted(modules, key=lambda file: file.path))
