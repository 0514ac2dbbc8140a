"""Run an example of an engine on a cluster of two processes, one of which is killed.

    python run_on_cluster.py ENGINE FOLDER

FOLDER has the snapshots `old` and `new`, and bodies in `ndjson` and `parquet`. Prints the counts of
both as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from connectgen.replay import Counts, Judge
from mortal_judge import MortalJudge, mortal

Replay = Callable[[Judge, list[str]], Counts]


def run_dask(judges: dict[str, MortalJudge], files: dict[str, list[str]]) -> dict[str, Counts]:
    from dask.distributed import Client
    from replay_dask import replay

    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        return {form: replay(client, judges[form], files[form]) for form in files}


def run_ray(judges: dict[str, MortalJudge], files: dict[str, list[str]]) -> dict[str, Counts]:
    import ray
    from replay_ray import replay

    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=100_000_000)
    try:
        return {form: replay(judges[form], files[form]) for form in files}
    finally:
        ray.shutdown()


def run_spark(judges: dict[str, MortalJudge], files: dict[str, list[str]]) -> dict[str, Counts]:
    from pyspark.sql import SparkSession
    from replay_spark import replay

    # A local Spark tries a task only once unless a number of attempts is named.
    session = SparkSession.builder.master("local[2,4]").config("spark.ui.enabled", "false")
    spark = session.getOrCreate()
    try:
        frames = {
            "ndjson": spark.read.text(files["ndjson"], lineSep="\n"),
            "parquet": spark.read.parquet(*files["parquet"]).select("body"),
        }
        return {form: replay(frame, judges[form]) for form, frame in frames.items()}
    finally:
        spark.stop()


def as_json(counts: Counts) -> dict[str, Any]:
    return {
        "starts": counts.starts,
        "stops": counts.stops,
        "fails": counts.fails,
        "passes": counts.passes,
        "skipped": counts.skipped,
        "causes": sorted(
            [cause.outcome, cause.path, cause.keyword, cause.detail, count.lines]
            for cause, count in counts.causes.items()
        ),
    }


def main() -> None:
    engine, folder = sys.argv[1], Path(sys.argv[2])
    run = {"dask": run_dask, "ray": run_ray, "spark": run_spark}[engine]
    judge = Judge.from_snapshots(folder / "old", folder / "new", resource="things")
    forms = ("ndjson", "parquet")
    markers = {form: folder / f"{engine}-{form}-killed" for form in forms}
    judges = {form: mortal(judge, str(marker)) for form, marker in markers.items()}
    files = {form: sorted(str(path) for path in (folder / form).iterdir()) for form in forms}
    found = run(judges, files)
    assert all(marker.exists() for marker in markers.values())
    print(json.dumps({form: as_json(counts) for form, counts in found.items()}))


if __name__ == "__main__":
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    main()
