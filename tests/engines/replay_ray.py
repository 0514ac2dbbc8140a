"""Replay recorded bodies on Ray: `python replay_ray.py OLD NEW RESOURCE FILE...`."""

import sys

import ray
from connectgen.replay import Counts, Judge, read_lines


@ray.remote(max_retries=3)  # on another worker, if one dies
def judge_file(judge: Judge, name: str) -> Counts:
    """Return the counts of the bodies in the file *name*, which every worker can open."""
    return judge.judge(read_lines(name), source=name)


def replay(judge: Judge, names: list[str]) -> Counts:
    """Return the counts of all bodies in the files *names*."""
    stored = ray.put(judge)  # each machine gets it once
    return sum(ray.get([judge_file.remote(stored, name) for name in names]), Counts())


if __name__ == "__main__":
    old, new, resource, *names = sys.argv[1:]
    ray.init()  # this machine, unless RAY_ADDRESS names a cluster
    counts = replay(Judge.from_snapshots(old, new, resource=resource), names)
    for _, count in counts.sorted_causes():
        print(f"{count.lines} lines, such as {count.example.source}: {count.example.why}")
    print(f"{counts.bodies} bodies, {counts.starts} start to fail, {counts.skipped} lines skipped")
