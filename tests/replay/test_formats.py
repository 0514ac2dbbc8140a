"""Files that `connectgen replay` reads: several, compressed, with a byte order mark, Parquet."""

from __future__ import annotations

import gzip
import io
import json
import math
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from connectgen.cli import main
from connectgen.core.errors import PayloadError
from connectgen.replay import read_lines, reading
from connectgen.replay.reading import Part
from connectgen.replay.run import find_files
from connectgen.replay.sampling import sample_parts

LINES = [json.dumps({"name": "a" * (n % 9), "n": n}).encode() for n in range(3000)]
PLAIN = b"\n".join(LINES) + b"\n"


def zstd_of(data: bytes) -> bytes:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            module = pytest.importorskip(name)
        except pytest.skip.Exception:
            continue
        return bytes(module.compress(data))
    pytest.skip("no module of zstd")


def read(file: Any, **options: Any) -> list[bytes]:
    """Return the lines that are not blank."""
    found = [
        each.encode() if isinstance(each, str) else each for each in read_lines(file, **options)
    ]
    return [line.removeprefix(b"\xef\xbb\xbf") for line in found if line.strip()]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        PLAIN.rstrip(),
        b"\xef\xbb\xbf" + PLAIN,
        gzip.compress(PLAIN),
        gzip.compress(b"\xef\xbb\xbf" + PLAIN[:999]) + gzip.compress(PLAIN[999:]),  # two members
    ],
)
def test_the_content_says_what_a_file_is(tmp_path, monkeypatch, data):
    monkeypatch.setattr(reading, "_BYTES", 1000)
    path = tmp_path / "bodies"
    path.write_bytes(data)
    assert read(path) == read(str(path)) == read(io.BytesIO(data)) == LINES
    with path.open("rb", buffering=0) as unbuffered:
        assert read(unbuffered) == LINES


def test_zstd(tmp_path):
    data = zstd_of(PLAIN[:999]) + zstd_of(PLAIN[999:])
    assert read(io.BytesIO(data)) == LINES
    with pytest.raises(PayloadError, match="is damaged"):
        read(io.BytesIO(data[:-100]))


def test_zstd_without_a_module(monkeypatch):
    for name in ("compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(PayloadError, match=r"takes Python 3\.14 or the package backports\.zstd"):
        read(io.BytesIO(b"\x28\xb5\x2f\xfd..."))


class Pipe(io.RawIOBase):
    """A stream that cannot be sought, and gives few bytes at a time, the first time *first*."""

    def __init__(self, data: bytes, first: int) -> None:
        self.rest = io.BytesIO(data)
        self.first = first

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self.rest.read(min(len(buffer), 700 if self.rest.tell() else self.first))
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize("wrap", [lambda pipe: pipe, io.BufferedReader])
@pytest.mark.parametrize("first", [1, 2, 3, 4, 700])
@pytest.mark.parametrize("form", ["plain", "gzip", "zstd"])
def test_a_stream_that_cannot_be_sought_is_read_once(form, first, wrap):
    make = {"plain": bytes, "gzip": gzip.compress, "zstd": zstd_of}[form]
    assert read(wrap(Pipe(make(PLAIN), first))) == LINES


@pytest.mark.parametrize("data", [b"", b"\n", b"{}", b"{}\n"])
def test_a_stream_may_be_shorter_than_what_says_its_format(data):
    file: Any = Pipe(data, 1)
    assert read(file) == read(io.BytesIO(data)) == data.split()


def test_a_gzip_file_in_a_pipe_whose_first_write_is_one_byte():
    ends = os.pipe()
    data = gzip.compress(b'{"name": "a"}\n')

    def write() -> None:
        with os.fdopen(ends[1], "wb", buffering=0) as pipe:
            pipe.write(data[:1])
            time.sleep(0.05)
            pipe.write(data[1:])

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(ends[0], "rb") as pipe:
        assert read(pipe) == [b'{"name": "a"}']
    writer.join()


@pytest.mark.parametrize("cut", [1, 4, 9, 100])
def test_a_gzip_file_that_was_cut_off_is_no_whole_one(tmp_path, cut):
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(PLAIN)[:-cut])
    with pytest.raises(PayloadError, match=r"cut.gz: cannot be read: "):
        read(path)


def test_a_damaged_gzip_file_is_refused(tmp_path):
    data = bytearray(gzip.compress(PLAIN))
    data[200] ^= 0xFF
    with pytest.raises(PayloadError, match="the file: cannot be read: "):
        read(io.BytesIO(bytes(data)))


def test_a_line_of_a_compressed_file_may_not_be_endless(monkeypatch):
    monkeypatch.setattr("connectgen.jsonio.ndjson.MAX_BYTES", 10_000)
    monkeypatch.setattr(reading, "_BYTES", 1000)
    with pytest.raises(PayloadError, match=":1: longer than"):
        read(io.BytesIO(gzip.compress(b"a" * 1_000_000)))


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main._root_command, ["replay", *arguments])


def test_several_files_and_patterns(two, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bad = b'{"name": "abcdef"}\n'
    for name, data in {
        "logs/b.ndjson": b"{}\n" + bad,
        "logs/deep/a.ndjson.gz": gzip.compress(b"{}\n" * 3 + bad),
        "logs/other.txt": b"no JSON",
        "more[1].ndjson": bad,
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(data)
    names = ("more[1].ndjson", "logs/**/*.ndjson*")
    result = run(*two, *names, "--resource", "things", "--verbose", "--format", "json")
    *found, totals = map(json.loads, result.stdout.splitlines())
    files = [Path("logs/b.ndjson"), Path("logs/deep/a.ndjson.gz")]
    assert [(Path(each["file"]), each["line"]) for each in found] == [
        (Path("more[1].ndjson"), 1),
        (files[0], 2),
        (files[1], 4),
    ]
    assert (totals["bodies"], totals["starts"]) == (7, 3)
    result = run(*two, *names, "--resource", "things")
    assert result.stdout.count("\n") == 1
    assert "(and 2 more bodies)" in result.stdout


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nope.ndjson", "nope.ndjson: file not found"),
        ("logs/*.nope", "logs/*.nope: no file has such a name"),
        ("logs", "logs: is a folder; name its files, such as 'logs/*'"),
    ],
)
def test_files_that_do_not_exist(two, tmp_path, monkeypatch, name, message):
    monkeypatch.chdir(tmp_path)
    Path("logs").mkdir()
    Path("there.ndjson").write_bytes(b"{}")
    result = run(*two, "there.ndjson", name, "--resource", "things")
    assert str(result.exception) == message
    assert not result.output  # nothing was judged


def test_the_size_of_all_files_is_known_unless_one_is_a_pipe(tmp_path):
    for name in "ab":
        (tmp_path / name).write_bytes(PLAIN)
    files, size = find_files([str(tmp_path / "?")])
    assert (len(files), size) == (2, 2 * len(PLAIN))
    assert find_files([str(tmp_path / "a"), "-"]) == ([str(tmp_path / "a"), "-"], None)


@pytest.mark.parametrize("data", [PLAIN, gzip.compress(PLAIN)], ids=["plain", "gzip"])
def test_progress_counts_the_bytes_of_the_files(judge, tmp_path, monkeypatch, data):
    from connectgen.replay.run import Replay

    monkeypatch.setattr(reading, "_BYTES", 5000)
    for name in "ab":
        (tmp_path / name).write_bytes(data)
    steps: list[int] = []
    files = [str(tmp_path / name) for name in "ab"]
    batches = [*Replay(judge=judge, files=files).run(steps.append)]
    assert sum(batch.counts.bodies for batch in batches) == 6000
    assert len(steps) > 4
    assert min(steps) >= 0
    assert sum(steps) == 2 * len(data)


def part_of(numbers: range, source: str = "f") -> Part:
    return Part(source=source, numbers=numbers, data=[b"%d" % number for number in numbers])


@pytest.mark.parametrize("size", [1, 10, 999, 1000, 5000])
def test_a_sample_has_lines_of_all_files_in_order_with_their_numbers(size):
    parts = [part_of(range(1, 501), "a"), part_of(range(501, 701), "a"), part_of(range(300), "b")]
    found = [*sample_parts(parts, size)]
    lines = [
        (part.source, number, line)
        for part in found
        for number, line in zip(part.numbers, part.lines, strict=True)
    ]
    assert len(lines) == min(size, 1000)
    assert all(line == b"%d" % number for _, number, line in lines)
    assert lines == sorted(lines)
    assert len(set(lines)) == len(lines)
    assert found == [*sample_parts(parts, size)]  # the same ones each time


def test_each_line_has_the_same_chance_to_be_in_a_sample():
    whole, size = 100_000, 2000
    found = Counter(
        number * 10 // whole
        for part in sample_parts(
            [part_of(range(at, at + 1000)) for at in range(0, whole, 1000)], size
        )
        for number in part.numbers
    )
    expected, spread = size / 10, math.sqrt(size / 10 * 0.9)
    assert all(abs(found[tenth] - expected) < 4 * spread for tenth in range(10))


def test_blank_lines_are_not_sampled():
    part = Part(source="f", numbers=range(1, 9), data=b"{}\n\n \r\n{}\n\n")
    (found,) = sample_parts([part], 5)
    assert [*found.numbers] == [1, 4]


def test_a_sample_is_judged(two, tmp_path):
    path = tmp_path / "bodies"
    path.write_bytes(PLAIN)
    result = run(*two, str(path), "--resource", "things", "--sample", "300", "--format", "json")
    totals = json.loads(result.stdout.splitlines()[-1])
    assert totals["bodies"] == 300
    assert 60 < totals["starts"] < 200  # four of nine
    result = run(*two, str(path), "--resource", "things", "--sample", "0")
    assert "0 is not in the range" in result.output


def test_a_parquet_file_without_pyarrow(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PayloadError, match=r"takes pyarrow: pip install 'pyarrow>="):
        read(io.BytesIO(b"PAR1...."))


def test_a_column_of_a_file_that_has_none():
    with pytest.raises(PayloadError, match="is not Parquet and has no columns"):
        read(io.BytesIO(PLAIN), column="body")


def test_an_empty_file_has_no_lines(tmp_path):
    (tmp_path / "empty").touch()
    assert read(tmp_path / "empty") == []
