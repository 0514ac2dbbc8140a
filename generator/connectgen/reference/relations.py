"""Relations between resources: which one refers to which, and by which fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectgen.reference.rows import FieldRow

__all__ = ["Relation", "Relations", "list_relations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """All references of one resource to another one."""

    source: str
    target: str
    paths: tuple[str, ...]
    """Paths of the fields of `source` that refer to `target`, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The neighborhood of one resource."""

    outgoing: tuple[Relation, ...]
    """To other resources, sorted by target."""

    incoming: tuple[Relation, ...]
    """From other resources, sorted by source."""

    own: tuple[str, ...]
    """Paths of the fields that refer to a record of the same resource."""

    def __bool__(self) -> bool:
        return bool(self.outgoing or self.incoming or self.own)


def list_relations(rows: Iterable[FieldRow], resources: Iterable[str]) -> dict[str, Relations]:
    """Return the neighborhood of each of *resources*."""
    paths: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.target is not None and not row.is_menu:
            paths.setdefault((row.resource, row.target), []).append(row.path)
    outgoing: dict[str, list[Relation]] = {}
    incoming: dict[str, list[Relation]] = {}
    own: dict[str, tuple[str, ...]] = {}
    for (source, target), fields in sorted(paths.items()):
        relation = Relation(source=source, target=target, paths=tuple(sorted(fields)))
        if source == target:
            own[source] = relation.paths
        else:
            outgoing.setdefault(source, []).append(relation)
            incoming.setdefault(target, []).append(relation)
    return {
        name: Relations(
            outgoing=tuple(outgoing.get(name, ())),
            incoming=tuple(incoming.get(name, ())),
            own=own.get(name, ()),
        )
        for name in resources
    }
