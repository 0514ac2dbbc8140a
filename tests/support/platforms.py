"""What systems lack, as marks: a test that needs it is skipped where it is not to be had.

Most are found out by use, not by the name of the system: root may read what nobody may, and a user
of Windows may have the right to make links.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import sysconfig
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

SCRIPTS = Path(sys.executable).parent
"""The folder with the commands of this Python: `bin`, on Windows `Scripts`."""


def script(name: str, folder: Path = SCRIPTS) -> Path:
    """Return the path of a command in *folder*: on Windows it is a program, `name.exe`."""
    return folder / f"{name}{sysconfig.get_config_var('EXE') or ''}"


def scripts_of(environment: Path) -> Path:
    """Return the folder with the commands of a virtual environment."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def _works(use: Callable[[Path], object]) -> bool:
    with TemporaryDirectory() as folder:
        try:
            return bool(use(Path(folder)))
        except (OSError, NotImplementedError, AttributeError):
            return False


def _links(folder: Path) -> bool:
    (folder / "link").symlink_to("target")
    return (folder / "link").is_symlink()


def _closes(folder: Path) -> bool:
    (folder / "file").write_text("")
    (folder / "file").chmod(0)
    return not os.access(folder / "file", os.R_OK)


def _keeps_modes(folder: Path) -> bool:
    (folder / "file").write_text("")
    (folder / "file").chmod(0o640)
    return (folder / "file").stat().st_mode & 0o777 == 0o640


def _has_name(name: str) -> Callable[[Path], bool]:
    def use(folder: Path) -> bool:
        (folder / name).write_text("")
        return [path.name for path in folder.iterdir()] == [name]

    return use


def _tells_cases_apart(folder: Path) -> bool:
    (folder / "name").write_text("")
    return not (folder / "NAME").exists()


def _needs(there: bool, reason: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not there, reason=reason)


needs_fork = _needs(hasattr(os, "fork"), "the system has no fork")
needs_linux = _needs(sys.platform == "linux", "it reads /proc, or exchanges folders in one step")
needs_locks_of_folders = _needs(find_spec("fcntl") is not None, "files are locked, not folders")
needs_pipes = _needs(hasattr(os, "mkfifo"), "the system has no named pipes")
needs_signals = _needs(hasattr(signal, "SIGKILL"), "no process can be sent such a signal")
needs_process_groups = _needs(hasattr(os, "killpg"), "no process group gets signals")
HAS_SYMLINKS = _works(_links)
needs_symlinks = _needs(HAS_SYMLINKS, "symbolic links need a right here")
needs_permissions = _needs(_works(_closes), "whoever runs this may read and write anything")
needs_modes = _needs(_works(_keeps_modes), "files have no mode, only the flag read-only")
needs_any_name = _needs(_works(_has_name('a"b\n')), "some names are not those of files")
needs_long_names = _needs(_works(_has_name("n" * 250)), "paths have 260 characters at most")
needs_odd_bytes = _needs(_works(_has_name("\udcff")), "file names are text here")
needs_case = _needs(_works(_tells_cases_apart), "A and a are the same file here")
needs_bash = _needs(
    os.name != "nt" and shutil.which("bash") is not None, "there is no bash that has these paths"
)
