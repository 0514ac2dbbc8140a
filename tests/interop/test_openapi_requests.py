"""Requests that schemathesis makes of the OpenAPI document, and the answers of the fake site."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import httpx2
import pytest
from connectgen.testing import FakeSite

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
)
"""Not that credentials are refused: the fake site accepts any."""

SEED = 16
LARGEST = 2**63 - 1


@pytest.fixture
def site(sample_schemas: Path):
    with FakeSite(schemas=sample_schemas) as site:
        for number in (1, LARGEST):
            site.add("contacts", {"id": number, "name": {"first": "Ann"}})
            thread = {"text": "a", "entryType": {"id": 3}, "channel": {"id": 9}}
            file = {"fileName": "a.txt", "contentType": "text/plain", "data": "YWJj"}
            site.add(
                "incidents",
                {
                    "id": number,
                    "primaryContact": {"id": number},
                    "severity": {"id": number},
                    "threads": [thread],
                    "fileAttachments": [file],
                },
            )
        query = "SELECT id, subject FROM incidents"
        site.add("analyticsReportResults", {"id": 176, "query": query})
        yield site


@pytest.mark.skipif(find_spec("schemathesis") is None, reason="schemathesis is not installed")
def test_every_answer_is_described(site: FakeSite, sample_openapi: Path, tmp_path: Path):
    root = f"{site.url}/services/rest/connect/v1.4"
    context = {"OSvC-CREST-Application-Context": "tests"}
    token = httpx2.get(f"{root}/incidents", auth=site.auth, headers=context).headers[
        "osvc-crest-api-access-token"
    ]
    # made up, these would be refused before anything else is looked at
    kept = {**context, "osvc-crest-api-access-token": token, "Accept-Language": "en-US"}
    command = [
        *(str(Path(sys.executable).parent / "schemathesis"), "run", str(sample_openapi)),
        *("--url", root, "--auth", ":".join(site.auth), "--seed", str(SEED)),
        *("--phases", "examples,fuzzing", "--max-examples", "4", "--generation-database", "none"),
        *("--checks", ",".join(CHECKS), "--warnings", "off", "--no-color"),
        *(part for name, value in kept.items() for part in ("--header", f"{name}: {value}")),
    ]
    before = len(site.requests)
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout[-5000:]
    tested = re.search(r"Selected: (\d+)/(\d+)\s+Tested: (\d+)", done.stdout)
    assert tested is not None, done.stdout
    assert len({*tested.groups()}) == 1
    # it got somewhere: most requests are answered with what they ask for
    statuses = Counter(each.status for each in site.requests[before:])
    assert statuses[200] + statuses[201] > 0.5 * statuses.total()
    assert statuses[401] + statuses[403] < 0.1 * statuses.total()
