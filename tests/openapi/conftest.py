from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.openapi import describe_api
from support import write_schemas

Document = dict[str, Any]


@pytest.fixture(scope="session")
def document(sample_schemas: Path) -> Document:
    """The OpenAPI document of the sample site."""
    found, _ = describe_api(Options(schemas=sample_schemas))
    return found


@pytest.fixture
def describe(tmp_path: Path) -> Callable[[dict[str, Any]], Document]:
    """Return the document of a site with the given documents."""

    def make(documents: dict[str, Any]) -> Document:
        found, _ = describe_api(Options(schemas=write_schemas(tmp_path, documents)))
        return found

    return make
