"""Comparing: `connectgen diff` of the samples, against what importing its libraries takes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

import bodies  # puts tests/ on the path
from support import ROOT

assert bodies
SAMPLE, NEXT = (str(ROOT / "tests" / "catalogs" / name) for name in ("sample", "next"))


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
    comparing()
