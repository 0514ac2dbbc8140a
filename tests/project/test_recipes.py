"""Every path that CONTRIBUTING names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "CONTRIBUTING.md"
BASES = (ROOT, ROOT / "generator" / "connectgen")


def sections() -> dict[str, str]:
    """Return the text below each heading, by the heading."""
    parts = re.split(r"^#{2,3} (.*)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def paths_in(text: str) -> Iterator[str]:
    """Yield what looks like a path: inline code with a slash or an ending, without spaces."""
    for code in re.findall(r"`([^`\n]+)`", text):
        for word in code.split():
            if re.fullmatch(r"[\w./-]+", word) and re.search(
                r"/|\.(?:py|jinja|md|json|txt)$", word
            ):
                yield word


@pytest.mark.parametrize("heading", sections())
def test_paths_that_are_named_exist(heading: str):
    folder = ROOT  # a short path is in the last folder, or beside the last file
    for path in paths_in(sections()[heading]):
        found = [base / path for base in (*BASES, folder, folder.parent) if (base / path).exists()]
        assert found or path in MADE, f"{heading}: {path}"
        if found:
            folder = found[0] if found[0].is_dir() else found[0].parent


MADE = {"docs/_build", "snapshot.json"}
"""Paths that a command makes, or that are in a folder of the reader's choice."""


def test_paths_are_found_in_recipes():
    found = list(paths_in(sections()["Add a field to every model"]))
    assert "templates/macros/models.jinja" in found
    assert "_build.py" in found
