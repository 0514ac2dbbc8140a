"""CRLF and byte order marks, as git and editors of other systems write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.generate import check_package, generate_package
from connectgen.snapshot.load import load_snapshot, pin_snapshot
from support import write_schemas
from support.command_line import run
from support.killed_processes import tree
from support.portable_projects import THING, git

pytestmark = pytest.mark.slow

BOM = "\ufeff"


def with_crlf(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


class TestLineEnds:
    def test_a_checkout_with_crlf_is_current_and_the_cause_is_named(
        self, options: Options, tmp_path: Path
    ):
        with_crlf(options.target)
        with_crlf(tmp_path / "schemas")
        for more in ((), ("--full",)):
            arguments = ("generate", "--schemas", "schemas", "--package", "pk", "--check", *more)
            done = run(*arguments, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            assert "files have CRLF line endings" in done.stderr
            assert "`pk/** -text` to .gitattributes" in done.stderr
        assert "CRLF" in run(*arguments[:5], cwd=tmp_path).stderr

    def test_it_is_generated_anew_without_force(self, options: Options, tmp_path: Path):
        model = tree(options.target)
        with_crlf(options.target)
        write_schemas(tmp_path / "schemas", {"more": THING})
        pin_snapshot(tmp_path / "schemas", "v1.4", name="schemas")
        result = generate_package(options)
        assert "models/more.py" in result.drift.missing
        assert not result.drift.edited
        assert tree(options.target)["models/things.py"] == model["models/things.py"]

    def test_an_edit_is_one_with_crlf_too(self, options: Options):
        with_crlf(options.target)
        with (options.target / "models" / "things.py").open("ab") as file:
            file.write(b"edited = True\r\n")
        assert check_package(options, full=True).drift.edited == ("models/things.py",)

    def test_documents_with_crlf_are_as_they_were_pinned(self, options: Options, tmp_path: Path):
        before = load_snapshot(tmp_path / "schemas", "v1.4", name="schemas")
        with_crlf(tmp_path / "schemas")
        assert load_snapshot(tmp_path / "schemas", "v1.4", name="schemas") == before

    def test_a_validator_with_crlf_was_not_edited(self, tmp_path: Path):
        (tmp_path / "s.json").write_text("{}")
        assert run("validator", "s.json", "-o", "v.py", cwd=tmp_path).returncode == 0
        with_crlf(tmp_path)
        assert run("validator", "s.json", "-o", "v.py", cwd=tmp_path).returncode == 0

    def test_what_init_writes_keeps_line_ends(self, tmp_path: Path):
        write_schemas(tmp_path / "one/our schemas", {"things": THING})
        for command in (
            ("pin", "--schemas", "our schemas"),
            ("init",),
            ("generate",),
            ("generate", "--check", "--full"),
        ):
            done = run(*command, cwd=tmp_path / "one")
            assert done.returncode == 0, done.stderr
        git("init", "-q", cwd=tmp_path / "one")
        git("add", ".", cwd=tmp_path / "one")
        git("commit", "-qm", "one", cwd=tmp_path / "one")
        git("clone", "-q", "-c", "core.autocrlf=true", "one", "two", cwd=tmp_path)
        assert b"\r\n" in (tmp_path / "two/pyproject.toml").read_bytes()
        for folder in ("connect_v1_4", "our schemas"):
            assert tree(tmp_path / "two" / folder) == tree(tmp_path / "one" / folder)
        done = run("generate", "--check", cwd=tmp_path / "two")
        assert (done.returncode, "CRLF" in done.stderr) == (0, False)

    def test_init_appends_what_is_missing_and_nothing_twice(self, tmp_path: Path):
        (tmp_path / ".gitattributes").write_bytes(b"*.png binary\r\n/schemas/** -text")
        assert run("init", cwd=tmp_path).returncode == 0
        after = (tmp_path / ".gitattributes").read_bytes().decode()
        assert after.startswith("*.png binary\r\n/schemas/** -text\r\n\r\n#")
        assert after.endswith("\r\n/connect_v1_4/** -text\r\n")
        assert after.count("/schemas/**") == 1
        (tmp_path / "pyproject.toml").unlink()
        assert run("init", cwd=tmp_path).returncode == 0
        assert (tmp_path / ".gitattributes").read_bytes().decode() == after

    def test_a_dry_run_tells_and_writes_nothing(self, tmp_path: Path):
        done = run("init", "--dry-run", cwd=tmp_path)
        assert ".gitattributes: would add /connect_v1_4/** -text" in done.stderr
        assert [*tmp_path.iterdir()] == []


class TestByteOrderMarks:
    def test_pyproject(self, options: Options, tmp_path: Path):
        text = f'{BOM}[tool.connectgen]\nschemas = "schemas"\npackage = "pk"\n'
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        done = run("generate", "--check", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "pk is up to date with schemas/v1.4\n")

    def test_init_keeps_it(self, tmp_path: Path):
        before = f'{BOM}[project]\r\nname = "a"\r\n'.encode()
        (tmp_path / "pyproject.toml").write_bytes(before)
        assert run("init", cwd=tmp_path).returncode == 0
        assert (tmp_path / "pyproject.toml").read_bytes().startswith(before)
        assert run("generate", cwd=tmp_path).returncode == 0

    @pytest.mark.parametrize("first", ["", "\r\n", '{"name": "a"}\r\n'])
    def test_ndjson(self, options: Options, tmp_path: Path, first: str):
        text = f'{BOM}{first}{{"name": 1}}\r\n'
        (tmp_path / "a.ndjson").write_bytes(text.encode())
        line = 2 if first else 1
        done = run("validate", "things", "a.ndjson", "--schemas", "schemas", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.startswith(f"a.ndjson:{line}:10: /name:")
        write_schemas(tmp_path / "other", {"things": {"properties": {"name": {"type": "integer"}}}})
        sides = ("schemas/v1.4", "other/v1.4", "a.ndjson", "--resource", "things")
        done = run("replay", *sides, cwd=tmp_path)
        assert "not JSON" not in done.stdout + done.stderr
        assert done.returncode in (0, 1), done.stderr
