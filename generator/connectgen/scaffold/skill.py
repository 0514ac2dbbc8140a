"""A page for coding agents per package, in the form of Agent Skills (agentskills.io).

Most agents look for skills in `.agents/skills`. Claude Code looks in `.claude/skills`, which is
written too if the project has a folder `.claude`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from connectgen.config.options import Options
from connectgen.config.pyproject import read_packages
from connectgen.core.atomic_replace import replace_file
from connectgen.core.errors import ConfigError, raise_all
from connectgen.core.os_errors import describe_read_error, describe_write_error
from connectgen.python_text.package_names import refusal_of
from connectgen.scaffold.project import Project, ProjectPackage

__all__ = ["add_skills", "refuse_skills", "skill_texts"]

_PREFIX = "connectgen-"
_LONGEST = 64 - len(_PREFIX) - len("-99")
"""Number of characters of a package's name in that of its skill, which has at most 64."""

_PLACEHOLDERS = ("our-site", "our_site")
"""Name of the skill without the prefix, and of the package, in `skill.md`."""


def skill_texts(project: Project) -> dict[str, str]:
    """Return the pages for *project* by the path where agents look for them."""
    template = (Path(__file__).parent / "skill.md").read_text(encoding="utf-8")
    texts: dict[str, str] = {}
    for package, skill in _skill_names(project).items():
        text = template
        for placeholder, name in zip(_PLACEHOLDERS, (skill, package), strict=True):
            text = text.replace(placeholder, name)
        for folder in _folders(project):
            texts[f"{folder}/skills/{_PREFIX}{skill}/SKILL.md"] = text
    return texts


def refuse_skills(project: Project) -> None:
    """Refuse to write the pages where a person has written or changed one.

    Raises:
        ConfigError: a page is there with another text, or cannot be read.
    """
    raise_all(
        ConfigError(f"{path}: is there with another text; delete it to have it written again")
        for path, text in skill_texts(project).items()
        if _read(project, path) not in (None, text)
    )


def add_skills(project: Project) -> tuple[str, ...]:
    """Write the pages that are missing, and return their paths.

    Raises:
        ConfigError: a page cannot be written; or as for `refuse_skills`.
    """
    refuse_skills(project)
    written: list[str] = []
    for path, text in skill_texts(project).items():
        file = project.folder / path
        if file.exists():
            continue
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(file, text.encode())
        except OSError as error:
            raise ConfigError(describe_write_error(path, error)) from error
        written.append(path)
    return tuple(written)


def _folders(project: Project) -> Iterator[str]:
    yield ".agents"
    if (project.folder / ".claude").is_dir():
        yield ".claude"


def _skill_names(project: Project) -> dict[str, str]:
    """Return the end of the name of its skill by package: letters, digits and single hyphens."""
    names: dict[str, str] = {}
    packages = _package_names(project)
    for package in packages:
        words = re.sub(r"[^a-z0-9]+", "-", package.lower()).strip("-")
        stem = words[:_LONGEST].strip("-") or "package"
        possible = (stem, *(f"{stem}-{number}" for number in range(2, len(packages) + 1)))
        names[package] = next(each for each in possible if each not in names.values())
    return names


def _package_names(project: Project) -> tuple[str, ...]:
    """Return the names of the packages that are configured, or else of those that were found.

    Raises:
        ConfigError: one cannot be the name of a package, so it is not put into a page.
    """
    found: Iterable[Options | ProjectPackage] = project.packages
    if project.configured:
        found = read_packages({}, project.folder)
    names = {each.package_name if isinstance(each, Options) else each.name for each in found}
    for name in sorted(names):
        refusal = refusal_of(name)
        if refusal is not None:
            raise ConfigError(f"package: {refusal}")
    return tuple(sorted(names))


def _read(project: Project, path: str) -> str | None:
    """Return the text of a page with line feeds; None if there is none."""
    try:
        data = (project.folder / path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(describe_read_error(path, error)) from error
    return data.decode("utf-8", "replace").replace("\r\n", "\n")
