from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.generate import generate_package
from connectgen.snapshot.load import pin_snapshot
from support import write_schemas
from support.platforms import HAS_SYMLINKS
from support.portable_projects import THING


@pytest.fixture
def options(tmp_path: Path) -> Options:
    schemas = write_schemas(tmp_path / "schemas", {"things": THING, "others": THING})
    pin_snapshot(schemas, "v1.4", name="schemas")
    found = Options(schemas=schemas, output=tmp_path, package="pk")
    generate_package(found)
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a snapshot, a schema, and paths that lead nowhere."""
    write_schemas(tmp_path / "in", {"things": {"properties": {}}})
    if HAS_SYMLINKS:
        (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("x")
    (tmp_path / "schema.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    return tmp_path
