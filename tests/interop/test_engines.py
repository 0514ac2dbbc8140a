"""Replay on Dask, Ray and Spark: the examples of docs/guide/replay-at-scale.md, on local clusters.

On NDJSON and on Parquet, with a worker that is killed in the middle, the counts must be those of
`connectgen replay`.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, write_schemas

ENGINES = ROOT / "tests" / "engines"
PACKAGES = {"dask": "distributed", "ray": "ray", "spark": "pyspark"}


def schema(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


def write_bodies(folder: Path) -> None:
    """Write six files of 1,000 lines, some of which are odd, as NDJSON and as Parquet."""
    import pyarrow
    from pyarrow import parquet

    chance = random.Random(5)
    values = [{"name": "a" * n} for n in range(11)] + [{"size": n} for n in range(11)]
    odd = ["{", "not JSON", "", '{"name": "\u2028"}', '\ufeff{"size": 1}']
    for form in ("ndjson", "parquet"):
        (folder / form).mkdir()
    for number in range(6):
        lines = [json.dumps(chance.choice(values)) for _ in range(1000)]
        for line in odd:
            lines[chance.randrange(1000)] = line
        data = ("\n".join(lines) + "\n").encode()
        if number % 2:
            (folder / "ndjson" / f"{number}.ndjson.gz").write_bytes(gzip.compress(data))
        else:
            (folder / "ndjson" / f"{number}.ndjson").write_bytes(data)
        rows: list[str | None] = [line or None for line in lines]
        table = pyarrow.table({"number": range(1000), "body": rows})
        parquet.write_table(table, folder / "parquet" / f"{number}.parquet", row_group_size=300)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("engines")
    text, number = {"type": "string"}, {"type": "integer"}
    old = schema(name={**text, "maxLength": 8}, size={**number, "maximum": 5})
    new = schema(name={**text, "maxLength": 4}, size={**number, "maximum": 9})
    write_schemas(folder / "old", {"things": old})
    write_schemas(folder / "new", {"things": new})
    write_bodies(folder)
    return folder


def counts_of_replay(folder: Path, form: str) -> dict[str, Any]:
    """Return what `connectgen replay` counts."""
    command = [sys.executable, "-m", "connectgen", "replay", "old", "new", f"{form}/*"]
    command += ["--resource", "things", "--keep-going", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stderr
    *causes, totals = map(json.loads, done.stdout.splitlines())
    assert totals.pop("bodies") > 5900
    return totals | {
        "causes": sorted(
            [each["outcome"], each["path"], each["keyword"], each["detail"], each["lines"]]
            for each in causes
        )
    }


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    counts = {form: counts_of_replay(folder, form) for form in ("ndjson", "parquet")}
    assert counts["ndjson"] == counts["parquet"]
    assert all(counts["ndjson"][name] for name in ("starts", "stops", "fails", "passes", "skipped"))
    return counts


@pytest.mark.parametrize("engine", PACKAGES)
def test_an_engine_counts_what_replay_counts_though_a_worker_is_killed(
    engine: str, folder: Path, expected: dict[str, Any]
):
    if find_spec(PACKAGES[engine]) is None:
        pytest.skip(f"{PACKAGES[engine]} is not installed")
    if engine == "spark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    home = folder / f"{engine}-home"  # Ray writes a token there
    home.mkdir()
    env = os.environ | {
        "PYTHONPATH": str(ENGINES),
        "HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    done = subprocess.run(
        [sys.executable, str(ENGINES / "run_on_cluster.py"), engine, str(folder)],
        cwd=home,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    assert json.loads(done.stdout.splitlines()[-1]) == expected


@pytest.mark.parametrize("engine", PACKAGES)
def test_the_guide_shows_the_example_that_is_tested(engine: str):
    page = (ROOT / "docs" / "guide" / "replay-at-scale.md").read_text(encoding="utf-8")
    example = (ENGINES / f"replay_{engine}.py").read_text(encoding="utf-8")
    assert f"```python replay_{engine}.py\n{example}```\n" in page
