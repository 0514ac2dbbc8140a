"""`resources/<resource>.py` and `_client.py`: what calls the site."""

from __future__ import annotations

from connectgen import ir
from connectgen.layout.imports import import_lines, module
from connectgen.layout.naming import Names
from connectgen.layout.prose import sentence
from connectgen.names import class_name, exported
from connectgen.quoting import code
from connectgen.views import CallView, ClientResource, ClientView, ResourceView

__all__ = ["calls_class", "lay_out_client", "lay_out_resource"]


def calls_class(resource: ir.Resource) -> str:
    """Return the class that holds the operations of *resource*."""
    return f"{class_name(resource.name)}Calls"


def lay_out_resource(resource: ir.Resource, names: Names, header: str) -> ResourceView:
    """Return the view of the operations of *resource*."""
    views = {view.direction: view for view in resource.views}
    calls: list[CallView] = []
    models: set[str] = set()
    if "create" in resource.operations:
        sent = names.class_of(views["create"], (resource.name,))
        answered = names.class_of(views["read"], (resource.name,))
        models |= {sent, answered}
        calls.append(_create(resource, sent, answered))
    return ResourceView(
        path=f"resources/{names.module}.py",
        header=header,
        doc=(f"Calls to {code(resource.name)}.",),
        imports=_imports(names.module, models),
        exports=exported((calls_class(resource), f"Async{calls_class(resource)}")),
        class_name=calls_class(resource),
        async_class_name=f"Async{calls_class(resource)}",
        calls_doc=(f"Calls to {code(resource.name)}.", sentence(resource.description)),
        calls=tuple(calls),
    )


def _imports(module: str, models: set[str]) -> tuple[str, ...]:
    if not models:  # no operation that is known
        return ("from typing import TYPE_CHECKING",)
    return (
        "from collections.abc import Mapping",
        "from typing import TYPE_CHECKING, Any",
        "",
        "from .._requests import Request, payload_of",
        *import_lines(f"..models.{module}", exported(models)),
        f"from ..validators import {module} as validators",
    )


def _create(resource: ir.Resource, sent: str, answered: str) -> CallView:
    return CallView(
        name="create",
        parameter="body",
        accepts=f"{sent} | Mapping[str, Any]",
        returns=answered,
        doc=(
            f"Send {code(f'POST {resource.name}')} once; it is never repeated.",
            f"Takes `{sent}`, or a mapping with wire names. Raises `ValidationError` before "
            "anything is sent where the body is not valid, and `ClientError` where the call fails; "
            "warns with `AdviceWarning` of what the site would drop.",
        ),
        model=sent,
        method="POST",
        path=resource.name,
        validate="validate_create",
        advice="create_advice",
        reply_violations="read_violations",
    )


def lay_out_client(api: ir.Api, names: dict[str, Names], header: str) -> ClientView:
    """Return the view of the two clients."""
    sync: list[ClientResource] = []
    concurrent: list[ClientResource] = []
    for resource in api.resources:
        attribute = names[resource.name].module
        for prefix, found in (("", sync), ("Async", concurrent)):
            found.append(
                ClientResource(
                    attribute=attribute,
                    module=attribute,
                    class_name=f"{prefix}{calls_class(resource)}",
                    doc=(f"Calls to {code(resource.name)}.",),
                )
            )
    return ClientView(
        path="_client.py",
        header=header,
        module_doc=("The sync and async clients.",),
        doc=(
            "Calls one site.",
            "`base_url` is the site alone, such as ``https://mysite.example.com``; plain http is "
            "for localhost. `auth` is a user name and a password, a `BearerAuth` or any "
            "`httpx2.Auth`. "
            "`application_context` names your application to the site, in 1 to 40 characters. "
            "`timeout` is in seconds. With `validate` off, bodies are sent unchecked.",
            "Raises `ValueError` where one of these cannot be used.",
        ),
        modules=tuple(
            module(
                f"resources.{names[resource.name].module}",
                exported((f"Async{calls_class(resource)}", calls_class(resource))),
                indent=4,
            )
            for resource in sorted(api.resources, key=lambda each: names[each.name].module)
        ),
        url_path=f"/services/rest/connect/{api.version}/",
        calls=tuple(sync),
        async_calls=tuple(concurrent),
    )
