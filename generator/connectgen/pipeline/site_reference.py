"""From a snapshot to the pages of its reference, in a folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectgen.config.options import Options
from connectgen.core import ir
from connectgen.core.progress import Progress, ignore_progress
from connectgen.pipeline.docs import Reference, read_reference

if TYPE_CHECKING:
    from connectgen.core.documents import SourceFile
    from connectgen.reference.client_names import ClientNames
    from connectgen.reference.page_contexts import IndexPage, ResourcePage
    from connectgen.reference.since import Comparison, SiteChange
    from connectgen.write.drift import Drift

__all__ = ["OtherVersion", "read_site", "render_pages", "write_pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherVersion:
    """The version that a reference is compared with."""

    name: str
    api: ir.Api
    changes: tuple[SiteChange, ...]
    """Changes from it to the version of the reference."""


def read_site(options: Options) -> Reference:
    """Return what the pages are made of: all that the generated client has.

    Raises:
        ConnectgenError: a document, an overlay or the file of menus cannot be used.
    """
    return read_reference(options, standard=not options.listed_only)


def render_pages(
    reference: Reference,
    options: Options,
    since: OtherVersion | None = None,
    progress: Progress = ignore_progress,
) -> tuple[SourceFile, ...]:
    """Return the pages, sorted by path.

    Args:
        reference: what `read_site` returns for *options*.
        options: which documents, which resources, and the name of the package.
        since: the version to compare with.
        progress: called with the share that is done.
    """
    from connectgen.core.bundled_data import TEMPLATES
    from connectgen.core.documents import SourceFile
    from connectgen.reference.site import Site
    from connectgen.reference.site_pages import make_index_page, make_resource_pages
    from connectgen.render.templates import make_reference_policy, render_page

    api = reference.api
    site = Site(
        api=api,
        rows=reference.rows,
        names={resource.name: _name_client(resource, api.known) for resource in api.resources},
        package=options.package_name,
        title=f"Connect REST API {api.version}",
        policy=make_reference_policy(TEMPLATES),
        since=_compare(since, options.resources) if since else None,
    )
    resource_pages = tuple(make_resource_pages(site))
    pages: list[IndexPage | ResourcePage] = [make_index_page(site, resource_pages), *resource_pages]
    files: list[SourceFile] = []
    for page in pages:
        files.append(SourceFile(path=page.path, text=render_page(page, TEMPLATES)))
        progress(len(files) / len(pages))
    return tuple(sorted(files, key=lambda file: file.path))


def write_pages(folder: Path, pages: tuple[SourceFile, ...], *, force: bool) -> Drift:
    """Make *folder* hold *pages*, as `connectgen.write.reference.write_reference` does.

    Raises:
        OutputError: it holds something else, or cannot be written; nothing has changed.
    """
    from connectgen.write.reference import write_reference

    return write_reference(folder, pages, force=force)


def _name_client(resource: ir.Resource, known: Collection[str]) -> ClientNames:
    """Return the names of *resource* in generated code."""
    from connectgen.layout.names import name_resource
    from connectgen.layout.resources import lay_out_resource
    from connectgen.layout.sources import SourceNames
    from connectgen.reference.client_names import ClientNames

    names = name_resource(resource, known)
    methods = lay_out_resource(resource, names, SourceNames()).classes[0]
    wire_names = {name: wire for wire, name in names.fields.get((resource.name,), {}).items()}
    return ClientNames(
        module=names.module,
        classes=names.classes,
        fields=names.fields,
        sub_collections={each.name: wire_names[each.name] for each in methods.sub_collections},
    )


def _compare(since: OtherVersion, wanted: tuple[str, ...]) -> Comparison:
    """Return the comparison with *since*, of the *wanted* resources; none means all."""
    from connectgen.layout.names import name_resource
    from connectgen.parse import add_standard_resources, unlisted_standard_resources
    from connectgen.reference.rows import FieldRow, list_rows
    from connectgen.reference.since import Comparison

    names = [resource.name for resource in since.api.resources]
    api = add_standard_resources(since.api, unlisted_standard_resources(names, ()))
    rows: dict[str, list[FieldRow]] = {}
    for row in list_rows(api, lambda resource: name_resource(resource, api.known)):
        rows.setdefault(row.resource, []).append(row)
    return Comparison(
        name=since.name,
        resources=frozenset(
            resource.name for resource in api.resources if not wanted or resource.name in wanted
        ),
        rows={name: tuple(found) for name, found in rows.items()},
        changes=tuple(
            change
            for change in since.changes
            if not wanted or change.resource.partition("/")[0] in wanted
        ),
    )
