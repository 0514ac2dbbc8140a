"""`compile_validator`: deep values and schemas, and values that contain themselves."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import connect_v1_4
import pytest
from connectgen import compile_validator
from support import module_of
from support.compiled_schemas import DRAFT_7, TREE, deep

pytestmark = pytest.mark.slow


def test_depth_is_limited_and_reported():
    module = module_of(compile_validator(TREE))
    assert module.is_valid(deep(10_000))
    assert module.violations(deep(10_000)) == []
    usual = sys.getrecursionlimit(), threading.stack_size()
    assert not module.is_valid(deep(300_000))
    (found,) = module.violations(deep(300_000))
    assert (found.pointer, found.keyword) == ("", "$ref")
    assert found.message == "must not be nested so deeply"
    assert usual == (sys.getrecursionlimit(), threading.stack_size())


def test_violations_in_deep_values_are_found():
    module = module_of(compile_validator(TREE))
    value = deep(10_000)
    part = value
    while "kids" in part:
        part = part["kids"][0]
    part["name"] = 1
    (found,) = module.violations(value)
    assert found.pointer == "/kids/0" * 10_000 + "/name"
    assert found.schema_pointer == "/properties/name/type"
    assert found.message == "must be a string, not 1"


def test_deep_values_are_judged_in_several_threads():
    module = module_of(compile_validator(TREE))
    usual = sys.getrecursionlimit()
    values = [deep(3000), deep(3000), {"kids": [deep(3000)]}, deep(4000)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(module.is_valid, values * 3)) == [True, True, False, True] * 3
    assert sys.getrecursionlimit() == usual


DEEP_THREAD = """
import os
import subprocess
import sys
from threading import Event, Thread
from connect_v1_4.validators._deep import run_deep

usual, raised, is_deep, may_return = sys.getrecursionlimit(), Event(), Event(), Event()

def descend(levels):
    if levels:
        return descend(levels - 1) + 1
    is_deep.set()
    may_return.wait()
    return 0

def start_deep_thread(_):
    other.start()
    is_deep.wait()

found = []
other = Thread(target=lambda: found.append(descend(3000)), daemon=True)
run_deep(start_deep_thread, None)
if sys.version_info < (3, 12):
    assert sys.getrecursionlimit() > usual
may_return.set()
other.join()
if sys.version_info < (3, 12):
    assert found == [3000]
run_deep(lambda _: None, None)
assert sys.getrecursionlimit() == usual
"""


def test_limit_is_not_lowered_below_the_depth_of_another_thread():
    # Python 3.11 would end the process; newer ones raise RecursionError in that thread.
    path = str(Path(connect_v1_4.__file__).parents[1])
    environment = os.environ | {"PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", DEEP_THREAD], env=environment, check=True, timeout=60)


def test_without_threads_deep_values_are_invalid(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ThreadPoolExecutor, "submit", refuse)
    module = module_of(compile_validator(TREE))
    assert not module.is_valid(deep(5000))
    assert [v.keyword for v in module.violations(deep(5000))] == ["$ref"]
    assert module.is_valid(deep(50))


def test_circular_value_terminates():
    module = module_of(compile_validator({**DRAFT_7, "additionalProperties": {"$ref": "#"}}))
    value: dict[str, Any] = {}
    value |= {"a": value, "b": value, "c": {"d": value}}
    assert not module.is_valid(value)
    assert {v.keyword for v in module.violations(value)} == {"$ref"}


BRANCHES = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#"}}]}
TWO_LOOPS = {
    "properties": {
        "t": {"type": "array", "items": {"$ref": "#"}},
        "between": {"properties": {"u": {"$ref": "#/definitions/u"}}},
    },
    "definitions": {"u": {"properties": {"u": {"anyOf": [{"$ref": "#/definitions/u"}, False]}}}},
}


def deeper(frames: int, ask: Callable[[], Any]) -> Any:
    return deeper(frames - 1, ask) if frames else ask()


def chain(depth: int, leaf: Any = None) -> Any:
    value: Any = {} if leaf is None else leaf
    for _ in range(depth):
        value = {"t": [value]}
    return value


def two_chains(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = {"u": value}
    value = {"between": value}
    for _ in range(depth):
        value = {"t": [value]}
    return value


@pytest.mark.parametrize(
    ("schema", "made"),
    [
        (TREE, deep),
        ({"type": "object", "properties": {"a": {"type": "string"}, "t": BRANCHES}}, chain),
        ({"properties": {"t": {"oneOf": BRANCHES["anyOf"]}}}, chain),
        ({"properties": {"t": {"not": {"not": BRANCHES}}}}, chain),
        ({"additionalProperties": {"contains": {"allOf": [{"$ref": "#"}]}}}, chain),
        ({"properties": {"t": {"items": {"if": {"$ref": "#"}, "else": False}}}}, chain),
        (
            {
                "properties": {"b": {"$ref": "#/definitions/b"}},
                "additionalProperties": {"$ref": "#/definitions/b"},
                "definitions": {
                    "b": {"items": {"$ref": "#/definitions/c"}},
                    "c": {"properties": {"t": {"$ref": "#/definitions/b"}}},
                },
            },
            chain,
        ),
        (TWO_LOOPS, two_chains),
    ],
    ids=["tree", "anyOf", "oneOf", "not", "contains", "if", "inlined", "two loops"],
)
def test_depth_is_independent_of_the_stack_of_the_caller(schema: Any, made: Callable[[int], Any]):
    module = module_of(compile_validator({**DRAFT_7, **schema}))
    for value in map(made, (60, 100, 150, 200, 230, 400, 1000, 5000)):
        assert module.is_valid(value)
        assert module.violations(value) == []
        assert deeper(800, partial(module.is_valid, value))
        assert deeper(800, partial(module.violations, value)) == []


@pytest.mark.parametrize(
    ("schema", "leaf"),
    [
        ({"properties": {"t": BRANCHES}}, {"t": 5}),
        ({"properties": {"t": {"oneOf": BRANCHES["anyOf"]}}}, {"t": 5}),
        ({"properties": {"t": {"not": {"not": BRANCHES}}}}, {"t": 5}),
        ({"additionalProperties": {"contains": {"allOf": [{"$ref": "#"}]}}}, {"t": []}),
    ],
    ids=["anyOf", "oneOf", "not", "contains"],
)
def test_a_fault_is_found_at_any_depth(schema: Any, leaf: Any):
    module = module_of(compile_validator({**DRAFT_7, **schema}))
    for depth in (1, 60, 200, 400, 1000, 5000):
        value = chain(depth, leaf)
        assert not module.is_valid(value)
        assert deeper(800, partial(module.violations, value)) == module.violations(value) != []


def test_depth_limit_is_not_inverted_by_not():
    schema = {
        **TREE,
        "not": {"required": ["bad"]},
        "properties": {"kids": {"items": {"not": {"$ref": "#"}}}},
    }
    module = module_of(compile_validator(schema))
    assert not module.is_valid(deep(300_000))
    assert [v.keyword for v in module.violations(deep(300_000))] == ["$ref"]


def test_deep_values_are_compared():
    module = module_of(compile_validator({"uniqueItems": True, "not": {"enum": [[[]]]}}))
    assert module.is_valid([deep(20_000), 1])
    assert not module.is_valid([deep(20_000), deep(20_000)])


def test_equal_items_are_found_however_deep_they_differ_in_spelling():
    module = module_of(compile_validator({"uniqueItems": True}))
    one = chain(40, {"a": [1, True, None], "b": "x"})
    assert not module.is_valid([one, chain(40, {"b": "x", "a": [1.0, True, None]})])
    for other in ({"a": [True, True, None], "b": "x"}, {"a": [1, True], "b": "x"}, [1], "x", {}):
        assert module.is_valid([one, chain(40, other)])


@pytest.mark.parametrize("asked", [["b"], ["b", "c"], ["b", "c", "d"]])
def test_many_violations_in_a_deep_value_take_linear_time(asked: list[str]):
    """Their places are compared to put them in order. To do so one by one took minutes."""
    again = {"properties": {"t": {"items": {"$ref": "#"}}}}
    # Several ways lead to each value, so what was found there is remembered.
    module = module_of(compile_validator({"allOf": [again, {**again, "required": asked}]}))
    value = chain(3000, dict.fromkeys(asked))
    started = time.monotonic()
    found = module.violations(value)
    assert time.monotonic() - started < 10
    assert len(found) == 3000 * len(asked)
    assert [one.pointer for one in found[:: len(asked)][:3]] == ["", "/t/0", "/t/0/t/0"]
    assert found[-1].message == f'must have the member "{asked[-1]}"'
