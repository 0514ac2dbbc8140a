"""Two snapshots, and bodies that they judge differently."""

from __future__ import annotations

import json
from typing import Any

import pytest
from connectgen.replay import Judge
from support import write_schemas

OLD = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 8},
        "note": {"type": ["string", "null"]},
        "size": {"type": "integer", "maximum": 5},
        "parts": {
            "type": "array",
            "items": {"type": "object", "properties": {"code": {"type": "string"}}},
        },
    },
}
NEW = json.loads(json.dumps(OLD))
NEW["properties"]["name"]["maxLength"] = 4
NEW["properties"]["size"]["maximum"] = 9
NEW["properties"]["parts"]["items"]["properties"]["code"]["maxLength"] = 2


@pytest.fixture(scope="package")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("replay")
    gone = {"type": "object", "properties": {"a": {"type": "string"}}}
    return (
        str(write_schemas(folder / "old", {"things": OLD, "gone": gone})),
        str(write_schemas(folder / "new", {"things": NEW})),
    )


@pytest.fixture(scope="package")
def judge(two: tuple[str, str]) -> Judge:
    """Judge of things that are created."""
    return Judge.from_snapshots(*two, resource="things")


@pytest.fixture(scope="package")
def judge_of_all(two: tuple[str, str]) -> Judge:
    """Judge of lines that each name a resource and a view."""
    return Judge.from_snapshots(*two)


@pytest.fixture
def bodies() -> list[Any]:
    """Return bodies: the second starts to fail, the third stops, the fourth and sixth fail."""
    return [
        {"name": "abc"},
        {"name": "abcdef"},
        {"size": 7},
        {"name": "abcdefghi"},
        {"note": None},
        {"name": "abcdef", "size": 7},
    ]
