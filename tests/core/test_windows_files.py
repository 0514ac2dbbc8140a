"""Windows and macOS, simulated: open files, names, line ends, output, processes."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.cli import serve
from connectgen.cli.main import _use_lossless_stdout
from connectgen.core import atomic_replace
from connectgen.core.catalog_paths import decode_name, encode_path, is_path
from connectgen.core.errors import CatalogError, OutputError
from connectgen.core.portable import is_device
from connectgen.pipeline.generate import check_package, generate_package
from connectgen.replay import workers
from connectgen.snapshot.load import pin_snapshot
from support import generate_into, write_schemas
from support.package_states import refuse_to_exchange
from support.portable_projects import THING

DEVICES = ("aux", "CON", "nul", "prn", "com1", "LPT9", "con.Warranty", "AUX.b.c")


@pytest.mark.parametrize("name", [*DEVICES, "ends."])
@pytest.mark.parametrize("form", ["{}", "a/{}", "{}/b"])
def test_no_document_has_a_name_that_windows_cannot_store(name: str, form: str):
    path = encode_path(form.format(name))
    assert path is not None
    for step in path.split("/"):
        assert step.partition(".")[0].lower() not in {each.lower() for each in DEVICES}
        assert not step.endswith((".", " "))
    assert is_path(path)
    assert encode_path(path) == path
    assert name in map(decode_name, path.split("/"))


def test_a_snapshot_of_before_may_have_such_names():
    assert is_path("aux")
    assert is_path("a/con.Warranty")


def test_no_two_files_of_a_package_differ_only_by_case_and_none_is_a_device(tmp_path: Path):
    names = ("con", "Nul", "aux.Thing", "aThing", "a_thing", "AThing2", "com1")
    write_schemas(tmp_path / "schemas", {str(encode_path(name)): THING for name in names})
    pin_snapshot(tmp_path / "schemas", "v1.4", name="schemas")
    package = generate_into(tmp_path, "made", schemas=tmp_path / "schemas")
    for folder in (package, tmp_path / "schemas"):
        files = [path.relative_to(folder).as_posix().lower() for path in folder.rglob("*")]
        assert len(files) == len({*files})
        assert not [file for file in files if is_device(Path(file).name.partition(".")[0])]
    assert len([*(package / "models").glob("[!_]*.py")]) == len(names)


def test_documents_that_differ_only_by_case_are_one_clear_error(tmp_path: Path):
    write_schemas(tmp_path / "schemas", {"things": THING, "Things": THING})
    with pytest.raises(CatalogError, match=r"(?i)things.*case"):
        pin_snapshot(tmp_path / "schemas", "v1.4", name="schemas")


@pytest.mark.parametrize("refused", ["first", "second"])
def test_a_folder_with_an_open_file_is_an_error_and_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
):
    refuse_to_exchange(monkeypatch)
    package = tmp_path / "pk"
    package.mkdir()
    (package / "a.py").write_text("old")
    rename = Path.rename

    def refuse(self: Path, target: Any) -> Path:
        is_new = "connectgen-new" in self.name
        if is_new == (refused == "second") and ".connectgen-old" not in self.name:
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError), atomic_replace.exclusive_lock(package) as target:
        atomic_replace.replace_folder(target, {"a.py": b"new"}, last="a.py", replaced=())
    assert [path.name for path in tmp_path.iterdir()] == ["pk"]
    assert (package / "a.py").read_text() == "old"


def test_an_open_file_is_one_line_for_the_user(
    options: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    refuse_to_exchange(monkeypatch)

    def refuse(self: Path, target: Any) -> Path:
        raise PermissionError(errno.EACCES, "The process cannot access the file", str(self))

    write_schemas(tmp_path / "schemas", {"more": THING})
    pin_snapshot(tmp_path / "schemas", "v1.4", name="schemas")
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="cannot be written"):
        generate_package(options)


def test_a_system_without_hard_links_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "pk"
    package.mkdir()
    (package / "own.py").write_text("mine")
    monkeypatch.delattr(os, "link")
    atomic_replace.replace_folder(package, {"a.py": b"new"}, last="a.py", replaced=())
    assert (package / "own.py").read_text() == "mine"


def test_crlf_of_a_checkout_is_no_change(options: Any, tmp_path: Path):
    for path in [*options.target.rglob("*.py"), *(tmp_path / "schemas").rglob("*.json")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not check_package(options).drift.changed


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_output_of_a_windows_console_never_fails(monkeypatch: pytest.MonkeyPatch, encoding: str):
    class Console(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Console(written, encoding=encoding))
    _use_lossless_stdout()
    print("Größe → \N{SNOWMAN} \U0001f600")
    sys.stdout.flush()
    assert b"\\u2603" in written.getvalue()


def test_a_file_gets_utf_8_whatever_the_console_has(monkeypatch: pytest.MonkeyPatch):
    written = io.BytesIO()
    stdout = io.TextIOWrapper(written, encoding="cp1252", newline="\r\n")
    monkeypatch.setattr(sys, "stdout", stdout)
    _use_lossless_stdout()
    print(json.dumps("☃", ensure_ascii=False))
    print("a,b\r")  # the end of a line of CSV
    sys.stdout.flush()
    assert written.getvalue() == b'"\xe2\x98\x83"\na,b\r\n'


def test_the_steps_of_the_demo_are_for_powershell(monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", "nt")
        steps = [*serve._next_steps("http://127.0.0.1:1", {"o'neil": "x"})]
    assert steps[1:3] == [
        "  $env:CONNECTGEN_USERNAME = 'o''neil'",
        "  $env:CONNECTGEN_PASSWORD = 'PASSWORD'",
    ]


def test_no_more_processes_than_windows_can_wait_for(monkeypatch: pytest.MonkeyPatch):
    if hasattr(os, "sched_getaffinity"):
        monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 128)
    assert workers._count_cores() == 61


def test_a_read_only_file_of_the_user_stays_one_and_nothing_is_left_over(
    options: Any, tmp_path: Path
):
    """Windows removes no file that is read-only; some version control makes all of them so."""
    write_schemas(tmp_path / "schemas", {"more": THING})
    pin_snapshot(tmp_path / "schemas", "v1.4", name="schemas")
    own = options.target / "own.py"
    own.write_text("mine")
    for path in (own, options.target / "__init__.py"):
        path.chmod(0o444)
    before = {path.name for path in tmp_path.iterdir()}
    generate_package(options)
    assert {path.name for path in tmp_path.iterdir()} == before
    assert (own.read_text(), own.stat().st_mode & 0o222) == ("mine", 0)
    generate_package(options)


SPAWNING = """
import multiprocessing, os
from connectgen.cli.main import main

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    os.sched_getaffinity = lambda _: {0, 1}
    main()
"""


@pytest.mark.slow
def test_replay_has_the_same_result_in_processes_that_begin_empty(tmp_path: Path):
    """Windows and macOS start processes anew (spawn), so what they get is pickled."""
    (tmp_path / "spawning.py").write_text(SPAWNING)
    old = {"properties": {"name": {"type": "string"}}}
    new = {"properties": {"name": {"type": "string", "maxLength": 3}}}
    for name, schema in (("old", old), ("new", new)):
        write_schemas(tmp_path / name, {"things": schema})
        pin_snapshot(tmp_path / name, "v1.4", name=name)
    lines = [json.dumps({"name": "x" * (number % 7), "pad": "y" * 90}) for number in range(20_000)]
    (tmp_path / "bodies.ndjson").write_text("\n".join(lines))
    arguments = ("replay", "old/v1.4", "new/v1.4", "bodies.ndjson")
    arguments += ("--resource", "things", "--view", "create")
    commands = ("spawning.py", *arguments), ("-m", "connectgen", *arguments)
    spawned, usual = (
        subprocess.run([sys.executable, *each], cwd=tmp_path, capture_output=True, text=True)
        for each in commands
    )
    assert spawned.returncode == usual.returncode == 1, spawned.stderr
    assert spawned.stdout == usual.stdout
    failing = sum(number % 7 > 3 for number in range(20_000))
    assert spawned.stdout.count("starts to fail") == 1
    assert f"(and {failing - 1:,} more bodies)" in spawned.stdout
