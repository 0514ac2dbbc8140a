"""`connectgen docs` writes a folder of pages, and nothing over what is not its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from connectgen.core.documents import SourceFile
from connectgen.write.reference import write_reference
from support.diff_runs import connectgen
from support.killed_processes import in_a_child, killed_at

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != ".lock")
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def made(tmp_path: Path, sample_schemas: Path) -> Path:
    done = connectgen("docs", "--schemas", sample_schemas, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "written: 17 pages" in done.stderr
    return tmp_path / "site-reference"


def test_second_run_changes_nothing(made, sample_schemas):
    before = contents(made)
    assert {"index.html", "connectgen.json", "resources/contacts.html"} <= before.keys()
    done = connectgen("docs", "--schemas", sample_schemas, cwd=made.parent)
    assert "is up to date: 17 pages" in done.stderr
    assert contents(made) == before


def test_first_page_and_dictionary_count_the_same(made: Path, sample_schemas: Path):
    text = (made / "index.html").read_text(encoding="utf-8")
    (counts,) = re.findall(r"(\d+) resources with ([\d,]+) fields", text)
    without = re.findall(r"(\d+) more without fields", text)
    pages = list((made / "resources").glob("*.html"))
    assert int(counts[0]) + sum(map(int, without)) == len(pages)
    file = made.parent / "fields.csv"
    done = connectgen("docs", "--schemas", sample_schemas, "--format", "csv", "-o", file)
    assert f"{counts[1]} fields of {counts[0]} resources" in done.stderr
    assert without == ["2"]


def test_pages_of_resources_that_are_gone_are_removed(made, sample_schemas):
    done = connectgen("docs", "contacts", "--schemas", sample_schemas, "-o", made)
    assert done.returncode == 0, done.stderr
    assert set(contents(made)) == {"index.html", "connectgen.json", "resources/contacts.html"}


def test_edited_page_is_kept_unless_forced(made, sample_schemas):
    page = made / "index.html"
    page.write_text("mine", encoding="utf-8")
    done = connectgen("docs", "--schemas", sample_schemas, "-o", made)
    assert done.returncode == 2
    assert "edited by hand" in done.stderr
    assert page.read_text(encoding="utf-8") == "mine"
    assert connectgen("docs", "--schemas", sample_schemas, "-o", made, "--force").returncode == 0
    assert page.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize("forced", [[], ["--force"]])
def test_folder_with_other_files_is_refused(tmp_path, sample_schemas, forced):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    done = connectgen("docs", "--schemas", sample_schemas, "-o", folder, *forced)
    assert done.returncode == 2
    assert "holds files that are no reference of connectgen" in done.stderr
    assert contents(folder) == {"notes.txt": b"mine"}


def test_generated_package_is_refused(tmp_path, sample_schemas):
    connectgen("generate", "incidentResponse", "--output", tmp_path)
    package = tmp_path / "connect_v1_4"
    before = contents(package)
    done = connectgen("docs", "--schemas", sample_schemas, "-o", package, "--force")
    assert done.returncode == 2
    assert "holds a generated package" in done.stderr
    assert contents(package) == before


def test_empty_folder_and_file_of_that_name(tmp_path, sample_schemas):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert connectgen("docs", "--schemas", sample_schemas, "-o", empty).returncode == 0
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    done = connectgen("docs", "--schemas", sample_schemas, "-o", file)
    assert done.returncode == 2
    assert "is a file, not a folder" in done.stderr
    assert file.read_text(encoding="utf-8") == "mine"


def test_reference_is_the_old_one_or_the_new_one_if_killed(tmp_path):
    folder = tmp_path / "pages"
    old = tuple(SourceFile(path=f"{name}.html", text="old") for name in "abc")
    new = tuple(SourceFile(path=f"{name}.html", text="new") for name in "bcd")
    write_reference(folder, old, force=False)
    before = contents(folder)
    outcomes: set[str] = set()
    for moment in range(200):
        code = in_a_child(killed_at(moment, lambda: write_reference(folder, new, force=False)))
        is_old = contents(folder) == before
        outcomes.add("old" if is_old else "new")
        assert is_old or {*contents(folder)} == {"b.html", "c.html", "d.html", "connectgen.json"}
        assert is_old or contents(folder)["b.html"] == b"new"
        write_reference(folder, old, force=False)
        assert contents(folder) == before
        if code == 0:
            break
    assert outcomes == {"old", "new"}


def test_pages_since_a_git_revision(tmp_path, sample_schemas):
    project = tmp_path / "project"
    shutil.copytree(sample_schemas, project / "schemas")

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=project, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    file = project / "schemas" / "v1.4" / "contacts.json"
    file.write_text(
        file.read_text(encoding="utf-8").replace('"maxLength": "255"', '"maxLength": "80"'),
        encoding="utf-8",
    )
    connectgen("pin", "--schemas", "schemas", cwd=project)
    done = connectgen(
        *("docs", "--schemas", "schemas", "--since", "git:HEAD:schemas/v1.4"), cwd=project
    )
    assert done.returncode == 0, done.stderr
    page = (project / "site-reference" / "resources" / "contacts.html").read_text(encoding="utf-8")
    assert "Changes since v1.4 (git:HEAD:schemas/v1.4)" in page
    assert "max length tightened" in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since", "nowhere"], "nowhere: folder not found"),
        (["--format", "csv", "--since", "x"], "--since has no effect without --format html"),
        (["--format", "csv", "--force"], "--force has no effect without --format html"),
        (["--bom"], "--bom has no effect without --format csv"),
    ],
)
def test_mistakes_are_one_message(tmp_path, sample_schemas, arguments, message):
    done = connectgen("docs", "--schemas", sample_schemas, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []
