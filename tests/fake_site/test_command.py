"""`connectgen serve` as a user runs it, and the fixture in a consumer's tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from connect_v1_4 import Client
from connectgen.core.errors import ConfigError
from connectgen.testing import FakeSite
from support import ROOT, example, write_schemas
from support.platforms import needs_signals

pytestmark = pytest.mark.slow

CONNECTGEN = [sys.executable, "-m", "connectgen"]
SETTINGS = {"auth": ("user", "secret"), "application_context": "t"}


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the command, and give the URL that it prints."""
    process = subprocess.Popen(
        [*CONNECTGEN, "serve", "--port", "0", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.communicate()


@needs_signals
def test_serves_until_a_signal(tmp_path: Path):
    (tmp_path / "data.json").write_text('{"incidents": [{"id": 7, "subject": "Begun"}]}')
    options = ("--data", "data.json", "--database", "site.db", "--fail", "throttled@2")
    with running(tmp_path, *options, "--next-request-after", "5ms", "--latency", "1ms") as (
        url,
        it,
    ):
        assert url.startswith("http://127.0.0.1:")
        with Client(url, **SETTINGS, retry_delay=0) as client:
            for _ in range(2):
                client.incident_response.create(example("request"))
        assert len(httpx2.get(f"{url}/_connectgen/outbox").json()["items"]) == 2
        seen = httpx2.get(f"{url}/_connectgen/requests").json()["items"]
        assert [request["status"] for request in seen] == [200, 503, 200]
        it.send_signal(signal.SIGTERM)
        out, err = it.communicate(timeout=10)
        assert (it.returncode, out) == (0, "")
    path = "/services/rest/connect/v1.4/incidentResponse"
    assert err.splitlines() == [f"POST {path} {status}" for status in (200, 503, 200)]
    with running(tmp_path, "--database", "site.db", "--quiet") as (url, it):
        headers = {"OSvC-CREST-Application-Context": "t", "Authorization": "Session x"}
        incidents = f"{url}/services/rest/connect/latest/incidents"
        answer = httpx2.get(incidents, headers=headers)
        assert [item["id"] for item in answer.json()["items"]] == [7, 152]
        it.send_signal(signal.SIGINT)
        assert it.communicate(timeout=10) == ("", "")
        assert it.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--fail", "never"), "fail: 'never' is not WHAT@WHICH"),
        (("--throttle", "0"), "throttle: '0' is neither"),
        (("--latency", "5"), "latency: '5' is not a duration"),
        (("--data", "absent.json"), "absent.json: file not found"),
        (("--data", "wrong.json"), "wrong.json#/nothing: the site has no such resource"),
        (("--data", "list.json"), "list.json: must be an object of arrays by resource"),
        (("--database", "."), "database: . cannot be used"),
        (("nothing",), "lists no resource 'nothing'; it lists incidentResponse;"),
        (("incidents",), "lists no resource 'incidents' (did you mean 'incidentResponse'?);"),
        (("--schemas", "absent"), "snapshot v1.4 not found in absent/"),
        (("--user", "kim"), "user: write NAME:PASSWORD, or set CONNECTGEN_PASSWORD and write NAME"),
        (("--user", ":pw"), "user: write NAME:PASSWORD"),
        (("--data", "judged.json"), "judged.json#/incidents/1: /subject: must be"),
        (("--host", "192.0.2.1"), "cannot listen on 192.0.2.1"),
    ],
)
def test_mistakes_are_told_in_a_line(tmp_path: Path, arguments: tuple[str, ...], message: str):
    (tmp_path / "wrong.json").write_text('{"nothing": [{}]}')
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "judged.json").write_text('{"incidents": [{"subject": "a"}, {"subject": 5}]}')
    command = [*CONNECTGEN, "serve", "--port", "0", *arguments]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=20)
    assert run.returncode == 2
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    assert line.startswith("connectgen: ")
    assert message in line


def test_refuses_other_users(tmp_path: Path):
    with running(tmp_path, "--user", "kim:pw", "--user", "lee:x:y", "--quiet") as (url, _):
        incidents = f"{url}/services/rest/connect/v1.4/incidents"
        context = {"OSvC-CREST-Application-Context": "t"}
        for auth, status in (
            (("kim", "pw"), 200),
            (("lee", "x:y"), 200),
            (("kim", "wrong"), 401),
            (("other", "pw"), 401),
        ):
            assert httpx2.get(incidents, auth=auth, headers=context).status_code == status
        session = {"Authorization": "Session x", **context}
        assert httpx2.get(incidents, headers=session).status_code == 401
        page = httpx2.get(url).text
        assert "kim" in page
        assert "pw" not in page


def test_password_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONNECTGEN_PASSWORD", "from there")
    with running(tmp_path, "--user", "kim", "--quiet") as (url, _):
        incidents = f"{url}/services/rest/connect/v1.4/incidents"
        for password, status in (("from there", 200), ("other", 401)):
            headers = {"OSvC-CREST-Application-Context": "t"}
            found = httpx2.get(incidents, auth=("kim", password), headers=headers)
            assert found.status_code == status


def test_a_port_that_is_taken(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [*CONNECTGEN, "serve", "--port", port]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=20)
    assert run.returncode == 2
    assert run.stderr.startswith(f"connectgen: cannot listen on 127.0.0.1 port {port}: ")
    assert run.stderr.endswith("choose another with --port (0 for any free one)\n")
    assert len(run.stderr.splitlines()) == 1


def test_help_imports_no_server(tmp_path: Path):
    code = (
        "import sys; sys.argv = ['connectgen', 'serve', '--help']\n"
        "try:\n    from connectgen.cli.main import main; main()\n"
        "except SystemExit:\n    print({'starlette', 'uvicorn', 'sqlite3'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=20
    )
    assert run.stdout.splitlines()[-1] == "set()"


CONSUMER = """
import pytest
from connect_v1_4 import Client, ThrottledError

BODY = {
    "incident": {
        "primaryContact": {"id": 1},
        "threads": [{"text": "Hi", "channel": {"id": 9}, "entryType": {"id": 2}}],
    },
    "cc": {"emailAddresses": ["lead@example.org"]},
}


@pytest.mark.parametrize("attempt", [1, 2])
def test_mail(connect_site, attempt):
    assert connect_site.outbox == []
    with Client(connect_site.url, auth=connect_site.auth, application_context="t") as client:
        client.incident_response.create(BODY)
    assert connect_site.outbox[0]["cc"] == ["lead@example.org"]


def test_throttled(connect_site):
    connect_site.fail("throttled@*")
    with Client(
        connect_site.url, auth=connect_site.auth, application_context="t", max_retries=0
    ) as client, pytest.raises(ThrottledError):
        client.incident_response.create(BODY)
    with pytest.raises(ValueError, match="no nothing"):
        connect_site.add("nothing", {})
"""


def test_the_fixture_in_a_consumers_tests(tmp_path: Path):
    (tmp_path / "test_consumer.py").write_text(CONSUMER)
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\nfilterwarnings = 'error'")
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(ROOT / "generated"),
    }
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "connectgen.pytest_plugin"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "3 passed" in run.stdout, run.stdout + run.stderr


def test_fixture_says_how_to_install_what_it_needs(tmp_path: Path):
    (tmp_path / "test_consumer.py").write_text("def test_it(connect_site): pass")
    (tmp_path / "conftest.py").write_text("import sys\nsys.modules['uvicorn'] = None\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "connectgen.pytest_plugin"],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 1
    assert "connect_site: uvicorn is not installed: pip install 'uvicorn>=0.35'" in run.stdout
    assert "Traceback" not in run.stdout


def test_of_several_packages_the_fixture_wants_to_know_which(tmp_path: Path):
    for version in ("v1.3", "v1.4"):
        write_schemas(tmp_path / "in", {"things": {}}, version)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.connectgen]\nschemas = "in"\n[[tool.connectgen.packages]]\n'
        '[[tool.connectgen.packages]]\napi-version = "v1.3"\n'
    )
    with pytest.raises(ConfigError) as caught:
        FakeSite(folder=tmp_path)
    assert str(caught.value) == (
        f"several packages are configured (connect_v1_4 of {tmp_path}/in/v1.4, connect_v1_3 of"
        f" {tmp_path}/in/v1.3): which? use FakeSite(api_version=…) or FakeSite(schemas=…); for the"
        " fixture connect_site, define a session fixture connect_site_options that returns these,"
        " such as {'api_version': 'v1.4'}"
    )
    with FakeSite(folder=tmp_path, api_version="v1.3") as site:
        assert site.resources == ["things"]


def test_pytest_finds_the_fixture_by_itself():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {
        "connectgen.pytest_plugin": "connectgen.pytest_plugin"
    }
    code = (
        "import sys, connectgen.pytest_plugin;print(sorted(set(sys.modules) & set(sys.argv[1:])))"
    )
    heavy = ["starlette", "uvicorn", "jinja2", "httpx2", "connectgen.testing"]
    run = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True)
    assert json.loads(run.stdout) == []
