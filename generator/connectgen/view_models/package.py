"""What templates print: one class per template, holding finished expressions and no JSON Schema.

Unlike the IR these are plain: made once, printed once. To define them frozen and comparable would
take a twentieth of a whole run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from connectgen.view_models.validators import Doc, StandaloneContext, ValidatorsContext

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
    """A name that a package offers, and the module that holds it."""

    name: str
    module: str


@dataclass(kw_only=True, eq=False, repr=False)
class ImportedModule:
    """A module and the names imported from it."""

    name: str
    names: tuple[str, ...]
    wide: bool
    """Whether the names stand one a line."""


@dataclass(kw_only=True, eq=False, repr=False)
class IndexContext:
    """`__init__.py` of a package, which imports its modules when they are used."""

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
    """Whether it must be given, so that it is never `UNSET`."""

    annotation: str
    default: str | None
    declaration: str
    """Its line in the class: name, annotation and default."""

    if_set: str
    """Line that asks whether it is there."""

    if_there: str
    """Line that asks whether `data` has it."""

    unset: str
    """Line that says that it has not."""

    doc: Doc
    read: str
    """Expression that reads it from `data`; broken over lines where it is long."""

    read_items: str | None
    """Function that reads one item of an array; written out, because arrays are where time goes."""

    write: str
    """Expression that writes it, likewise."""

    writes_items: bool
    """Whether it is an array whose items are written by a loop, for the same reason."""


@dataclass(kw_only=True, eq=False, repr=False)
class FileArgument:
    """One argument of `from_path`."""

    name: str
    value: str


@dataclass(kw_only=True, eq=False, repr=False)
class FileContext:
    """How a model that carries a file is made from one, and gives its content."""

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
    """Line that calls it."""

    misread: str
    """Line for where it fails."""

    members: str
    """Name of the constant that holds its wire names."""

    unknown: str
    """Expression for the members of `data` that are not among them."""

    doc: Doc
    fields: tuple[FieldContext, ...]
    file: FileContext | None

    @property
    def field_count(self) -> int:
        """How many members it knows."""
        return len(self.fields)

    @property
    def reads_items(self) -> bool:
        """Whether any field is an array that is read item by item."""
        return any(field.read_items for field in self.fields)

    @property
    def writes_items(self) -> bool:
        """Whether any field is an array that is written item by item."""
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
    """One operation: a method that is signature, docstring and one line."""

    signature: str
    """From `def` to the colon; broken over lines where it is long."""

    doc: Doc
    result: str
    """Expression that it returns, likewise."""


@dataclass(kw_only=True, eq=False, repr=False)
class SubCollectionContext:
    """A list inside one record, as an attribute."""

    name: str
    type: str
    doc: Doc
    value: str
    """Expression that makes it; broken over lines where it is long."""


@dataclass(kw_only=True, eq=False, repr=False)
class ResourceClassContext:
    """The class that holds the operations of a resource, for one of the two clients."""

    name: str
    connection: str
    doc: Doc
    operations: tuple[OperationContext, ...]
    record: str
    """Class for what belongs to one record; empty where there is nothing."""

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
    """Arguments of what builds the requests; none where that is a function."""

    classes: tuple[ResourceClassContext, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class ClientResource:
    """One resource as an attribute of a client."""

    attribute: str
    module: ImportedModule
    class_name: str
    wide: bool
    """Whether the parameter stands on a line of its own."""

    doc: Doc


@dataclass(kw_only=True, eq=False, repr=False)
class ClientContext:
    """`_client.py`."""

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
    """`<flavour>_models/<resource>.py`, which datamodel-code-generator makes."""

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
    | ValidatorsContext
    | StandaloneContext
    | ResourceContext
    | ClientContext
)
"""Whatever one file is printed from; `path` is the file's, below the package."""
