"""The suite on a Python that lacks what Windows lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT
from support.platforms import needs_linux
from support.portable_projects import git

pytestmark = [pytest.mark.slow, needs_linux]

LIKE_WINDOWS = os.environ | {"PYTHONPATH": str(ROOT / "tests" / "support" / "like_windows")}


def run_like_windows(*arguments: str, cwd: Path) -> str:
    """Return what Python prints."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=cwd, env=LIKE_WINDOWS, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    return done.stdout


def test_every_test_module_is_imported_without_what_windows_lacks():
    collect = ("-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")
    assert "tests/project/test_platforms.py: 3" in run_like_windows(*collect, cwd=ROOT)


def test_a_checkout_has_the_same_bytes_on_windows(tmp_path: Path):
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."]
    folders += [path for path in (ROOT / "tests").iterdir() if path.is_dir()]
    files = [tmp_path / path.relative_to(ROOT) / "file.json" for path in folders]
    for file in (*files, tmp_path / "file.md"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"a\n")
    git("init", "-q", cwd=tmp_path)
    git("add", ".", cwd=tmp_path)
    git("-c", "core.safecrlf=false", "commit", "-qm", "all", cwd=tmp_path)
    for file in files:
        file.unlink()
    git("-c", "core.autocrlf=true", "checkout", "-q", ".", cwd=tmp_path)
    assert len(files) > 30
    assert {file.read_bytes() for file in files} == {b"a\n"}


LACKING = r"""
import os, signal, sys
from pathlib import Path

def refused(use):
    try:
        use()
    except (AttributeError, ImportError, OSError):
        return True

assert (os.name, sys.platform) == ("nt", "win32")
names = "os.fork os.geteuid os.mkfifo os.O_DIRECTORY signal.SIGKILL".split()
for expression in ["__import__('fcntl')", "__import__('pty')", *names]:
    assert refused(lambda: eval(expression)), expression
for name in ("a:b", "aux", "aux.txt", "dot.", "a\nb"):
    assert refused(lambda: Path(name).write_text("")), name
assert refused(lambda: Path("link").symlink_to("file"))
file = Path("file")
file.write_text("a\n\u00e4")
assert file.read_bytes() == b"a\r\n\xe4"
with file.open() as opened:
    assert refused(file.unlink)
    assert refused(lambda: file.rename("other"))
    assert refused(lambda: Path("new").write_text("") or Path("new").replace("file"))
file.chmod(0o400)
assert refused(file.unlink)
file.chmod(0o600)
file.unlink()
assert refused(lambda: Path().absolute().rename(Path().absolute().with_name("moved")))
"""


def test_the_simulation_lacks_what_windows_lacks(tmp_path: Path):
    run_like_windows("-c", LACKING, cwd=tmp_path)
