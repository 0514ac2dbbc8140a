"""A GitHub Actions workflow that keeps snapshot and package current by pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from connectgen.core.atomic_replace import replace_file
from connectgen.core.errors import ConfigError
from connectgen.core.os_errors import describe_write_error
from connectgen.scaffold.project import Project
from connectgen.scaffold.text import quoted

__all__ = ["WORKFLOW", "add_workflow", "refuse_workflow", "workflow_text"]

WORKFLOW = ".github/workflows/connectgen.yml"
"""Path at which GitHub looks for it."""


_VARIABLE = re.compile(r"^( +)(SCHEMAS|API_VERSIONS|RESOURCES): \S+", re.MULTILINE)
_WORD = re.compile(r"\w[\w.-]*", re.ASCII)


def workflow_text(project: Project) -> str:
    """Return the workflow for *project*, as YAML.

    Raises:
        ConfigError: a name would be more than a word to the shell, or to GitHub.
    """
    text = (Path(__file__).parent / "workflow.yml").read_text(encoding="utf-8")
    versions = {each.api_version for each in project.packages}
    chosen = [each.resources for each in project.packages]
    values = {
        "SCHEMAS": _folder(next((each.schemas for each in project.packages if each.schemas), None)),
        "API_VERSIONS": _words(versions),
        "RESOURCES": _words(chain(*chosen)) if all(chosen) else "--all",
    }
    return _VARIABLE.sub(lambda found: f"{found[1]}{found[2]}: {quoted(values[found[2]])}", text)


def _folder(name: str | None) -> str:
    """Return the folder called *name* as the arguments of commands may name it."""
    if name and "${{" in name:
        raise ConfigError(f"{name}: GitHub takes ${{{{ in a workflow for an expression; rename it")
    return f"./{name}" if name and name.startswith("-") else name or "schemas"


def _words(names: Iterable[str]) -> str:
    """Return *names*, which the shell is going to part again."""
    words = sorted({*names})
    for word in words:
        if not _WORD.fullmatch(word):
            raise ConfigError(f"{word!r} cannot stand in a workflow; leave it out of the package")
    return " ".join(words)


def refuse_workflow(project: Project) -> None:
    """Refuse to write the workflow where that cannot be done, before anything is written.

    Raises:
        ConfigError: there is a file of that name; or as for `workflow_text`.
    """
    workflow_text(project)
    if (project.folder / WORKFLOW).exists():
        raise ConfigError(f"{WORKFLOW}: is there; it is left as it is")


def add_workflow(project: Project) -> None:
    """Write the workflow into *project*.

    Raises:
        ConfigError: it cannot be written.
    """
    file = project.folder / WORKFLOW
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, workflow_text(project).encode())
    except OSError as error:
        raise ConfigError(describe_write_error(WORKFLOW, error)) from error
