"""Paths of the templates and bundled schemas: inside a wheel, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["BUNDLED", "DEMO", "SCHEMAS", "TEMPLATES"]


def _find_data_folder(name: str) -> Path:
    here = Path(__file__).parents[1]
    inside = here / name
    return inside if inside.is_dir() else here.parents[1] / name


SCHEMAS = _find_data_folder("schemas")
"""The bundled snapshots and overlays."""

BUNDLED = "connectgen/schemas"
"""Name of that folder in messages."""

DEMO = SCHEMAS / "demo"
"""An invented site: its snapshot and menus, and `records.json`."""

TEMPLATES = _find_data_folder("templates")
"""Templates of generated files."""
