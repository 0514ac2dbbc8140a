"""Layout of the methods for the operations of a resource, for the sync and the async client."""

from __future__ import annotations

from dataclasses import dataclass

from connectgen.core import ir
from connectgen.layout.names import ResourceNames
from connectgen.python_text.literals import format_call, py_literal, rst_code
from connectgen.view_models.package import OperationContext

__all__ = ["ASYNC", "SYNC", "ClientMode", "model_class_of", "operations_of"]

_ERRORS = "Raises `ClientError` if the call fails."
_BODY_ERRORS = (
    "Raises `ValidationError` before anything is sent if the body is invalid, and `ClientError` "
    "if the call fails. Emits `AdviceWarning` for what the site may refuse or drop."
)
_LIST = "**options: Unpack[ListOptions]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMode:
    """Differences between the sync and the async client."""

    prefix: str
    """Prefix of class names."""

    define: str
    wait: str


SYNC = ClientMode(prefix="", define="def", wait="")
ASYNC = ClientMode(prefix="Async", define="async def", wait="await ")


def operations_of(
    resource: ir.Resource, names: ResourceNames, mode: ClientMode
) -> tuple[OperationContext, ...]:
    """Return the methods of *resource*, in the order of `ir.Resource.operations`."""
    return tuple(
        make(resource, names, mode) for name in resource.operations for make in _MAKERS[name]
    )


def model_class_of(resource: ir.Resource, names: ResourceNames, direction: ir.Direction) -> str:
    """Return the class name of *resource* in one direction."""
    view = next(view for view in resource.views if view.direction == direction)
    return names.class_of(view, (resource.name,))


def _list_operation(
    resource: ir.Resource, names: ResourceNames, mode: ClientMode
) -> OperationContext:
    pages = f"{mode.prefix}Pages"
    return OperationContext(
        signature=_format_signature(
            "def", "list", (_LIST,), f"{pages}[{_read_function(resource, names)}]"
        ),
        doc=(
            f"Return an iterable over the records of {rst_code(f'GET {resource.name}')}.",
            "Pages are fetched during iteration. See `ListOptions` for the options.",
        ),
        result=_format_return(pages, ("self._connection", "_RECORDS.list(options)")),
    )


def _get_operation(
    resource: ir.Resource, names: ResourceNames, mode: ClientMode
) -> OperationContext:
    return OperationContext(
        signature=_format_signature(
            mode.define,
            "get",
            ("id: int", "**options: Unpack[GetOptions]"),
            _read_function(resource, names),
        ),
        doc=("Return one record.", f"See `GetOptions` for the options. {_ERRORS}"),
        result=_format_send(mode, "_RECORDS.get(id, options)"),
    )


def _create_operation(
    resource: ir.Resource, names: ResourceNames, mode: ClientMode
) -> OperationContext:
    model = model_class_of(resource, names, "create")
    return OperationContext(
        signature=_format_signature(
            mode.define,
            "create",
            (f"body: {model} | Mapping[str, Any]",),
            _read_function(resource, names),
        ),
        doc=(
            f"Send {rst_code(f'POST {resource.name}')} and return the reply.",
            f"*body* is an instance of `{model}`, or a mapping with wire names. {_BODY_ERRORS}",
            "After an `OutcomeUnknownError`, check whether the record was created before you "
            "retry.",
        ),
        result=_format_send(mode, "_RECORDS.create(body)"),
    )


def _update_operation(
    resource: ir.Resource, names: ResourceNames, mode: ClientMode
) -> OperationContext:
    model = model_class_of(resource, names, "patch")
    arguments = ("id: int", f"body: {model} | Mapping[str, Any]")
    return OperationContext(
        signature=_format_signature(mode.define, "update", arguments, "None"),
        doc=(
            "Update one record. Fields that are `UNSET` are not changed.",
            f"*body* is an instance of `{model}`, or a mapping with wire names. {_BODY_ERRORS}",
        ),
        result=_format_send(mode, "_RECORDS.update(id, body)"),
    )


def _delete_operation(
    _resource: ir.Resource, _names: ResourceNames, mode: ClientMode
) -> OperationContext:
    return OperationContext(
        signature=_format_signature(mode.define, "delete", ("id: int",), "None"),
        doc=("Delete one record.", _ERRORS),
        result=_format_send(mode, "_RECORDS.delete(id)"),
    )


def _menu_operation(
    resource: ir.Resource, _names: ResourceNames, mode: ClientMode
) -> OperationContext:
    pages = f"{mode.prefix}Pages"
    request = f"menu_request({py_literal(resource.name)}, menu, options)"
    return OperationContext(
        signature=_format_signature("def", "list", ("menu: str", _LIST), f"{pages}[Reference]"),
        doc=(
            "Return an iterable over the entries of a menu, such as ``incidents/severity``.",
            "Pages are fetched during iteration. See `ListOptions` for the options. Raises "
            "`ValueError` if *menu* is not a valid path.",
        ),
        result=_format_return(pages, ("self._connection", request)),
    )


def _query_operation(
    _resource: ir.Resource, _names: ResourceNames, mode: ClientMode
) -> OperationContext:
    return OperationContext(
        signature=_format_signature(
            mode.define, "query", ("*statements: str",), "tuple[Table, ...]"
        ),
        doc=(
            "Run ROQL queries and return one table for each.",
            "Use `roql` to insert values into a statement. Raises `ValueError` if a statement "
            "does not only read, and `ClientError` if the call fails.",
        ),
        result=_format_send(mode, "query_request(statements)"),
    )


def _query_rows_operation(
    _resource: ir.Resource, _names: ResourceNames, mode: ClientMode
) -> OperationContext:
    arguments = ("statement: str", "*", "page_size: int = 20_000")
    return _rows_operation(
        mode,
        arguments,
        "Return an iterable over all rows of a SELECT, however many there are.",
        "Set an order, such as ``ORDER BY id``, but no LIMIT: sites return at most 20,000 rows a "
        "query, so they are fetched in pages. Raises `ValueError` for any other statement.",
        "query_rows_request(statement, page_size)",
    )


def _report_rows_operation(
    _resource: ir.Resource, _names: ResourceNames, mode: ClientMode
) -> OperationContext:
    arguments = (
        "report: int | str",
        "*",
        "filters: Sequence[Mapping[str, Any]] = ()",
        "page_size: int = 10_000",
    )
    return _rows_operation(
        mode,
        arguments,
        "Return an iterable over all rows of a report, however many there are.",
        "Sites return at most 10,000 rows a call, so they are fetched in pages. See `run` for the "
        "other arguments.",
        "report_rows_request(report, filters, page_size)",
    )


def _rows_operation(
    mode: ClientMode, arguments: tuple[str, ...], summary: str, details: str, request: str
) -> OperationContext:
    pages = f"{mode.prefix}Pages"
    return OperationContext(
        signature=_format_signature("def", "rows", arguments, f"{pages}[dict[str, str | None]]"),
        doc=(summary, details),
        result=_format_return(pages, ("self._connection", request)),
    )


def _run_operation(
    _resource: ir.Resource, _names: ResourceNames, mode: ClientMode
) -> OperationContext:
    arguments = (
        "report: int | str",
        "*",
        "filters: Sequence[Mapping[str, Any]] = ()",
        "limit: int | None = None",
        "offset: int = 0",
    )
    return OperationContext(
        signature=_format_signature(mode.define, "run", arguments, "Table"),
        doc=(
            "Run a report, given by its ID or lookup name, and return its rows.",
            "*filters* use wire names, such as ``{'name': 'Status', 'values': ['1']}``. *limit* "
            f"and *offset* count rows. {_ERRORS}",
        ),
        result=_format_send(mode, "report_request(report, filters, limit, offset)"),
    )


_MAKERS = {
    "create": (_create_operation,),
    "delete": (_delete_operation,),
    "get": (_get_operation,),
    "list": (_list_operation,),
    "menu": (_menu_operation,),
    "query": (_query_operation, _query_rows_operation),
    "run": (_run_operation, _report_rows_operation),
    "update": (_update_operation,),
}
"""Functions that make the methods of each operation."""


def _read_function(resource: ir.Resource, names: ResourceNames) -> str:
    return model_class_of(resource, names, "read")


def _format_signature(define: str, name: str, arguments: tuple[str, ...], returns: str) -> str:
    tail = f" -> {returns}:"
    return format_call(f"{define} {name}", ("self", *arguments), 4 + len(tail)) + tail


def _format_return(function: str, arguments: tuple[str, ...]) -> str:
    return format_call(function, arguments, len("        return "))


def _format_send(mode: ClientMode, request: str) -> str:
    return mode.wait + format_call(
        "self._connection.send", (request,), len(f"        return {mode.wait}")
    )
