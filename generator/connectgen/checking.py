"""Payloads judged by the validators that would be generated, without writing them anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from connectgen.errors import CatalogError, PayloadError
from connectgen.in_memory import import_from, provide
from connectgen.names import module_name
from connectgen.pipeline import Options, source_files

__all__ = ["Finding", "Validators", "check_lines", "check_whole", "load_validators"]

_PACKAGE = "connectgen_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The functions of one view."""

    violations: Callable[[Any], list[Any]]
    advice: Callable[[Any], list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The verdict on one payload."""

    line: int | None
    """Line of an NDJSON file, from 1."""

    violations: tuple[Any, ...]
    advice: tuple[Any, ...]

    @property
    def valid(self) -> bool:
        """Whether the payload has no violation; advice does not count."""
        return not self.violations

    def as_text(self) -> Iterator[str]:
        """Yield a line per violation and advice."""
        start = "" if self.line is None else f"{self.line}: "
        for violation in self.violations:
            yield f"{start}{violation} ({violation.keyword})"
        for advice in self.advice:
            yield f"{start}{advice} (advice)"

    def as_json(self) -> Iterator[str]:
        """Yield the whole verdict as one line of JSON."""
        entries = [
            {name: getattr(found, name) for name in found.__match_args__}
            for found in (*self.violations, *self.advice)
        ]
        where = {} if self.line is None else {"line": self.line}
        yield json.dumps({**where, "valid": self.valid, "violations": entries})


def load_validators(options: Options, view: str) -> Validators:
    """Generate the validators of the one resource in *options*, in memory, and return a view's.

    Raises:
        CatalogError: the resource has no such view.
    """
    files, _ = source_files(replace(options, models=()))
    provide(_PACKAGE, {file.path: file.text for file in files if "validators/" in file.path})
    module = import_from(_PACKAGE, f"validators/{module_name(options.resources[0])}.py")
    if not hasattr(module, f"{view}_violations"):
        raise CatalogError(f"{options.resources[0]} has no {view} view")
    return Validators(
        violations=getattr(module, f"{view}_violations"), advice=getattr(module, f"{view}_advice")
    )


def check_whole(data: bytes, name: str, validators: Validators) -> Iterator[Finding]:
    """Yield the verdict on *data*, one JSON value, which messages call *name*.

    Raises:
        PayloadError: it is not JSON.
    """
    yield _judge(data, name, None, validators)


def check_lines(lines: Iterable[bytes], name: str, validators: Validators) -> Iterator[Finding]:
    """Yield the verdict on each of *lines*, as of an NDJSON file; empty ones are passed over.

    Raises:
        PayloadError: a line is not JSON.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _judge(line, f"{name}:{number}", number, validators)


def _judge(data: bytes, name: str, line: int | None, validators: Validators) -> Finding:
    try:
        payload = json.loads(data, parse_constant=_refuse)
    except RecursionError:
        raise PayloadError(f"{name}: nested too deep to be read") from None
    except ValueError as error:
        raise PayloadError(f"{name}: not JSON: {error}") from error
    return Finding(
        line=line,
        violations=tuple(validators.violations(payload)),
        advice=tuple(validators.advice(payload)),
    )


def _refuse(constant: str) -> None:
    """Refuse what `json` takes beyond RFC 8259: NaN, Infinity and -Infinity."""
    raise ValueError(f"{constant} is no number there")
