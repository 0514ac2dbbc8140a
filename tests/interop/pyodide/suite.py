"""Run tests of this project in another Python, with only the pure-Python part of dependencies.

Usage: suite.py ROOT PACKAGES PYTEST-ARGUMENT...

What the other Python lacks is skipped with its reason, at the place that asks for it: compiled
packages everywhere, and processes, threads and sockets in WebAssembly. hypothesis is compiled, so
`given` skips its test.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

_COMPILED = frozenset(
    {
        *("fastapi", "fastjsonschema", "msgspec", "mypy", "pydantic", "pydantic_core", "regress"),
        *("rpds", "ruff", "datamodel_code_generator", "keyring", "uvicorn"),
    }
)
"""Packages that are compiled, or need one that is."""


class _Anything:
    """Stands for every strategy of hypothesis: none is ever drawn from."""

    def __call__(self, *args: object, **others: object) -> _Anything:
        return self

    def __getattr__(self, name: str) -> _Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self) -> Iterator[object]:
        return iter(())

    def __or__(self, other: object) -> _Anything:
        return self

    __ror__ = __or__


class _Settings:
    def __init__(self, *args: object, **others: object) -> None: ...

    def __call__(self, test: Any) -> Any:
        return test

    @staticmethod
    def register_profile(*args: object, **others: object) -> None: ...

    @staticmethod
    def load_profile(name: str) -> None: ...


def _skipping(reason: str) -> Callable[..., NoReturn]:
    import pytest

    def skip(*args: object, **others: object) -> NoReturn:
        pytest.skip(reason, allow_module_level=True)

    return skip


def _given(*args: object, **others: object) -> Callable[[Any], Any]:
    def replace_test(test: Any) -> Any:
        skip = _skipping("hypothesis is compiled")

        def skipped() -> None:
            skip()

        skipped.__name__ = test.__name__
        return skipped

    return replace_test


def _unchanged(*args: object, **others: object) -> Callable[[Any], Any]:
    return lambda test: test


def _any_name(name: str) -> _Anything:
    if name.startswith("__"):
        raise AttributeError(name)
    return _Anything()


def _replace_hypothesis() -> None:
    given = {"given": _given, "settings": _Settings, "example": _unchanged, "seed": _unchanged}
    for name in ("hypothesis", "hypothesis.stateful", "hypothesis.strategies"):
        module = ModuleType(name)
        vars(module).update(given, __path__=[], __getattr__=_any_name)
        sys.modules[name] = module
    vars(sys.modules["hypothesis"])["strategies"] = sys.modules["hypothesis.strategies"]


class _CompiledFinder:
    """Skips what imports a package that is compiled."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name.partition(".")[0] in _COMPILED:
            _skipping(f"{name} is compiled")()
        return None


class _Transport:
    """Stands for the transports of httpx2 that use a browser."""

    def __init__(self, *args: object, **others: object) -> None: ...

    def close(self) -> None: ...

    async def aclose(self) -> None: ...


def _close_and_skip(connection: socket.socket, *args: object) -> NoReturn:
    connection.close()  # Python warns of sockets that are left open
    _skipping("no sockets")()


def _replace_what_webassembly_lacks() -> None:
    everything: Any = subprocess.Popen, threading.Thread, socket.socket
    process, thread, connection = everything
    process.__init__ = _skipping("no processes")
    thread.start = _skipping("no threads")
    for name in ("bind", "connect", "listen"):
        setattr(connection, name, _close_and_skip)
    clock: Any = time
    clock.thread_time = time.process_time
    system: Any = os
    system.geteuid = os.getuid
    browser: Any = ModuleType("httpx2_jsfetch")
    browser.JavascriptFetchTransport = browser.AsyncJavascriptFetchTransport = _Transport
    sys.modules["httpx2_jsfetch"] = browser


def main(root: str, packages: str, *arguments: str) -> int:
    """Run pytest and return its exit code."""
    os.chdir(root)
    sys.path[:0] = [f"{root}/generator", packages]
    import pytest

    _replace_hypothesis()
    finders: Any = sys.meta_path
    finders.insert(0, _CompiledFinder)
    if sys.platform == "emscripten":
        _replace_what_webassembly_lacks()
    without = ("cacheprovider", "hypothesispytest", "anyio")
    # not those of pyproject.toml, which are for several processes
    options = ("-o", "addopts=--import-mode=importlib -q -rs", "-m", "not slow", "--tb=short")
    return pytest.main([*(f"-pno:{name}" for name in without), *options, *arguments])


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
