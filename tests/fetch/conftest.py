from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.catalog_server import (
    CatalogSite,
    serving_catalog,
)


@pytest.fixture
def site() -> Iterator[CatalogSite]:
    with serving_catalog() as running:
        yield running
