"""`connectgen doctor`."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from connectgen.cli.console import print_result
from connectgen.cli.fetch import CREDENTIALS
from connectgen.cli.options import read_command_site_options
from connectgen.core.terminal_text import escape_control_chars

__all__ = ["command"]

_WIDTH = len("credentials")


@click.command(
    name="doctor", epilog=CREDENTIALS, short_help="Check that a site can be fetched from."
)
@click.argument("site", required=False)
@click.option(
    "--api-version", metavar="VERSION", help="Version of the API, or latest.  [default: v1.4]"
)
@click.option(
    "--application-context",
    metavar="TEXT",
    help="Value of the application-context header.  [default: connectgen]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    metavar="SECONDS",
    help="Read timeout.  [default: 30]",
)
def command(site: str | None, **given: Any) -> None:
    """Check credentials, header, version and catalog of SITE by a few GETs.

    Nothing is changed or written. Exits with 1 if something does not work. SITE can be set in
    [tool.connectgen] of pyproject.toml instead.
    """
    from connectgen.pipeline.doctor import examine_site

    checks = examine_site(read_command_site_options(site=site, **given), os.environ)
    for check in checks:
        mark = "ok  " if check.is_good else "FAIL"
        line = f"{mark}  {check.subject:<{_WIDTH}}  {escape_control_chars(check.text)}"
        if check.is_good:
            print_result(line)
        else:
            print_result(line, fg="red")
    sys.exit(0 if all(check.is_good for check in checks) else 1)
