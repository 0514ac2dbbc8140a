"""`_client/client.py`: the two clients, with an attribute per resource."""

from __future__ import annotations

from connectgen.core import ir
from connectgen.layout.imports import import_from_module
from connectgen.layout.names import ResourceNames
from connectgen.python_text.identifiers import sort_exports
from connectgen.python_text.literals import LINE_WIDTH, rst_code
from connectgen.view_models.package import ClientContext, ClientResource

__all__ = ["lay_out_client"]


_DOC = (
    "Calls one site.",
    "`base_url` is the site alone, such as ``https://mysite.example.com``; plain http is for "
    "localhost. `auth` is a user name and a password, a `SessionAuth`, a `BearerAuth` or any "
    "`httpx2.Auth`. `application_context` names your application to the site, in 1 to 40 "
    "characters. `http_client`, with a proxy or certificates of yours, stays open when this "
    "client is closed. `ClientOptions` has the other options.",
    "Raises `ValueError` where one of these cannot be used.",
)


def lay_out_client(api: ir.Api, names: dict[str, ResourceNames], header: str) -> ClientContext:
    """Return the view of the two clients."""
    return ClientContext(
        path="_client/client.py",
        header=header,
        module_doc=("The sync and async clients.",),
        doc=(*_DOC, "Threads may share it. Use it in a `with` statement, or close it."),
        async_doc=(
            *_DOC,
            "Tasks of one event loop of `asyncio` may share it. Use it in an `async with` "
            "statement, or close it.",
        ),
        modules=tuple(
            import_from_module(
                f"resources.{names[resource.name].module}",
                sort_exports(names[resource.name].calls_classes),
                indent=4,
            )
            for resource in sorted(api.resources, key=lambda each: names[each.name].module)
        ),
        url_path=f"/services/rest/connect/{api.version}/",
        resources=_resource_attributes(api, names, ""),
        async_resources=_resource_attributes(api, names, "Async"),
    )


def _resource_attributes(
    api: ir.Api, names: dict[str, ResourceNames], prefix: str
) -> tuple[ClientResource, ...]:
    return tuple(
        _resource_attribute(
            resource, names[resource.name].module, f"{prefix}{names[resource.name].calls}Calls"
        )
        for resource in api.resources
    )


def _resource_attribute(resource: ir.Resource, name: str, class_name: str) -> ClientResource:
    signature = f"    def {name}(self) -> {class_name}:"
    return ClientResource(
        attribute=name,
        module=import_from_module(f"resources.{name}", (class_name,), indent=8),
        class_name=class_name,
        wide=len(signature) > LINE_WIDTH,
        doc=(f"Calls to {rst_code(resource.name)}.",),
    )
