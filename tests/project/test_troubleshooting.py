"""Messages that the page on troubleshooting quotes are messages of today."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "troubleshooting.md"
FOLDERS = (ROOT / "generator" / "connectgen", ROOT / "templates")


def quoted_messages() -> list[str]:
    """Return what stands in bold and in quotation marks, without the dots for the rest of it."""
    text = re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))
    return [quoted.removesuffix("...").strip() for quoted in re.findall(r'\*\*"(.*?)"', text)]


@cache
def strings() -> str:
    """Return all strings of connectgen and the runtime, the parts of f-strings one by one."""
    found: list[str] = []
    for module in (module for folder in FOLDERS for module in sorted(folder.rglob("*.py"))):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


@pytest.mark.parametrize("message", quoted_messages())
def test_quoted_message_is_in_the_code(message: str):
    assert message in strings()


def test_messages_are_quoted():
    assert "lists no resource" in " ".join(quoted_messages())
