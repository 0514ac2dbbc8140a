"""Errors of the machine: a missing library, a full disk, a folder that may not be read.

They are no bugs of connectgen, so they are reported in one line, without a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager

from connectgen.core.errors import ConfigError, ConnectgenError
from connectgen.core.os_errors import describe_os_error

__all__ = ["explained", "how_to_install"]

_NAME = re.compile(r"[\w.-]+")
_EXTRA = re.compile(r"extra == [\"'](\w+)[\"']")
_OUR_OWN = ("dev", "docs", "interop")
"""The extras with which connectgen itself is worked on."""


@contextmanager
def explained() -> Generator[None]:
    """Convert errors of the system into one of ours that says where, or what to install.

    Raises:
        ConfigError: a library is not installed.
        ConnectgenError: a file or folder cannot be used.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        name = (error.name or "connectgen").partition(".")[0]
        if name == "connectgen":  # a mistake of our own
            raise
        raise ConfigError(f"{name} is not installed: {how_to_install(name)}") from error
    except OSError as error:
        if error.strerror is None or isinstance(error, BrokenPipeError):  # who reads has enough
            raise
        where = "the system" if error.filename is None else error.filename
        raise ConnectgenError(f"{where}: {describe_os_error(error)}") from error


def how_to_install(module: str) -> str:
    """Return the command that installs the package of *module*, and the extra that has it.

    The command names that package and not connectgen, so it is right wherever connectgen was
    installed from: a checkout, a wheel or a package index.
    """
    from importlib.metadata import PackageNotFoundError, requires

    try:
        known = requires("connectgen") or ()
    except PackageNotFoundError:  # run from its sources
        known = ()
    for requirement in known:
        found, extra = _NAME.match(requirement), _EXTRA.search(requirement)
        if extra and extra[1] in _OUR_OWN:
            continue
        if found and found[0].replace("-", "_") == module.replace("-", "_"):
            needed = requirement.partition(";")[0].strip()
            origin = f" (extra {extra[1]} of connectgen)" if extra else ""
            return f"pip install '{needed}'{origin}"
    return "install connectgen again, with what it needs"
