"""Replay recorded bodies on Spark: `python replay_spark.py OLD NEW RESOURCE FILE...`."""

import pickle
import sys
from collections.abc import Iterator

import pyarrow
from connectgen.replay import Counts, Judge
from pyspark.sql import DataFrame, SparkSession


def replay(bodies: DataFrame, judge: Judge) -> Counts:
    """Return the counts of all rows of *bodies*, whose only column holds JSON text."""

    def judge_partition(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        counts = sum((judge.judge(batch.column(0).to_pylist()) for batch in batches), Counts())
        yield pyarrow.record_batch({"counts": [pickle.dumps(counts)]})

    rows = bodies.mapInArrow(judge_partition, "counts binary").collect()
    return sum((pickle.loads(row.counts) for row in rows), Counts())


if __name__ == "__main__":
    old, new, resource, *names = sys.argv[1:]
    spark = SparkSession.builder.getOrCreate()
    if names[0].endswith(".parquet"):
        bodies = spark.read.parquet(*names).select("body")
    else:
        bodies = spark.read.text(names, lineSep="\n")  # gzip too
    counts = replay(bodies, Judge.from_snapshots(old, new, resource=resource))
    for _, count in counts.sorted_causes():
        print(f"{count.lines} lines, such as {count.example.why}")
    print(f"{counts.bodies} bodies, {counts.starts} start to fail, {counts.skipped} lines skipped")
