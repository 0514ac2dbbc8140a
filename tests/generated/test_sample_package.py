"""The sample's package as its consumers and its reviewers meet it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.jsonio.documents import dump_canonical
from connectgen.pipeline.generate import check_package, generate_package
from connectgen.python_text.identifiers import module_name
from connectgen.write.manifest import sha256_hex
from support import generate_into, import_from
from support.sample_catalog import LISTED, READ_ONLY

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
MOST_LINES = 30_000
MOST_BYTES = 1_150_000
EACH_KIND = [
    "sample_consumer.py",
    "sample_site/*.py",
    *(f"sample_site/{kind}/co_warranty.py" for kind in ("models", "resources", "validators")),
    *("sample_site/models/_*.py", "sample_site/models/incidents.py"),
]
"""What pyright looks at; all of the package takes it longer than the rest of the suite, so that is
for when the variable CONNECTGEN_WHOLE is set."""


@pytest.fixture(scope="module")
def checkout(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and a program of its consumer."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(sample, folder / sample.name)
    shutil.copy(HERE / "sample_consumer.py", folder)
    (folder / "pyrightconfig.json").write_text(
        json.dumps(
            {
                "typeCheckingMode": "strict",
                "pythonVersion": "3.11",
                "include": ["."] if "CONNECTGEN_WHOLE" in os.environ else EACH_KIND,
            }
        )
    )
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--isolated", "--check", "sample_site"),
        ("ruff", "format", "--isolated", "--line-length", "100", "--check", "sample_site"),
        ("ruff", "check", "--isolated", "sample_site"),
        ("mypy", "--strict", "."),
        ("pyright", "--pythonpath", sys.executable),
    ],
    ids=lambda command: " ".join(command[:5]),
)
def test_the_package_is_clean(checkout: Path, command: tuple[str, ...]):
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_formatters_need_no_marks(sample: Path):
    marked = [
        f"{file.relative_to(sample)}: {line}"
        for file in sorted(sample.rglob("*.py"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if "fmt:" in line
    ]
    assert marked == []


def test_the_package_stays_small(sample: Path):
    files = (file for file in sample.rglob("*") if file.is_file() and file.suffix != ".pyc")
    texts = [file.read_bytes() for file in files]
    assert sum(text.count(b"\n") for text in texts) < MOST_LINES
    assert sum(map(len, texts)) < MOST_BYTES


@pytest.mark.parametrize("resource", ["accounts", "co_warranty", "contacts", "incidents"])
def test_bodies_have_one_schema_and_one_predicate_for_what_they_share(sample: Path, resource: str):
    text = (sample / "validators" / f"{resource}.py").read_text(encoding="utf-8")
    definitions = re.findall(r'^"([A-Z]\w+)":(.*?),?$', text, re.MULTILINE)
    assert len(definitions) == len(set(definitions))
    patched = text.partition("def is_valid_patch")[2].partition("def patch_violations")[0]
    assert re.findall(r"\n    return (_is_\w+_body\(value\)|is_valid_create\(payload\))\n", patched)


def test_the_consumer_does_what_it_says(checkout: Path):
    consumer = import_from(checkout, "sample_consumer")
    package = import_from(checkout, "sample_site")
    assert json.loads(json.dumps(consumer.ask(12, "Hello").to_json())) == {
        "primaryContact": {"id": 12},
        "subject": "Router keeps rebooting",
        "threads": [{"text": "Hello", "channel": {"id": 9}}],
        "customFields": {
            "c": {"visit_date": "2026-01-02", "tags": ["router"], "class": None},
            "CO": {"warranty": {"lookupName": "W-17"}},
        },
    }
    link = {"rel": "self", "href": "https://mysite.example.com/contacts/12"}
    incident = package.Incident.from_json({"primaryContact": {"links": [link]}, "threads": []})
    assert consumer.same_contact(incident).to_json() == {
        "threads": [{"text": "More"}],
        "primaryContact": {"id": 12},
    }
    unread = package.Incident.from_json({"threads": {"links": [link]}})
    assert consumer.texts(unread) == [f"see {link['href']}"]


def test_importing_the_package_imports_no_resource(sample: Path):
    program = (
        f"import sys; sys.path.insert(0, {str(sample.parent)!r}); import {sample.name} as package\n"
        "before = {name for name in sys.modules if name.startswith('sample_site.')}\n"
        "package.Incident, package.Reference\n"
        "print(sorted(before))\n"
        "print(sorted(n for n in sys.modules if n.startswith('sample_site.models.i')))\n"
        "print('httpx2' in sys.modules, sorted(set(package.__all__) - set(dir(package))))\n"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n['sample_site.models.incidents']\nFalse []\n"


def test_a_subset_is_what_the_whole_has_of_it(sample: Path, sample_schemas: Path, tmp_path: Path):
    subset = generate_into(
        tmp_path, "sample_subset", schemas=sample_schemas, resources=("contacts", "incidents")
    )
    for folder in ("dicts", "models", "validators", "resources"):
        there = {path.name for path in (subset / folder).glob("[a-z]*.py")}
        assert there == {"contacts.py", "incidents.py"}
        for name in there:
            assert (subset / folder / name).read_text() == (sample / folder / name).read_text()
    package = import_from(tmp_path, "sample_subset")
    body = package.IncidentCreate(product=package.Reference(id=3))
    assert body.to_json() == {"product": {"id": 3}}
    assert not hasattr(package, "ServiceProduct")


def edited(schemas: Path, path: str) -> None:
    """Change one limit in one document of a fetched snapshot, and pin it anew."""
    pin_file = schemas / "v1.4" / "snapshot.json"
    file = schemas / "v1.4" / f"{path}.json"
    content: Any = json.loads(file.read_bytes())
    content["definitions"]["singularResource"]["properties"]["text"]["maxLength"] = 77
    file.write_bytes(dump_canonical(content))
    pinned: Any = json.loads(pin_file.read_bytes())
    for entry in pinned["documents"]:
        if entry["path"] == path:
            entry["sha256"] = sha256_hex(dump_canonical(content))
    pin_file.write_bytes(dump_canonical(pinned))


def texts_in(package: Path) -> dict[str, bytes]:
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file()
    }


def test_one_changed_document_regenerates_what_it_reaches_and_nothing_else(
    sample_schemas: Path, tmp_path: Path
):
    schemas = tmp_path / "schemas"
    shutil.copytree(sample_schemas, schemas)
    options = Options(schemas=schemas, output=tmp_path / "one", package="sample_one")
    first = generate_package(options)
    kinds = ("dicts", "models", "resources", "validators")
    every = {f"{kind}/{module_name(resource)}.py" for kind in kinds for resource in LISTED}
    every -= {f"dicts/{module_name(resource)}.py" for resource in READ_ONLY}
    always = {"resources/analytics_report_results.py", "resources/query_results.py"}
    assert set(first.generated) == every | always  # what every site has, listed or not
    edited(schemas, "incidents/threads")
    assert check_package(options).drift.changed == (
        "models/incident_response.py",
        "models/incidents.py",
        "validators/incident_response.py",
        "validators/incidents.py",
    )
    second = generate_package(options)
    reached = ("incident_response", "incidents")
    assert set(second.generated) == {f"{kind}/{name}.py" for kind in kinds for name in reached}
    whole = Options(schemas=schemas, output=tmp_path / "two", package="sample_one")
    generate_package(whole)
    assert texts_in(options.target) == texts_in(whole.target)
    assert generate_package(options).generated == ()


def test_a_kept_module_that_was_edited_is_not_trusted(sample_schemas: Path, tmp_path: Path):
    options = Options(
        schemas=sample_schemas, output=tmp_path, package="mine", resources=("mailboxes",)
    )
    generate_package(options)
    module = options.target / "models" / "mailboxes.py"
    good = module.read_text()
    module.write_text(good + "import os\n")
    result = generate_package(options, force=True)
    assert set(result.generated) == {
        "dicts/mailboxes.py",
        "models/mailboxes.py",
        "resources/mailboxes.py",
        "validators/mailboxes.py",
    }
    assert module.read_text() == good


def test_a_resource_is_kept_whole_or_not_at_all(sample_schemas: Path, tmp_path: Path):
    options = Options(
        schemas=sample_schemas, output=tmp_path, package="mine", resources=("mailboxes",)
    )
    generate_package(options)
    before = texts_in(options.target)
    manifest = options.target / "connectgen.json"
    content = json.loads(manifest.read_text())
    del content["modules"]["validators/mailboxes.py"]  # as a merge may leave it
    content["inputs"]["schemas"] = "others"
    manifest.write_text(json.dumps(content))
    assert check_package(options).drift.stale == ()
    generate_package(options)
    assert texts_in(options.target) == before
