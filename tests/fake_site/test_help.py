"""The example in `connectgen serve --help` is a file that `--data` takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from connectgen.testing import FakeSite
from support.command_line import run
from support.sample_snapshots import write_snapshot


@pytest.mark.slow
def test_the_records_of_the_help_are_accepted(tmp_path: Path):
    text = run("serve", "--help", cwd=tmp_path).stdout.partition("The FILE of --data")[2]
    records = json.loads(text[text.index("{") :])
    assert {*records} == {"contacts", "incidents"}
    with FakeSite(schemas=write_snapshot(tmp_path / "schemas")) as site:
        for resource, added in records.items():
            site.add(resource, *added)
        assert site.records("incidents")[-1]["subject"] == "Hi"
