"""`connectgen diff`."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click

from connectgen.cli.console import print_result, print_warning
from connectgen.cli.options import read_command_diff_options
from connectgen.cli.progress import show_progress
from connectgen.config.pyproject import FAIL_ON

__all__ = ["command"]


_ACCEPTED = """\b
The FILE of --accepted lists changes like this. Add `pointer` to select one
exactly. An entry is ignored from the day after `expires`.
  [[accepted]]
  resource = "contacts"
  kind = "became-write-only"
  reason = "We stopped reading the login."
  expires = 2099-06-30
  [[accepted]]
  name = "models.contacts.Contact.login"  # a change of the Python API
  kind = "field-removed"
  reason = "We stopped reading the login."
  expires = 2099-06-30
"""


@click.command(name="diff", epilog=_ACCEPTED)
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json", "html")),
    default="text",
    show_default=True,
    help="Format of the report.",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="Exit with 1 if there is a change of this kind that is not accepted.  [default: none]",
)
@click.option(
    "--accepted",
    type=click.Path(),
    metavar="FILE",
    help="TOML or JSON file that lists accepted changes, with a reason and an end date.",
)
def command(old: str, new: str, form: str, **given: str | None) -> None:
    """Show changes from OLD to NEW and which code they break.

    OLD and NEW are folders with a snapshot (schemas/v1.4), a saved catalog or a generated package.
    To use a folder of a git revision, write git:REVISION:FOLDER.
    """
    fail_on, accepted = read_command_diff_options(**given)
    from connectgen.diff.run import compare_sources

    with show_progress("Comparing") as progress:
        report, notes = compare_sources(old, new, accepted, progress)
    print_warning(notes)
    _print_report(report, form)
    sys.exit(1 if report.exceeds_limit(fail_on) else 0)


_TONE_STYLES: dict[str, dict[str, Any]] = {
    "heading": {"bold": True},
    "breaking": {"fg": "red"},
    "compatible": {"fg": "green"},
    "cosmetic": {"dim": True},
    "plain": {},
}


def _print_report(report: Any, form: str) -> None:
    if form == "json":
        from connectgen.diff.json_report import as_json

        print_result(json.dumps(as_json(report), indent=2))
    elif form == "markdown":
        from connectgen.diff.markdown_report import markdown_lines

        print_result("\n".join(markdown_lines(report)))
    elif form == "html":
        from connectgen.diff.run import format_as_html

        print_result(format_as_html(report), nl=False)
    else:
        from connectgen.diff.text_report import text_lines

        plain = False if os.environ.get("NO_COLOR") else None
        for line in text_lines(report):
            print_result(line.text, color=plain, **_TONE_STYLES[line.tone])
