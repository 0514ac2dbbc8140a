"""What other systems, editors and git make of files, and of paths: Windows above all, simulated."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.build_hooks.generate import generate_in
from connectgen.core import atomic_replace, locking
from connectgen.core.errors import ConfigError, OutputError
from connectgen.core.portable import is_below
from connectgen.diff.git import checkout_folder
from connectgen.fake_site import server
from connectgen.fetch.credentials import find_credentials
from connectgen.fetch.urls import parse_site
from connectgen.pipeline.generate import Options, check_package, generate_package
from connectgen.snapshot.load import load_snapshot, pin_snapshot
from connectgen.write import package as output
from killing import tree, without_fcntl
from support import write_schemas

BOM = "\ufeff"
THING = {"properties": {"name": {"type": "string"}}}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "connectgen", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def git(*arguments: str, cwd: Path, **others: Any) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True, **others)
    return done.stdout


@pytest.fixture
def options(tmp_path: Path) -> Options:
    schemas = write_schemas(tmp_path / "schemas", {"things": THING, "others": THING})
    pin_snapshot(schemas, "v1.4", name="schemas")
    found = Options(schemas=schemas, output=tmp_path, package="pk")
    generate_package(found)
    return found


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
        assert done.stdout.startswith(f"{line}: /name:")
        write_schemas(tmp_path / "other", {"things": {"properties": {"name": {"type": "integer"}}}})
        sides = ("schemas/v1.4", "other/v1.4", "a.ndjson", "--resource", "things")
        done = run("replay", *sides, cwd=tmp_path)
        assert "not JSON" not in done.stdout + done.stderr
        assert done.returncode in (0, 1), done.stderr


class TestFullCheck:
    def forge(self, options: Options) -> None:
        """Edit a file, and say in the manifest that connectgen wrote it so."""
        path = options.target / "models" / "things.py"
        path.write_text(path.read_text() + "import this\n")
        manifest = options.target / output.MANIFEST
        content = json.loads(manifest.read_text())
        content["files"]["models/things.py"] = output.sha256_hex(path.read_bytes())
        manifest.write_text(json.dumps(content))

    def test_a_forged_manifest_passes_the_quick_one_alone(self, options: Options):
        self.forge(options)
        assert not check_package(options).drift
        assert check_package(options, full=True).drift.changed == ("models/things.py",)

    def test_the_advice_mends_it(self, options: Options, tmp_path: Path):
        self.forge(options)
        arguments = ("generate", "--schemas", "schemas", "--package", "pk", "--full")
        done = run(*arguments, "--check", cwd=tmp_path)
        assert done.returncode == 1
        assert f"run `connectgen {' '.join(arguments)}`" in done.stderr
        assert run(*arguments, cwd=tmp_path).returncode == 0
        assert run(*arguments, "--check", cwd=tmp_path).returncode == 0
        assert "import this" not in (options.target / "models/things.py").read_text()

    def test_help_says_what_is_trusted(self, tmp_path: Path):
        told = " ".join(run("generate", "--help", cwd=tmp_path).stdout.split())
        assert "Trusts the digests in connectgen.json" in told
        assert "--full Render and compare every file" in told


class TestBuilds:
    @pytest.mark.parametrize("output", ["../out", "{absolute}", "link", ".."])
    def test_a_build_writes_nothing_outside_of_the_project(
        self, tmp_path: Path, output: str, monkeypatch: pytest.MonkeyPatch
    ):
        project = tmp_path / "project"
        write_schemas(project / "schemas", {"things": THING})
        (tmp_path / "elsewhere").mkdir()
        (project / "link").symlink_to(tmp_path / "elsewhere")
        folder = output.format(absolute=tmp_path / "elsewhere")
        package = "project" if output == ".." else "pk"  # the project itself
        (project / "pyproject.toml").write_text(
            f'[tool.connectgen]\nschemas = "schemas"\noutput = "{folder}"\npackage = "{package}"\n'
        )
        before = tree(tmp_path)
        for root in (project, Path(os.path.relpath(project))):
            with pytest.raises(ConfigError, match="is outside of the project"):
                generate_in(root, print)
        monkeypatch.chdir(project)
        with pytest.raises(ConfigError, match="is outside of the project"):
            generate_in(Path(), print)
        assert tree(tmp_path) == before
        if output != "..":
            assert run("generate", cwd=project).returncode == 0

    def test_a_link_inside_is_followed(self, tmp_path: Path):
        write_schemas(tmp_path / "schemas", {"things": THING})
        (tmp_path / "real").mkdir()
        (tmp_path / "src").symlink_to("real")
        table = '[tool.connectgen]\nschemas = "schemas"\noutput = "src"\npackage = "pk"\n'
        (tmp_path / "pyproject.toml").write_text(table)
        assert generate_in(tmp_path, print) == (tmp_path / "src/pk",)
        assert (tmp_path / "real/pk/models/things.py").exists()


class TestNamesBeside:
    @pytest.mark.parametrize("make", ["file", "link", "folder"])
    @pytest.mark.parametrize("name", [".pk.connectgen-new", ".pk.connectgen-old", locking.LOCK])
    def test_what_somebody_else_has_there_blocks_nothing(
        self, options: Options, tmp_path: Path, make: str, name: str
    ):
        (tmp_path / "own").mkdir()
        (tmp_path / "own/file").write_text("mine")
        there = tmp_path / name
        if make == "file":
            there.write_text("mine")
        elif make == "link":
            there.symlink_to("own")
        else:
            shutil.copytree(tmp_path / "own", there)
        write_schemas(tmp_path / "schemas", {"more": THING})
        pin_snapshot(tmp_path / "schemas", "v1.4", name="schemas")
        assert generate_package(options).drift
        assert there.is_symlink() == (make == "link")
        assert there.exists()
        assert (tmp_path / "own/file").read_text() == "mine"

    def test_a_link_called_like_a_leftover_is_not_followed(self, options: Options, tmp_path: Path):
        (tmp_path / "own").mkdir()
        (tmp_path / f".pk.connectgen-new-{'0' * 16}").symlink_to("own")
        (tmp_path / "own/file").write_text("mine")
        write_schemas(tmp_path / "schemas", {"more": THING})
        pin_snapshot(tmp_path / "schemas", "v1.4", name="schemas")
        generate_package(options)
        assert (tmp_path / "own/file").read_text() == "mine"

    def test_a_circle_of_links_is_one_clear_error(self, options: Options, tmp_path: Path):
        (tmp_path / "circle").symlink_to("circle")
        for target in ("circle/pk", "circle"):
            with pytest.raises(OutputError, match=r"circle"):
                output.write_package(tmp_path / target, (), {}, force=False)


class TestLockByFile:
    def test_one_of_a_run_that_goes_on_is_waited_for_and_then_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(locking, "_ATTEMPT", 0.05)
        monkeypatch.setattr(locking, "_ATTEMPTS", 2)
        leftover = tmp_path / f".pk.connectgen-new-{'0' * 16}"
        leftover.mkdir()
        with without_fcntl(), locking.locked(tmp_path):
            told = f"{locking.LOCK}: cannot be written: another run holds this lock"
            with pytest.raises(OutputError, match=told):
                output.write_package(tmp_path / "pk", (), {}, force=False)
            assert leftover.is_dir()  # perhaps of that run
        assert [path.name for path in tmp_path.iterdir()] == [leftover.name]

    @pytest.mark.parametrize("content", ["", "1", "{pid}\n{host}\n1\n"])
    def test_one_of_a_run_that_has_ended_is_taken_over(self, tmp_path: Path, content: str):
        lock = tmp_path / locking.LOCK
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        lock.write_text(content.format(pid=dead.pid, host=socket.gethostname()))
        with without_fcntl():
            output.write_package(tmp_path / "pk", (), {}, force=False)
        assert [path.name for path in tmp_path.iterdir()] == ["pk"]

    def test_one_that_was_left_goes_though_nothing_is_to_be_written(
        self, options: Options, tmp_path: Path
    ):
        (tmp_path / locking.LOCK).write_text("1")
        with without_fcntl():
            assert not generate_package(options).drift
        assert not (tmp_path / locking.LOCK).exists()


class TestWindows:
    @pytest.mark.parametrize(
        "path",
        [
            *(r"..\..\x.json", r"a\..\..\x.json", "C:x.json", r"C:\x.json", r"\\server\x"),
            *("/x.json", "../x.json", "a/../../x.json", "a\0.json", "file.json:stream"),
        ],
    )
    def test_a_path_that_leads_out_on_any_system_is_refused(self, tmp_path: Path, path: str):
        assert not is_below(path)
        manifest = {"inputs": {}, "files": {path: ""}}
        (tmp_path / output.MANIFEST).write_text(json.dumps(manifest))
        with pytest.raises(OutputError, match="not a manifest"):
            output.read_manifest(tmp_path)

    @pytest.mark.parametrize("path", ["a.json", "a/b.json", "a..b/c.json", "...json"])
    def test_a_path_that_stays_is_not(self, path: str):
        assert is_below(path)

    def test_a_tree_of_git_writes_nothing_outside(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        git("init", "-q", cwd=tmp_path)
        (tmp_path / "v1.4").mkdir()
        for name in ("things.json", r"..\..\x.json", "C:x.json"):
            (tmp_path / "v1.4" / name).write_text("{}")
        git("add", ".", cwd=tmp_path)
        git("commit", "-qm", "one", cwd=tmp_path)
        monkeypatch.chdir(tmp_path)
        with checkout_folder("git:HEAD:v1.4") as folder:
            assert [path.name for path in folder.iterdir()] == ["things.json"]

    def test_links_need_no_option_that_systems_lack(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        original = os.link

        def link(source: Any, target: Any, **others: Any) -> None:
            if others:
                raise NotImplementedError("follow_symlinks unavailable on this platform")
            original(source, target)

        package = tmp_path / "pk"
        package.mkdir()
        (package / "own.py").write_text("mine")
        (package / "link").symlink_to("own.py")
        (package / "nowhere").symlink_to("gone")
        inode = (package / "own.py").stat().st_ino
        monkeypatch.setattr(os, "link", link)
        atomic_replace.replace_folder(package, {"a.py": b"new"}, last="a.py", replaced=())
        assert (package / "own.py").stat().st_ino == inode
        links = {name: str((package / name).readlink()) for name in ("link", "nowhere")}
        assert links == {"link": "own.py", "nowhere": "gone"}

    @pytest.mark.parametrize(
        ("name", "other"), [(".netrc", None), ("_netrc", None), ("_netrc", ".netrc")]
    )
    def test_netrc_has_another_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, other: str | None
    ):
        monkeypatch.setattr(Path, "home", lambda: tmp_path)
        (tmp_path / name).write_text("machine mysite.example.com login ann password hush\n")
        if other:
            (tmp_path / other).write_text("machine another.example.com login eve password no\n")
        for file in tmp_path.iterdir():
            file.chmod(0o600)
        found = find_credentials(parse_site("https://mysite.example.com"), {})
        assert (found.source, found.username) == ("netrc", "ann")

    def test_a_port_is_not_shared(self, monkeypatch: pytest.MonkeyPatch):
        asked: list[int] = []

        class Socket(socket.socket):
            def setsockopt(self, level: int, option: int, value: Any, *_: Any) -> None:
                asked.append(option)

        monkeypatch.setattr(socket, "socket", Socket)
        server._bind_socket("127.0.0.1", 0).close()
        monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)
        server._bind_socket("127.0.0.1", 0).close()
        assert asked == [socket.SO_REUSEADDR, -5]
