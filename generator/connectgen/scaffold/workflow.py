"""A GitHub Actions workflow that keeps snapshot and package current by pull requests."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from connectgen.core.atomic_replace import replace_file
from connectgen.core.errors import ConfigError
from connectgen.scaffold.project import Project

__all__ = ["WORKFLOW", "add_workflow", "workflow_text"]

WORKFLOW = ".github/workflows/connectgen.yml"
"""Where GitHub looks for it."""


def workflow_text(project: Project) -> str:
    """Return the workflow for *project*, as YAML."""
    text = (Path(__file__).parent / "workflow.yml").read_text(encoding="utf-8")
    schemas = next((each.schemas for each in project.packages if each.schemas), "schemas")
    versions = " ".join(sorted({each.api_version for each in project.packages}))
    chosen = [each.resources for each in project.packages]
    resources = " ".join(sorted({*chain(*chosen)})) if all(chosen) else "--all"
    return (
        text.replace("SCHEMAS: schemas", f"SCHEMAS: {schemas}")
        .replace("API_VERSIONS: v1.4", f"API_VERSIONS: {versions}")
        .replace("RESOURCES: --all", f"RESOURCES: {resources}")
    )


def add_workflow(project: Project) -> None:
    """Write the workflow into *project*.

    Raises:
        ConfigError: there is a file of that name, or it cannot be written.
    """
    file = project.folder / WORKFLOW
    try:
        if file.exists():
            raise ConfigError(f"{WORKFLOW}: is there; it is left as it is")
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, workflow_text(project).encode())
    except OSError as error:
        raise ConfigError(f"{WORKFLOW}: cannot be written: {error.strerror}") from error
