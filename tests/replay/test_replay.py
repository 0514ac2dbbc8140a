"""`connectgen replay`: recorded bodies judged by two snapshots."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from connectgen.cli import main
from connectgen.core.errors import CatalogError, ConnectgenError
from connectgen.replay import workers
from connectgen.replay.run import Replay
from support import write_schemas

OLD = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 8},
        "note": {"type": ["string", "null"]},
        "size": {"type": "integer", "maximum": 5},
    },
}
NEW = json.loads(json.dumps(OLD))
NEW["properties"]["name"]["maxLength"] = 4
NEW["properties"]["size"]["maximum"] = 9


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("replay")
    gone = {"type": "object", "properties": {"a": {"type": "string"}}}
    return (
        str(write_schemas(folder / "old", {"things": OLD, "gone": gone})),
        str(write_schemas(folder / "new", {"things": NEW})),
    )


@pytest.fixture
def replay(two: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what replays lines, given as text or bytes, from the file `samples`."""
    monkeypatch.chdir(tmp_path)

    def run(lines: list[str] | bytes, *arguments: str) -> Result:
        data = lines if isinstance(lines, bytes) else "\n".join(lines).encode()
        Path("samples").write_bytes(data)
        result = CliRunner().invoke(main._root_command, ["replay", *two, "samples", *arguments])
        if result.exception and not isinstance(result.exception, SystemExit | ConnectgenError):
            raise result.exception
        return result

    return run


BODIES = [
    {"name": "abc"},
    {"name": "abcdef"},
    {"size": 7},
    {"name": "abcdefghi"},
    {"note": None},
    {"name": "abcdef", "size": 7},
]


def test_one_body_is_one_body(replay):
    result = replay(['{"size": 7}'], "--resource", "things")
    assert result.stderr == (
        "1 body: 0 start to fail, 1 stops failing, 0 fail with both, 0 are valid with both\n"
    )


def test_a_name_that_neither_side_has(replay, two):
    with pytest.raises(CatalogError) as caught:
        replay_bodies(*two, io.BytesIO(), ("thigns", "create"))
    assert str(caught.value).endswith("has a resource 'thigns' (did you mean 'things'?)")


def test_what_starts_to_fail_and_what_stops_is_told_line_by_line(replay):
    result = replay([json.dumps(body) for body in BODIES], "--resource", "things")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "samples:2: things create starts to fail: /name: must have at most 4 characters, "
        "not 6 (maxLength)",
        "samples:3: things create stops failing: /size: must be at most 5, not 7 (maximum)",
    ]
    assert result.stderr == (
        "6 bodies: 1 starts to fail, 1 stops failing, 2 fail with both, 2 are valid with both\n"
    )


def test_nothing_that_starts_to_fail_is_exit_code_0(replay):
    assert replay(['{"size": 7}'], "--resource", "things").exit_code == 0
    assert replay([], "--resource", "things").exit_code == 0


def test_each_line_may_name_its_resource_and_view(replay):
    lines = [
        json.dumps({"resource": "things", "view": view, "body": {"name": "abcdef"}})
        for view in ("create", "patch", "read")
    ]
    lines += ["", json.dumps({"resource": "gone", "view": "read", "body": {}}), "  "]
    result = replay(lines, "--format", "json")
    *found, totals = map(json.loads, result.stdout.splitlines())
    assert [(each["line"], each["view"], each["outcome"]) for each in found] == [
        (1, "create", "starts"),
        (2, "patch", "starts"),
        (3, "read", "starts"),
        (5, "read", "starts"),
    ]
    assert found[3]["why"] == ["gone has no read view"]
    assert totals == {"bodies": 4, "starts": 4, "stops": 0, "fails": 0, "passes": 0}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "samples:2: not JSON: "),
        ("{} {}", "samples:2: not JSON: "),
        ('"\udcff"', "samples:2: not UTF-8"),
        ("[" * 100_000, "samples:2: "),
    ],
)
def test_a_line_that_cannot_be_judged_ends_it_with_its_number(replay, line, told):
    data = f'{{"name": "abcdef"}}\n{line}\n{{}}'.encode("utf-8", "surrogateescape")
    result = replay(data, "--resource", "things")
    assert isinstance(result.exception, ConnectgenError)
    assert str(result.exception).startswith(told)
    assert result.stdout.startswith("samples:1: ")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{}", "needs resource, view and body"),
        ('{"resource": "other", "view": "create", "body": {}}', "neither OLD nor NEW has a"),
        ('{"resource": "things", "view": "made-up", "body": {}}', "with a made-up view"),
    ],
)
def test_a_line_must_name_what_there_is(replay, line, told):
    assert told in str(replay([line]).exception)


def test_an_unknown_resource_is_refused_before_anything_is_read(replay):
    assert "neither" in str(replay(["{"], "--resource", "other").exception)


def lines_at_random(count: int) -> list[bytes]:
    chance = random.Random(7)
    values: list[Any] = [{"name": "a" * n} for n in range(11)] + [{"size": n} for n in range(11)]
    return [json.dumps(chance.choice(values)).encode() for _ in range(count)]


def test_batches_on_several_processes_come_in_order_and_agree_with_one(two, monkeypatch):
    data = b"\n".join(lines_at_random(3000)) + b"\n"
    run = partial(replay_bodies, *two, pair=("things", "create"))
    whole, _ = run(io.BytesIO(data))
    (alone,) = whole
    monkeypatch.setattr(workers, "_BYTES", 2000)
    monkeypatch.setattr(workers, "_count_cores", lambda: 2)
    batches = list(run(io.BytesIO(data))[0])
    assert len(batches) > 10
    assert tuple(verdict for batch in batches for verdict in batch.verdicts) == alone.verdicts
    totals = sum((batch.counts for batch in batches[1:]), batches[0].counts)
    assert totals == alone.counts
    assert totals.total() == 3000
    assert [verdict.line for verdict in alone.verdicts] == sorted(
        verdict.line for verdict in alone.verdicts
    )


class Endless(io.RawIOBase):
    """A file without an end, which counts what is read of it."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int = -1, /) -> bytes:
        self.taken += 1
        return b'{"name": "abc"}\n' * 50


def test_no_more_is_read_than_is_at_work(two, monkeypatch):
    monkeypatch.setattr(workers, "_count_cores", lambda: 2)
    file = Endless()
    batches, _ = replay_bodies(*two, file, ("things", "create"))
    for _ in range(20):
        assert next(batches).counts["passes"] == 50
    assert file.taken <= 20 + 2 * workers._AHEAD + 3
    batches.close()


@pytest.mark.slow
def test_standard_input_is_read_in_the_view_that_is_named(two):
    command = [sys.executable, "-m", "connectgen", "replay", *two, "-", "--resource", "things"]
    done = subprocess.run(
        [*command, "--view", "patch"],
        input='{"name": "abcdef"}\r\n{"name": "abc"}\r\n',
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("<stdin>:1: things patch starts to fail")
    assert "2 bodies" in done.stderr


def test_a_generated_package_is_no_side(replay, two, tmp_path):
    package = tmp_path / "made"
    generate = ["generate", "--output", str(tmp_path), "--package", "made"]
    assert CliRunner().invoke(main._root_command, generate).exit_code == 0
    result = CliRunner().invoke(
        main._root_command, ["replay", str(package), two[1], __file__, "--resource", "things"]
    )
    assert "made: is a generated package" in str(result.exception)
