"""Replay: a core against a plain loop over both `is_valid`, and Dask against `connectgen replay`.

Processor time. The second part takes the extra `dask`, and is left out without it.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import bodies  # puts generated/ on the path
from connectgen.replay import Judge
from connectgen.replay.editions import load_editions
from support import ROOT

assert bodies
SNAPSHOTS = [str(ROOT / "tests" / "catalogs" / name) for name in ("sample", "next")]
BODY = {
    "subject": "Router keeps rebooting",
    "primaryContact": {"id": 4711},
    "threads": [{"text": "Try it!", "entryType": {"id": 2}, "channel": {"id": 9}}],
}
COUNT, FILES, ROUNDS = 400_000, 16, 9


def random_lines(count: int) -> list[str]:
    """Return bodies, of which one in a hundred has a long subject that may be too long."""
    chance = random.Random(3)
    lines: list[str] = []
    for _ in range(count):
        long = "x" * chance.randrange(400) if chance.random() < 0.01 else ""
        body = BODY | {"subject": BODY["subject"] + long, "primaryContact": {"id": len(lines) + 1}}
        lines.append(json.dumps(body, separators=(",", ":")))
    return lines


def plain_loop(judge: Judge) -> Callable[[list[str]], None]:
    """Return the loop that somebody would write by hand, who needs no causes."""
    known = load_editions(judge.packed).functions_of(("incidents", "create"))
    assert known is not None
    is_old, is_new, loads = known[0].is_valid, known[1].is_valid, json.loads

    def loop(lines: list[str]) -> None:
        differ = 0
        for line in lines:
            body = loads(line)
            differ += is_old(body) != is_new(body)

    return loop


def taken(run: Callable[[list[str]], object], lines: list[str]) -> float:
    """Return the processor time of this process, in seconds."""
    gc.disable()
    start = time.process_time()
    run(lines)
    end = time.process_time()
    gc.enable()
    return end - start


def compare_with_loop(lines: list[str]) -> None:
    """Print bodies a second, against the plain loop, for texts, bytes and lines as read."""
    judge = Judge.from_snapshots(*SNAPSHOTS, resource="incidents")
    whole = Judge.from_snapshots(*SNAPSHOTS)
    print(f"a judge of one resource is {len(pickle.dumps(judge)) / 1e3:.0f} kB,", end=" ")
    print(f"one of the sample site {len(pickle.dumps(whole)) / 1e3:.0f} kB")
    loop = plain_loop(judge)
    forms: dict[str, list[str]] = {"lines": lines, "with line feeds": [f"{n}\n" for n in lines]}
    for name, given in forms.items():
        pairs = [(taken(judge.judge, given), taken(loop, given)) for _ in range(ROUNDS)]
        speed = len(given) / statistics.median(ours for ours, _ in pairs)
        ratio = statistics.median(plain / ours for ours, plain in pairs)
        print(f"{name}: {speed:,.0f} bodies a second and core, {ratio:.2f} of the plain loop's")


DASK = """
import json, sys, time
import psutil
from connectgen.replay import Judge
from dask.distributed import Client
from replay_dask import replay

def spent():
    me = psutil.Process()
    times = [each.cpu_times() for each in (me, *me.children(recursive=True))]
    return sum(each.user + each.system for each in times)

def warm(_):
    import connectgen.replay, gzip
    return time.sleep(0.2)

if __name__ == "__main__":
    old, new, *names = sys.argv[1:]
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        client.gather(client.map(warm, range(4)))
        start = spent()
        judge = Judge.from_snapshots(old, new, resource="incidents")
        counts = replay(client, judge, names)
        print(json.dumps([counts.bodies, counts.starts, start, spent() - start]))
"""


def replay_time(names: list[str]) -> float:
    """Return the processor time of `connectgen replay` with all its processes."""
    before = os.times()
    command = [sys.executable, "-m", "connectgen", "replay", *SNAPSHOTS, *names]
    subprocess.run([*command, "--resource", "incidents"], capture_output=True, check=False)
    after = os.times()
    spent = after.children_user + after.children_system
    return spent - before.children_user - before.children_system


def compare_with_dask(lines: list[str]) -> None:
    """Print the processor time of Dask, on a cluster that is there, over that of `replay`."""
    with tempfile.TemporaryDirectory() as folder:
        names: list[str] = []
        for number in range(FILES):
            path = Path(folder, f"{number:02}.ndjson")
            path.write_text("\n".join(lines[number::FILES]) + "\n", encoding="utf-8")
            names.append(str(path))
        program = Path(folder, "on_dask.py")
        program.write_text(DASK, encoding="utf-8")
        env = os.environ | {"PYTHONPATH": str(ROOT / "tests" / "engines")}
        ratios: list[float] = []
        for _ in range(3):
            ours = replay_time(names)
            done = subprocess.run(
                [sys.executable, str(program), *SNAPSHOTS, *names],
                env=env,
                cwd=folder,
                capture_output=True,
                text=True,
                check=True,
            )
            count, starts, start, spent = json.loads(done.stdout.splitlines()[-1])
            ratios.append(spent / ours)
            print(f"{count:,} bodies, {starts:,} start to fail: replay {ours:.1f} s,", end=" ")
            print(f"Dask {spent:.1f} s after {start:.1f} s to start a cluster of two")
        print(f"Dask / replay: {statistics.median(ratios):.2f}")


def main() -> None:
    lines = random_lines(COUNT)
    compare_with_loop(lines[:50_000])
    if find_spec("distributed") is None:
        print("Dask is not installed: pip install -e '.[dask]'")
        return
    compare_with_dask(lines)


if __name__ == "__main__":
    main()
