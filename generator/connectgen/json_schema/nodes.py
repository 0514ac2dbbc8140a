"""Node: one schema at one place, as it is reached."""

from __future__ import annotations

from typing import Any

from connectgen.json_schema.dialects import Dialect

__all__ = ["Node", "Place", "Scope"]

Place = tuple[str, str]
"""Document and pointer."""

Scope = tuple[tuple[str, str, str], ...]
"""Dynamic anchors in force: name, and document and pointer of the schema, sorted by name."""


class Node:
    """One schema in one document; the registry makes each only once.

    A schema has several nodes only where a dynamic reference in it leads to several schemas,
    depending on how it is reached.

    Attributes:
        schema: the schema itself.
        document: URI of its document; empty for the root document.
        pointer: its place in the document.
        base: base URI of its references.
        dialect: its draft and the keywords that count.
        draft: number of the draft.
        keywords: keywords of the schema that assert something or apply schemas.
        references: keywords of the schema that refer to another one.
        scope: where its dynamic references lead.
        passed: schemas that are being applied to the same value and lead back to one another.
    """

    __slots__ = (
        *("base", "dialect", "document", "draft", "keywords", "passed", "pointer", "references"),
        *("schema", "scope"),
    )

    def __init__(
        self,
        schema: Any,
        document: str,
        pointer: str,
        base: str,
        dialect: Dialect,
        scope: Scope = (),
        passed: tuple[Place, ...] = (),
    ) -> None:
        self.schema = schema
        self.document = document
        self.pointer = pointer
        self.base = base
        self.dialect = dialect
        self.draft = dialect.draft.number
        self.keywords = dialect.keywords_of(schema)
        self.references = dialect.references_of(schema)
        self.scope = scope
        self.passed = passed

    @property
    def place(self) -> Place:
        """Document and pointer, which only nodes of the same schema have."""
        return self.document, self.pointer

    @property
    def identity(self) -> tuple[str, str, Scope, tuple[Place, ...]]:
        """Place, scope and loops, which no other node has together; nodes are sorted by it."""
        return self.document, self.pointer, self.scope, self.passed

    @property
    def location_text(self) -> str:
        """Location as violations name it: a pointer, after the URI of another document."""
        return f"{self.document}#{self.pointer}" if self.document else self.pointer
