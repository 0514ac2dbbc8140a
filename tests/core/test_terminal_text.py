from __future__ import annotations

import ast

import pytest
from connectgen.core.errors import ErrorGroup, OutputError, SchemaError
from connectgen.core.location import Location
from connectgen.core.terminal_text import escape_control_chars, escape_lines
from support import ROOT


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("größe → 1 €", "größe → 1 €"),
        ("\x1b]0;pwned\x07", r"\x1b]0;pwned\x07"),
        ("one\nconnectgen: all fine", r"one\nconnectgen: all fine"),
        ("nine\u202e\u2066tail", r"nine\u202e\u2066tail"),
        ("half \ud83d of it", r"half \ud83d of it"),
        ("line\u2028end\x85", r"line\u2028end\x85"),
    ],
)
def test_what_does_not_show_is_escaped(text: str, shown: str):
    assert escape_control_chars(text) == shown


def test_results_keep_their_lines_and_tabs():
    assert escape_lines("a\n\tb\r\x1b[2J\n") == "a\n\tb\\r\\x1b[2J\n"


def test_an_error_knows_its_lines_from_line_feeds_in_names():
    group = ErrorGroup(
        [
            SchemaError(Location(document="x.json"), "no 'a\nb'"),
            OutputError("would discard:", "  mine.py"),
        ]
    )
    assert group.lines == ("schemas/x.json#: no 'a\nb'", "would discard:", "  mine.py")
    assert str(group) == "\n".join(group.lines)


PRINTS_BY_ITSELF = {
    "__main__.py",  # in a Python that cannot read the rest
    "build_hooks/setuptools.py",  # where there is no click
}


@pytest.mark.slow
def test_no_command_prints_past_the_filter():
    package = ROOT / "generator" / "connectgen"
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and is_printing(node.func)
    }
    assert found == {"cli/console.py"} | PRINTS_BY_ITSELF


def is_printing(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in ("echo", "print", "secho")
    if not isinstance(function, ast.Attribute):
        return False
    streams = ("sys.stderr", "sys.stdout")
    writes = function.attr == "write" and ast.unparse(function.value).startswith(streams)
    return writes or function.attr in ("echo", "secho")
