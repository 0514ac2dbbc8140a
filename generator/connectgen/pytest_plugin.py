"""Pytest fixture `connect_site`: a fake site, empty at the start of every test.

It uses the snapshot that `[tool.connectgen]` in your pyproject.toml selects, or else the
bundled one. To pass other arguments to `FakeSite`, define a session fixture `connect_site_options`
that returns them as a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from connectgen.testing import FakeSite

__all__ = ["connect_site", "connect_site_options", "connect_site_server"]


@pytest.fixture(scope="session")
def connect_site_options(pytestconfig: pytest.Config) -> dict[str, Any]:
    """Arguments of the `FakeSite`; override this fixture to change them."""
    return {"folder": pytestconfig.rootpath}


@pytest.fixture(scope="session")
def connect_site_server(connect_site_options: dict[str, Any]) -> Iterator[FakeSite]:
    """Server of the test session; tests use `connect_site`."""
    from connectgen.core.errors import ConnectgenError
    from connectgen.testing import FakeSite

    with ExitStack() as running:
        try:
            site = running.enter_context(FakeSite(**connect_site_options))
        except ConnectgenError as error:  # a user's mistake: without a traceback
            pytest.fail(f"connect_site: {error}", pytrace=False)
        yield site


@pytest.fixture
def connect_site(connect_site_server: FakeSite) -> FakeSite:
    """Fake site on localhost, without the records, requests and faults of other tests."""
    connect_site_server.reset()
    return connect_site_server
