"""`[tool.connectgen]`, with a comment on every option, appended to pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core.atomic_replace import replace_file
from connectgen.core.errors import ConfigError
from connectgen.core.os_errors import describe_write_error
from connectgen.core.portable import plain_text
from connectgen.file_formats.toml_text import parse_toml
from connectgen.scaffold.project import Project, ProjectPackage
from connectgen.scaffold.text import quoted

__all__ = ["add_table", "table_text"]

_MORE = """\
# Leave out queries, reports and menus if the catalog does not list them.
# listed-only = true

# Treat warnings about documents as errors.
# strict = true

# `connectgen diff` exits with 1 on these changes (breaking, any), unless a file accepts them.
# fail-on = "breaking"
# accepted = "accepted.toml"
"""
_SEVERAL = """\

# Several packages side by side. A key of a package overrides the one above.
"""


def table_text(project: Project) -> str:
    """Return the table for *project*, as TOML."""
    lines = (*_common_lines(project), _MORE, *_package_tables(project.packages))
    return "\n".join(lines).rstrip("\n") + "\n"


def _common_lines(project: Project) -> Iterator[str]:
    first, *others = project.packages
    yield "[tool.connectgen]"
    yield "# Snapshots are in <schemas>/<version>/, overlays in <schemas>/overlays/<version>/."
    yield "# `connectgen fetch` copies a site's catalog there; without it, a bundled one is used."
    yield f"schemas = {quoted(first.schemas)}" if first.schemas else '# schemas = "schemas"'
    yield '# site = "https://mysite.example.com"'
    yield '# application-context = "connectgen"'
    yield ""
    yield "# Folder that holds the package."
    yield f"output = {quoted(first.output)}"
    yield ""
    yield "# Version of the API."
    yield f"{'# ' if others else ''}api-version = {quoted(first.api_version)}"
    yield ""
    yield "# Name of the package; without this, connect_ and the version."
    usual = f"connect_{first.api_version.replace('.', '_')}"
    yield f"{'# ' if others or first.name == usual else ''}package = {quoted(first.name)}"
    yield ""
    yield "# Resources to generate; without this, all that the snapshot lists."
    yield _list_line("resources", () if others else first.resources, "incidents", "contacts")
    yield ""
    yield "# Additional model backends, next to dataclasses: msgspec, pydantic, typeddict."
    yield _list_line("models", () if others else first.models, "pydantic")
    yield ""


def _package_tables(packages: tuple[ProjectPackage, ...]) -> Iterator[str]:
    yield _SEVERAL.strip("\n")
    if len(packages) == 1:
        yield '# [[tool.connectgen.packages]]\n# api-version = "v1.3"'
        return
    for package in packages:
        yield "[[tool.connectgen.packages]]"
        if package.schemas and package.schemas != packages[0].schemas:
            yield f"schemas = {quoted(package.schemas)}"
        if package.output != packages[0].output:
            yield f"output = {quoted(package.output)}"
        yield f"api-version = {quoted(package.api_version)}"
        yield f"package = {quoted(package.name)}"
        if package.resources:
            yield _list_line("resources", package.resources)
        if package.models:
            yield _list_line("models", package.models)
        yield ""


def _list_line(key: str, values: tuple[str, ...], *examples: str) -> str:
    """Return the line for *key*, as a comment with *examples* where there are no *values*."""
    return f"{'' if values else '# '}{key} = [{', '.join(map(quoted, values or examples))}]"


def add_table(project: Project) -> None:
    """Append the table to pyproject.toml of *project*, and leave all before it as it is.

    Raises:
        ConfigError: the table is there, or cannot be added; nothing has changed.
    """
    if project.configured:
        raise ConfigError("pyproject.toml: has [tool.connectgen]; it is left as it is")
    before, table = project.text or "", table_text(project)
    newline = "\r\n" if "\r\n" in before else "\n"
    gap = "\n" * (bool(before) + (bool(before) and not before.endswith("\n")))
    after = before + (gap + table).replace("\n", newline)
    try:
        parse_toml(plain_text(after), "pyproject.toml")
    except ConfigError as error:
        raise ConfigError(
            "pyproject.toml: [tool] is written so that no table can be appended; "
            "add what `connectgen init --dry-run` prints yourself"
        ) from error
    try:
        replace_file(project.folder / "pyproject.toml", after.encode())
    except OSError as error:
        raise ConfigError(describe_write_error("pyproject.toml", error)) from error
