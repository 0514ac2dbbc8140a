from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.docs import Reference, read_reference
from connectgen.reference.rows import FieldRow
from support import write_schemas
from support.sample_snapshots import write_snapshot


@pytest.fixture(scope="session")
def sample_schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("reference") / "schemas")


@pytest.fixture(scope="session")
def sample(sample_schemas: Path) -> Reference:
    """Reference of the sample catalog."""
    return read_reference(Options(schemas=sample_schemas))


@pytest.fixture
def rows_of(tmp_path: Path) -> Callable[[dict[str, Any]], dict[str, FieldRow]]:
    """A function that returns the rows of the resource `things`, by path."""

    def make(documents: dict[str, Any]) -> dict[str, FieldRow]:
        schemas = write_schemas(tmp_path / "in", documents)
        reference = read_reference(Options(schemas=schemas, resources=("things",)))
        return {row.path: row for row in reference.rows}

    return make
