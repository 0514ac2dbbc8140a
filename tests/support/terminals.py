"""Commands whose output goes to a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def shown_on_terminal(
    arguments: tuple[str, ...], cwd: Path, stream: str = "stderr", **environment: str
) -> str:
    """Run a command with a terminal as its *stream*, and return what that shows.

    Nothing may be written to the other stream.
    """
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals on Windows")
    leader, follower = pty.openpty()
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: follower}
    process = subprocess.Popen(
        [sys.executable, "-m", "connectgen", *arguments],
        cwd=cwd,
        env={**os.environ, "TERM": "xterm", **environment},
        stdout=streams["stdout"],
        stderr=streams["stderr"],
    )
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 100_000):
            shown += chunk
    except OSError:
        pass  # how Linux says that the other end is closed
    os.close(leader)
    others = process.communicate()
    assert process.returncode == 0, (shown, others)
    return shown.decode()
