"""Line and column of values in JSON texts, also in odd ones."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest
from connectgen.core.location import join_pointer
from connectgen.jsonio.positions import Position, decode_json, find_positions

TEXTS: dict[str, tuple[str, dict[str, tuple[int, int]]]] = {
    "scalar": (" 1", {"": (1, 2), "/a": (1, 2)}),
    "members": ('{"a": 1,\n "b": [true,\n  {}]}', {"/a": (1, 7), "/b/0": (2, 8), "/b/1": (3, 3)}),
    "what is not there": ('{"a": [1]}', {"/a/1": (1, 7), "/a/x": (1, 7), "/b/c": (1, 1)}),
    "names with escapes": (
        '{"a\\u0062": 1, "\\"": 2, "~/": 3, "": 4, "\\ud83d\\ude00": 5}',
        {
            "/ab": (1, 13),
            '/"': (1, 22),
            "/~0~1": (1, 31),
            "/": (1, 38),
            "/\N{GRINNING FACE}": (1, 57),
        },
    ),
    "brackets in strings": ('["]", "{\\"", ":,", 1]', {"/1": (1, 7), "/3": (1, 20)}),
    "the last of two": ('{"a": {"b": 1},\n"a": {"c": 2}}', {"/a": (2, 6), "/a/c": (2, 12)}),
    "a part of the first of two": ('{"a": {"b": 1},\n"a": {"c": 2}}', {"/a/b": (2, 6)}),
    "line ends": ("[1,\r\n2,\r3,\n\n4]", {"/1": (2, 1), "/2": (3, 1), "/3": (5, 1)}),
    "characters, not bytes": ('["\N{GRINNING FACE}é", 1]', {"/1": (1, 8)}),
    "no line ends in strings": ('["\u2028\u2029\\n", 1]', {"/1": (1, 10)}),
    "index or name": ('{"0": [{"1": 2}]}', {"/0/0/1": (1, 14)}),
}


@pytest.mark.parametrize("name", TEXTS)
def test_position_is_where_the_value_begins(name: str):
    text, wanted = TEXTS[name]
    json.loads(text)
    assert find_positions(text, wanted) == {each: Position(*at) for each, at in wanted.items()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_text_is_decoded_as_json_does(encoding: str):
    data = '\n{"é": 1}'.encode(encoding)
    assert json.loads(data) == {"é": 1}
    assert find_positions(decode_json(data), ["/é"]) == {"/é": Position(2, 7)}


def test_deep_text_needs_no_recursion():
    depth = 50_000
    pointer = "/0" * (depth - 1)
    text = "[" * depth + "]" * depth
    assert find_positions(text, [pointer]) == {pointer: Position(1, depth)}


def test_time_does_not_grow_with_the_square_of_the_depth():
    def cpu_time(depth: int) -> float:
        text = "[" * depth + "]" * depth
        started = time.process_time()
        find_positions(text, ["/0" * (depth - 1)])
        return time.process_time() - started

    cpu_time(1_000)
    # Ten times the depth: about ten times the time, and 100 times if each level visits all others.
    assert min(cpu_time(20_000) for _ in range(3)) < 40 * min(cpu_time(2_000) for _ in range(3))


def pointers_of(value: Any, pointer: str = "") -> dict[str, Any]:
    found = {pointer: value}
    if isinstance(value, dict | list):
        for token, part in value.items() if isinstance(value, dict) else enumerate(value):
            found |= pointers_of(part, join_pointer(pointer, token))
    return found


def random_value(rng: random.Random, depth: int) -> Any:
    kind = rng.randrange(6 if depth else 4)
    if kind == 4:
        return [random_value(rng, depth - 1) for _ in range(rng.randrange(4))]
    if kind == 5:
        names = [rng.choice(["a", "b", "~", "/", '"', "\\", "\n", "é", "0", ""]) for _ in range(3)]
        return {name: random_value(rng, depth - 1) for name in names}
    return rng.choice([1, -1.5e3, "x", '\\"[', True, None, "\N{GRINNING FACE}"])


@pytest.mark.parametrize("seed", range(100))
def test_value_can_be_read_at_its_position(seed: int):
    rng = random.Random(seed)
    value = random_value(rng, 5)
    text = json.dumps(value, indent=rng.choice([None, 0, 3]), ensure_ascii=rng.random() < 0.5)
    text = text.replace("\n", rng.choice(["\n", "\r\n"]))
    wanted = pointers_of(value)
    lines = text.split("\n")
    for pointer, at in find_positions(text, wanted).items():
        rest = "\n".join([lines[at.line - 1][at.column - 1 :], *lines[at.line :]])
        assert json.JSONDecoder().raw_decode(rest)[0] == wanted[pointer]
