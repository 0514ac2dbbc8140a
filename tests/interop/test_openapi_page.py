"""The OpenAPI document in Scalar, in headless Chromium: it is shown, and hostile text stays text.

`CONNECTGEN_SCREENSHOTS=DIR` keeps pictures of the pages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

HERE = ROOT / "tests" / "interop"
SCALAR = HERE / "node_modules" / "@scalar" / "api-reference"
CONTROL = "https://control.example/"

pytestmark = [
    pytest.mark.skipif(not SCALAR.exists(), reason="@scalar/api-reference is not installed"),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium"),
]


def open_page(document: Path, operation: str, name: str) -> dict[str, Any]:
    """Open *document* at an operation, and return what the page shows."""
    command = ["node", str(HERE / "openapi_page.mjs"), str(document)]
    command += [shutil.which("chromium") or "", operation]
    if folder := os.environ.get("CONNECTGEN_SCREENSHOTS"):
        command.append(str(Path(folder) / f"{name}.png"))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_sample_is_shown(sample_openapi: Path):
    shown = open_page(sample_openapi, "tag/incidentresponse/POST/incidentResponse", "openapi")
    assert "Send a response to the contact of an incident" in shown["headings"]
    assert "Sample incident" in shown["text"]
    assert "180417-000000" in shown["text"]
    assert (shown["errors"], shown["outside"], shown["pwned"]) == ([], [], 0)


def test_hostile_text_is_shown_as_it_is(hostile_openapi: Path, tmp_path: Path):
    document = json.loads(hostile_openapi.read_bytes())
    # unescaped: a page that shows no links at all would prove nothing
    document["info"]["description"] += f"\n{CONTROL}\n"
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    shown = open_page(file, "tag/things/POST/things", "hostile")
    ours = [address for address in shown["addresses"] if "scalar.com" not in address]
    assert [address for address in ours if not address.startswith("#")] == [CONTROL]
    assert (shown["errors"], shown["outside"], shown["pwned"]) == ([], [], 0)
    for text in (
        "<img src=x onerror=pwn()>",
        "[a](https://evil.example/b)",
        "# PWN",
        "&lt;script&gt;pwn()&lt;/script&gt;",
        "a@evil.example",
        "<!-- -->",
    ):
        assert text in shown["text"], text
