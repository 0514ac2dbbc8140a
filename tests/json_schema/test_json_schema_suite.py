"""The official JSON Schema test suite, read where it is: never copied into the project."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.core.errors import ConnectgenError
from support import ROOT, module_of

SUITE = Path(
    os.environ.get("JSON_SCHEMA_TEST_SUITE", ROOT.parent / "shared/json-schema-test-suite")
)
REQUIRED = {
    "draft4": 618,
    "draft6": 839,
    "draft7": 927,
    "draft2019-09": 1259,
    "draft2020-12": 1299,
}
"""Number of required tests of each draft, which the suite has at least."""

NOT_PASSED = Path(__file__).parent / "suite-not-passed.txt"

# It is read where it lies: `git clone https://github.com/json-schema-org/JSON-Schema-Test-Suite`.
pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="JSON_SCHEMA_TEST_SUITE names no suite")


@cache
def documents() -> dict[str, Any]:
    folder = SUITE / "remotes"
    return {
        f"http://localhost:1234/{path.relative_to(folder).as_posix()}": json.loads(
            path.read_bytes()
        )
        for path in folder.rglob("*.json")
    }


def groups(path: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(path.read_bytes())


def failing(path: Path) -> Iterator[str]:
    """Yield a name for each test in a file that gets another verdict than it should."""
    name = path.relative_to(SUITE / "tests").with_suffix("").as_posix()
    draft = name.partition("/")[0].removeprefix("draft")
    formats = "/format/" in name or name.endswith("/content")
    for group in groups(path):
        start = f"{name}: {group['description']}"
        try:
            text = compile_validator(
                group["schema"], documents=documents(), formats=formats, draft=draft
            )
        except ConnectgenError:
            yield from (f"{start}: {test['description']}" for test in group["tests"])
            continue
        module = module_of(text)
        for test in group["tests"]:
            verdict = module.is_valid(test["data"])
            assert (module.violations(test["data"]) == []) is verdict, start
            if verdict is not test["valid"]:
                yield f"{start}: {test['description']}"


@pytest.mark.slow
@pytest.mark.parametrize("draft", REQUIRED)
def test_every_required_test_passes(draft: str):
    files = sorted((SUITE / "tests" / draft).glob("*.json"))
    assert sum(len(group["tests"]) for file in files for group in groups(file)) >= REQUIRED[draft]
    assert [name for file in files for name in failing(file)] == []


def not_passed() -> dict[str, str]:
    """Return the reason for each test that is not passed; its name is the same in every draft."""
    lines = NOT_PASSED.read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition(" -- ") for line in lines if line and not line.startswith("#"))
    return {name: reason for name, _, reason in pairs}


@pytest.mark.slow
def test_every_optional_test_passes_or_says_why_not():
    folders = [SUITE / "tests" / draft / "optional" for draft in REQUIRED]
    failed = {
        name for folder in folders for path in folder.rglob("*.json") for name in failing(path)
    }
    listed = not_passed()
    assert all(listed.values())
    assert sorted(name for name in failed if name.partition("/")[2] not in listed) == []
    # What is listed and passes by now must leave the list.
    assert sorted(set(listed) - {name.partition("/")[2] for name in failed}) == []
