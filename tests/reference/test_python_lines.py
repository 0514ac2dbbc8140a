"""The lines of Python on the pages run against a site, and type checkers accept them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from connectgen.testing import FakeSite
from support import generate_into, import_from, write_schemas
from support.site_references import parse_page, render_reference

REPORT = {
    "id": 42,
    "lookupName": "All contacts",
    "query": "SELECT id, lookupName FROM contacts",
}

NO_RECORDS = {
    "analyticsReportResults",
    "incidentResponse",
    "namedIDHierarchies",
    "namedIDs",
    "queryResults",
}


def lines_of(text: str) -> tuple[list[str], list[str]]:
    """Return the lines that a page imports with, and those of its operations."""
    operations = parse_page(text).find(id="operations")
    codes = [each.find("code") for each in operations.find_all("pre")]
    texts = ["".join(str(part) for part in each.children) for each in codes]
    needed = [line for text in texts for line in text.split("\n") if line.startswith("from ")]
    return needed, [text for text in texts if not text.startswith("from ")]


@pytest.fixture(scope="module")
def lines(pages: dict[str, str]) -> dict[str, tuple[list[str], list[str]]]:
    return {path: lines_of(text) for path, text in pages.items() if path != "index.html"}


def test_every_operation_has_a_line(lines):
    needed, contacts = lines["resources/contacts.html"]
    assert needed == ["from sample_site import ContactCreate, ContactPatch"]
    assert 'record = client.contacts.create(ContactCreate(login="Example"))' in contacts
    assert any("client.contacts(42).emails.list()" in line for line in contacts)
    assert sum(len(each) for _, each in lines.values()) > 80


@pytest.mark.slow
def test_lines_run_against_a_site(lines, sample_package, sample_schemas):
    import_from(sample_package.parent, "sample_site")
    from sample_site import Client  # type: ignore[import-not-found]

    with (
        FakeSite(schemas=sample_schemas) as site,
        Client(site.url, auth=site.auth, application_context="tests") as client,
    ):
        for path, (needed, operations) in lines.items():
            for line in operations:
                site.reset()
                site.add("analyticsReportResults", REPORT)
                for resource in {*site.resources} - NO_RECORDS:
                    site.add(resource, {"id": 42})
                scope = {"client": client}
                try:
                    exec("\n".join((*needed, line)), scope)
                except Exception as error:
                    pytest.fail(f"{path}: {line}: {error!r}")


@pytest.mark.slow
def test_type_checkers_accept_the_lines(lines, pages, sample_package, tmp_path):
    setup = parse_page(pages["index.html"]).find(id="python").find("pre").find("code").children
    head = "".join(str(part) for part in setup).replace("    ...", "    pass")
    functions = [
        "".join(f"    {part}\n" for part in (*needed, line))
        for needed, operations in lines.values()
        for line in operations
    ]
    body = [f"def line_{n}(client: Client) -> None:\n{text}" for n, text in enumerate(functions)]
    module = tmp_path / "lines.py"
    module.write_text("\n\n".join((head, *body)), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file="),
            str(module),
        ],
        cwd=sample_package.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_bodies_of_the_lines_have_what_is_required(tmp_path):
    catalog = "/services/rest/connect/v1.4/metadata-catalog"
    inner = {
        "type": "object",
        "required": ["code"],
        "properties": {"code": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"}},
    }
    properties = {
        "when": {"type": "string", "minimumDateTime": "1970-01-02T00:00:00.000Z"},
        "day": {"type": "string", "minimumDate": "1970-01-02"},
        "level": {"enum": ["low", "high"]},
        "count": {"type": "integer", "minimum": 7},
        "ratio": {"type": "number"},
        "on": {"type": "boolean"},
        "short": {"type": "string", "maxLength": 3},
        "long": {"type": "string", "minLength": 30},
        "mail": {"type": "string", "pattern": "^[^@]+@[^@]+$"},
        "owner": {"$ref": f"{catalog}/things"},
        "inner": inner,
        "many": {"type": "array", "items": inner},
        "free": {"type": "object"},
    }
    record = {"type": "object", "required": [*properties], "properties": properties}
    schemas = write_schemas(
        tmp_path / "schemas", {"things": {"definitions": {"singularResource": record}}}
    )
    package = generate_into(tmp_path, "things_site", schemas=schemas)
    pages = render_reference(schemas, package="things_site")
    needed, operations = lines_of(pages["resources/things.html"])
    (create,) = (line for line in operations if ".create(" in line)
    import_from(package.parent, "things_site")
    scope: dict[str, object] = {}
    body = create.partition(".create(")[2].removesuffix(")")
    exec("\n".join((*needed, f"body = {body}")), scope)
    from things_site.validators import things  # type: ignore[import-not-found]

    assert things.create_violations(scope["body"].to_json()) == []  # type: ignore[attr-defined]
