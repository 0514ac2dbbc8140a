"""What a parse finds besides the API: errors, gathered to be raised at once, and notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectgen.core.errors import ConnectgenError, SchemaError, raise_all
from connectgen.core.location import Location

__all__ = ["Diagnostic", "Diagnostics"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """Something that is not understood and left out of what is generated."""

    location: Location
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


@dataclass(slots=True, kw_only=True)
class Diagnostics:
    """Errors and notes in the order of their discovery, each once."""

    errors: dict[str, SchemaError] = field(default_factory=dict[str, SchemaError])
    warnings: dict[str, Diagnostic] = field(default_factory=dict[str, Diagnostic])

    def add_error(self, location: Location, message: str) -> None:
        """Add an error; parsing goes on."""
        found = SchemaError(location, message)
        self.errors.setdefault(str(found), found)

    def add_warning(self, location: Location, message: str) -> None:
        """Add a note; parsing goes on."""
        found = Diagnostic(location=location, message=message)
        self.warnings.setdefault(str(found), found)

    def raise_or_return_warnings(self, *, strict: bool) -> tuple[Diagnostic, ...]:
        """Return the notes.

        Raises:
            SchemaError: there is one error, or with *strict* one note.
            ErrorGroup: there are several.
        """
        errors: list[ConnectgenError] = list(self.errors.values())
        if strict:
            errors += [SchemaError(note.location, note.message) for note in self.warnings.values()]
        raise_all(errors)
        return tuple(self.warnings.values())
