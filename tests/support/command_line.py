"""The command line, and small projects for it."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import warnings
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from connectgen.cli import main

UNPINNED = (
    "connectgen: warning: in/v1.4 is not pinned, so changes of its documents go unnoticed;"
    " run `connectgen pin --schemas in --api-version v1.4`\n"
)


class Input(BytesIO):
    """Standard input, with the name that Python gives it."""

    name = "<stdin>"


def run(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line in this process, which need not import everything for each command."""
    streams = {
        "stdin": TextIOWrapper(Input(stdin.encode()), encoding="utf-8"),
        **{name: TextIOWrapper(BytesIO(), encoding="utf-8") for name in ("stdout", "stderr")},
    }
    with (
        contextlib.chdir(cwd),
        pytest.MonkeyPatch.context() as patch,
        warnings.catch_warnings(action="ignore", category=ResourceWarning),
    ):
        patch.setattr(sys, "argv", ["connectgen", *arguments])
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        code = _run_main()
        told = read_back(streams["stderr"])
        if told.startswith("Usage: "):  # which leaves files open until the process ends
            gc.collect()
    return subprocess.CompletedProcess(arguments, code, read_back(streams["stdout"]), told)


def _run_main() -> int:
    with pytest.raises(SystemExit) as ended:
        main.main()
    code = ended.value.code or 0
    assert isinstance(code, int)
    return code


def read_back(stream: TextIOWrapper) -> str:
    """Return what was written to *stream*, with line feeds as line ends."""
    stream.flush()
    stream.seek(0)
    return stream.read()
