"""`fetch` against the catalog server of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import FetchOptions
from connectgen.core.errors import ConnectgenError
from connectgen.fetch import RequestPolicy
from connectgen.pipeline.fetch import FetchResult, fetch_snapshot

from support.catalog_server import (
    CatalogSite,
)

QUICK = RequestPolicy(timeout=2.0, first_delay=0.005)
RESOURCES = [
    "CO.Recall",
    "CO.Warranty",
    "CO.mRegion",
    "accounts",
    "contacts",
    "incidentResponse",
    "incidents",
    "mailboxes",
    "namedIDHierarchies",
    "namedIDs",
    "organizations",
    "serviceCategories",
    "serviceProducts",
    "siteInterfaces",
]
UNAVAILABLE = {"accounts/salesSettings": 403, "contacts/openIDAccounts": 404}


def fetched(
    site: CatalogSite, into: Path, *resources: str, manners: RequestPolicy = QUICK, **options: Any
) -> FetchResult:
    return fetch_snapshot(
        FetchOptions(site=site.url, into=into, resources=resources, **options),
        site.environment,
        policy=manners,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def failure(site: CatalogSite, into: Path, *resources: str, **options: Any) -> str:
    """Return what a fetch that fails says; it leaves everything as it was."""
    before = files(into)
    with pytest.raises(ConnectgenError) as caught:
        fetched(site, into, *resources, **options)
    assert files(into) == before
    return str(caught.value).replace(f"{site.url}/services/rest/connect/v1.4/metadata-catalog", "")


def started(site: CatalogSite, *arguments: str, cwd: Path, **environment: str) -> Any:
    return subprocess.Popen(
        [sys.executable, "-m", "connectgen", "fetch", site.url, *arguments],
        cwd=cwd,
        env={**os.environ, **site.environment, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(site: CatalogSite, *arguments: str, cwd: Path, **environment: str) -> tuple[int, str, str]:
    process = started(site, *arguments, cwd=cwd, **environment)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err
