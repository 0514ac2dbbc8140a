"""Replay recorded bodies on a Dask cluster: `python replay_dask.py OLD NEW RESOURCE FILE...`."""

import sys

from connectgen.replay import Counts, Judge, read_lines
from dask.distributed import Client, as_completed


def replay(client: Client, judge: Judge, names: list[str]) -> Counts:
    """Return the counts of all bodies in the files *names*, which every worker can open."""

    def judge_file(name: str) -> Counts:
        return judge.judge(read_lines(name), source=name)

    # Files of a worker that dies are judged by another one, and each result is added once.
    tasks = client.map(judge_file, names, retries=3)
    return sum((counts for _, counts in as_completed(tasks, with_results=True)), Counts())


if __name__ == "__main__":
    old, new, resource, *names = sys.argv[1:]
    with Client() as client:  # this machine; Client("tcp://scheduler:8786") is a cluster
        counts = replay(client, Judge.from_snapshots(old, new, resource=resource), names)
    for _, count in counts.sorted_causes():
        print(f"{count.lines} lines, such as {count.example.source}: {count.example.why}")
    print(f"{counts.bodies} bodies, {counts.starts} start to fail, {counts.skipped} lines skipped")
