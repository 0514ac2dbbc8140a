"""A project whose package `our_site` is generated whenever it is built."""

from our_site import ContactCreate
from our_site.validators import contacts

__all__ = ["body"]


def body(login: str) -> dict[str, object]:
    """Return what creates the contact *login*."""
    found = dict(ContactCreate(login=login).to_json())
    contacts.validate_create(found)
    return found
