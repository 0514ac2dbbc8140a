"""Comparing and replaying: `connectgen diff` of the samples, and bodies judged by both sides."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from functools import partial

import bodies  # puts generated/ on the path
from connectgen.diff.sources import open_sources
from connectgen.replay.judge import ReplayJudge
from connectgen.replay.run import load_module, render_validator_set
from harness import ratios
from support import ROOT

assert bodies
SAMPLE, NEXT = (str(ROOT / "tests" / "catalogs" / name) for name in ("sample", "next"))
BODY = {
    "subject": "Router keeps rebooting",
    "primaryContact": {"id": 4711},
    "threads": [{"text": "Try it!", "entryType": {"id": 2}, "channel": {"id": 9}}],
}


def replaying() -> None:
    pair = ("incidents", "create")
    with open_sources(SAMPLE, NEXT) as sources:
        old, new = (
            render_validator_set(source, pair, index) for index, source in enumerate(sources)
        )
    judge = ReplayJudge(old=old, new=new, load=load_module, pair=pair)
    line = json.dumps(BODY, separators=(",", ":"))
    data = "\n".join([line] * 1000).encode()
    run = partial(judge.judge_batch, data, 1)
    parse = partial(lambda lines: [json.loads(each) for each in lines], [line] * 1000)
    over = ratios({"replay": run, "json.loads": parse})
    start = time.process_time()
    for _ in range(50):
        run()
    print(f"replay: {50_000 / (time.process_time() - start):,.0f} bodies a second of one core")
    print(f"json.loads of the same lines takes {over['json.loads']:.2f} of that time")


def comparing() -> None:
    commands = {
        "diff": [sys.executable, "-m", "connectgen", "diff", SAMPLE, NEXT],
        "python": [sys.executable, "-c", "import click, jinja2, jsonpatch"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(11):
        for name, command in commands.items():
            start = os.times()
            subprocess.run(command, capture_output=True, check=True)
            end = os.times()
            spent = end.children_user + end.children_system
            times[name].append(spent - start.children_user - start.children_system)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"diff of the samples: {medians['diff']:.2f} s of one core", end=", ")
    print(f"{medians['diff'] / medians['python']:.1f} times what its libraries take to import")


if __name__ == "__main__":
    replaying()
    comparing()
