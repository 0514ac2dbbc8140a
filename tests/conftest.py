from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("suite", max_examples=300, deadline=None)
settings.register_profile("long", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("CONNECTGEN_HYPOTHESIS", "suite"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rewrite expected files, and fail so they are read"
    )
