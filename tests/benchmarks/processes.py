"""Whole processes: generating against datamodel-codegen, and importing against bare Python."""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bodies  # puts generated/ on the path
from connectgen.config.options import Options
from connectgen.pipeline.api import read_api
from connectgen.pipeline.dump import schema_as_json
from support import ROOT

assert bodies
BIN = Path(sys.executable).parent


def timed(commands: dict[str, list[str]], folder: Path, rounds: int = 15) -> dict[str, list[float]]:
    """Return the wall times of *commands*, run in turn; `generate` starts from nothing."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(rounds + 1):
        names = list(commands)
        random.shuffle(names)
        for name in names:
            if name == "generate":
                shutil.rmtree(folder / "connect_v1_4", ignore_errors=True)
            elif name == "check":
                subprocess.run(commands["generate"], cwd=folder, env=env, capture_output=True)
            start = time.perf_counter()
            subprocess.run(commands[name], cwd=folder, env=env, capture_output=True, check=True)
            if round_:
                times[name].append(time.perf_counter() - start)
    return times


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    (resource,) = read_api(Options())[0].resources
    views = [schema_as_json(resource, view) for view in ("create", "read")]
    definitions = {**views[0]["definitions"], **views[1]["definitions"]}
    definitions["Read"] = {k: v for k, v in views[1].items() if k != "definitions"}
    (folder / "schema.json").write_text(json.dumps({**views[0], "definitions": definitions}))
    target = str(ROOT / "generated")
    commands = {
        "datamodel-codegen": [
            str(BIN / "datamodel-codegen"),
            *("--input", "schema.json", "--input-file-type", "jsonschema"),
            *("--output-model-type", "dataclasses.dataclass", "--output", "out.py"),
        ],
        "generate": [str(BIN / "connectgen"), "generate"],
        "check": [str(BIN / "connectgen"), "generate", "--check"],
        "python": [sys.executable, "-I", "-c", "pass"],
        "validators": [
            *(sys.executable, "-I", "-c"),
            f"import sys; sys.path.append({target!r}); "
            "import connect_v1_4.validators.incident_response",
        ],
    }
    times = timed(commands, folder)
    for name in ("generate", "check"):
        pairs = zip(times[name], times["datamodel-codegen"], strict=True)
        print(f"{name} / datamodel-codegen: {statistics.median(a / b for a, b in pairs):.2f}")
    pairs = zip(times["validators"], times["python"], strict=True)
    extra = statistics.median(a - b for a, b in pairs)
    print(f"import validators: {extra * 1e3:.1f} ms over bare Python")


if __name__ == "__main__":
    main()
