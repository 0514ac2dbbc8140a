"""Tests of other tools: one that hangs, as by waiting for a network, ends after some time."""

from __future__ import annotations

import ast

from support import ROOT

CALLS = {"run", "call", "check_call", "check_output"}


def test_every_tool_that_is_run_has_a_timeout():
    found = 0
    for path in sorted((ROOT / "tests" / "interop").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="subprocess"), attr=name)):
                    if name in CALLS:
                        names = {each.arg for each in node.keywords}
                        assert "timeout" in names, f"{path.name}:{node.lineno}"
                        found += 1
    assert found > 10
