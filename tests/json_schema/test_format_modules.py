"""Formats in generated packages: only the modules that are used."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.generate import generate_package
from connectgen.pipeline.render import render_source_files
from support import generate_into, import_from, write_schemas
from support.format_texts import TABLE

pytestmark = pytest.mark.slow


def schemas_with(folder: Path, *formats: str) -> Path:
    """Write the schemas of a site whose things have one member for each of *formats*."""
    properties = {name: {"type": "string", "format": name} for name in formats}
    record = {"type": "object", "properties": properties}
    things = {"type": "object", "definitions": {"singularResource": record}}
    return write_schemas(folder, {"things": things})


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        (("date", "date-time", "time"), set[str]()),
        (("uri", "date"), {"_uris"}),
        (("email",), {"_formats", "_uris"}),
        (("hostname",), {"_hostnames"}),
        (("idn-email",), {"_formats", "_hostnames", "_idn_email", "_uris"}),
        (("regex",), {"_regex"}),
    ],
)
def test_a_package_holds_only_the_formats_that_it_uses(
    tmp_path: Path, formats: tuple[str, ...], expected: set[str]
):
    options = Options(schemas=schemas_with(tmp_path, *formats), resources=("things",))
    files, _ = render_source_files(options)
    names = ("_formats", "_hostnames", "_idn_email", "_regex", "_uris")
    optional = {f"validators/{name}.py" for name in names}
    assert {file.path for file in files} & optional == {f"validators/{n}.py" for n in expected}


def test_a_module_that_is_kept_keeps_its_formats(tmp_path: Path):
    options = Options(
        schemas=schemas_with(tmp_path / "schemas", "email"),
        output=tmp_path,
        package="kept",
        resources=("things",),
    )
    generate_package(options)
    notes = {"type": "object", "definitions": {"singularResource": {"type": "object"}}}
    write_schemas(tmp_path / "schemas", {"notes": notes})
    result = generate_package(replace(options, resources=("notes", "things")))
    assert "validators/things.py" not in result.generated
    assert not import_from(tmp_path, "kept.validators.things").is_valid_create({"email": "joe"})
    generate_package(replace(options, resources=("notes",)))
    assert not (tmp_path / "kept" / "validators" / "_formats.py").exists()


def test_a_package_judges_by_each_format(tmp_path: Path):
    schemas = schemas_with(tmp_path / "schemas", *TABLE)
    generate_into(tmp_path, "with_formats", schemas=schemas, resources=("things",))
    validators = import_from(tmp_path, "with_formats.validators.things")
    for name, (valid, invalid) in TABLE.items():
        assert validators.create_violations({name: valid[0]}) == [], name
        (violation,) = validators.create_violations({name: invalid[0]})
        assert violation.keyword == "format", name


def test_importing_validators_compiles_no_pattern(tmp_path: Path):
    schemas = schemas_with(tmp_path / "schemas", *TABLE)
    generate_into(tmp_path, "lazy_formats", schemas=schemas, resources=("things",))
    code = (
        "import sys; before = set(sys.modules); import lazy_formats.validators.things; "
        "print(sorted({'re', 'unicodedata', 'ipaddress', 'typing'} & (set(sys.modules) - before)))"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")
