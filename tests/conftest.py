from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpcore2
import pytest
from hypothesis import settings
from support import generate_into
from support.sample_snapshots import write_snapshot

OUTPUT_VARIABLES = (
    *("CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS", "LINES"),
    *("PYTHONIOENCODING", "PYTHONUTF8", "PYTHONWARNINGS", "PYTHON_COLORS"),
)

settings.register_profile("suite", max_examples=300, deadline=None)
settings.register_profile("long", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("CONNECTGEN_HYPOTHESIS", "suite"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rewrite expected files, and fail so they are read"
    )


@pytest.hookimpl(optionalhook=True)  # other Pythons run parts without pytest-xdist
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return 0, for this process only, unless the suite is run and what it expects stays as it is.

    Then each processor gets a worker. A part of the suite is sooner done than workers collect it.
    """
    is_suite = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    option = config.option
    return None if is_suite and not (option.keyword or option.collectonly or option.update) else 0


@pytest.fixture(scope="session", autouse=True)
def interrupts_end_processes() -> None:
    """Let tests interrupt processes, also where the suite runs in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """Remove the variables that change what commands write, which CI and some shells set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in OUTPUT_VARIABLES:
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def mypy_reads_libraries_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Share mypy's cache: it reads the standard library and httpx2 for three seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MYPY_CACHE_DIR", str(tmp_path_factory.mktemp("mypy")))
        yield


@pytest.fixture(scope="session", autouse=True)
def ca_certificates_read_once() -> Iterator[None]:
    """Share one TLS context: a client reads the CA certificates for 20 ms, and no test uses TLS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpcore2, "default_ssl_context", cache(httpcore2.default_ssl_context))
        yield


@pytest.fixture(scope="session")
def sample_schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the snapshot, v1.4, that a fetch makes of `tests/catalogs/sample`."""
    return write_snapshot(tmp_path_factory.mktemp("sample"), "sample")


@pytest.fixture(scope="session")
def sample(sample_schemas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that is generated of `sample_schemas`."""
    return generate_into(tmp_path_factory.mktemp("made"), "sample_site", schemas=sample_schemas)
