from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import write_schemas
from support.diff_runs import DOCUMENT


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two small snapshots: a limit got tighter, and a description came."""
    new = json.loads(json.dumps(DOCUMENT))
    new["properties"]["name"]["maxLength"] = 7
    new["properties"]["note"]["description"] = "<script>alert(1)</script> | `x` \x1b[31m"
    return (
        write_schemas(tmp_path / "old", {"things": DOCUMENT}),
        write_schemas(tmp_path / "new", {"things": new}),
    )
