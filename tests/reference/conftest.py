from __future__ import annotations

from pathlib import Path

import pytest
from support.sample_snapshots import write_snapshot
from support.site_references import render_reference


@pytest.fixture(scope="session")
def pages(sample_schemas: Path) -> dict[str, str]:
    """The pages of the sample, by path."""
    return render_reference(sample_schemas, package="sample_site")


@pytest.fixture(scope="session")
def pages_since(tmp_path_factory: pytest.TempPathFactory, sample_schemas: Path) -> dict[str, str]:
    """The pages of the next release, compared with the sample."""
    newer = write_snapshot(tmp_path_factory.mktemp("next"), "next")
    return render_reference(newer, since=sample_schemas, api_version="v1.5")
