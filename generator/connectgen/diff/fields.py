"""Group the fields of an API by location, across resources and views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from connectgen.core import ir
from connectgen.diff.change import Use

__all__ = ["USES", "FieldByDirection", "ModelByDirection", "models_of", "order_uses", "uses_of"]

USES: dict[ir.Direction, Use] = {"create": "write", "patch": "write", "read": "read"}
"""Use of the fields of each view by code."""

_ORDER: tuple[Use, ...] = ("write", "read")


@dataclass(slots=True, kw_only=True)
class FieldByDirection:
    """One field in every view that has it."""

    views: dict[ir.Direction, ir.Field] = field(default_factory=dict[ir.Direction, ir.Field])

    @property
    def any_field(self) -> ir.Field:
        """The field in any of its views: its location and texts are the same in all."""
        return next(iter(self.views.values()))


@dataclass(slots=True, kw_only=True)
class ModelByDirection:
    """One model in every view that has it: a document's record, or an inline part of one."""

    views: dict[ir.Direction, ir.Model] = field(default_factory=dict[ir.Direction, ir.Model])
    fields: dict[str, FieldByDirection] = field(default_factory=dict[str, FieldByDirection])
    """By wire name."""


def models_of(api: ir.Api) -> dict[tuple[str, ...], ModelByDirection]:
    """Return the models of *api* by path.

    A resource that is embedded in another one has a model there too; its own views go first.
    """
    found: dict[tuple[str, ...], ModelByDirection] = {}
    met: list[tuple[bool, ir.Direction, ir.Model]] = [
        (model.path[0] != resource.name, view.direction, model)
        for resource in api.resources
        for view in resource.views
        for model in view.models
    ]
    for _, direction, model in sorted(met, key=lambda entry: entry[0]):
        at = found.setdefault(model.path, ModelByDirection())
        if direction in at.views:
            continue
        at.views[direction] = model
        for one in model.fields:
            at.fields.setdefault(one.wire_name, FieldByDirection()).views[direction] = one
    return found


def uses_of(directions: Iterable[ir.Direction]) -> tuple[Use, ...]:
    """Return the uses of a field that is available in *directions*."""
    return order_uses({USES[direction] for direction in directions})


def order_uses(uses: set[Use]) -> tuple[Use, ...]:
    """Return *uses* in the order of `Change.breaks`."""
    return tuple(use for use in _ORDER if use in uses)
