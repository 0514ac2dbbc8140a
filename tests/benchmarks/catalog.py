"""A whole site's catalog: generating it against datamodel-codegen, again, and importing it.

Processor time of whole processes, with the modules of both tools compiled as installed ones are.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bodies  # puts generated/ on the path
from connectgen.config.options import Options
from connectgen.jsonio.documents import dump_canonical
from connectgen.pipeline.api import read_api
from connectgen.pipeline.dump import schema_as_json
from support import ROOT

sys.path.insert(0, str(ROOT / "tests"))
from support.sample_snapshots import write_snapshot

assert bodies
BIN = Path(sys.executable).parent
ENV = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
ROUNDS = 5
IN_PROCESS = """
import time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from datamodel_code_generator import DataModelType, InputFileType, generate
def run():
    generate(
        Path("documents"), output=Path("in_process"), input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.DataclassesDataclass, formatters=[],
    )
run()
start = time.process_time()
run()
print(time.process_time() - start)
"""
OURS = """
import sys, time
from pathlib import Path
from connectgen.config.options import Options
from connectgen.pipeline.render import render_source_files
options = Options(schemas=Path(sys.argv[1]), package="sample")
render_source_files(options)
start = time.process_time()
render_source_files(options)
print(time.process_time() - start)
"""


def taken(command: Sequence[str], folder: Path) -> float:
    """Return the processor time, in seconds, of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=ENV, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def printed(source: str, folder: Path, *arguments: str) -> float:
    """Return the number that a program prints."""
    command = [sys.executable, "-c", source, *arguments]
    done = subprocess.run(command, cwd=folder, env=ENV, capture_output=True, check=True)
    return float(done.stdout)


def write_documents(schemas: Path, folder: Path) -> None:
    """Write one JSON Schema per resource, which holds all of its views."""
    folder.mkdir()
    for one in read_api(Options(schemas=schemas))[0].resources:
        views = [schema_as_json(one, view.direction) for view in one.views]
        definitions: dict[str, Any] = {}
        for view in views:
            definitions |= view.pop("definitions", {})
            definitions[view["title"]] = view
        document = {**definitions.pop(views[0]["title"]), "definitions": definitions}
        (folder / f"{one.name.replace('.', '_').lower()}.json").write_text(json.dumps(document))


def changed(schemas: Path) -> None:
    """Change one document of a snapshot, and its digest: what a mailbox is called."""
    path = schemas / "v1.4" / "mailboxes.json"
    document = json.loads(path.read_bytes())
    members = document["definitions"]["singularResource"]["properties"]
    members["name"]["description"] = members["name"].get("description", "") + " Changed."
    text = dump_canonical(document)
    path.write_bytes(text)
    pin = schemas / "v1.4" / "snapshot.json"
    content = json.loads(pin.read_bytes())
    for listed in content["documents"]:
        if listed["path"] == "mailboxes":
            listed["sha256"] = hashlib.sha256(text).hexdigest()
    pin.write_bytes(dump_canonical(content))


def paired(one: Callable[[], float], other: Callable[[], float]) -> float:
    """Return the median of the first's time over the second's, of runs side by side."""
    return statistics.median(one() / other() for _ in range(ROUNDS))


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    schemas = write_snapshot(folder / "schemas")
    write_documents(schemas, folder / "documents")
    connectgen = [
        str(BIN / "connectgen"),
        "generate",
        "--schemas",
        "schemas",
        "--package",
        "sample",
    ]

    def full() -> float:
        shutil.rmtree(folder / "sample", ignore_errors=True)
        return taken(connectgen, folder)

    def codegen(*more: str) -> float:
        shutil.rmtree(folder / "models", ignore_errors=True)
        command = [str(BIN / "datamodel-codegen"), "--input", "documents"]
        command += ["--input-file-type", "jsonschema", "--output", "models", *more]
        return taken([*command, "--output-model-type", "dataclasses.dataclass"], folder)

    full(), codegen()
    print(f"generate / datamodel-codegen: {paired(full, codegen):.2f}")
    builtin = paired(full, lambda: codegen("--formatters", "builtin"))
    print(f"generate / datamodel-codegen --formatters builtin: {builtin:.2f}")
    ratio = paired(lambda: printed(OURS, folder, "schemas"), lambda: printed(IN_PROCESS, folder))
    print(f"in one process that is warm, without formatters: {ratio:.2f}")
    full()
    print(f"unchanged / full: {paired(lambda: taken(connectgen, folder), full):.2f}")
    show_change(folder, connectgen, full)
    show_import(folder)


def show_change(folder: Path, connectgen: list[str], full: Callable[[], float]) -> None:
    """Print what one changed document costs, and the most memory that a full run takes."""
    full()

    def one() -> float:
        changed(folder / "schemas")
        return taken(connectgen, folder)

    print(f"one document changed / full: {paired(one, full):.2f}")
    shutil.rmtree(folder / "sample")
    source = "import resource; from connectgen.cli.main import main\ntry: main()\nfinally: "
    source += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    command = [sys.executable, "-c", source, *connectgen[1:]]
    done = subprocess.run(command, cwd=folder, env=ENV, capture_output=True, check=True)
    print(f"most memory: {int(done.stdout.split()[-1]) / 1024:.0f} MiB")


def show_import(folder: Path) -> None:
    """Print what importing the package costs over bare Python."""
    start = [sys.executable, "-I", "-c"]
    path = f"import sys; sys.path.append({str(folder)!r}); "
    for what in ("import sample", "import sample; sample.Incident"):
        taken([*start, path + what], folder)
        extra = statistics.median(
            taken([*start, path + what], folder) - taken([*start, "pass"], folder)
            for _ in range(25)
        )
        print(f"{what}: {extra * 1e3:.1f} ms over bare Python")


if __name__ == "__main__":
    main()
