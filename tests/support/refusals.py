"""Commands that are refused."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from connectgen.cli.main import main

THING: dict[str, Any] = {"properties": {}}
CREDENTIALS = {"CONNECTGEN_USERNAME": "u", "CONNECTGEN_PASSWORD": "p"}


def call(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *arguments: str
) -> tuple[Any, list[str]]:
    """Run the command in this process, and return its exit code and the lines of stderr."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["connectgen", *arguments])
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capfd.readouterr().err.splitlines()
