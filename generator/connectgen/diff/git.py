"""Copy a folder out of a git revision, without a checkout.

Its name is `git:REV:PATH`, with PATH relative to the working directory. Only files that a
comparison reads are copied. Only plumbing commands of `git` are run, so that no hook or filter of
the repository runs.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from connectgen.core.errors import ConfigError
from connectgen.core.os_errors import describe_os_error
from connectgen.core.portable import is_below

__all__ = ["PREFIX", "checkout_folder"]

PREFIX = "git:"

_SUFFIXES = (".json", ".py", ".typed")
_FILES = (b"100644", b"100755")
_BESIDE = ("overlays", "menus")


@contextmanager
def checkout_folder(spec: str) -> Generator[Path]:
    """Yield the folder that *spec*, `git:REV:PATH`, names, as a temporary folder.

    The folders `overlays` and `menus` beside it are copied, too, so that those of a version are
    found.

    Raises:
        ConfigError: git cannot be run, or knows no such revision or folder.
    """
    revision, colon, path = spec.removeprefix(PREFIX).partition(":")
    if not revision or not colon:
        raise ConfigError(f"{spec}: must be git:REVISION:FOLDER, such as git:HEAD~1:schemas/v1.4")
    prefix = _run_git(spec, "rev-parse", "--show-prefix").decode().strip()
    # A revision is text of the user: after --end-of-options it is never an option.
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _run_git(spec, *verify, why=f"revision {revision} not found")
    wanted = posixpath.normpath(posixpath.join(prefix, path.replace(os.sep, "/") or "."))
    if wanted.startswith(("../", "/")) or wanted == "..":
        raise ConfigError(f"{spec}: {path} is outside the repository")
    with tempfile.TemporaryDirectory(prefix="connectgen-") as name:
        root = Path(name)
        _copy_files(spec, commit.decode().strip(), wanted, root)
        if not (root / wanted).is_dir():
            raise ConfigError(f"{spec}: folder {path} not found in {revision}")
        yield root / wanted


def _copy_files(spec: str, commit: str, wanted: str, root: Path) -> None:
    """Write the files below *wanted*, and the overlays and menus beside it, below *root*."""
    beside = [posixpath.join(posixpath.dirname(wanted), name) for name in _BESIDE]
    folders = [] if wanted == "." else ["--", wanted, *beside]
    listing = _run_git(spec, "ls-tree", "-r", "-z", "--full-tree", commit, *folders)
    objects: list[tuple[bytes, Path]] = []
    for entry in listing.split(b"\0")[:-1]:
        head, _, name = entry.partition(b"\t")
        mode, _, digest = head.split(b" ")
        path = name.decode("utf-8", "surrogateescape")
        # Neither links nor submodules: a link could lead out of the temporary folder.
        if mode in _FILES and path.endswith(_SUFFIXES) and is_below(path):
            objects.append((digest, root / path))
    asked = b"".join(digest + b"\n" for digest, _ in objects)
    answer = _run_git(spec, "cat-file", "--batch", stdin=asked)
    start = 0
    for _, file in objects:
        head, _, _ = answer[start : start + 200].partition(b"\n")
        size = int(head.rsplit(b" ", 1)[1])
        start += len(head) + 1
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer[start : start + size])
        start += size + 1


def _run_git(spec: str, *arguments: str, stdin: bytes = b"", why: str = "it failed") -> bytes:
    command = ("git", *arguments)
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    except OSError as error:
        raise ConfigError(f"{spec}: git cannot be run: {describe_os_error(error)}") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [why]
        raise ConfigError(f"{spec}: git: {lines[0].removeprefix('fatal: ')}")
    return done.stdout
