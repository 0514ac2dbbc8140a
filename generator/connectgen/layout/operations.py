"""The methods for the operations of a resource, as the sync and the async client have them."""

from __future__ import annotations

from dataclasses import dataclass

from connectgen.core import ir
from connectgen.layout.names import Names
from connectgen.python_text.literals import call, code, literal
from connectgen.view_models.package import CallView

__all__ = ["ASYNC", "SYNC", "Mode", "calls_of", "model_of"]

_ERRORS = "Raises `ClientError` where the call fails."
_BODY_ERRORS = (
    "Raises `ValidationError` before anything is sent where the body is not valid, and "
    "`ClientError` where the call fails; warns with `AdviceWarning` of what the site would drop."
)
_LIST = "**options: Unpack[ListOptions]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the sync and the async client differ."""

    prefix: str
    """Of the names of classes."""

    define: str
    wait: str


SYNC = Mode(prefix="", define="def", wait="")
ASYNC = Mode(prefix="Async", define="async def", wait="await ")


def calls_of(resource: ir.Resource, names: Names, mode: Mode) -> tuple[CallView, ...]:
    """Return the methods of *resource*, in the order of `ir.Resource.operations`."""
    return tuple(_MAKERS[name](resource, names, mode) for name in resource.operations)


def model_of(resource: ir.Resource, names: Names, direction: ir.Direction) -> str:
    """Return the class of *resource* in one direction."""
    view = next(view for view in resource.views if view.direction == direction)
    return names.class_of(view, (resource.name,))


def _list(resource: ir.Resource, names: Names, mode: Mode) -> CallView:
    pages = f"{mode.prefix}Pages"
    return CallView(
        signature=_signature("def", "list", (_LIST,), f"{pages}[{_read(resource, names)}]"),
        doc=(
            f"Return the records that {code(f'GET {resource.name}')} gives, as pages of them.",
            "Nothing is sent before they are iterated over. See `ListOptions`.",
        ),
        result=_returned(pages, ("self._connection", "_RECORDS.list(options)")),
    )


def _get(resource: ir.Resource, names: Names, mode: Mode) -> CallView:
    return CallView(
        signature=_signature(
            mode.define,
            "get",
            ("id: int", "**options: Unpack[GetOptions]"),
            _read(resource, names),
        ),
        doc=("Return one record; see `GetOptions`.", _ERRORS),
        result=_sent(mode, "_RECORDS.get(id, options)"),
    )


def _create(resource: ir.Resource, names: Names, mode: Mode) -> CallView:
    model = model_of(resource, names, "create")
    return CallView(
        signature=_signature(
            mode.define, "create", (f"body: {model} | Mapping[str, Any]",), _read(resource, names)
        ),
        doc=(
            f"Send {code(f'POST {resource.name}')} and return the answer.",
            f"Takes `{model}`, or a mapping with wire names. {_BODY_ERRORS}",
            "After an `OutcomeUnknownError` the site may have acted: look before you repeat it.",
        ),
        result=_sent(mode, "_RECORDS.create(body)"),
    )


def _update(resource: ir.Resource, names: Names, mode: Mode) -> CallView:
    model = model_of(resource, names, "patch")
    arguments = ("id: int", f"body: {model} | Mapping[str, Any]")
    return CallView(
        signature=_signature(mode.define, "update", arguments, "None"),
        doc=(
            "Change one record: what is `UNSET` stays as it is.",
            f"Takes `{model}`, or a mapping with wire names. {_BODY_ERRORS}",
        ),
        result=_sent(mode, "_RECORDS.update(id, body)"),
    )


def _delete(_resource: ir.Resource, _names: Names, mode: Mode) -> CallView:
    return CallView(
        signature=_signature(mode.define, "delete", ("id: int",), "None"),
        doc=("Delete one record.", _ERRORS),
        result=_sent(mode, "_RECORDS.delete(id)"),
    )


def _menu(resource: ir.Resource, _names: Names, mode: Mode) -> CallView:
    pages = f"{mode.prefix}Pages"
    request = f"menu_request({literal(resource.name)}, menu, options)"
    return CallView(
        signature=_signature("def", "list", ("menu: str", _LIST), f"{pages}[Reference]"),
        doc=(
            "Return the entries of a menu, such as ``incidents/severity``, as pages of them.",
            "Nothing is sent before they are iterated over. See `ListOptions`. Raises "
            "`ValueError` where *menu* is no path.",
        ),
        result=_returned(pages, ("self._connection", request)),
    )


def _query(_resource: ir.Resource, _names: Names, mode: Mode) -> CallView:
    return CallView(
        signature=_signature(mode.define, "query", ("*statements: str",), "tuple[Table, ...]"),
        doc=(
            "Run statements in ROQL that only read, and return a table for each.",
            "Use `roql` to put values into them. Raises `ValueError` where a statement does "
            "something else than reading, and `ClientError` where the call fails.",
        ),
        result=_sent(mode, "query_request(statements)"),
    )


def _run(_resource: ir.Resource, _names: Names, mode: Mode) -> CallView:
    arguments = (
        "report: int | str",
        "*",
        "filters: Sequence[Mapping[str, Any]] = ()",
        "limit: int | None = None",
        "offset: int = 0",
    )
    return CallView(
        signature=_signature(mode.define, "run", arguments, "Table"),
        doc=(
            "Run a report, given by its id or its lookup name, and return its rows.",
            "*filters* have wire names, such as ``{'name': 'Status', 'values': ['1']}``; *limit* "
            f"and *offset* count rows. {_ERRORS}",
        ),
        result=_sent(mode, "report_request(report, filters, limit, offset)"),
    )


_MAKERS = {
    "create": _create,
    "delete": _delete,
    "get": _get,
    "list": _list,
    "menu": _menu,
    "query": _query,
    "run": _run,
    "update": _update,
}


def _read(resource: ir.Resource, names: Names) -> str:
    return model_of(resource, names, "read")


def _signature(define: str, name: str, arguments: tuple[str, ...], returns: str) -> str:
    tail = f" -> {returns}:"
    return call(f"{define} {name}", ("self", *arguments), 4 + len(tail)) + tail


def _returned(function: str, arguments: tuple[str, ...]) -> str:
    return call(function, arguments, len("        return "))


def _sent(mode: Mode, request: str) -> str:
    return mode.wait + call("self._connection.send", (request,), len(f"        return {mode.wait}"))
