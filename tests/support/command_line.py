"""connectgen in a process of its own, and small projects for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

UNPINNED = (
    "connectgen: warning: in/v1.4 is not pinned, so changes of its documents go unnoticed;"
    " run `connectgen pin --schemas in --api-version v1.4`\n"
)


def run(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "connectgen", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
