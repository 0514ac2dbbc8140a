"""Import statements, broken over lines where formatters would break them."""

from __future__ import annotations

from collections.abc import Sequence

from connectgen.quoting import LINE_WIDTH
from connectgen.views import Module

__all__ = ["import_lines", "module"]


def module(name: str, names: Sequence[str], *, indent: int) -> Module:
    """Return an import of *names* from the module `.<name>`, at *indent* columns."""
    line = f"from .{name} import {', '.join(names)}"
    return Module(name=name, names=tuple(names), wide=indent + len(line) > LINE_WIDTH)


def import_lines(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the lines that import *names* from the module *name*; none without names."""
    line = f"from {name} import {', '.join(names)}"
    if not names:
        return ()
    if len(line) <= LINE_WIDTH:
        return (line,)
    return (f"from {name} import (", *(f"    {each}," for each in names), ")")
