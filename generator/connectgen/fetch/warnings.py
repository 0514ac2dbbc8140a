"""Every warning of a fetch about what is left out or not followed."""

from __future__ import annotations

from connectgen.core.errors import ConnectgenError
from connectgen.core.location import Location
from connectgen.fetch.errors import CatalogUrlError

__all__ = [
    "case_collision_text",
    "invalid_listed_name_text",
    "listing_link_text",
    "not_a_listing_text",
    "unfollowed_ref_text",
    "unusable_text",
]


def unfollowed_ref_text(location: Location, reason: CatalogUrlError) -> str:
    """Return the warning about a `$ref` that does not lead into the catalog."""
    return f"{location}: $ref {reason}, and is not followed"


def case_collision_text(path: str, kept: str) -> str:
    """Return the warning about a document that is left out because of the case of its name."""
    return f"{path}: left out: it differs only in case from {kept}, and not every system has both"


def unusable_text(error: ConnectgenError) -> str:
    """Return the warning about a document of which nothing can be used."""
    return f"{error}: the document is left out"


def invalid_listed_name_text(url: str, index: int, name: object) -> str:
    """Return the warning about a listed name that no resource can have."""
    return f"{url}#/items/{index}: invalid resource name {name!r:.100}: left out"


def listing_link_text(url: str, index: int, reason: CatalogUrlError) -> str:
    """Return the warning about a link of a listed resource that does not lead into the catalog."""
    return f"{url}#/items/{index}: link {reason}, and is not followed"


def not_a_listing_text(url: str) -> str:
    """Return the warning about JSON that does not list resources."""
    return f"{url}: expected a list of resources: an object with the array items"
