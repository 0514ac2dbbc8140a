"""`.gitattributes`: whatever has digests keeps its bytes in every checkout, also on Windows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from connectgen.core.atomic_replace import replace_file
from connectgen.core.errors import ConfigError
from connectgen.core.os_errors import describe_read_error, describe_write_error
from connectgen.scaffold.project import Project

__all__ = ["ATTRIBUTES", "add_attributes", "missing_attributes"]

ATTRIBUTES = ".gitattributes"

_SPECIAL = re.compile(r"[\\*?\[\]]")


def missing_attributes(project: Project) -> tuple[str, ...]:
    """Return the lines that `.gitattributes` of *project* needs, and does not have.

    Raises:
        ConfigError: it cannot be read.
    """
    there = {line.strip() for line in _read(project).splitlines()}
    return tuple(line for line in _lines(project) if line not in there)


def add_attributes(project: Project) -> None:
    """Append the missing lines to `.gitattributes`, and leave all before them as it is.

    Raises:
        ConfigError: it cannot be read or written; nothing has changed.
    """
    before, missing = _read(project), missing_attributes(project)
    if not missing:
        return
    newline = "\r\n" if "\r\n" in before else "\n"
    lines = ("# connectgen compares digests: git must not change line ends here.", *missing, "")
    gap = newline * (bool(before) + (bool(before) and not before.endswith("\n")))
    after = before + gap + newline.join(lines)
    try:
        replace_file(project.folder / ATTRIBUTES, after.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise ConfigError(describe_write_error(ATTRIBUTES, error)) from error


def _read(project: Project) -> str:
    try:
        data = (project.folder / ATTRIBUTES).read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(describe_read_error(ATTRIBUTES, error)) from error
    return data.decode("utf-8", "surrogateescape")


def _lines(project: Project) -> Iterator[str]:
    """Yield a line for each folder of packages or snapshots that is in the project."""
    packages = [PurePath(each.output, each.name) for each in project.packages]
    schemas = [PurePath(each.schemas or "schemas") for each in project.packages]
    for folder in dict.fromkeys((*packages, *schemas)):
        if not folder.is_absolute() and ".." not in folder.parts:
            yield f"{_pattern(folder.as_posix())} -text"


def _pattern(folder: str) -> str:
    """Return the pattern of all files below *folder*, which may have any name."""
    pattern = _SPECIAL.sub(r"\\\g<0>", f"/{folder}/") + "**"
    if not re.search(r'[\s"]', pattern):
        return pattern
    quoted = pattern.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
