"""The OpenAPI document as tools under node read it: a mock server, Postman, types of TypeScript."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from support import ROOT

BIN = ROOT / "tests" / "interop" / "node_modules" / ".bin"
REQUIRED = {"OSvC-CREST-Application-Context": "tests"}

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def needs(command: str, package: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not (BIN / command).exists(), reason=f"{package} is not installed")


def run(*command: object) -> str:
    """Return what a command of a package writes to standard output."""
    name, *arguments = map(str, command)
    done = subprocess.run(
        [str(BIN / name), *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@contextmanager
def mock_site(document: Path, log: Path) -> Iterator[httpx2.Client]:
    """Run Prism, which refuses to send a reply that the document does not allow."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(BIN / "prism"), "mock", "--errors", "--port", str(port), str(document)]
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as server,
        httpx2.Client(
            base_url=f"http://127.0.0.1:{port}",
            auth=("user", "secret"),
            timeout=60,
            trust_env=False,
        ) as client,
    ):
        try:
            end = time.monotonic() + 120
            while b"Prism is listening" not in log.read_bytes():
                assert server.poll() is None, log.read_text("utf-8")
                assert time.monotonic() < end
                time.sleep(0.1)
            yield client
        finally:
            server.kill()


@needs("prism", "@stoplight/prism-cli")
def test_prism_answers_as_the_document_says(demo_openapi: Path, tmp_path: Path):
    document = json.loads(demo_openapi.read_bytes())
    posted = document["paths"]["/incidentResponse"]["post"]
    content = posted["requestBody"]["content"]["application/json"]
    body = content["examples"]["documented"]["value"]
    with mock_site(demo_openapi, tmp_path / "log") as site:

        def ask(method: str, path: str, body: object = None, **headers: str) -> Any:
            return site.request(method, path, json=body, headers={**REQUIRED, **headers})

        answer = ask("POST", "/incidentResponse", body)
        assert (answer.status_code, answer.json()["incident"]["id"]) == (200, 91)
        # every answer is one that the document allows: Prism would send 500
        described = [
            (method.upper(), re.sub(r"\{[^}]*\}", "1", path))
            for path, item in document["paths"].items()
            for method in item
            if method in ("get", "delete") and path != "/queryResults"
        ]
        assert len(described) > 20
        for method, path in [*described, ("GET", "/queryResults?query=SELECT%20id%20FROM%20a")]:
            # if any type is accepted, Prism chooses that of a file, and cannot make one
            answer = ask(method, path, Accept="application/json")
            assert answer.status_code == 200, (method, path, answer.text)
        severities = ask("GET", "/namedIDs/incidents/severity").json()["items"]
        assert [each["lookupName"] for each in severities][:1] == ["No coffee at all"]
        created = ask("POST", "/incidents", {"subject": "a", "severity": {"id": 99}})
        assert created.status_code == 201
        assert created.json()["severity"]["id"] == 1
        assert ask("PATCH", "/incidents/1", {"subject": None}).status_code == 200
        # what is wrong is refused, as a site does
        for wrong in ({"subject": "x" * 241}, {"severity": 1}, {"threads": [{"text": 7}]}):
            refused = ask("POST", "/incidents", wrong)
            assert refused.status_code == 400, wrong
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.json()["o:errorCode"].startswith("OSC-CREST-")
        assert site.get("/incidents").status_code == 400  # without the application context
        site.auth = None
        assert ask("GET", "/incidents").status_code == 401


@needs("openapi2postmanv2", "openapi-to-postmanv2")
def test_postman_imports_every_operation(sample_openapi: Path, tmp_path: Path):
    file = tmp_path / "collection.json"
    as_examples = ("-O", "parametersResolution=Example")  # the default shows types in their place
    run("openapi2postmanv2", "-s", sample_openapi, "-o", file, *as_examples)
    collection = json.loads(file.read_bytes())
    requests = [*requests_of(collection)]
    assert len(requests) == 182
    respond = next(each for each in requests if each["name"].startswith("Send a response"))
    assert respond["request"]["method"] == "POST"
    assert respond["request"]["url"]["path"] == ["incidentResponse"]
    assert json.loads(respond["request"]["body"]["raw"])["incident"]["subject"] == "Sample incident"
    headers = {each["key"] for each in respond["request"]["header"]}
    assert {"OSvC-CREST-Application-Context", "Content-Type"} <= headers
    # the host name of the site is asked for once
    assert {each["key"] for each in collection["variable"]} >= {"baseUrl"}


def requests_of(folder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in folder["item"]:
        if "item" in each:
            yield from requests_of(each)
        else:
            yield each


@needs("openapi-typescript", "openapi-typescript")
@needs("tsc", "typescript")
def test_types_of_typescript_are_right(sample_openapi: Path, tmp_path: Path):
    run("openapi-typescript", sample_openapi, "-o", tmp_path / "site.ts")
    (tmp_path / "use.ts").write_text(_USE, encoding="utf-8")
    options = ("--noEmit", "--strict", "--lib", "es2022", "--module", "nodenext")
    run("tsc", *options, tmp_path / "use.ts")
    # and it refuses what is wrong
    (tmp_path / "wrong.ts").write_text(_USE.replace("true", "1"), encoding="utf-8")
    with pytest.raises(AssertionError, match="error TS2322"):
        run("tsc", *options, tmp_path / "wrong.ts")


_USE = """\
import type { components, operations } from "./site.js";

type Response = components["schemas"]["IncidentResponseCreate"];
const body: Response = {
  incident: { id: 152, threads: [{ text: "a", entryType: { id: 2 }, channel: null }] },
  useEmailSignature: true,
};
type Listed = operations["listIncidents"]["responses"][200]["content"]["application/json"];
export const subjects = (page: Listed) => page.items?.map((each) => each.subject?.length);
export default body;
"""
