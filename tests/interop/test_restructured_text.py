"""Docstrings of a generated package as reStructuredText: what Sphinx and pdoc show."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

docutils_core = pytest.importorskip("docutils.core", reason="docutils is not installed")

SETTINGS = {"report_level": 2, "halt_level": 5, "warning_stream": False, "raw_enabled": False}
GOOGLE = ("Args:", "Attributes:", "Raises:", "Returns:")
"""Sections that napoleon rewrites before docutils reads a docstring."""


def plain(doc: str) -> str:
    """Return *doc* up to its first section."""
    lines = doc.split("\n")
    ends = [number for number, line in enumerate(lines) if line.strip() in GOOGLE]
    return "\n".join(lines[: min(ends, default=len(lines))])


@pytest.mark.parametrize("folder", ["_client", "dicts", "models", "resources", "validators"])
def test_docstrings_are_valid(sample: Path, folder: str):
    found: list[str] = []
    for path in sorted((sample / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Expr(value=ast.Constant(value=str(doc))):
                    text = plain(inspect.cleandoc(doc))
                case _:
                    continue
            tree = docutils_core.publish_doctree(text, settings_overrides=SETTINGS)
            problems = [
                each.astext()
                for each in tree.findall()
                if each.tagname == "system_message" and "Unknown interpreted" not in each.astext()
            ]
            found += [f"{path.name}:{node.lineno}: {each}" for each in problems]
    assert found == []
