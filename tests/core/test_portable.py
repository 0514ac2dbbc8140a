"""Files of others, links, locks and forged manifests beside a package."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from connectgen.build_hooks.generate import generate_in
from connectgen.config.options import Options
from connectgen.core import locking
from connectgen.core.errors import ConfigError, OutputError
from connectgen.pipeline.generate import check_package, generate_package
from connectgen.snapshot.load import pin_snapshot
from connectgen.write.manifest import MANIFEST, sha256_hex
from connectgen.write.package import write_package
from support import write_schemas
from support.command_line import run
from support.killed_processes import tree, without_fcntl
from support.platforms import needs_locks_of_folders, needs_symlinks
from support.portable_projects import THING

pytestmark = pytest.mark.slow


class TestFullCheck:
    def forge(self, options: Options) -> None:
        """Edit a file, and say in the manifest that connectgen wrote it so."""
        path = options.target / "models" / "things.py"
        path.write_text(path.read_text() + "import this\n")
        manifest = options.target / MANIFEST
        content = json.loads(manifest.read_text())
        content["files"]["models/things.py"] = sha256_hex(path.read_bytes())
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


LINK = pytest.param("link", marks=needs_symlinks)


class TestBuilds:
    @pytest.mark.parametrize("output", ["../out", "{absolute}", LINK, ".."])
    def test_a_build_writes_nothing_outside_of_the_project(
        self, tmp_path: Path, output: str, monkeypatch: pytest.MonkeyPatch
    ):
        project = tmp_path / "project"
        write_schemas(project / "schemas", {"things": THING})
        (tmp_path / "elsewhere").mkdir()
        if output == "link":
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

    @needs_symlinks
    def test_a_link_inside_is_followed(self, tmp_path: Path):
        write_schemas(tmp_path / "schemas", {"things": THING})
        (tmp_path / "real").mkdir()
        (tmp_path / "src").symlink_to("real")
        table = '[tool.connectgen]\nschemas = "schemas"\noutput = "src"\npackage = "pk"\n'
        (tmp_path / "pyproject.toml").write_text(table)
        assert generate_in(tmp_path, print) == (tmp_path / "src/pk",)
        assert (tmp_path / "real/pk/models/things.py").exists()


NAMES_BESIDE = (
    *(".pk.connectgen-new", ".pk.connectgen-old"),
    pytest.param(locking.LOCK, marks=needs_locks_of_folders),  # elsewhere it is the lock
)


class TestNamesBeside:
    @pytest.mark.parametrize("make", ["file", LINK, "folder"])
    @pytest.mark.parametrize("name", NAMES_BESIDE)
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

    @needs_symlinks
    def test_a_link_called_like_a_leftover_is_not_followed(self, options: Options, tmp_path: Path):
        (tmp_path / "own").mkdir()
        (tmp_path / f".pk.connectgen-new-{'0' * 16}").symlink_to("own")
        (tmp_path / "own/file").write_text("mine")
        write_schemas(tmp_path / "schemas", {"more": THING})
        pin_snapshot(tmp_path / "schemas", "v1.4", name="schemas")
        generate_package(options)
        assert (tmp_path / "own/file").read_text() == "mine"

    @needs_symlinks
    def test_a_circle_of_links_is_one_clear_error(self, options: Options, tmp_path: Path):
        (tmp_path / "circle").symlink_to("circle")
        for target in ("circle/pk", "circle"):
            with pytest.raises(OutputError, match=r"circle"):
                write_package(tmp_path / target, (), {}, force=False)


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
                write_package(tmp_path / "pk", (), {}, force=False)
            assert leftover.is_dir()  # perhaps of that run
        assert [path.name for path in tmp_path.iterdir()] == [leftover.name]

    @pytest.mark.parametrize("content", ["", "1", "{pid}\n{host}\n1\n"])
    def test_one_of_a_run_that_has_ended_is_taken_over(self, tmp_path: Path, content: str):
        lock = tmp_path / locking.LOCK
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        lock.write_text(content.format(pid=dead.pid, host=socket.gethostname()))
        with without_fcntl():
            write_package(tmp_path / "pk", (), {}, force=False)
        assert [path.name for path in tmp_path.iterdir()] == ["pk"]

    def test_one_that_was_left_goes_though_nothing_is_to_be_written(
        self, options: Options, tmp_path: Path
    ):
        (tmp_path / locking.LOCK).write_text("1")
        with without_fcntl():
            assert not generate_package(options).drift
        assert not (tmp_path / locking.LOCK).exists()
