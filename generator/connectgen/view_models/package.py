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
    "DictContext",
    "DictKey",
    "DictsContext",
    "Export",
    "FieldContext",
    "ImportedModule",
    "IndexContext",
    "ModelAlias",
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
    """One field of a model."""

    annotation: str
    value: str
    """Name of its default, or of the function that declares it; empty if there is none."""

    declaration: str
    """Name, annotation and default; split over lines if it is long."""

    doc: Doc


@dataclass(kw_only=True, eq=False, repr=False)
class ModelContext:
    """One model."""

    name: str
    bases: tuple[str, ...]
    """Names of its base classes."""

    head: str
    """Decorator and first line of its class."""

    doc: Doc
    fields: tuple[FieldContext, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class ModelAlias:
    """A second name of a model."""

    name: str
    definition: str
    """Line that defines it."""


@dataclass(kw_only=True, eq=False, repr=False)
class ModelsContext:
    """`models/<resource>.py`."""

    path: str
    header: str
    doc: Doc
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    models: tuple[ModelContext, ...]
    aliases: tuple[ModelAlias, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class DictKey:
    """One key of a dictionary, and the type of its value."""

    wire_name: str
    annotation: str


@dataclass(kw_only=True, eq=False, repr=False)
class DictContext:
    """The type of one body, or of a part of it, as a dictionary."""

    name: str
    doc: Doc
    keys: tuple[DictKey, ...]
    lines: tuple[str, ...]
    """Lines of a class; empty if a key cannot be an attribute."""

    head: str
    """First line, if it is a class."""

    end: str
    """Last line, if it is a call."""


@dataclass(kw_only=True, eq=False, repr=False)
class DictsContext:
    """`dicts/<resource>.py`."""

    path: str
    header: str
    doc: Doc
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    dicts: tuple[DictContext, ...]
    aliases: tuple[ModelAlias, ...]


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
    | DictsContext
    | ModelsContext
    | KeywordsContext
    | ValidatorsContext
    | ResourceContext
    | ClientContext
)
"""Context of one file, with its `path` below the package."""
