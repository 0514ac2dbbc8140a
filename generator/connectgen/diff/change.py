"""A change between two versions of an API, and the version bump that changes call for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from connectgen.core.json_types import Json
from connectgen.core.location import unescape_token

__all__ = ["BUMPS", "Bump", "Change", "Use", "Weight", "bump_of", "larger_bump"]

Use = Literal["write", "read"]
"""Use of a field by code: to send it (create, patch) or to read it from a reply."""

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
    """JSON Pointer into the old document; None for additions."""

    new_pointer: str | None
    """JSON Pointer into the new document; None for removals."""

    kind: str
    """Kind of change, such as `max-length-tightened`."""

    old: Json
    """The value at `old_pointer`, without the site's address and version."""

    new: Json
    breaks: tuple[Use, ...]
    """Code that may break: code that writes, code that reads, in this order."""

    reason: str
    """One or two sentences on why it breaks this code, or no code."""

    cosmetic: bool = False
    """True if it has no effect on the wire."""

    suggestion: str | None = None
    """Pointer of the field that a removed or added field may have been renamed to or from."""

    @property
    def pointer(self) -> str:
        """Pointer into the new document, or into the old one for removals."""
        return self.old_pointer or "" if self.new_pointer is None else self.new_pointer

    @property
    def weight(self) -> Weight:
        """Severity of the change."""
        if self.breaks:
            return "breaking"
        return "cosmetic" if self.cosmetic else "compatible"

    @property
    def subject(self) -> str:
        """Dotted path of the field that changed; empty if it is not a field."""
        names: list[str] = []
        is_name, before = False, ""
        for step in self.pointer.split("/")[1:]:
            if is_name and before == "properties":
                names.append(unescape_token(step))
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
