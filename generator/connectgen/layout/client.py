"""Layout of `_client/client.py`: the two clients, with an attribute per resource."""

from __future__ import annotations

from connectgen.core import ir
from connectgen.layout.examples import client_example
from connectgen.layout.imports import import_from_module
from connectgen.layout.names import ResourceNames
from connectgen.python_text.identifiers import sort_exports
from connectgen.python_text.literals import LINE_WIDTH, rst_code
from connectgen.view_models.package import ClientContext, ClientResource

__all__ = ["lay_out_client"]


_DOC = (
    "`base_url` is the origin of the site, such as ``https://mysite.example.com``; http is allowed "
    "for localhost only. `auth` is a tuple of user name and password, a `SessionAuth`, a "
    "`BearerAuth` or any `httpx2.Auth`. `application_context` identifies your application to the "
    "site, in 1 to 40 ASCII characters. Pass an `http_client` to use a proxy or certificates of "
    "your own; closing this client does not close it. See `ClientOptions` for the other options.",
    "Raises `TypeError` or `ValueError` if an argument is invalid.",
)


def lay_out_client(api: ir.Api, names: dict[str, ResourceNames], header: str) -> ClientContext:
    """Return the context of the module with the two clients."""
    return ClientContext(
        path="_client/client.py",
        header=header,
        module_doc=("The sync and async clients.",),
        doc=(
            "Sync client for one site.",
            *_DOC,
            "It is thread-safe. Use it in a `with` statement, or call `close`.",
            *client_example(api, names),
        ),
        async_doc=(
            "Async client for one site.",
            *_DOC,
            "Tasks of one `asyncio` event loop may share it. Use it in an `async with` statement, "
            "or call `aclose`.",
            *client_example(api, names, is_async=True),
        ),
        modules=tuple(
            import_from_module(
                f"..resources.{names[resource.name].module}",
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
        module=import_from_module(f"..resources.{name}", (class_name,), indent=8),
        class_name=class_name,
        wide=len(signature) > LINE_WIDTH,
        doc=(f"Operations on {rst_code(resource.name)}.",),
    )
