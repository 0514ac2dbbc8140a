"""Fields of one resource by view and path, as `records` needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectgen.core import ir
from connectgen.core.ir import Path

__all__ = ["COMMON", "Path", "ResourceSchema", "entry_path"]

COMMON = ("id", "lookupName", "createdTime", "updatedTime")
"""Fields of every record, even if no document describes them."""

_NAMING = ("id", "lookupName")


@dataclass(frozen=True, slots=True)
class ResourceSchema:
    """One resource.

    Args:
        resource: resource as the documents describe it.
        complete: True if the documents describe every field, as a fetched catalog does. The bundled
            documents come from Oracle's page, which leaves much out.
    """

    resource: ir.Resource
    complete: bool
    _models: dict[tuple[str, Path], Mapping[str, ir.Field]] = field(
        init=False, default_factory=dict[tuple[str, Path], Mapping[str, ir.Field]]
    )

    _open: set[Path] = field(init=False, default_factory=set[Path])
    _spelled: dict[Path, dict[str, str]] = field(
        init=False, default_factory=dict[Path, dict[str, str]]
    )

    def __post_init__(self) -> None:
        for view in self.resource.views:
            for model in view.models:
                fields = {field.wire_name: field for field in model.fields}
                self._models[view.direction, model.path] = fields
                if model.extensible:
                    self._open.add(model.path)

    @property
    def name(self) -> str:
        """Name of the resource."""
        return self.resource.name

    @property
    def root(self) -> Path:
        """Path of the resource itself."""
        return (self.resource.name,)

    @property
    def common(self) -> tuple[str, ...]:
        """Those of `COMMON` that its records show; the documents of a site are complete."""
        return tuple(
            name
            for name in COMMON
            if name in _NAMING or not self.complete or self.has_field(self.root, name)
        )

    def is_open(self, path: Path) -> bool:
        """Return whether the model at *path* may have members that no view knows.

        Its schema says so, or describes no member at all.
        """
        described = any(self.fields_at(d, path) for d in ("create", "patch", "read"))
        return path in self._open or not described

    def fields_at(self, direction: str, path: Path) -> Mapping[str, ir.Field]:
        """Return the fields of a model by wire name; none if the view does not have it."""
        return self._models.get((direction, path), {})

    def has_field(self, path: Path, name: str) -> bool:
        """Return whether any view has a field *name* in the model at *path*."""
        return any(name in self.fields_at(d, path) for d in ("create", "patch", "read"))

    def spell_name(self, path: Path, name: str) -> str:
        """Return the *name* of a member as the documents spell it; ROQL ignores case."""
        folded = self._spelled.get(path)
        if folded is None:
            names = [n for d in ("patch", "create", "read") for n in self.fields_at(d, path)]
            common = COMMON if path == self.root else ()
            folded = {each.casefold(): each for each in (*names, *common)}
            self._spelled[path] = folded
        known = self.has_field(path, name)
        return name if known else folded.get(name.casefold(), name)

    def field_at(self, path: Path, name: str) -> ir.Field | None:
        """Return a field as it is read, else as it is written; None if no view has it."""
        for direction in ("read", "create", "patch"):
            found = self.fields_at(direction, path).get(name)
            if found is not None:
                return found
        return None


def entry_path(of_list: ir.ListType) -> Path | None:
    """Return the model of a list's entries; None if they have no model of their own."""
    return of_list.item.model if isinstance(of_list.item, ir.ModelType) else None
