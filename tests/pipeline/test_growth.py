"""Work grows with the size of a catalog, and not with its square, in every function."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.diff.run import compare_sources
from connectgen.pipeline.docs import format_dictionary
from connectgen.pipeline.openapi import describe_api, format_document
from connectgen.pipeline.site_reference import read_site, render_pages
from support import write_schemas

pytestmark = pytest.mark.slow

SMALL, FACTOR = 24, 4
CATALOG = "/services/rest/connect/v1.4/metadata-catalog"
TEXT = {"type": "string", "maxLength": 9}


def plain_fields(count: int) -> dict[str, Any]:
    return {"things": {"properties": {f"field{n}": TEXT for n in range(count)}}}


def nested_types(count: int) -> dict[str, Any]:
    ref = f"{CATALOG}/things/part"
    shown = range(0, count, 2)  # the site hides the others
    parts = {f"things/part{n}": {"properties": {"name": TEXT}} for n in shown}
    return {
        "things": {"properties": {f"part{n}": {"$ref": f"{ref}{n}"} for n in range(count)}},
        **parts,
    }


def resources(count: int) -> dict[str, Any]:
    return {
        f"things{n}": {
            "properties": {"name": TEXT, "next": {"$ref": f"{CATALOG}/things{(n + 1) % count}"}}
        }
        for n in range(count)
    }


def write_pages(schemas: Path) -> None:
    options = Options(schemas=schemas)
    reference = read_site(options)
    render_pages(reference, options)
    for form in ("csv", "markdown"):
        format_dictionary(reference, form)


def write_openapi(schemas: Path) -> None:
    document, _ = describe_api(Options(schemas=schemas))
    format_document(document, "json")


def compare(schemas: Path) -> None:
    compare_sources(str(schemas / "v1.4"), str(schemas.parent / "changed" / "v1.4"))


def count_lines(run: Callable[[], object]) -> Counter[CodeType]:
    """Return how many lines each function of connectgen runs, comprehensions by iteration."""
    counts: Counter[CodeType] = Counter()

    def count_line(frame: FrameType, event: str, _argument: object) -> Any:
        counts[frame.f_code] += event == "line"
        return count_line

    def enter(frame: FrameType, _event: str, _argument: object) -> Any:
        name = frame.f_code.co_filename
        is_own = "connectgen" in name or "templates" in name
        return count_line if is_own and "site-packages" not in name else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        run()
    finally:
        sys.settrace(before)
    return counts


@pytest.mark.parametrize("command", [write_pages, write_openapi, compare])
@pytest.mark.parametrize("make", [plain_fields, nested_types, resources])
def test_no_function_runs_more_often_than_the_catalog_grows(
    tmp_path: Path, make: Callable[[int], dict[str, Any]], command: Callable[[Path], None]
):
    found: list[Counter[CodeType]] = []
    for size in (1, SMALL, SMALL * FACTOR):  # the first one fills caches
        documents = make(size)
        schemas = write_schemas(tmp_path / f"{size}" / "schemas", documents)
        shorter = {path: change_limits(each) for path, each in documents.items()}
        write_schemas(schemas.parent / "changed", shorter)
        found.append(count_lines(lambda schemas=schemas: command(schemas)))
    _, small, large = found
    faster = {
        f"{code.co_filename}:{code.co_firstlineno} {code.co_qualname}": (small[code], count)
        for code, count in large.items()
        if count > max(small[code], SMALL) * FACTOR * 1.6
    }
    assert faster == {}
    assert sum(large.values()) > sum(small.values()) * 1.5  # it is the catalog that grows


def change_limits(document: dict[str, Any]) -> dict[str, Any]:
    fields = document["properties"].items()
    return {"properties": {name: {**each, "maxLength": 8} for name, each in fields}}
