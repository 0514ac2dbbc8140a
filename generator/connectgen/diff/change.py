"""One difference between two editions of an API, and what differences amount to together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from connectgen.core.json_types import Json

__all__ = ["BUMPS", "Bump", "Change", "Use", "Weight", "bump_of", "larger_bump"]

Use = Literal["write", "read"]
"""What code does with a field: it sends it (create, patch) or takes it from a reply."""

Weight = Literal["breaking", "compatible", "cosmetic"]

Bump = Literal["none", "patch", "minor", "major"]

BUMPS: tuple[Bump, ...] = ("none", "patch", "minor", "major")
"""From the smallest to the largest (semantic versioning 2.0.0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between the old and the new documents."""

    resource: str
    """Catalog path of the document, such as `contacts/emails`; empty for the catalog's listing."""

    old_pointer: str | None
    """JSON Pointer into the old document; None for what was not there."""

    new_pointer: str | None
    """JSON Pointer into the new document; None for what is gone."""

    kind: str
    """What happened, in words joined by hyphens: `max-length-tightened`."""

    old: Json
    """The value at `old_pointer`, without the site's address and version."""

    new: Json
    breaks: tuple[Use, ...]
    """Whose code may break: that which writes, that which reads, in this order."""

    reason: str
    """Why it breaks them, or why it breaks nobody: one or two sentences."""

    cosmetic: bool = False
    """Whether it means nothing on the wire."""

    suggestion: str | None = None
    """Of a removed or added field: the pointer of the one that it may have been renamed to or
    from."""

    @property
    def pointer(self) -> str:
        """Where it is: in the new document, or in the old one for what is gone."""
        return self.old_pointer or "" if self.new_pointer is None else self.new_pointer

    @property
    def weight(self) -> Weight:
        """How much it matters."""
        if self.breaks:
            return "breaking"
        return "cosmetic" if self.cosmetic else "compatible"

    @property
    def subject(self) -> str:
        """What people call the thing that changed: the field's path in the document, or nothing."""
        names: list[str] = []
        is_name, before = False, ""
        for step in self.pointer.split("/")[1:]:
            if is_name and before == "properties":
                names.append(step.replace("~1", "/").replace("~0", "~"))
            is_name = not is_name and step in ("properties", "definitions")
            before = step
        return ".".join(names)


_BUMP_OF: dict[Weight, Bump] = {"breaking": "major", "compatible": "minor", "cosmetic": "patch"}


def bump_of(weights: Iterable[Weight]) -> Bump:
    """Return the version bump that changes of these *weights* call for."""
    found: Bump = "none"
    for weight in weights:
        found = larger_bump(found, _BUMP_OF[weight])
    return found


def larger_bump(one: Bump, other: Bump) -> Bump:
    """Return the larger of two bumps."""
    return one if BUMPS.index(one) >= BUMPS.index(other) else other
