"""Contexts of all pages of a reference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
from connectgen.core.sentences import count_of, end_sentence
from connectgen.reference.field_tables import TableMaker, describe_facts
from connectgen.reference.marks import PageMarks, list_other_changes, mark_page
from connectgen.reference.operations import import_lines, list_lists, list_operations
from connectgen.reference.page_contexts import (
    IndexPage,
    NameEntry,
    RelationLine,
    ResourceLine,
    ResourcePage,
    TextLink,
)
from connectgen.reference.page_names import anchor_of
from connectgen.reference.pictures import draw_all, draw_narrow, draw_wide
from connectgen.reference.relations import Relations
from connectgen.reference.rows import FieldRow
from connectgen.reference.site import INDEX, Site

__all__ = ["make_index_page", "make_resource_pages"]


def make_resource_pages(site: Site) -> Iterator[ResourcePage]:
    """Yield the page of each resource, sorted by name."""
    for resource in site.api.resources:
        yield _make_resource_page(site, resource, mark_page(site, resource.name))


def _make_resource_page(site: Site, resource: ir.Resource, marks: PageMarks) -> ResourcePage:
    name = resource.name
    rows, relations, names = site.rows_of[name], site.relations[name], site.names[name]
    hidden = site.unavailable[name]
    operations = list_operations(resource, names, site.package)
    drawn = bool(relations.outgoing or relations.incoming)
    shown = decode_name(name)
    return ResourcePage(
        path=site.pages[name],
        policy=site.policy,
        title=f"{shown} · {site.title}",
        api=site.api.version,
        site=site.title,
        index=f"../{INDEX}",
        name=shown,
        badges=marks.badges,
        purpose=site.purpose_of(resource),
        python=f"client.{names.module}",
        operations=operations,
        lists=list_lists(resource, names) if "get" in resource.operations else (),
        setup=import_lines(operations),
        parts=TableMaker(
            resource=name,
            views=[view.direction for view in resource.views],
            href_of=site.page_beside,
            unavailable=frozenset(hidden),
            marks=marks.fields,
        ).make_tables(rows),
        field_count=count_of(len(rows), "field"),
        advice=tuple(end_sentence(each.message) for each in resource.advice),
        relations=drawn or bool(relations.own),
        wide=(draw_wide(name, relations, site.page_beside),) if drawn else (),
        narrow=(draw_narrow(name, relations, site.page_beside),) if drawn else (),
        outgoing=tuple(_relation_lines(site, relations, is_outgoing=True)),
        incoming=tuple(_relation_lines(site, relations, is_outgoing=False)),
        own=tuple(_field_link("", path) for path in relations.own),
        unavailable=tuple(_field_link("", path) for path in hidden),
        since=site.since.name if site.since else "",
        changes=marks.changes,
    )


def _relation_lines(
    site: Site, relations: Relations, *, is_outgoing: bool
) -> Iterator[RelationLine]:
    for each in relations.outgoing if is_outgoing else relations.incoming:
        other = each.target if is_outgoing else each.source
        page = site.page_beside(other)
        yield RelationLine(
            link=TextLink(text=decode_name(other), href=(page,) if page else ()),
            fields=tuple(
                _field_link("" if is_outgoing else page or "", path) for path in each.paths
            ),
        )


def _field_link(page: str, path: str) -> TextLink:
    return TextLink(text=path, href=(f"{page}#{anchor_of(path)}",))


def make_index_page(site: Site, pages: Iterable[ResourcePage]) -> IndexPage:
    """Return the first page, which lists those of all resources."""
    since = site.since
    others = list_other_changes(site)
    return IndexPage(
        path=INDEX,
        policy=site.policy,
        title=site.title,
        api=site.api.version,
        site=site.title,
        summary=_summarize(site),
        resources=tuple(
            _resource_line(site.rows_of[resource.name], page)
            for resource, page in zip(site.api.resources, pages, strict=True)
        ),
        names=tuple(_list_names(site)),
        arcs=draw_all(site.relations, site.pages),
        setup=_setup_lines(site),
        unavailable=tuple(
            TextLink(
                text=f"{decode_name(name)} {path}",
                href=(f"{site.pages[name]}#{anchor_of(path)}",),
            )
            for name, paths in sorted(site.unavailable.items())
            for path in paths
        ),
        since=since.name if since else "",
        nothing_changed="Nothing changed." if since and not since.changes else "",
        removed=tuple(sorted(since.resources - site.pages.keys())) if since else (),
        changes=others,
    )


def _summarize(site: Site) -> str:
    """Return the counts, with the same number of resources as the data dictionary has."""
    resources, described = len(site.api.resources), len({row.resource for row in site.rows})
    fields, custom = count_of(len(site.rows), "field"), sum(row.custom for row in site.rows)
    without = f" {resources - described:,} more without fields." if resources > described else ""
    return f"{count_of(described, 'resource')} with {fields}, {custom:,} of them custom.{without}"


def _resource_line(rows: Collection[FieldRow], page: ResourcePage) -> ResourceLine:
    return ResourceLine(
        link=TextLink(text=page.name, href=(page.path,)),
        purpose=page.purpose,
        badges=page.badges,
        operations=", ".join(each.name for each in page.operations),
        field_count=f"{len(rows):,}",
        custom_count=f"{sum(row.custom for row in rows):,}",
    )


def _list_names(site: Site) -> Iterable[NameEntry]:
    """Return every resource and field, sorted by name."""
    resources = [
        NameEntry(
            name=decode_name(each.name),
            href=site.pages[each.name],
            place="resource",
            facts=site.purpose_of(each),
        )
        for each in site.api.resources
    ]
    views: dict[str, tuple[ir.Direction, ...]] = {
        each.name: tuple(view.direction for view in each.views) for each in site.api.resources
    }
    fields = [_name_entry(site, row, views[row.resource]) for row in site.rows]
    return sorted((*resources, *fields), key=lambda each: (each.name.lower(), each.href))


def _name_entry(site: Site, row: FieldRow, views: Collection[ir.Direction]) -> NameEntry:
    path = "" if row.path == row.wire_name else f" · {row.path}"
    return NameEntry(
        name=row.wire_name,
        href=f"{site.pages[row.resource]}#{anchor_of(row.path)}",
        place=f"{decode_name(row.resource)}{path}",
        facts=describe_facts(row, views),
    )


def _setup_lines(site: Site) -> tuple[str, ...]:
    return (
        f"from {site.package} import Client",
        "",
        'with Client("https://mysite.example.com", auth=("user", "secret"), '
        'application_context="Ticket sync") as client:',
        "    ...",
    )
