"""Location of a value: a document and a JSON Pointer (RFC 6901)."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectgen.core.terminal_text import escape_control_chars

__all__ = ["Location", "join_pointer", "unescape_token"]


def join_pointer(pointer: str, *tokens: str | int) -> str:
    """Return *pointer* extended by *tokens*, escaped as RFC 6901 section 3 says."""
    for token in tokens:
        text = str(token)
        if "~" in text or "/" in text:
            text = text.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{text}"
    return pointer


def unescape_token(token: str) -> str:
    """Return the name in *token* of a JSON Pointer (RFC 6901, section 4)."""
    return token.replace("~1", "/").replace("~0", "~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One value in one document."""

    document: str
    """Path of the document below the schemas folder, such as `v1.4/incidents.json`."""

    pointer: str = ""
    """JSON Pointer into the document; empty for the whole of it."""

    # Digests are made from `repr`: they never depend on the paths of a machine.
    folder: str = field(default="schemas", compare=False, repr=False)
    """The schemas folder as the user named it: for messages, never for generated text. Empty where
    the document has a name of its own."""

    def __str__(self) -> str:
        pointer = escape_control_chars(self.pointer)  # it holds names from a document
        return f"{self.folder}{'/' if self.folder else ''}{self.document}#{pointer}"

    def child(self, *tokens: str | int) -> Location:
        """Return the location of a value inside this one."""
        return Location(
            document=self.document, pointer=join_pointer(self.pointer, *tokens), folder=self.folder
        )
