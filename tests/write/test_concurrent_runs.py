"""Two runs of `generate` at once, and readers meanwhile."""

from __future__ import annotations

import os
import traceback
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from connectgen.write.drift import compare_package
from connectgen.write.manifest import MANIFEST, read_manifest
from connectgen.write.package import write_package
from support.killed_processes import without_fcntl, without_locks_of_folders
from support.package_states import (
    NEW,
    OLD,
    OWN,
    package_with_own_files,
    refuse_to_exchange,
    states,
    tree,
)
from support.platforms import needs_fork, needs_linux

pytestmark = [pytest.mark.slow, needs_fork]


def test_two_runs_at_once_write_one_after_the_other(tmp_path: Path):
    package = package_with_own_files(tmp_path)
    children: list[int] = []
    for files in (OLD, NEW) * 4:
        child = os.fork()
        if child == 0:
            try:
                for _ in range(10):
                    write_package(package, files, {}, force=False)
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 8
    assert not compare_package(package, OLD, read_manifest(package)) or not compare_package(
        package, NEW, read_manifest(package)
    )
    assert {path: (package / path).read_text() for path in OWN} == OWN
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


ROUNDS = int(os.environ.get("CONNECTGEN_ROUNDS", "12"))
"""300 for a measurement."""


def read_at_once(package: Path) -> dict[str, str] | None:
    """Return the files of *package* as one folder held them; None where it was being removed."""
    try:
        held = os.open(package, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:  # between two renames
        return None
    try:
        now = Path(f"/proc/self/fd/{held}")
        return tree(now) if (now / MANIFEST).exists() else None
    except FileNotFoundError:
        return None
    finally:
        os.close(held)


@needs_linux
@pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "two renames"])
@pytest.mark.parametrize(
    "locks", [nullcontext, without_fcntl, without_locks_of_folders], ids=["kernel", "file", "NFS"]
)
def test_two_runs_at_once_never_fail_and_readers_see_no_mixture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locks: Any, exchanges: bool
):
    old, new = states(tmp_path)
    package = package_with_own_files(tmp_path)
    if not exchanges:
        refuse_to_exchange(monkeypatch)
    whole = 0
    with locks():
        for _ in range(ROUNDS):
            children: list[int] = []
            for files in (OLD, NEW):
                child = os.fork()
                if child == 0:
                    code = 1
                    try:
                        write_package(package, files, {}, force=False)
                        code = 0
                    except BaseException:
                        traceback.print_exc()
                    finally:
                        os._exit(code)
                children.append(child)
            running = set(children)
            while running:
                seen = read_at_once(package)
                if seen is not None:  # all of one package, or what is still there of it
                    assert seen.items() <= old.items() or seen.items() <= new.items()
                    whole += seen in (old, new)
                for child in [*running]:
                    ended, status = os.waitpid(child, os.WNOHANG)
                    if ended:
                        assert status == 0
                        running.remove(child)
            assert tree(package) in (old, new)
            assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "package"]
    assert whole >= ROUNDS
