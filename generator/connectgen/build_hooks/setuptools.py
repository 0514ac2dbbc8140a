"""The integration with setuptools, for projects that list connectgen in `[build-system] requires`.

It generates when setuptools has just begun, so that package discovery finds the generated
packages. If discovery is off, it adds them to what `build_py` builds. setuptools is never imported
here: it hands over its distribution.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["finalize_distribution"]

_DATA = ("connectgen.json", "py.typed")
_NAME = re.compile(r"\s*connectgen(?![A-Za-z0-9._-])", re.IGNORECASE)


def finalize_distribution(distribution: Any) -> None:
    """Generate the packages of the project in the working folder, if it asks for that.

    Args:
        distribution: a `setuptools.Distribution` that knows nothing of the project yet.

    Raises:
        SystemExit: they cannot be generated; its message says why.
    """
    asked_for, configured = _read_project_settings(Path("pyproject.toml"))
    if asked_for and not configured:
        _emit_warning("nothing is generated: no [tool.connectgen]; `connectgen init` writes it")
    if not (asked_for and configured):
        return
    from connectgen.build_hooks.generate import generate_in  # late: most builds are none of ours
    from connectgen.core.errors import ConnectgenError
    from connectgen.core.terminal_text import escape_control_chars

    try:
        targets = generate_in(Path(), _emit_warning)
    except ConnectgenError as error:
        message = "\n".join(f"connectgen: {escape_control_chars(line)}" for line in error.lines)
        raise SystemExit(message) from error
    _extend_build_py(distribution, targets)


def _emit_warning(message: str) -> None:
    sys.stderr.write(f"connectgen: warning: {message}\n")


def _read_project_settings(file: Path) -> tuple[bool, bool]:
    """Return whether a project is built with connectgen, and whether it says what to generate.

    Files that are missing or broken say neither: setuptools itself reports what is wrong.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False, False
    # setuptools runs this hook in every project: most need no parser.
    if "connectgen" not in text:
        return False, False
    import tomllib

    try:
        content: Any = tomllib.loads(text)
        requires = [str(each) for each in content["build-system"]["requires"]]
        configured = "connectgen" in content.get("tool", {})
    except (AttributeError, KeyError, TypeError, ValueError):
        return False, False
    return any(_NAME.match(each) for each in requires), configured


def _extend_build_py(distribution: Any, targets: tuple[Path, ...]) -> None:
    """Extend the command `build_py` so that it also builds the packages at *targets*."""
    command_class: Any = distribution.get_command_class

    @cache
    def extend_command(base: Any) -> Any:
        def finalize_options(command: Any) -> None:
            for target in targets:
                _add_package(command.distribution, target)
            base.finalize_options(command)

        def get_source_files(command: Any) -> list[str]:
            data = (target / name for target in targets for name in _DATA)
            return [*base.get_source_files(command), *(str(path) for path in data)]

        added = {"finalize_options": finalize_options, "get_source_files": get_source_files}
        return type("build_py", (base,), added)

    def get_command_class(name: str) -> Any:
        found = command_class(name)
        return extend_command(found) if name == "build_py" else found

    distribution.get_command_class = get_command_class


def _add_package(distribution: Any, target: Path) -> None:
    package_dir: dict[str, str] = distribution.package_dir or {}
    root = Path(package_dir.get("", ""))
    top = target.relative_to(root) if target.is_relative_to(root) else target
    folders = {path.parent for path in target.rglob("*.py")}
    names = {".".join((top / folder.relative_to(target)).parts) for folder in folders}
    distribution.packages = sorted({*(distribution.packages or ()), *names})
    data: dict[str, list[str]] = dict(distribution.package_data or {})
    name = ".".join(top.parts)
    data[name] = sorted({*data.get(name, ()), *_DATA})
    distribution.package_data = data
