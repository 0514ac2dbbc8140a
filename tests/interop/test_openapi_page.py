"""The OpenAPI document in viewers, in headless Chromium: it is shown, and hostile text stays text.

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
MODULES = HERE / "node_modules"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CONTROL = "https://control.example/"

PACKAGES = {
    "scalar": "@scalar/api-reference",
    "swagger": "swagger-ui-dist",
    "redoc": "redoc",
}
ANCHORS = {
    "scalar": "tag/{tag}/{method}/{path}",
    "swagger": "/{tag}/{operation}",
    "redoc": "tag/{tag}/operation/{operation}",
}
LOGOS = {"https://cdn.redoc.ly/redoc/logo-mini.svg"}
"""What a viewer loads from the network, whatever the document."""

MAKERS = ("www.scalar.com", "client.scalar.com")
"""Hosts that a viewer links to, whatever the document."""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium"),
    pytest.mark.skipif(
        not (MODULES / "playwright-core").exists(), reason="playwright-core is not installed"
    ),
]
each_viewer = pytest.mark.parametrize(
    "viewer",
    [
        pytest.param(
            name,
            marks=pytest.mark.skipif(
                not (MODULES / package).exists(), reason=f"{package} is not installed"
            ),
        )
        for name, package in PACKAGES.items()
    ],
)


def open_page(viewer: str, document: Path, name: str, **operation: str) -> dict[str, Any]:
    """Open *document* at an operation, and return what the page shows."""
    command = ["node", str(HERE / "openapi_page.mjs"), viewer, str(document), str(CHROMIUM)]
    command.append(ANCHORS[viewer].format(**operation))
    if folder := os.environ.get("CONNECTGEN_SCREENSHOTS"):
        command.append(str(Path(folder) / f"{viewer}-{name}.png"))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def check_quiet(shown: dict[str, Any]) -> None:
    """Check that the page reported no error, loaded nothing and ran nothing of the document."""
    assert shown["errors"] == []
    assert {*shown["outside"]} <= LOGOS
    assert shown["pwned"] == 0


@each_viewer
def test_a_site_is_shown(demo_openapi: Path, sample_openapi: Path, viewer: str):
    is_scalar = viewer == "scalar"
    shown = open_page(
        viewer,
        sample_openapi if is_scalar else demo_openapi,  # the others draw everything, and are slow
        "site",
        tag="incidentresponse" if is_scalar else "incidentResponse",
        method="POST",
        path="incidentResponse",
        operation="createIncidentResponse",
    )
    for text in (
        "Send a response to the contact of an incident",
        "Sample incident",
        "180417-000000",
        "Too many requests",
    ):
        assert text in shown["text"], text
    assert is_scalar or shown["operations"] == 32
    check_quiet(shown)


@each_viewer
def test_hostile_text_is_shown_as_it_is(hostile_openapi: Path, tmp_path: Path, viewer: str):
    document = json.loads(hostile_openapi.read_bytes())
    operation = document["paths"]["/things"]["post"]
    # unescaped: a page that shows no links at all would prove nothing
    operation["description"] += f"\n<{CONTROL}>\n"
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    shown = open_page(
        viewer,
        file,
        "hostile",
        tag="things",
        method="POST",
        path="things",
        operation="createThing",
    )
    outside = {
        address
        for address in shown["addresses"]
        if not address.startswith(("#", "http://127.0.0.1:"))
        and address.split("/")[2] not in (*MAKERS, "mysite.example.com")
    }
    assert outside == {CONTROL}
    check_quiet(shown)
    for text in (
        "<img src=x onerror=pwn()>",
        "[a](https://evil.example/b)",
        "# PWN",
        "&lt;script&gt;pwn()&lt;/script&gt;",
        "a@evil.example",
        "<!-- -->",
    ):
        assert text in shown["text"], text
    if viewer != "scalar":  # which hides the last fields until one asks for more
        assert "An entry of the menu" in shown["text"]
