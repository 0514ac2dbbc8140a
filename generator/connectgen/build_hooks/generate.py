"""Generate the packages of a project into its source tree, for every build backend.

Into the tree and not only into the archive, so that wheel, sdist and editable install have the
same files, at the place where `connectgen generate` writes them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from connectgen.config.options import Options
from connectgen.config.pyproject import is_configured, read_packages
from connectgen.core.errors import ConfigError, raise_all
from connectgen.core.surroundings import explained
from connectgen.core.terminal_text import escape_control_chars
from connectgen.pipeline.generate import generate_packages
from connectgen.write.manifest import MANIFEST

__all__ = ["generate_in"]


def generate_in(root: Path, warn: Callable[[str], None]) -> tuple[Path, ...]:
    """Generate the packages of the project at *root*, offline, from its pinned snapshot.

    In an unpacked sdist they are taken as they are: they were generated when it was made.

    Args:
        root: the folder of pyproject.toml.
        warn: called with each warning about the documents.

    Returns:
        The folders of the packages, below *root*.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own; nothing is written then.
    """
    if not is_configured(root):
        raise ConfigError("pyproject.toml: needs [tool.connectgen]; `connectgen init` writes it")
    with explained():
        return _generate(root, warn)


def _generate(root: Path, warn: Callable[[str], None]) -> tuple[Path, ...]:
    packages = read_packages({}, root)
    raise_all(_leads_out(options.target) for options in packages if not _is_in(root, options))
    targets = tuple(options.target for options in packages)
    if (root / "PKG-INFO").exists() and all((each / MANIFEST).exists() for each in targets):
        return targets
    for result in generate_packages(packages):
        for note in result.warnings:
            warn(escape_control_chars(note))
    return targets


def _is_in(root: Path, options: Options) -> bool:
    """Return whether a package is below *root*, wherever links lead."""
    return Path(os.path.realpath(root)) in Path(os.path.realpath(options.target)).parents


def _leads_out(target: Path) -> ConfigError:
    return ConfigError(
        f"pyproject.toml: [tool.connectgen] output: {target} is outside of the project, and a build"
        " writes nothing there; name a folder inside"
    )
