"""The invented site of `connectgen serve --demo`: documents, menus, records, and the next steps."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from connectgen.core.bundled_data import DEMO
from connectgen.core.menus import menu_targets
from connectgen.fake_site.demo import demo_options, read_demo_records
from connectgen.fake_site.site import SimulatedSite
from connectgen.pipeline.api import read_api
from connectgen.snapshot.menus import load_menus
from connectgen.testing import FakeSite
from support.platforms import needs_bash

CONNECTGEN = (sys.executable, "-m", "connectgen")
RESOURCES = ["CO.Machine", "contacts", "incidentResponse", "incidents"]


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[str, list[str]]]:
    """Run `serve --demo`, and give its URL and the next steps that it prints."""
    process = subprocess.Popen(
        [*CONNECTGEN, "serve", "--demo", "--port", "0", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        url = process.stdout.readline().strip()
        steps: list[str] = []
        while not steps or not steps[-1].startswith("Ctrl-C"):
            steps.append(process.stderr.readline().rstrip("\n"))
            assert steps[-1], steps
        yield url, steps
    finally:
        process.kill()
        process.communicate()


def call(url: str, path: str, **options: object) -> httpx2.Response:
    headers = {"OSvC-CREST-Application-Context": "t"}
    address = f"{url}/services/rest/connect/v1.4/{path}"
    return httpx2.get(address, headers=headers, auth=("a", "b"), **options)


def test_documents_give_no_warning():
    api, warnings = read_api(replace(demo_options(), strict=True))
    assert warnings == ()
    assert [resource.name for resource in api.resources] == RESOURCES


def test_every_menu_has_values():
    api, _ = read_api(demo_options())
    pinned = load_menus(DEMO, "v1.4", name="demo")
    assert pinned is not None
    assert tuple(menu.path for menu in pinned.menus) == menu_targets(api.resources)
    assert all(menu.entries for menu in pinned.menus)


def test_records_are_valid_and_complete():
    """Each passes the check of `serve --data`, and one of them has a value for each field."""
    site = SimulatedSite(demo_options(), first_records={})
    records = read_demo_records()
    site.load_records(records, "records.json")
    for name, written in records.items():
        shape = site.schemas[name]
        made = {"links", "referenceNumber"}
        fields = shape.fields_at("read", shape.root).keys() - made
        assert {member for record in written for member in record} >= fields - {"lookupName"}
        assert [each["id"] for each in site.store.all_records(name)] == [r["id"] for r in written]
    site.store.close()


def test_records_come_back_after_reset():
    with FakeSite(demo=True) as site:
        assert site.resources == RESOURCES
        before = {name: site.records(name) for name in ("CO.Machine", "contacts", "incidents")}
        assert [len(records) for records in before.values()] == [3, 3, 3]
        site.add("contacts", {"login": "new"})
        site.reset()
        assert {name: site.records(name) for name in before} == before
        data = call(site.url, "incidents/152/fileAttachments/1/data").json()["data"]
        assert data == read_demo_records()["incidents"][0]["fileAttachments"][0]["data"]


def test_entries_of_lists_keep_their_times():
    """Otherwise records that are added again differ from one second to the next."""
    with FakeSite(demo=True) as site:
        incidents = site.records("incidents")
    for incident, given in zip(incidents, read_demo_records()["incidents"], strict=True):
        for name in ("threads", "fileAttachments"):
            times = [entry["createdTime"] for entry in given.get(name, ())]
            assert [entry["createdTime"] for entry in incident.get(name, ())] == times
    assert incidents[0]["fileAttachments"][0]["updatedTime"] == "2026-01-05T09:12:00Z"


def test_some_of_its_resources():
    with FakeSite(demo=True, resources=["incidents"]) as site:
        assert site.resources == ["incidents"]
        assert len(site.records("incidents")) == 3


def test_demo_and_other_documents_exclude_each_other(tmp_path: Path):
    for others in ({"schemas": tmp_path}, {"api_version": "v1.3"}):
        with pytest.raises(ValueError, match=r"^demo: has its own documents; leave out schemas"):
            FakeSite(demo=True, **others)


@pytest.mark.slow
@pytest.mark.parametrize("option", [("--schemas", "in"), ("--api-version", "v1.3")])
def test_command_refuses_other_documents(option: tuple[str, str], tmp_path: Path):
    command = [*CONNECTGEN, "serve", "--demo", *option]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=20)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.endswith("leave out --schemas, --api-version.\n")


@pytest.mark.slow
@needs_bash
def test_printed_steps_work_as_they_are(tmp_path: Path):
    with serving(tmp_path) as (url, steps):
        shell = [step.strip() for step in steps if step.startswith(("  export", "  connectgen"))]
        program = [step[2:] for step in steps if step.startswith("  ")][len(shell) :]
        assert len(shell) == 3
        (tmp_path / "program.py").write_text("\n".join(program), encoding="utf-8")
        script = "\n".join(["set -e", *shell, f"exec {sys.executable} program.py"])
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env=os.environ | {"PATH": path},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        subjects = [record["subject"] for record in read_demo_records()["incidents"]]
        assert (done.returncode, done.stdout) == (0, f"{subjects!r}\n"), done.stderr
        assert "warning" not in done.stderr
    made = tmp_path / "schemas" / "v1.4"
    for name in ("incidents.json", "CO.Machine.json", "incidents/customFields/c.json"):
        assert (made / name).read_bytes() == (DEMO / "v1.4" / name).read_bytes()
    fetched, bundled = (
        json.loads((folder / "menus" / "v1.4.json").read_bytes())["menus"]
        for folder in (tmp_path / "schemas", DEMO)
    )
    assert fetched == bundled
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)


@pytest.mark.slow
def test_configuration_of_the_folder_is_not_used_and_passwords_are_not_printed(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text('[tool.connectgen]\nschemas = "nowhere"\n')
    with serving(tmp_path, "--user", "o'kim:pa55word") as (url, steps):
        assert call(url, "contacts").status_code == 401
        text = "\n".join(steps)
        assert "export CONNECTGEN_USERNAME='o'\"'\"'kim' CONNECTGEN_PASSWORD=PASSWORD" in text
        assert "auth=(\"o'kim\", 'PASSWORD')" in text
        assert "pa55word" not in text
