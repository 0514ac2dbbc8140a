from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.docs import Reference, read_reference
from connectgen.reference.rows import FieldRow
from support import generate_into, write_schemas
from support.sample_snapshots import write_snapshot
from support.site_references import render_reference


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


@pytest.fixture(scope="session")
def sample_package(tmp_path_factory: pytest.TempPathFactory, sample_schemas: Path) -> Path:
    """The package that is generated of `sample_schemas`."""
    return generate_into(tmp_path_factory.mktemp("made"), "sample_site", schemas=sample_schemas)


@pytest.fixture(scope="session")
def pages(sample_schemas: Path) -> dict[str, str]:
    """The pages of the sample, by path."""
    return render_reference(sample_schemas, package="sample_site")


@pytest.fixture(scope="session")
def pages_since(tmp_path_factory: pytest.TempPathFactory, sample_schemas: Path) -> dict[str, str]:
    """The pages of the next release, compared with the sample."""
    newer = write_snapshot(tmp_path_factory.mktemp("next"), "next")
    return render_reference(newer, since=sample_schemas, api_version="v1.5")
