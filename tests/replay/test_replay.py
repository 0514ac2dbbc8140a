"""`connectgen replay`: recorded bodies judged by two snapshots."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from connectgen.cli import main
from connectgen.core.errors import ConnectgenError, PayloadError
from connectgen.replay import Counts, workers
from connectgen.replay.reading import Part, read_parts
from connectgen.replay.workers import Batch, ReplayTask, judge_parts
from support.platforms import needs_process_groups


def invoke(*arguments: str) -> Result:
    result = CliRunner().invoke(main._root_command, ["replay", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit | ConnectgenError):
        raise result.exception
    return result


@pytest.fixture
def replay(two: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what replays lines, given as text or bytes, from the file `samples`."""
    monkeypatch.chdir(tmp_path)

    def run(lines: list[str] | bytes, *arguments: str) -> Result:
        data = lines if isinstance(lines, bytes) else "\n".join(lines).encode()
        Path("samples").write_bytes(data)
        return invoke(*two, "samples", *arguments)

    return run


def test_one_body_is_one_body(replay):
    result = replay(['{"size": 7}'], "--resource", "things")
    assert result.stderr == (
        "1 body: 0 start to fail, 1 stops failing, 0 fail with both, 0 are valid with both\n"
    )


@pytest.mark.parametrize("verbose", [(), ("--verbose",)])
def test_what_starts_to_fail_and_what_stops_is_printed_with_its_line(replay, bodies, verbose):
    result = replay([json.dumps(body) for body in bodies], "--resource", "things", *verbose)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "samples:2: things create starts to fail: /name: must have at most 4 characters, "
        "not 6 (maxLength)",
        "samples:3: things create stops failing: /size: must be at most 5, not 7 (maximum)",
    ]
    assert result.stderr == (
        "6 bodies: 1 starts to fail, 1 stops failing, 2 fail with both, 2 are valid with both\n"
    )


def test_bodies_with_one_cause_are_one_line_unless_each_is_wanted(replay):
    lines = ['{"size": 7}', *['{"name": "abcdef"}', '{"name": "abcde"}'] * 2000, "{"]
    arguments = ("--resource", "things", "--keep-going")
    assert replay(lines, *arguments).stdout.splitlines() == [
        "samples:2: things create starts to fail: /name: must have at most 4 characters, "
        "not 6 (maxLength) (and 3,999 more bodies)",
        "samples:1: things create stops failing: /size: must be at most 5, not 7 (maximum)",
        "samples:4002: skipped: not JSON: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)",
    ]
    each = replay(lines, *arguments, "--verbose").stdout.splitlines()
    assert len(each) == 4002
    assert each[0].startswith("samples:1: things create stops failing")
    assert each[-1].startswith("samples:4002: skipped")


def test_causes_as_json(replay):
    lines = ['{"parts": [{"code": "abc"}]}', '{"parts": [{}, {"code": "abc"}]}']
    result = replay(lines, "--resource", "things", "--format", "json")
    cause, totals = map(json.loads, result.stdout.splitlines())
    assert cause == {
        "outcome": "starts",
        "resource": "things",
        "view": "create",
        "path": "/parts/*/code",
        "keyword": "maxLength",
        "detail": "",
        "lines": 2,
        "file": "samples",
        "line": 1,
        "why": "/parts/0/code: must have at most 2 characters, not 3 (maxLength)",
    }
    assert totals == {
        "bodies": 2,
        "starts": 2,
        "stops": 0,
        "fails": 0,
        "passes": 0,
        "skipped": 0,
    }


def test_nothing_that_starts_to_fail_is_exit_code_0(replay):
    assert replay(['{"size": 7}'], "--resource", "things").exit_code == 0
    assert replay([], "--resource", "things").exit_code == 0


def test_each_line_may_name_its_resource_and_view(replay):
    lines = [
        json.dumps({"resource": "things", "view": view, "body": {"name": "abcdef"}})
        for view in ("create", "patch", "read")
    ]
    lines += ["", json.dumps({"resource": "gone", "view": "read", "body": {}}), "  "]
    result = replay(lines, "--format", "json", "--verbose")
    *found, totals = map(json.loads, result.stdout.splitlines())
    assert [(each["line"], each["view"], each["outcome"]) for each in found] == [
        (1, "create", "starts"),
        (2, "patch", "starts"),
        (3, "read", "starts"),
        (5, "read", "starts"),
    ]
    assert found[3]["why"] == ["gone has no read view"]
    assert found[3]["file"] == "samples"
    assert (totals["bodies"], totals["starts"]) == (4, 4)


UNREADABLE = [
    ("{", "samples:2: not JSON: "),
    ("{} {}", "samples:2: not JSON: "),
    ('"\udcff"', "samples:2: not UTF-8"),
    ("[" * 100_000, "samples:2: "),
]


@pytest.mark.parametrize(("line", "message"), UNREADABLE)
def test_a_line_that_cannot_be_judged_ends_it_with_its_number(replay, line, message):
    data = f'{{"name": "abcdef"}}\n{line}\n{{"size": 7}}'.encode("utf-8", "surrogateescape")
    result = replay(data, "--resource", "things")
    assert isinstance(result.exception, ConnectgenError)
    assert str(result.exception).startswith(message)
    assert result.stdout.startswith("samples:1: ")
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(("line", "message"), UNREADABLE)
def test_keep_going_counts_such_lines_and_judges_the_others(replay, line, message):
    data = f'{{"name": "abcdef"}}\n{line}\n{{"size": 7}}'.encode("utf-8", "surrogateescape")
    result = replay(data, "--resource", "things", "--keep-going")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("samples:2: skipped: ")
    assert result.stderr.startswith("2 bodies: 1 starts to fail, 1 stops failing, ")
    assert result.stderr.endswith("; 1 line skipped\n")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}", "needs resource, view and body"),
        ('{"resource": "other", "view": "create", "body": {}}', "neither OLD nor NEW has a"),
        ('{"resource": "things", "view": "made-up", "body": {}}', "with a made-up view"),
    ],
)
def test_a_line_must_name_what_there_is(replay, line, message):
    assert message in str(replay([line]).exception)


def test_an_unknown_resource_is_refused_before_anything_is_read(replay):
    assert "neither" in str(replay(["{"], "--resource", "other").exception)


def random_lines(count: int) -> list[bytes]:
    chance = random.Random(7)
    values: list[Any] = [{"name": "a" * n} for n in range(11)] + [{"size": n} for n in range(11)]
    return [json.dumps(chance.choice(values)).encode() for _ in range(count)]


def test_parts_on_several_processes_come_in_order_and_agree_with_one(judge, monkeypatch):
    data = b"\n".join(random_lines(3000)) + b"\n"
    task = ReplayTask(judge=judge, keeps_going=False, lists_verdicts=True)
    (one,) = judge_parts(read_parts(io.BytesIO(data), "f"), task)
    monkeypatch.setattr("connectgen.replay.reading._BYTES", 2000)
    monkeypatch.setattr(workers, "_count_cores", lambda: 2)
    batches = list(judge_parts(read_parts(io.BytesIO(data), "f"), task))
    assert len(batches) > 10
    assert tuple(verdict for batch in batches for verdict in batch.verdicts) == one.verdicts
    totals = sum((batch.counts for batch in batches), Counts())
    assert totals == one.counts
    assert totals.bodies == 3000
    assert [verdict.line for verdict in one.verdicts] == sorted(
        verdict.line for verdict in one.verdicts
    )


def read_damaged(lines: list[bytes]) -> Iterator[Part]:
    for number, line in enumerate(lines, 1):
        yield Part(source="f", numbers=[number], data=[line])
    raise PayloadError("f: cannot be read: it is damaged")


@pytest.mark.parametrize("processes", [1, 2])
def test_all_that_is_read_before_the_damage_of_a_file_is_judged(judge, monkeypatch, processes):
    monkeypatch.setattr(workers, "_count_cores", lambda: processes)
    task = ReplayTask(judge=judge, keeps_going=False, lists_verdicts=False)
    for count in (0, 1, 2, 9):
        batches: list[Batch] = []
        with pytest.raises(PayloadError, match="damaged"):
            batches.extend(judge_parts(read_damaged([b'{"name": "abc"}'] * count), task))
        assert sum((batch.counts for batch in batches), Counts()).passes == count
    (batch,) = judge_parts(read_damaged([b"{"] * 2), task)
    assert (batch.error or "").startswith("1: not JSON")


class Endless(io.RawIOBase):
    """A pipe without an end, which counts the bytes that are read of it."""

    LINE = b'{"name": "abc"}\n'

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        start = self.taken % len(self.LINE)
        data = (self.LINE * (len(buffer) // len(self.LINE) + 2))[start : start + len(buffer)]
        buffer[:] = data
        self.taken += len(data)
        return len(data)


def test_no_more_is_read_than_is_at_work(judge, monkeypatch):
    monkeypatch.setattr(workers, "_count_cores", lambda: 2)
    size = 2000 * len(Endless.LINE)
    monkeypatch.setattr("connectgen.replay.reading._BYTES", size)
    file: Any = Endless()
    task = ReplayTask(judge=judge, keeps_going=False, lists_verdicts=False)
    batches = judge_parts(read_parts(file, "f"), task)
    for _ in range(20):
        assert next(batches).counts.passes == 2000
    assert file.taken <= (20 + 2 * workers._AHEAD + 3) * size
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


@pytest.mark.slow
@needs_process_groups
def test_ctrl_c_prints_what_was_counted_so_far(two):
    command = [sys.executable, "-m", "connectgen", "replay", *two, "-", "--resource", "things"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # so that it and its workers are a group, as those of a terminal
    )
    assert process.stdin is not None
    line = b'{"name": "abcdef"}\n'
    process.stdin.write(line * (6 * 1024 * 1024 // len(line)))  # more than is read ahead
    process.stdin.flush()
    time.sleep(2)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in stderr
    assert stderr.startswith(b"interrupted; ")
    assert int(stderr.split()[1].replace(b",", b"")) > 10_000
    assert stdout.startswith(b"<stdin>:1: things create starts to fail")


def test_a_generated_package_is_no_side(two, tmp_path):
    package = tmp_path / "made"
    generate = ["generate", "--output", str(tmp_path), "--package", "made"]
    assert CliRunner().invoke(main._root_command, generate).exit_code == 0
    result = invoke(str(package), two[1], __file__, "--resource", "things")
    assert "made: is a generated package" in str(result.exception)
