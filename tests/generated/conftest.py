from __future__ import annotations

from types import ModuleType

import pytest
from support import generate_into, import_from
from support.sample_snapshots import NO_RECORDS, write_snapshot

RESOURCES = (
    "CO.Warranty",
    "analyticsReportResults",
    "contacts",
    "incidentResponse",
    "incidents",
    "namedIDs",
    "queryResults",
    "siteInterfaces",
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A package made of a part of the sample catalog."""
    folder = tmp_path_factory.mktemp("made")
    schemas = write_snapshot(folder / "schemas", extra=NO_RECORDS)
    generate_into(folder, "made", schemas=schemas, resources=RESOURCES)
    return import_from(folder, "made")
