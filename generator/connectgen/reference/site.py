"""Contents of the pages of a reference, and their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
from connectgen.core.sentences import end_sentence
from connectgen.reference.client_names import ClientNames
from connectgen.reference.page_names import name_pages
from connectgen.reference.purposes import PURPOSES
from connectgen.reference.relations import Relations, list_relations
from connectgen.reference.rows import FieldRow
from connectgen.reference.since import Comparison

__all__ = ["INDEX", "Site"]

INDEX = "index.html"
"""Path of the first page."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """The API of one site, and how generated code calls it."""

    api: ir.Api
    rows: tuple[FieldRow, ...]
    names: Mapping[str, ClientNames]
    """Names in generated code, by resource."""

    package: str
    """Name of the generated package."""

    title: str
    policy: str
    """Content security policy of every page."""

    since: Comparison | None = None

    @cached_property
    def pages(self) -> dict[str, str]:
        """Path of the page of each resource."""
        return name_pages(resource.name for resource in self.api.resources)

    @cached_property
    def rows_of(self) -> dict[str, tuple[FieldRow, ...]]:
        """Rows by resource."""
        found: dict[str, list[FieldRow]] = {resource.name: [] for resource in self.api.resources}
        for row in self.rows:
            found[row.resource].append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def relations(self) -> dict[str, Relations]:
        """Neighborhood of each resource."""
        return list_relations(self.rows, self.pages)

    @cached_property
    def unavailable(self) -> dict[str, list[str]]:
        """Sorted paths of the fields whose documents the site did not show, by resource."""
        hidden = {
            (resource.name, each.location)
            for resource in self.api.resources
            for view in resource.views
            for model in view.models
            for each in model.fields
            if _is_unavailable(each.type)
        }
        return {
            name: sorted(row.path for row in rows if (name, row.location) in hidden)
            for name, rows in self.rows_of.items()
        }

    def page_beside(self, resource: str) -> str | None:
        """Return the address of the page of *resource* on the page of another one."""
        path = self.pages.get(resource)
        return None if path is None else path.rpartition("/")[2]

    def purpose_of(self, resource: ir.Resource) -> str:
        """Return in a sentence what *resource* is for, or what it is."""
        name = decode_name(resource.name)
        custom = f"Custom object of this site, in the package {name.partition('.')[0]}."
        known = custom if "." in name else PURPOSES.get(name, "")
        return end_sentence(resource.description) or known or "A resource of this site."


def _is_unavailable(kind: ir.Type) -> bool:
    item = kind.item if isinstance(kind, ir.ListType) else kind
    return isinstance(item, ir.Scalar) and item.unavailable
