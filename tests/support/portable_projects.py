"""A small project for `generate`."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

THING = {"properties": {"name": {"type": "string"}}}


def git(*arguments: str, cwd: Path, **others: Any) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True, **others)
    return done.stdout
