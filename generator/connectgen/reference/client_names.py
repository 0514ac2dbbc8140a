"""Names of one resource in the generated client, as its pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectgen.core import ir

__all__ = ["ClientNames"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientNames:
    """Names of one resource in generated code; a `PythonNames`."""

    module: str
    """Attribute of the client, and module of the models."""

    classes: Mapping[tuple[ir.Direction, ir.Path], str]
    """Class names by view and path of the model."""

    fields: Mapping[ir.Path, Mapping[str, str]]
    """Field names by path of the model and wire name."""

    sub_collections: Mapping[str, str]
    """Wire name by Python name of each list of a record that has a URL, such as `threads`."""
