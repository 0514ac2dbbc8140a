"""`connectgen fetch` as a process: messages, options, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.catalog_server import CatalogSite
from support.fetching import run
from support.terminals import shown_on_terminal

pytestmark = pytest.mark.slow


class TestTheCommand:
    def test_resources_that_leave_a_snapshot_are_named(self, site: CatalogSite, tmp_path: Path):
        assert run(site, "mailboxes", "siteInterfaces", "--into", "s", cwd=tmp_path)[0] == 0
        code, _, told = run(site, "mailboxes", "--into", "s", cwd=tmp_path)
        assert code == 0
        assert "removed from the snapshot because they were not requested: siteInterfaces" in told

    def test_what_was_fetched_is_generated_from_without_the_site(
        self, site: CatalogSite, tmp_path: Path
    ):
        assert run(site, "incidentResponse", "--into", "schemas", cwd=tmp_path)[0] == 0
        asked = len(site.seen)
        for arguments in ([], ["--check"]):
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "connectgen",
                    "generate",
                    "--schemas",
                    "schemas",
                    *arguments,
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
        code = (
            "from connect_v1_4.models.incident_response import IncidentCreate, ThreadCreate\n"
            "from connect_v1_4 import IncidentResponseCreate, Reference\n"
            "thread = ThreadCreate(text='Hello', entry_type=Reference(id=2))\n"
            "incident = IncidentCreate(id=5, threads=[thread])\n"
            "print(IncidentResponseCreate(incident=incident).to_json())\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.stdout == (
            "{'incident': {'id': 5, 'threads': [{'entryType': {'id': 2}, 'text': 'Hello'}]}}\n"
        ), done.stderr
        assert len(site.seen) == asked

    def test_fetch_and_what_it_says(self, site: CatalogSite, tmp_path: Path):
        expected = (
            "connectgen: warning: accounts/salesSettings: the site answered 403;"
            " it is treated as a free-form object\n"
            "connectgen: warning: contacts/openIDAccounts: the site answered 404;"
            " it is treated as a free-form object\n"
            "schemas/v1.4 {}: 145 documents, 14 resources, 2 unavailable\n"
        )
        for state in ("written", "is up to date"):
            assert run(site, "--all", "--into", "schemas", cwd=tmp_path) == (
                0,
                "",
                expected.format(state),
            )

    def test_options_in_pyproject(self, site: CatalogSite, tmp_path: Path):
        (tmp_path / "pyproject.toml").write_text(
            f'[tool.connectgen]\nsite = "{site.url}"\nschemas = "here"\nresources = ["mailboxes"]\n'
            'api-version = "latest"\napplication-context = "Ours"\n'
        )
        done = subprocess.run(
            [sys.executable, "-m", "connectgen", "fetch"],
            cwd=tmp_path,
            env={**os.environ, **site.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "here/v1.4 written: 5 documents, 1 resource, 0 unavailable" in done.stderr
        assert site.seen[0].headers["osvc-crest-application-context"] == "Ours"
        assert site.seen[0].path.startswith("/services/rest/connect/latest/")

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "resources: name those you need, or say --all"),
            ([], "into: name a folder"),
            (["mailboxes"], "into: name a folder"),
            (["--into", "x", "../x"], "cannot be the name of a resource"),
            (["--into", "x", "my.site.com"], "404"),
            (["--into", "x", "mailboxes", "--api-version", "v9"], "v9"),
            (["--into", "x", "--all", "--api-version", "../x"], "'../x' is not an API version"),
        ],
    )
    def test_fetch_usage_errors(
        self, site: CatalogSite, tmp_path: Path, arguments: list[str], told: str
    ):
        code, out, err = run(site, *arguments, cwd=tmp_path)
        assert (code, out) == (2, "")
        assert told in err
        assert "Traceback" not in err
        assert not (tmp_path / "x").exists()

    def test_partial_fetch_exits_with_1(self, site: CatalogSite, tmp_path: Path):
        site.dangling["mailboxes"] = 403
        code, _, err = run(site, "--all", "--partial", "--into", "s", cwd=tmp_path)
        assert code == 1
        assert "warning: left out: " in err
        assert "mailboxes: the site answered 403" in err

    def test_fetch_progress_bar_on_terminal(self, site: CatalogSite, tmp_path: Path):
        command = ("fetch", site.url, "mailboxes", "--into", "s")
        shown = shown_on_terminal(command, tmp_path, **site.environment)
        assert "Fetching" in shown
        assert "100%" in shown
