"""Operations of a resource, each with a line of Python that can be run."""

from __future__ import annotations

from dataclasses import dataclass

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
from connectgen.core.documents import HIERARCHIES
from connectgen.reference.client_names import ClientNames
from connectgen.reference.examples import example_body

__all__ = ["Operation", "import_lines", "list_lists", "list_operations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of a resource."""

    name: str
    request: str
    """Method and path, such as `GET contacts/42`."""

    summary: str
    code: str
    """One line of Python, in which `client` is a client."""

    imports: tuple[tuple[str, str], ...] = ()
    """Module and name of what it needs, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Method:
    """A method of the client, and how a page describes it.

    In `request` and `code`, `{name}` stands for the resource, `{client}` for its attribute of the
    client, `{menu}` for a menu, and `{body}` for an example of a body.
    """

    name: str
    request: str
    summary: str
    code: str
    body: ir.Direction | None = None
    """View of the body, if it has one."""


def list_operations(
    resource: ir.Resource, names: ClientNames, package: str
) -> tuple[Operation, ...]:
    """Return the operations of *resource*.

    Args:
        resource: the resource.
        names: its names in generated code.
        package: name of the generated package.
    """
    methods = {**_METHODS, "create": (_ANSWER,)} if resource.name == _ANSWERING else _METHODS
    return tuple(
        _describe(method, resource, names, package)
        for operation, described in methods.items()
        if operation in resource.operations
        for method in described
    )


def list_lists(resource: ir.Resource, names: ClientNames) -> tuple[Operation, ...]:
    """Return the operations that list what is inside one record of *resource*.

    Args:
        resource: the resource.
        names: its names in generated code.
    """
    return tuple(
        Operation(
            name=wire_name,
            request=f"GET {decode_name(resource.name)}/42/{wire_name}",
            summary=f"The entries of {wire_name} of one record.",
            code=f"for entry in client.{names.module}(42).{name}.list(): print(entry.to_json())",
        )
        for name, wire_name in names.sub_collections.items()
    )


def import_lines(operations: tuple[Operation, ...]) -> tuple[str, ...]:
    """Return the lines that import what *operations* need, sorted."""
    modules: dict[str, set[str]] = {}
    for module, name in (needed for each in operations for needed in each.imports):
        modules.setdefault(module, set()).add(name)
    return tuple(
        f"from {module} import {', '.join(sorted(names))}"
        for module, names in sorted(modules.items())
    )


def _describe(
    method: _Method, resource: ir.Resource, names: ClientNames, package: str
) -> Operation:
    body = example_body(resource, method.body, names, package) if method.body else None
    given = {
        "name": decode_name(resource.name),
        "client": f"client.{names.module}",
        "menu": "incidents/source" if resource.name == HIERARCHIES else "incidents/severity",
        "body": body.code if body else "",
    }
    return Operation(
        name=method.name,
        request=method.request.format_map(given),
        summary=method.summary,
        code=method.code.format_map(given),
        imports=tuple(sorted(body.imports)) if body else (),
    )


_ANSWERING = "incidentResponse"
"""Resource that answers an incident: no field of it is required, but the incident is."""

_ANSWER = _Method(
    name="create",
    request="POST {name}",
    summary="E-mails an answer to the customer. It is sent once for each call.",
    code=(
        'record = {client}.create({{"incident": {{"id": 42, "threads": [{{"text": "We are on it.", '
        '"channel": {{"id": 9}}, "entryType": {{"id": 2}}}}]}}}})'
    ),
)

_METHODS: dict[str, tuple[_Method, ...]] = {
    "list": (
        _Method(
            name="list",
            request="GET {name}",
            summary="All records, page by page. Filter and sort with q and order_by.",
            code="for record in {client}.list(limit=100): print(record.to_json())",
        ),
    ),
    "get": (
        _Method(
            name="get",
            request="GET {name}/42",
            summary="One record.",
            code="record = {client}.get(42)",
        ),
    ),
    "create": (
        _Method(
            name="create",
            request="POST {name}",
            summary="A new record. Returns it as the site stored it.",
            code="record = {client}.create({body})",
            body="create",
        ),
    ),
    "update": (
        _Method(
            name="update",
            request="PATCH {name}/42",
            summary="Changes to one record. Fields that are not set stay as they are.",
            code="{client}.update(42, {body})",
            body="patch",
        ),
    ),
    "delete": (
        _Method(
            name="delete",
            request="DELETE {name}/42",
            summary="Deletes one record.",
            code="{client}.delete(42)",
        ),
    ),
    "menu": (
        _Method(
            name="list",
            request="GET {name}/{menu}",
            summary="The entries of a menu.",
            code='for entry in {client}.list("{menu}"): print(entry.id, entry.lookup_name)',
        ),
    ),
    "query": (
        _Method(
            name="query",
            request="GET {name}",
            summary="Tables, one for each ROQL statement.",
            code='tables = {client}.query("SELECT id, lookupName FROM contacts LIMIT 10")',
        ),
        _Method(
            name="rows",
            request="GET {name}",
            summary="All rows of a SELECT, however many there are.",
            code='for row in {client}.rows("SELECT id FROM contacts ORDER BY id"): print(row)',
        ),
    ),
    "run": (
        _Method(
            name="run",
            request="POST {name}",
            summary="The rows of a report, given by its ID or lookup name.",
            code="table = {client}.run(42, limit=100)",
        ),
        _Method(
            name="rows",
            request="POST {name}",
            summary="All rows of a report, however many there are.",
            code="for row in {client}.rows(42): print(row)",
        ),
    ),
}
"""Methods of each operation, in the order in which a page shows them."""
