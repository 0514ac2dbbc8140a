"""`doctor`: a few GETs that say whether a site can be fetched from, against sites that cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.catalog_server import CatalogSite, Reply, problem

pytestmark = pytest.mark.slow


def examine(site: CatalogSite, cwd: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "connectgen", "doctor", site.url, *arguments],
        cwd=cwd,
        env={**os.environ, **site.environment, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    shown = done.stdout + done.stderr
    assert "Traceback" not in shown
    assert not any(secret in shown for secret in site.secrets)
    assert len(shown.splitlines()) <= 10
    assert not [*cwd.iterdir()]
    return done.returncode, done.stdout.replace(site.url, "SITE")


def test_a_site_that_works(site: CatalogSite, tmp_path: Path):
    source = "CONNECTGEN_USERNAME and CONNECTGEN_PASSWORD"
    assert examine(site, tmp_path) == (
        0,
        "ok    site         SITE answers\n"
        f"ok    credentials  accepted ({source})\n"
        "ok    header       application context 'connectgen' accepted\n"
        "ok    version      v1.4 served\n"
        "ok    catalog      14 resources listed\n"
        "ok    document     incidents: application/schema+json,"
        " http://json-schema.org/draft-04/schema#, 43 properties\n",
    )
    assert len(site.seen) == 2
    code, shown = examine(site, tmp_path, "--api-version", "latest")
    assert (code, "v1.4 served" in shown) == (0, True)


def test_a_wrong_password_is_sent_once(site: CatalogSite, tmp_path: Path):
    code, shown = examine(site, tmp_path, CONNECTGEN_PASSWORD="wrong-one")
    assert code == 1
    assert "FAIL  credentials" in shown
    assert "401" in shown
    assert "wrong-one" not in shown
    assert len(site.seen) == 1


def answer_all(reply: Reply) -> Callable[[CatalogSite], None]:
    return lambda site: site.faults.append(lambda _, __: reply)


HTML = Reply(body=b"<html><form>Log in</form>", media_type="text/html")
ELSEWHERE = Reply(302, headers={"Location": "https://sso.example.com/login?ticket=hush-hush"})


@pytest.mark.parametrize(
    ("change", "arguments", "told"),
    [
        (lambda site: None, ("--api-version", "v1.9"), "has no v1.9, its latest is v1.4; use"),
        (answer_all(HTML), (), "received 'text/html'; is this a B2C Service site"),
        (answer_all(ELSEWHERE), (), "redirect points outside the site: https://sso.example.com"),
        (answer_all(Reply(404, b"<html>", "text/html")), (), "404; is this a B2C Service site"),
        (answer_all(problem(403, "OSC-CREST-00014", "No")), (), "give the account access"),
        (answer_all(problem(400, "OSC-CREST-00016", "Context missing")), (), "Context missing"),
        (answer_all(problem(500, "OSC-CREST-00001", "Oops")), (), "the site answered 500"),
        (answer_all(Reply(body=b"[]")), (), "0 resources listed"),
        (lambda site: site.fail("incidents", HTML), (), "FAIL  document"),
        (lambda site: site.fail("", problem(403, "OSC-CREST-00014", "No")), (), "FAIL  catalog"),
    ],
)
def test_what_does_not_work_is_named(
    site: CatalogSite,
    tmp_path: Path,
    change: Callable[[CatalogSite], None],
    arguments: tuple[str, ...],
    told: str,
):
    change(site)
    code, shown = examine(site, tmp_path, *arguments)
    assert code == 1
    assert told in shown, shown
    assert "hush-hush" not in shown
    assert shown.splitlines()[-1].startswith("FAIL")


def test_a_site_that_cannot_be_reached(site: CatalogSite, tmp_path: Path):
    site.url = "http://127.0.0.1:9"
    code, shown = examine(site, tmp_path)
    assert code == 1
    assert shown.startswith("FAIL  site ")
    assert "cannot be reached" in shown
