"""Operations of a resource, each with a line of Python that can be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
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


_Maker = Callable[[ir.Resource, ClientNames, str], Iterator[Operation]]


def list_operations(
    resource: ir.Resource, names: ClientNames, package: str
) -> tuple[Operation, ...]:
    """Return the operations of *resource*.

    Args:
        resource: the resource.
        names: its names in generated code.
        package: name of the generated package.
    """
    order = [name for name in _MAKERS if name in resource.operations]
    return tuple(each for name in order for each in _MAKERS[name](resource, names, package))


def list_lists(resource: ir.Resource, names: ClientNames) -> tuple[Operation, ...]:
    """Return the operations that list what is inside one record of *resource*.

    Args:
        resource: the resource.
        names: its names in generated code.
    """
    return tuple(
        _operation(
            wire_name,
            f"GET {decode_name(resource.name)}/42/{wire_name}",
            f"The entries of {wire_name} of one record.",
            f"for entry in client.{names.module}(42).{name}.list(): print(entry.to_json())",
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


def _operation(
    name: str, request: str, summary: str, code: str, *imports: tuple[str, str]
) -> Operation:
    return Operation(
        name=name, request=request, summary=summary, code=code, imports=tuple(sorted(imports))
    )


def _list(resource: ir.Resource, names: ClientNames, _package: str) -> Iterator[Operation]:
    yield _operation(
        "list",
        f"GET {decode_name(resource.name)}",
        "All records, page by page. Filter and sort with q and order_by.",
        f"for record in client.{names.module}.list(limit=100): print(record.to_json())",
    )


def _get(resource: ir.Resource, names: ClientNames, _package: str) -> Iterator[Operation]:
    yield _operation(
        "get",
        f"GET {decode_name(resource.name)}/42",
        "One record.",
        f"record = client.{names.module}.get(42)",
    )


def _create(resource: ir.Resource, names: ClientNames, package: str) -> Iterator[Operation]:
    if resource.name == _ANSWER:
        yield _answer(names)
        return
    body = example_body(resource, "create", names, package)
    yield _operation(
        "create",
        f"POST {decode_name(resource.name)}",
        "A new record. Returns it as the site stored it.",
        f"record = client.{names.module}.create({body.text})",
        *body.imports,
    )


_ANSWER = "incidentResponse"
"""Resource that answers an incident: no field of it is required, but the incident is."""

_ANSWER_BODY = (
    '{"incident": {"id": 42, "threads": [{"text": "We are on it.", '
    '"channel": {"id": 9}, "entryType": {"id": 2}}]}}'
)


def _answer(names: ClientNames) -> Operation:
    return _operation(
        "create",
        f"POST {_ANSWER}",
        "E-mails an answer to the customer. It is sent once for each call.",
        f"record = client.{names.module}.create({_ANSWER_BODY})",
    )


def _update(resource: ir.Resource, names: ClientNames, package: str) -> Iterator[Operation]:
    body = example_body(resource, "patch", names, package)
    yield _operation(
        "update",
        f"PATCH {decode_name(resource.name)}/42",
        "Changes to one record. Fields that are not set stay as they are.",
        f"client.{names.module}.update(42, {body.text})",
        *body.imports,
    )


def _delete(resource: ir.Resource, names: ClientNames, _package: str) -> Iterator[Operation]:
    yield _operation(
        "delete",
        f"DELETE {decode_name(resource.name)}/42",
        "Deletes one record.",
        f"client.{names.module}.delete(42)",
    )


def _menu(resource: ir.Resource, names: ClientNames, _package: str) -> Iterator[Operation]:
    path = "incidents/source" if resource.name == "namedIDHierarchies" else "incidents/severity"
    yield _operation(
        "list",
        f"GET {decode_name(resource.name)}/{path}",
        "The entries of a menu.",
        f'for entry in client.{names.module}.list("{path}"): print(entry.id, entry.lookup_name)',
    )


def _query(_resource: ir.Resource, names: ClientNames, _package: str) -> Iterator[Operation]:
    yield _operation(
        "query",
        "GET queryResults",
        "Tables, one for each ROQL statement.",
        f'tables = client.{names.module}.query("SELECT id, lookupName FROM contacts LIMIT 10")',
    )
    yield _operation(
        "rows",
        "GET queryResults",
        "All rows of a SELECT, however many there are.",
        f'for row in client.{names.module}.rows("SELECT id FROM contacts ORDER BY id"): print(row)',
    )


def _run(_resource: ir.Resource, names: ClientNames, _package: str) -> Iterator[Operation]:
    yield _operation(
        "run",
        "POST analyticsReportResults",
        "The rows of a report, given by its ID or lookup name.",
        f"table = client.{names.module}.run(42, limit=100)",
    )
    yield _operation(
        "rows",
        "POST analyticsReportResults",
        "All rows of a report, however many there are.",
        f"for row in client.{names.module}.rows(42): print(row)",
    )


_MAKERS: dict[str, _Maker] = {
    "list": _list,
    "get": _get,
    "create": _create,
    "update": _update,
    "delete": _delete,
    "menu": _menu,
    "query": _query,
    "run": _run,
}
"""Function that yields the methods of each operation, in the order in which a page shows them."""
