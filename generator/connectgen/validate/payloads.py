"""Validate payloads with generated validators, which are kept in memory."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from connectgen.core import ir
from connectgen.core.errors import PayloadError
from connectgen.jsonio.positions import Position, decode_json, find_positions
from connectgen.pipeline.api import missing_view_error
from connectgen.pipeline.preview import render_preview
from connectgen.python_text.identifiers import module_names
from connectgen.validate.module_loader import import_module_at, install_finder

__all__ = [
    "ValidationResult",
    "ViewValidators",
    "load_validators",
    "run_validator",
    "validate_document",
    "validate_ndjson",
]

_PACKAGE = "connectgen_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewValidators:
    """The functions of one view."""

    violations: Callable[[Any], list[Any]]
    advice: Callable[[Any], list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationResult:
    """The verdict on one payload."""

    name: str
    """What messages call its file."""

    line: int | None
    """Line of an NDJSON file, from 1."""

    violations: tuple[Any, ...]
    advice: tuple[Any, ...]
    positions: Mapping[str, Position]
    """Line and column of what violations and advice point to, by pointer."""

    @property
    def is_valid(self) -> bool:
        """True if the payload has no violation; advice does not count."""
        return not self.violations

    def as_text(self) -> Iterator[str]:
        """Yield a line per violation and advice."""
        for found in (*self.violations, *self.advice):
            line, column = self.positions[found.pointer]
            kind = "advice" if found.advice else found.keyword
            yield f"{self.name}:{line}:{column}: {found} ({kind})"

    def as_json(self) -> Iterator[str]:
        """Yield the whole verdict as one line of JSON."""
        entries = [
            {name: getattr(found, name) for name in found.__match_args__}
            | self.positions[found.pointer]._asdict()
            for found in (*self.violations, *self.advice)
        ]
        where = {} if self.line is None else {"line": self.line}
        yield json.dumps({**where, "valid": self.is_valid, "violations": entries})


def load_validators(api: ir.Api, resource: str, view: str) -> ViewValidators:
    """Generate the validators of a resource, in memory, and return those of a view.

    Args:
        api: what the documents describe.
        resource: the name of one of its resources.
        view: `create`, `patch` or `read`.

    Raises:
        CatalogError: the resource has no such view.
    """
    chosen = tuple(each for each in api.resources if each.name == resource)
    files = render_preview(replace(api, resources=chosen), ("validators",), runs=True)
    install_finder(_PACKAGE, {file.path: file.text for file in files})
    module = import_module_at(_PACKAGE, f"validators/{module_names(api.known)[resource]}.py")
    if not hasattr(module, f"{view}_violations"):
        (only,) = chosen
        raise missing_view_error(only, view)
    return ViewValidators(
        violations=getattr(module, f"{view}_violations"), advice=getattr(module, f"{view}_advice")
    )


def run_validator(text: str) -> ViewValidators:
    """Return the functions of a standalone module, which is run."""
    module = ModuleType("connectgen_validator")
    exec(compile(text, "<generated validator>", "exec"), module.__dict__)
    return ViewValidators(violations=module.violations, advice=lambda payload: [])


def validate_document(
    data: bytes, name: str, validators: ViewValidators
) -> Iterator[ValidationResult]:
    """Yield the verdict on *data*, one JSON value, which messages call *name*.

    Raises:
        PayloadError: it is not JSON.
    """
    yield _validate_text(data, name, None, validators)


def validate_ndjson(
    lines: Iterable[bytes], name: str, validators: ViewValidators
) -> Iterator[ValidationResult]:
    """Yield the verdict on each of *lines*, as of an NDJSON file; empty lines are skipped.

    Raises:
        PayloadError: a line is not JSON.
    """
    for number, line in enumerate(lines, 1):
        text = line.removeprefix(BOM_UTF8) if number == 1 else line
        if text.strip():
            yield _validate_text(text, name, number, validators)


def _validate_text(
    data: bytes, name: str, line: int | None, validators: ViewValidators
) -> ValidationResult:
    where = name if line is None else f"{name}:{line}"
    try:
        payload = json.loads(data, parse_constant=_reject_constant)
    except RecursionError:
        raise PayloadError(f"{where}: nested too deep to be read") from None
    except (json.JSONDecodeError, UnicodeDecodeError, _NotJsonError) as error:
        raise PayloadError(f"{where}: not JSON: {error}") from error
    except ValueError:  # an integer of more digits than Python converts
        raise PayloadError(f"{where}: a number is too long to be read") from None
    violations = tuple(validators.violations(payload))
    advice = tuple(validators.advice(payload))
    positions: Mapping[str, Position] = {}
    if violations or advice:
        pointers = [found.pointer for found in (*violations, *advice)]
        positions = find_positions(decode_json(data), pointers)
        if line is not None:
            positions = {each: Position(line, at.column) for each, at in positions.items()}
    return ValidationResult(
        name=name, line=line, violations=violations, advice=advice, positions=positions
    )


class _NotJsonError(ValueError):
    """A name that `json` takes for a number."""


def _reject_constant(constant: str) -> None:
    """Reject NaN, Infinity and -Infinity, which `json` accepts but RFC 8259 does not."""
    raise _NotJsonError(f"{constant} is not a JSON number")
