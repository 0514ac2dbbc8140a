"""Projects for `connectgen init`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from support import write_schemas
from support.command_line import run


def init(folder: Path, *options: str) -> dict[str, Any]:
    """Run `connectgen init` and return the table that it has written."""
    before = file.read_bytes() if (file := folder / "pyproject.toml").exists() else b""
    done = run("init", *options, cwd=folder)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert file.read_bytes().startswith(before)
    table: dict[str, Any] = tomllib.loads(file.read_text())["tool"]["connectgen"]
    return table


def pinned(folder: Path, name: str, *versions: str, resource: str = "things") -> None:
    for version in versions:
        write_schemas(folder / name, {resource: {"properties": {}}}, version)
        done = run("pin", "--schemas", name, "--api-version", version, cwd=folder)
        assert done.returncode == 0, done.stderr
