from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.render import render_source_files
from support.injected_documents import snapshot
from support.injected_packages import FLAVOURS, import_all, write
from support.injection_payloads import PAYLOADS, benign


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the packages `hostile` and `harmless`, and their snapshots."""
    folder = tmp_path_factory.mktemp("injection")
    texts = {"hostile": [*PAYLOADS], "harmless": [*map(benign, range(40))]}
    for name, each in texts.items():
        schemas = snapshot(folder / f"{name}_schemas", each)
        files, _ = render_source_files(Options(schemas=schemas, package=name, models=FLAVOURS))
        write(folder / name, files)
    return folder


@pytest.fixture(scope="session")
def imported(made: Path) -> list[str]:
    """Import each module of the package `hostile`, and return their names."""
    return import_all(made, "hostile")
