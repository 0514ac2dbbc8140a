"""`connectgen diff` in this process."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from connectgen.cli import main
from connectgen.core.errors import ConnectgenError


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def connectgen(*arguments: object, cwd: Path | None = None) -> Done:
    """Run the command line in this process, as `connectgen.cli.main.main` does."""
    with contextlib.chdir(cwd or Path()):
        result = CliRunner().invoke(main._root_command, [str(each) for each in arguments])
    if isinstance(result.exception, ConnectgenError):
        told = "".join(f"connectgen: {line}\n" for line in str(result.exception).splitlines())
        return Done(2, result.stdout, result.stderr + told)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


DOCUMENT = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 8}, "note": {"type": "string"}},
}
