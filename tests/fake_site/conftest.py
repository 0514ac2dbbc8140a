from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx2
import pytest
from connectgen.testing import FakeSite
from support import import_from

ROOT = "/services/rest/connect/v1.4/"


@pytest.fixture(scope="session")
def served(sample_schemas: Path) -> Iterator[FakeSite]:
    with FakeSite(schemas=sample_schemas) as site:
        yield site


@pytest.fixture
def site(served: FakeSite) -> FakeSite:
    """The sample site, as it was at the start."""
    served.reset()
    return served


@pytest.fixture(scope="session")
def served_page() -> Iterator[FakeSite]:
    with FakeSite() as site:
        yield site


@pytest.fixture
def page(served_page: FakeSite) -> FakeSite:
    """The site that the bundled documents, Oracle's page, describe."""
    served_page.reset()
    return served_page


@pytest.fixture
def http(site: FakeSite) -> Iterator[httpx2.Client]:
    """Bare HTTP with all that the site wants."""
    with httpx2.Client(
        base_url=site.url + ROOT,
        auth=site.auth,
        timeout=60,  # where the machine is busy, httpx2's own 5 seconds are too few
        headers={"OSvC-CREST-Application-Context": "tests"},
    ) as client:
        yield client


@pytest.fixture(scope="session")
def made(sample: Path) -> ModuleType:
    """The package that is generated of the sample."""
    return import_from(sample.parent, sample.name)
