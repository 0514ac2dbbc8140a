"""Diagnostics: errors, which are raised all at once, and warnings."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectgen.core.errors import ConnectgenError, SchemaError, raise_all
from connectgen.core.location import Location

__all__ = ["Diagnostic", "Diagnostics"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """A warning about a part of a document."""

    location: Location
    message: str
    kind: str = "schema"
    """Kind of the warning, such as `unknown-keyword`: warnings are summed up and accepted by it."""

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


@dataclass(slots=True, kw_only=True)
class Diagnostics:
    """Errors and warnings in the order in which they were found, without duplicates."""

    errors: dict[str, SchemaError] = field(default_factory=dict[str, SchemaError])
    warnings: dict[str, Diagnostic] = field(default_factory=dict[str, Diagnostic])

    def add_error(self, location: Location, message: str) -> None:
        """Add an error. Parsing continues."""
        found = SchemaError(location, message)
        self.errors.setdefault(str(found), found)

    def add_warning(self, location: Location, message: str, kind: str) -> None:
        """Add a warning. Parsing continues."""
        found = Diagnostic(location=location, message=message, kind=kind)
        self.warnings.setdefault(str(found), found)

    def raise_or_return_warnings(self) -> tuple[Diagnostic, ...]:
        """Return the warnings.

        Raises:
            SchemaError: there is one error.
            ErrorGroup: there are several errors.
        """
        errors: list[ConnectgenError] = list(self.errors.values())
        raise_all(errors)
        return tuple(self.warnings.values())
