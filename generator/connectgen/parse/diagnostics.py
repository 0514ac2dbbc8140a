"""What a parse finds besides the API: errors, gathered to be raised at once, and notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectgen.core.errors import ConnectgenError, SchemaError, raise_all
from connectgen.core.location import Location

__all__ = ["Findings", "Note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that is not understood and left out of what is generated."""

    location: Location
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


@dataclass(slots=True, kw_only=True)
class Findings:
    """Errors and notes in the order of their discovery, each once."""

    errors: dict[str, SchemaError] = field(default_factory=dict[str, SchemaError])
    notes: dict[str, Note] = field(default_factory=dict[str, Note])

    def error(self, location: Location, message: str) -> None:
        """Add an error; parsing goes on."""
        found = SchemaError(location, message)
        self.errors.setdefault(str(found), found)

    def note(self, location: Location, message: str) -> None:
        """Add a note; parsing goes on."""
        found = Note(location=location, message=message)
        self.notes.setdefault(str(found), found)

    def finish(self, *, strict: bool) -> tuple[Note, ...]:
        """Return the notes.

        Raises:
            SchemaError: there is one error, or with *strict* one note.
            ErrorGroup: there are several.
        """
        errors: list[ConnectgenError] = list(self.errors.values())
        if strict:
            errors += [SchemaError(note.location, note.message) for note in self.notes.values()]
        raise_all(errors)
        return tuple(self.notes.values())
