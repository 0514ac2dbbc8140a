"""Everything connectgen raises for a mistake that is not its own.

* ConnectgenError
  - ConfigError    an option or `[tool.connectgen]` cannot be used
  - CatalogError   a snapshot or one of its documents cannot be read
  - FetchError     a site refuses, cannot be reached, or answers with what cannot be used
  - SchemaError    a document says something that cannot be generated from
  - OverlayError   an overlay is malformed or stale
  - OutputError    the output folder cannot be written as asked
  - PayloadError   a payload to check is not JSON
  - ErrorGroup     several of these at once

The command line prints exactly this tree and exits with 2; anything else is a bug and keeps its
traceback.
"""

from __future__ import annotations

from collections.abc import Iterable

from connectgen.core.location import Location

__all__ = [
    "CatalogError",
    "ConfigError",
    "ConnectgenError",
    "ErrorGroup",
    "FetchError",
    "OutputError",
    "OverlayError",
    "PayloadError",
    "SchemaError",
    "raise_all",
]


class ConnectgenError(Exception):
    """Base of every error that connectgen raises on purpose.

    Args:
        lines: what is wrong; no line has a line feed that is meant as one.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class ConfigError(ConnectgenError):
    """An option or `[tool.connectgen]` cannot be used."""


class CatalogError(ConnectgenError):
    """A snapshot or one of its documents cannot be read."""


class FetchError(ConnectgenError):
    """A site refuses, cannot be reached, or answers with what cannot be used."""


class OverlayError(ConnectgenError):
    """An overlay is malformed, or stale: one of its `test` operations no longer holds."""


class OutputError(ConnectgenError):
    """The output folder cannot be written as asked."""


class PayloadError(ConnectgenError):
    """A payload to check is not JSON."""


class SchemaError(ConnectgenError):
    """A document says something that cannot be generated from.

    Args:
        location: the value at fault.
        message: what is wrong with it.
    """

    def __init__(self, location: Location, message: str) -> None:
        super().__init__(f"{location}: {message}")
        self.location = location
        self.message = message


class ErrorGroup(ConnectgenError):
    """Several errors at once, in a stable order.

    Args:
        errors: at least one error.
    """

    def __init__(self, errors: Iterable[ConnectgenError]) -> None:
        self.errors = tuple(errors)
        super().__init__(*(line for error in self.errors for line in error.lines))


def raise_all(errors: Iterable[ConnectgenError]) -> None:
    """Raise nothing, the only error, or an `ErrorGroup` of all *errors* that differ.

    Raises:
        ConnectgenError: when there is any.
    """
    found = tuple({str(error): error for error in errors}.values())
    if len(found) == 1:
        raise found[0]
    if found:
        raise ErrorGroup(found)
