from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import run


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    done = run("generate", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("connect_v1_4 written from the bundled snapshot of v1.4: ")
    return folder
