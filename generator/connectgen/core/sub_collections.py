"""Sub-collections: lists inside a record that have a URL of their own, such as its files."""

from __future__ import annotations

from dataclasses import dataclass

from connectgen.core import ir

__all__ = ["FILES", "SENDS_MAIL", "SubCollection", "sub_collections_of"]

FILES = "fileAttachments"
"""Name of the lists whose entries are files, with content."""

SENDS_MAIL = frozenset({"incidentResponse"})
"""Resources whose creation sends an e-mail, so that a request must not be sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubCollection:
    """One sub-collection of the records of a resource."""

    field: ir.Field
    item: ir.ModelType | ir.ReferenceType

    @property
    def has_files(self) -> bool:
        """True if its entries are files."""
        return self.field.wire_name == FILES


def sub_collections_of(resource: ir.Resource) -> tuple[SubCollection, ...]:
    """Return the lists inside a record that have a URL: of own documents, and of references."""
    read = next((view for view in resource.views if view.direction == "read"), None)
    if read is None or "get" not in resource.operations:
        return ()
    documents = {model.path: model.location.document for model in read.models}
    found: list[SubCollection] = []
    for field in read.models[0].fields:
        if not isinstance(field.type, ir.ListType):
            continue
        item, path = field.type.item, (resource.name, field.wire_name)
        own = item == ir.ModelType(model=path)
        is_known = own and documents[path].endswith(f"/{'/'.join(path)}.json")
        if isinstance(item, ir.ReferenceType) or (is_known and isinstance(item, ir.ModelType)):
            found.append(SubCollection(field=field, item=item))
    return tuple(found)
