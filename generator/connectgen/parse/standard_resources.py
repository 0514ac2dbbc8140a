"""Resources of every site that a catalog need not list: queries, reports and menus."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from connectgen.core import ir
from connectgen.core.location import Location
from connectgen.parse.operations import documented_operations

__all__ = ["add_standard_resources", "unlisted_standard_resources"]

_DESCRIPTIONS = {
    "analyticsReportResults": "Results of analytics reports.",
    "namedIDs": "Menus of the site.",
    "queryResults": "Results of ROQL queries.",
}


def unlisted_standard_resources(
    listed: Collection[str], wanted: Collection[str]
) -> tuple[str, ...]:
    """Return the names of the standard resources that a catalog does not list.

    Args:
        listed: names of the resources that it lists.
        wanted: names of resources to choose among; empty means all.
    """
    missing = (name for name in _DESCRIPTIONS if name not in listed)
    return tuple(name for name in missing if not wanted or name in wanted)


def add_standard_resources(api: ir.Api, names: Collection[str]) -> ir.Api:
    """Return *api* with the standard resources *names*, which no document describes."""
    added = [
        ir.Resource(
            name=name,
            description=_DESCRIPTIONS[name],
            operations=documented_operations(name),
            views=(),
            advice=(),
            location=Location(document=api.version),
        )
        for name in names
    ]
    resources = sorted((*api.resources, *added), key=lambda resource: resource.name)
    # Always: what a resource is called must not depend on which ones are generated.
    known = tuple(sorted({*api.known, *_DESCRIPTIONS}))
    return replace(api, resources=tuple(resources), known=known)
