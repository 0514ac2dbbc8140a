"""`connectgen init`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connectgen.cli.console import print_result, print_status

if TYPE_CHECKING:
    from connectgen.scaffold.project import Project

__all__ = ["command"]

_AT_BUILD = {
    "hatchling.build": (
        'add "connectgen" to [build-system] requires, and the table'
        " [tool.hatch.build.hooks.connectgen]"
    ),
    "setuptools.build_meta": 'add "connectgen" to [build-system] requires',
}
"""Advice per build backend: how to generate with every build."""


@click.command(name="init", short_help="Add [tool.connectgen] to pyproject.toml.")
@click.option(
    "--workflow",
    is_flag=True,
    help="Add a GitHub Actions workflow that keeps the package up to date.",
)
@click.option(
    "--skill",
    is_flag=True,
    help="Add a SKILL.md for coding agents: the rules of the generated package.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes, and write nothing.")
def command(workflow: bool, skill: bool, dry_run: bool) -> None:
    """Add [tool.connectgen] to pyproject.toml: every option with a comment.

    Snapshots and packages that this project already has are filled in.
    """
    from connectgen.scaffold.attributes import ATTRIBUTES, add_attributes, missing_attributes
    from connectgen.scaffold.project import inspect_project
    from connectgen.scaffold.skill import add_skills, refuse_skills, skill_texts
    from connectgen.scaffold.table import add_table, table_text
    from connectgen.scaffold.workflow import (
        WORKFLOW,
        add_workflow,
        refuse_workflow,
        workflow_text,
    )

    project = inspect_project(Path())
    if dry_run:
        print_result("" if project.configured else table_text(project), nl=False)
        print_result(workflow_text(project) if workflow else "", nl=False)
        for path, text in skill_texts(project).items() if skill else ():
            print_result(f"# {path}\n{text}", nl=False)
        for line in missing_attributes(project):
            print_status(f"{ATTRIBUTES}: would add {line}")
        return
    missing = missing_attributes(project)
    if workflow:
        refuse_workflow(project)
    if skill:
        refuse_skills(project)
    if not ((workflow or skill) and project.configured):
        add_table(project)
        print_status("pyproject.toml: [tool.connectgen] added")
    if workflow:
        add_workflow(project)
        print_status(f"{WORKFLOW} written; see its first lines for the secrets it needs")
    if skill:
        written = add_skills(project)
        for path in skill_texts(project):
            print_status(f"{path} {'written' if path in written else 'is up to date'}")
    if skill and (project.folder / "AGENTS.md").exists():
        print_status("AGENTS.md is left as it is; agents that read no skills need a link in it")
    if missing:
        add_attributes(project)
        print_status(f"{ATTRIBUTES}: git keeps the line endings of generated files and snapshots")
    for line in _describe_project(project):
        print_status(line)


def _describe_project(project: Project) -> Iterator[str]:
    """Yield the packages and snapshots that were found, and the next steps."""
    for package in project.packages:
        target = Path(package.output, package.name)
        if package.is_elsewhere:
            yield (
                f"found {target}, generated from documents that are not in this project:"
                " set schemas to their folder, otherwise the bundled snapshot is used"
            )
        elif package.schemas:
            snapshot = f"{package.schemas}/{package.api_version}"
            yield f"found the snapshot {snapshot}, from which {target} is generated"
        else:
            yield (
                f"found no snapshot: {target} is generated from the bundled one until you run"
                " `connectgen fetch` and set schemas in pyproject.toml"
            )
    if project.configured:
        return
    yield "next: run `connectgen generate` and commit the package"
    if project.build_backend in _AT_BUILD:
        yield f"or, to generate with every build: {_AT_BUILD[project.build_backend]}"
