"""The invented site of `connectgen serve --demo`, which sells coffee machines."""

from __future__ import annotations

from typing import Any

from connectgen.config.options import Options
from connectgen.core.bundled_data import BUNDLED, DEMO
from connectgen.jsonio.documents import parse_json, read_document

__all__ = ["demo_options", "read_demo_records"]


def demo_options(resources: tuple[str, ...] = ()) -> Options:
    """Return the options that select the documents of the site, all or those of *resources*."""
    return Options(schemas=DEMO, resources=resources)


def read_demo_records() -> Any:
    """Return the records of the site, in arrays by resource."""
    name = f"{BUNDLED}/{DEMO.name}/records.json"
    return parse_json(read_document(DEMO / "records.json", name), name)
