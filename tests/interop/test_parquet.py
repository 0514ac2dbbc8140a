"""Columns of Parquet files as lines of bodies."""

from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.core.errors import PayloadError
from connectgen.replay import Judge, read_lines
from support import write_schemas

pyarrow = pytest.importorskip("pyarrow")
LINES = ['{"a": "é"}', None, "{", '{"a": 1}'] * 3000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    from pyarrow import parquet

    columns = {
        "number": range(len(LINES)),
        "body": LINES,
        "Body bytes": [line and line.encode() for line in LINES],
        "few": pyarrow.array(LINES).dictionary_encode(),
        "items": [["{}"]] * len(LINES),
    }
    path = tmp_path / "bodies.parquet"
    parquet.write_table(pyarrow.table(columns), path, row_group_size=5000)
    return path


@pytest.mark.parametrize("column", ["body", "Body bytes", "few"])
def test_a_column_of_text_or_bytes_is_lines_whose_nulls_are_blank(path: Path, column: str):
    lines = [
        each if isinstance(each, str) else each.decode() for each in read_lines(path, column=column)
    ]
    assert lines == [line or "" for line in LINES]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (None, r"bodies\.parquet: name the column .* \(--column\): body, Body bytes, few"),
        ("boddy", r"has no column 'boddy' \(did you mean 'body'\?\)"),
        ("number", "column 'number' holds no text; columns that do: body, Body bytes, few"),
        ("items", "column 'items' holds no text"),
    ],
)
def test_a_column_that_has_no_bodies(path: Path, column: str | None, message: str):
    with pytest.raises(PayloadError, match=message):
        next(read_lines(path, column=column))


def test_a_damaged_file_is_one_clear_error(path: Path):
    data = path.read_bytes()
    for damaged in (data[:-10], data[: len(data) // 2], b"PAR1" + bytes(50)):
        path.write_bytes(damaged)
        with pytest.raises(PayloadError, match=r"bodies\.parquet: cannot be read: "):
            list(read_lines(path, column="body"))


def test_the_only_column_of_text_needs_no_name_and_rows_have_numbers(tmp_path: Path):
    from connectgen.replay.run import Replay
    from pyarrow import parquet

    path = tmp_path / "bodies"
    parquet.write_table(pyarrow.table({"n": range(len(LINES)), "json": LINES}), path)
    text = {"type": "object", "properties": {"a": {"type": "string"}}}
    write_schemas(tmp_path / "s", {"things": text})
    judge = Judge.from_snapshots(tmp_path / "s", tmp_path / "s", resource="things")
    steps: list[int] = []
    batches = [*Replay(judge=judge, files=[str(path)], keeps_going=True).run(steps.append)]
    counts = sum(batch.counts for batch in batches)
    assert (counts.passes, counts.fails, counts.skipped) == (3000, 3000, 3000)
    ((_, count),) = counts.causes.items()
    assert count.example.line == 3
    assert 0 < sum(steps) <= path.stat().st_size
