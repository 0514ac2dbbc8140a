"""The OpenAPI document as other tools read it: validators, a linter, a generator of clients."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.openapi import describe_api, format_document
from support import ROOT, write_schemas
from support.odd_catalog import ODDITIES, read_documents

BIN = Path(sys.executable).parent
SPECTRAL = ROOT / "tests" / "interop" / "node_modules" / ".bin" / "spectral"


def validate(document: dict[str, Any], tmp_path: Path) -> None:
    """Raise if openapi-spec-validator finds anything, in either format."""
    validator = pytest.importorskip("openapi_spec_validator")
    readers = pytest.importorskip("openapi_spec_validator.readers")
    for form in ("json", "yaml"):
        file = tmp_path / f"openapi.{form}"
        file.write_bytes(format_document(document, form))
        content, _ = readers.read_from_filename(str(file))
        validator.validate(content)


def test_documents_are_valid(sample_openapi: Path, hostile_openapi: Path, tmp_path: Path):
    bundled, _ = describe_api(Options())
    validate(bundled, tmp_path)
    for file in (sample_openapi, hostile_openapi):
        validate(json.loads(file.read_bytes()), tmp_path)


def test_the_document_of_an_odd_catalog_is_valid(sample_schemas: Path, tmp_path: Path):
    documents, _ = read_documents(sample_schemas)
    for change in ODDITIES.values():
        change(documents)
    found, _ = describe_api(Options(schemas=write_schemas(tmp_path / "odd", documents)))
    validate(found, tmp_path)


def test_a_validator_finds_a_fault(sample_openapi: Path, tmp_path: Path):
    broken = json.loads(sample_openapi.read_bytes())
    del broken["paths"]["/incidents/{id}"]["parameters"]
    with pytest.raises(Exception, match="Path parameter 'id'"):
        validate(broken, tmp_path)


@pytest.mark.skipif(not SPECTRAL.exists(), reason="@stoplight/spectral-cli is not installed")
def test_a_linter_finds_no_errors(sample_openapi: Path, hostile_openapi: Path, tmp_path: Path):
    rules = tmp_path / "rules.yaml"
    rules.write_text("extends: ['spectral:oas']\n", encoding="utf-8")
    for file in (sample_openapi, hostile_openapi):
        command = (SPECTRAL, "lint", "--ruleset", rules, "--format", "json", "--quiet", file)
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=300, check=False
        )
        findings = json.loads(done.stdout)
        # nobody is known to contact
        kinds = {(each["code"], each["severity"]) for each in findings}
        assert kinds <= {("info-contact", 1)}, findings[:5]


def test_a_generated_client_can_be_imported(sample_openapi: Path, tmp_path: Path):
    if find_spec("openapi_python_client") is None:
        pytest.skip("openapi-python-client is not installed")
    config = tmp_path / "config.yaml"
    config.write_text("post_hooks: []\n", encoding="utf-8")
    command = (
        *(BIN / "openapi-python-client", "generate", "--path", sample_openapi, "--meta", "none"),
        *("--config", config, "--output-path", tmp_path / "other_client"),
    )
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    # its only trouble is with two fields that have one name in Python, and no other on the wire
    assert done.stderr.count("Unable to process") == 2
    assert done.stderr.count("have the same python_name") == 2
    code = (
        "import importlib, pkgutil, other_client\n"
        "for each in pkgutil.walk_packages(other_client.__path__, 'other_client.'):\n"
        "    importlib.import_module(each.name)\n"
        "from other_client.api.incident_response import create_incident_response\n"
        "from other_client.models import IncidentResponseCreate\n"
        "print(IncidentResponseCreate.from_dict({'useEmailSignature': True}).to_dict())\n"
    )
    command = (sys.executable, "-c", code)
    imported = subprocess.run(
        command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert imported.stdout == "{'useEmailSignature': True}\n", imported.stderr
    shutil.rmtree(tmp_path / "other_client")
