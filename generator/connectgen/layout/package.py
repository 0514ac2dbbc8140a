"""Layout of a package: the list of its files, and the `__init__.py` of each folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from connectgen.core import ir
from connectgen.layout.client import lay_out_client
from connectgen.layout.dictionaries import has_dictionaries, lay_out_dictionaries
from connectgen.layout.examples import client_example
from connectgen.layout.imports import EXPORTS, import_from_module
from connectgen.layout.models import lay_out_models
from connectgen.layout.names import ResourceNames, name_resource
from connectgen.layout.resources import lay_out_resource
from connectgen.layout.sources import SourceNames
from connectgen.layout.validators import lay_out_keywords, lay_out_validators
from connectgen.layout.view_schema import view_json_schema
from connectgen.python_text.identifiers import sort_exports
from connectgen.view_models.package import (
    Export,
    IndexContext,
    ModelBackendContext,
    TemplateContext,
)

__all__ = ["lay_out_backends", "lay_out_package", "own_modules"]

_Layout = Callable[[ir.Resource, ResourceNames, SourceNames], TemplateContext]
_LAYOUTS: dict[str, _Layout] = {
    "dicts": lay_out_dictionaries,
    "models": lay_out_models,
    "resources": lay_out_resource,
    "validators": lay_out_validators,
}
"""Function that lays out the module of a resource, by folder."""


def own_modules(api: ir.Api, backends: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the paths of the modules of each resource.

    Args:
        api: the API.
        backends: names of model backends.
    """
    own: dict[str, tuple[str, ...]] = {}
    for resource in api.resources:
        module = name_resource(resource, api.known).module
        modeled = backends if resource.views else ()
        folders = (*_layouts_of(resource), *(f"{backend}_models" for backend in modeled))
        own[resource.name] = tuple(f"{folder}/{module}.py" for folder in folders)
    return own


def _layouts_of(resource: ir.Resource) -> dict[str, _Layout]:
    """Return the function that lays out each module of *resource*, by folder."""
    if not resource.views:  # no document describes it
        return {"resources": lay_out_resource}
    if has_dictionaries(resource):
        return _LAYOUTS
    return {folder: make for folder, make in _LAYOUTS.items() if folder != "dicts"}


def lay_out_package(
    api: ir.Api,
    sources: SourceNames,
    kept: Collection[str] = (),
    folders: Collection[str] | None = None,
) -> tuple[TemplateContext, ...]:
    """Return one context per file of the package, sorted by path.

    Args:
        api: the API.
        sources: names of the documents and menus.
        kept: resources whose modules are reused, so that they are not laid out.
        folders: folders to lay out, with an empty name for the package itself; None means all.

    Raises:
        SchemaError: an advice cannot be compiled.
    """
    names = {resource.name: name_resource(resource, api.known) for resource in api.resources}
    header = sources.header_of(api.version)
    views: list[TemplateContext] = [
        lay_out_client(api, names, header),
        lay_out_keywords(api, header),
        *_lay_out_indexes(api, names, header),
    ]
    for resource in (each for each in api.resources if each.name not in kept):
        views += [
            make(resource, names[resource.name], sources)
            for folder, make in _layouts_of(resource).items()
            if folders is None or folder in folders
        ]
    wanted = (view for view in views if folders is None or view.path.rpartition("/")[0] in folders)
    return tuple(sorted(wanted, key=lambda view: view.path))


def lay_out_backends(
    api: ir.Api, backends: tuple[str, ...], sources: SourceNames, kept: Collection[str] = ()
) -> tuple[tuple[ModelBackendContext, ...], tuple[TemplateContext, ...]]:
    """Return the contexts of the modules of *backends*, and of the `__init__.py` of each.

    Args:
        api: the API.
        backends: names of model backends.
        sources: names of the documents.
        kept: resources whose modules are reused, so that they are not laid out.
    """
    header = sources.header_of(api.version)
    modules: list[ModelBackendContext] = []
    indexes: list[TemplateContext] = []
    for backend in backends:
        exports: dict[str, tuple[str, ...]] = {}
        for resource in (each for each in api.resources if each.views):
            names = name_resource(resource, api.known)
            if resource.name not in kept:
                modules.append(_lay_out_backend(resource, names, backend, sources))
            exports[names.module] = _root_classes(resource, names)
        path = f"{backend}_models/__init__.py"
        indexes.append(
            _lay_out_index(path, header, (f"Models of all resources, for {backend}.",), exports)
        )
    return tuple(modules), tuple(indexes)


_GUIDE = (
    "`Client` and `AsyncClient` have an attribute for each resource, with its operations as "
    "methods. They raise `ClientError`, or `ValidationError` for a body that is invalid.",
    "Models are named after their resource. Without a suffix a model is what the site sends, with "
    "`Create` or `Patch` what it takes. `models` has the classes of their parts. A field that is "
    "absent is `UNSET`, and one that is null is None.",
)
"""Where to begin, in the docstring of the package."""


def _package_doc(api: ir.Api, names: dict[str, ResourceNames]) -> tuple[str, ...]:
    title = f"Typed client for the Connect REST API {api.version}."
    return title, *_GUIDE, *client_example(api, names)


_FOR_SUBCLASSES = {
    "_members": ("json_member", "required_member"),
    "_model": ("FileModel", "Model", "UploadModel", "model"),
}
"""Names that `models/__init__.py` exports for models that users declare."""

_SHARED_ALIASES = {
    "Link.mediaType": "media_type",
    "Reference.lookupName": "lookup_name",
}


def _lay_out_backend(
    resource: ir.Resource, names: ResourceNames, backend: str, sources: SourceNames
) -> ModelBackendContext:
    aliases = {
        f"{names.class_of(view, model.path)}.{wire_name}": name
        for view in resource.views
        for model in view.models
        for wire_name, name in names.fields[model.path].items()
    }
    return ModelBackendContext(
        backend=backend,
        path=f"{backend}_models/{names.module}.py",
        header=sources.header_of(resource.location.document),
        schemas=tuple(
            view_json_schema(resource, view, names, shares=False) for view in resource.views
        ),
        aliases=_SHARED_ALIASES | aliases,
    )


def _lay_out_indexes(
    api: ir.Api, names: dict[str, ResourceNames], header: str
) -> list[TemplateContext]:
    roots = {f"models.{n.module}": _root_classes(r, n) for r, n in _pair_names(api, names)}
    calls = {n.module: n.calls_classes for n in names.values()}
    violation = {"_violation": ("ValidationError", "Violation")}
    return [
        _lay_out_index(
            "__init__.py",
            header,
            _package_doc(api, names),
            {**EXPORTS, **roots},
            api.version,
        ),
        _lay_out_index(
            "models/__init__.py",
            header,
            ("Models of all resources.",),
            {
                **_runtime_exports("models."),
                **_FOR_SUBCLASSES,
                **{n.module: _root_classes(r, n) for r, n in _pair_names(api, names)},
            },
        ),
        _lay_out_index(
            "dicts/__init__.py",
            header,
            ("Bodies of all resources as dictionaries with wire names.",),
            {
                "_reference": ("ReferenceDict",),
                **{
                    n.module: _root_dictionaries(r, n)
                    for r, n in _pair_names(api, names)
                    if has_dictionaries(r)
                },
            },
        ),
        _lay_out_index(
            "validators/__init__.py",
            header,
            ("Validators, one module per resource. They depend only on the standard library.",),
            violation,
        ),
        _lay_out_index("resources/__init__.py", header, ("Operations on all resources.",), calls),
    ]


def _pair_names(
    api: ir.Api, names: dict[str, ResourceNames]
) -> list[tuple[ir.Resource, ResourceNames]]:
    return [(resource, names[resource.name]) for resource in api.resources]


def _root_classes(resource: ir.Resource, names: ResourceNames) -> tuple[str, ...]:
    return tuple(sorted(names.class_of(view, (resource.name,)) for view in resource.views))


def _root_dictionaries(resource: ir.Resource, names: ResourceNames) -> tuple[str, ...]:
    path = (resource.name,)
    written = (view for view in resource.views if view.direction != "read")
    return tuple(sorted(f"{names.class_of(view, path)}Dict" for view in written))


def _runtime_exports(folder: str) -> dict[str, tuple[str, ...]]:
    """Return the names exported by the runtime modules in *folder*, by module."""
    return {
        module.removeprefix(folder): names
        for module, names in EXPORTS.items()
        if module.startswith(folder)
    }


def _lay_out_index(
    path: str,
    header: str,
    doc: tuple[str, ...],
    modules: Mapping[str, tuple[str, ...]],
    api_version: str | None = None,
) -> IndexContext:
    where = {
        name: Export(name=name, module=source) for source in modules for name in modules[source]
    }
    return IndexContext(
        path=path,
        header=header,
        doc=doc,
        modules=tuple(
            import_from_module(f".{name}", sort_exports(modules[name]), indent=4)
            for name in sorted(modules)
            if modules[name]
        ),
        exports=tuple(where[name] for name in sort_exports(where)),
        api_version=api_version,
    )
