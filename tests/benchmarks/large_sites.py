"""Sites of 50, 150 and 500 resources: processor time and memory of commands, and how both grow.

    python large_sites.py [FOLDER]

Each site has copies of the sample's resources with all their documents, some ten for each resource.
`site(folder, count)` writes one; with FOLDER they are kept there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import count, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from connectgen.jsonio.documents import parse_json
from support.sample_snapshots import pin_documents, write_snapshot

SIZES = (50, 150, 500)
BASES = ("resource", "namedIDs", "namedIDHierarchies")
"""Resources that others extend; a site has them once."""

COMMANDS = {
    "generate": ("generate", "--schemas", "old", "--package", "large", "--output", "out"),
    "generate --check": (
        *("generate", "--schemas", "old", "--package", "large", "--output", "out"),
        "--check",
    ),
    "diff": ("diff", "old", "new"),
    "docs": ("docs", "--schemas", "old", "--output", "pages"),
    "docs --format csv": ("docs", "--schemas", "old", "--format", "csv", "--output", "rows.csv"),
    "openapi": ("openapi", "--schemas", "old", "--output", "openapi.json"),
}
MEASURED = """
import resource, sys
from connectgen.cli.main import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr)
"""


def site(folder: Path, size: int, *, changed: bool = False) -> Path:
    """Write the snapshot of a site with *size* resources below *folder*, and return that.

    Args:
        folder: the folder of snapshots.
        size: number of resources.
        changed: whether every tenth resource has a member more, and another one less.
    """
    with tempfile.TemporaryDirectory() as sample:
        version = write_snapshot(Path(sample)) / "v1.4"
        texts = {
            path.relative_to(version).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(version.rglob("*.json"))
            if path.name != "snapshot.json"
        }
    named = [path for path in texts if "/" not in path and path not in BASES]
    documents: dict[str, Any] = {base: _parse(texts[base]) for base in BASES}
    wanted = ((name, number) for number in count() for name in named)
    chosen: dict[int, set[str]] = {}
    for name, number in islice(wanted, size - len(BASES)):
        chosen.setdefault(number, set()).add(name)
    for number, names in chosen.items():
        of_names = re.compile(
            rf"(^|metadata-catalog/)((?:namedIDs/|namedIDHierarchies/)?)"
            rf"({'|'.join(map(re.escape, sorted(names)))})(?=[\"/]|$)"
        )
        for path, text in texts.items():
            copied = of_names.sub(rf"\g<1>\g<2>\g<3>{number:03}", path)
            if copied != path:
                copy = of_names.sub(rf"\g<1>\g<2>\g<3>{number:03}", text)
                documents[copied] = _parse(copy)
    resources = [path for path in documents if "/" not in path]
    for name in resources[::10] if changed else ():
        record = documents[name].get("definitions", {}).get("singularResource", {})
        members = record.setdefault("properties", {})
        members["addedLately"] = {"type": "string", "maxLength": 20}
        members.pop("lookupName", None)
    return pin_documents(folder, "v1.4", documents, resources=resources)


def _parse(text: str) -> Any:
    return parse_json(text.encode(), "a document of the sample")


def measure(command: tuple[str, ...], folder: Path) -> tuple[float, float] | None:
    """Return seconds and MiB of a command, or None if there is no such command yet."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *command],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        text=True,
    )
    if "No such command" in done.stderr:
        return None
    assert done.returncode in (0, 1), done.stderr[-3000:]
    time, memory = map(float, done.stderr.split()[-2:])
    return time, memory


def main() -> None:
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    top = kept or Path(tempfile.mkdtemp())
    for size in SIZES:
        folder = top / str(size)
        shutil.rmtree(folder, ignore_errors=True)
        site(folder / "old", size)
        site(folder / "new", size, changed=True)
        documents = sum(1 for _ in (folder / "old" / "v1.4").rglob("*.json")) - 1
        print(f"{size} resources, {documents:,} documents:")
        for name, command in COMMANDS.items():
            found = measure(command, folder)
            if found is None:
                continue
            time, memory = found
            each = time / documents * 1e3
            print(f"  {name}: {time:.1f} s, {each:.2f} ms a document, {memory:.0f} MiB", flush=True)
    if kept is None:
        shutil.rmtree(top)


if __name__ == "__main__":
    main()
