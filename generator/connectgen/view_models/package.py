"""Template contexts: one class per template, with finished expressions and no JSON Schema.

The classes are mutable and have no `==`, because frozen dataclasses would take 5 % of a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from connectgen.view_models.validators import (
    Doc,
    KeywordsContext,
    ValidatorsContext,
)

__all__ = [
    "ClientContext",
    "ClientResource",
    "Export",
    "FieldContext",
    "FileArgument",
    "FileContext",
    "ImportedModule",
    "IndexContext",
    "ModelBackendContext",
    "ModelContext",
    "ModelsContext",
    "OperationContext",
    "ResourceClassContext",
    "ResourceContext",
    "SubCollectionContext",
    "TemplateContext",
]


@dataclass(kw_only=True, eq=False, repr=False)
class Export:
    """A name that a package exports, and the module that defines it."""

    name: str
    module: str


@dataclass(kw_only=True, eq=False, repr=False)
class ImportedModule:
    """A module and the names imported from it."""

    name: str
    names: tuple[str, ...]
    wide: bool
    """Whether the import is split into one name per line."""


@dataclass(kw_only=True, eq=False, repr=False)
class IndexContext:
    """`__init__.py` of a folder, which imports modules on first use."""

    path: str
    header: str
    doc: Doc
    modules: tuple[ImportedModule, ...]
    exports: tuple[Export, ...]
    api_version: str | None


@dataclass(kw_only=True, eq=False, repr=False)
class FieldContext:
    """One field of a dataclass."""

    name: str
    wire_name: str
    required: bool
    """Whether the field has no default and is never `UNSET`."""

    annotation: str
    default: str | None
    declaration: str
    """Line in the class: name, annotation and default."""

    if_set: str
    """Line that tests whether the field is set."""

    if_there: str
    """Line that tests whether `data` has the property."""

    unset: str
    """Line that sets the field to `UNSET`."""

    doc: Doc
    read: str
    """Expression that reads the field from `data`; split over lines if it is long."""

    read_items: str | None
    """Function that reads one item of an array in an inlined loop, which is faster; else None."""

    write: str
    """Expression that writes the field; split over lines if it is long."""

    writes_items: bool
    """Whether the items of an array are written in an inlined loop."""


@dataclass(kw_only=True, eq=False, repr=False)
class FileArgument:
    """One argument of `from_path`."""

    name: str
    value: str


@dataclass(kw_only=True, eq=False, repr=False)
class FileContext:
    """Parts of `from_path` and `content`, for a model that holds a file."""

    arguments: tuple[FileArgument, ...]
    content: str
    content_doc: str


@dataclass(kw_only=True, eq=False, repr=False)
class ModelContext:
    """One dataclass."""

    name: str
    reader: str
    """Name of the function that reads one from JSON."""

    reading: str
    """Line that calls the reader."""

    misread: str
    """Line that raises the error if the reader fails."""

    members: str
    """Name of the constant with the wire names."""

    unknown: str
    """Expression for the properties of `data` that the model has no field for."""

    doc: Doc
    fields: tuple[FieldContext, ...]
    file: FileContext | None

    @property
    def field_count(self) -> int:
        """Number of fields."""
        return len(self.fields)

    @property
    def reads_items(self) -> bool:
        """True if a field is read in an inlined loop."""
        return any(field.read_items for field in self.fields)

    @property
    def writes_items(self) -> bool:
        """True if a field is written in an inlined loop."""
        return any(field.writes_items and not field.required for field in self.fields)


@dataclass(kw_only=True, eq=False, repr=False)
class ModelsContext:
    """`models/<resource>.py`."""

    path: str
    header: str
    doc: Doc
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    models: tuple[ModelContext, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class OperationContext:
    """One operation: a method with a signature, a docstring and a return statement."""

    signature: str
    """From `def` to the colon; split over lines if it is long."""

    doc: Doc
    result: str
    """Returned expression; split over lines if it is long."""


@dataclass(kw_only=True, eq=False, repr=False)
class SubCollectionContext:
    """A list inside one record, as an attribute."""

    name: str
    type: str
    doc: Doc
    value: str
    """Expression that creates it; split over lines if it is long."""


@dataclass(kw_only=True, eq=False, repr=False)
class ResourceClassContext:
    """The class that holds the operations of a resource, for one of the two clients."""

    name: str
    connection: str
    doc: Doc
    operations: tuple[OperationContext, ...]
    record: str
    """Class with the sub-collections of one record; empty if there are none."""

    record_doc: Doc
    sub_collections: tuple[SubCollectionContext, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class ResourceContext:
    """`resources/<resource>.py`."""

    path: str
    header: str
    doc: Doc
    imports: tuple[str, ...]
    type_imports: tuple[str, ...]
    exports: tuple[str, ...]
    records: tuple[str, ...]
    """Arguments of `Records`; empty if no operation is on records."""

    classes: tuple[ResourceClassContext, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class ClientResource:
    """One resource as an attribute of a client."""

    attribute: str
    module: ImportedModule
    class_name: str
    wide: bool
    """Whether the signature is split over lines."""

    doc: Doc


@dataclass(kw_only=True, eq=False, repr=False)
class ClientContext:
    """`_client/client.py`."""

    path: str
    header: str
    module_doc: Doc
    doc: Doc
    async_doc: Doc
    modules: tuple[ImportedModule, ...]
    url_path: str
    resources: tuple[ClientResource, ...]
    async_resources: tuple[ClientResource, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class ModelBackendContext:
    """`<backend>_models/<resource>.py`, which datamodel-code-generator renders."""

    backend: str
    path: str
    header: str
    schemas: tuple[dict[str, Any], ...]
    """JSON Schema of each view."""

    aliases: Mapping[str, str]
    """Python name of each field, by class and wire name: `Cc.emailAddresses`."""


TemplateContext: TypeAlias = (
    IndexContext
    | ModelsContext
    | KeywordsContext
    | ValidatorsContext
    | ResourceContext
    | ClientContext
)
"""Context of one file, with its `path` below the package."""
