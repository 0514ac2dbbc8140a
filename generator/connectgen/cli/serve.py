"""`connectgen serve`."""

from __future__ import annotations

import logging
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from connectgen.cli.console import print_result, print_status
from connectgen.cli.options import read_command_options, source_options
from connectgen.core.errors import ConfigError
from connectgen.core.terminal_text import escape_control_chars

if TYPE_CHECKING:
    from connectgen.config.options import Options

__all__ = ["command"]


_EPILOG = """\b
WHAT of --fail is one of
  503        reply with this status (any from 400 to 599) and do nothing
  500html    the same, with an HTML page, as gateways do
  503empty   the same, without a body
  throttled  reply with 503 and OSC-CREST-00035: too many requests
  hang       execute the request, but never reply
  break      execute the request, but break off the reply
WHICH counts requests from 1: 3, 2-4, 5- (and all that follow) or * (all).

\b
The FILE of --data has a list of records for each resource:
  {"contacts": [{"id": 7, "name": {"first": "Ann", "last": "Li"}}],
   "incidents": [{"subject": "Hi", "primaryContact": {"id": 7}}]}
"""


@click.command(name="serve", epilog=_EPILOG)
@click.argument("resources", nargs=-1)
@source_options
@click.option(
    "--demo",
    is_flag=True,
    help="Serve an invented site with records, and print the commands to try with it.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port to listen on; 0 for any free port.",
)
@click.option(
    "--database", type=click.Path(), metavar="FILE", help="Keep records in FILE (SQLite)."
)
@click.option(
    "--data",
    type=click.Path(),
    metavar="FILE",
    help="JSON file with initial records: a list per resource, see below.",
)
@click.option(
    "--throttle", metavar="N|N/s", help="Refuse more than N concurrent requests, or N per second."
)
@click.option("--latency", metavar="50ms|1s", help="Delay of each response.")
@click.option(
    "--next-request-after", metavar="50ms|1s", help="Ask clients to wait before their next request."
)
@click.option(
    "--fail",
    multiple=True,
    metavar="WHAT@WHICH",
    help="Fail matching requests: 503@3, 500html@2-4, throttled@1, hang@5-, break@*.",
)
@click.option(
    "--user",
    "users",
    multiple=True,
    metavar="NAME[:PASSWORD]",
    help="Refuse every other user. Make up the password, or set CONNECTGEN_PASSWORD.",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Accept requests for the host NAME, too.  [default: localhost, or this machine's names]",
)
@click.option("--quiet", is_flag=True, help="Do not log requests to stderr.")
def command(resources: tuple[str, ...], **given: Any) -> None:
    """Serve a fake site on localhost.

    It has RESOURCES, or all resources of the snapshot. Prints its URL on stdout, where a browser
    shows what the site has. It accepts any credentials unless you pass --user, and never sends
    e-mail: URL/_connectgen/outbox shows the e-mails that a site would have sent,
    URL/_connectgen/requests the requests it received.

    With --demo you need no snapshot: RESOURCES are those of an invented site.
    """
    options = _read_source(resources, given)
    from connectgen.fake_site.demo import read_demo_records
    from connectgen.fake_site.server import run_in_foreground
    from connectgen.fake_site.site import SimulatedSite

    database = given["database"]
    logins = _read_users(given["users"])
    site = SimulatedSite(
        options,
        logins=logins,
        tokens=None if logins is None else frozenset(),
        database=Path(database) if database else None,
        troubles=_read_troubles(given),
        first_records=read_demo_records() if given["demo"] else None,
    )
    with closing(site.store):
        if given["data"]:
            from connectgen.jsonio.documents import parse_json, read_document

            name = Path(given["data"]).as_posix()
            site.load_records(parse_json(read_document(Path(given["data"]), name), name), name)
        if not given["quiet"]:
            _log_to_stderr()

        def ready(url: str) -> None:
            print_result(url)
            if given["demo"]:
                for line in _next_steps(url, logins):
                    print_status(line)

        run_in_foreground(site, given["host"], given["port"], ready, given["names"])


def _read_source(resources: tuple[str, ...], given: dict[str, Any]) -> Options:
    """Return the options that select the documents.

    Raises:
        ConfigError: they cannot be used.
        UsageError: others are chosen besides those of the demo.
    """
    if not given["demo"]:
        names = ("schemas", "api_version", "strict")
        return read_command_options(resources=resources, **{name: given[name] for name in names})
    if given["schemas"] or given["api_version"]:
        raise click.UsageError("--demo has its own documents: leave out --schemas, --api-version.")
    from connectgen.fake_site.demo import demo_options

    return demo_options(resources)


def _next_steps(url: str, logins: dict[str, str] | None) -> Iterator[str]:
    """Yield what to do next with the demo at *url*, as one of the users in *logins*."""
    user = next(iter(logins or {}), "demo")
    password = "demo" if logins is None else "PASSWORD"
    login = {"CONNECTGEN_USERNAME": user, "CONNECTGEN_PASSWORD": password}
    yield "An invented site that sells coffee machines. In a second terminal, in a new folder:"
    yield from _lines_that_set(login)
    yield f"  connectgen fetch {url} --all --into schemas --menus"
    yield "  connectgen generate --schemas schemas --package our_site"
    yield "Then in Python:"
    yield "  from our_site import Client"
    yield f"  client = Client({url!r}, auth=({user!r}, {password!r}), application_context='Demo')"
    yield "  print([each.subject for each in client.incidents.list(fields='subject')])"
    yield "Ctrl-C ends it, and forgets what was changed."


def _lines_that_set(variables: dict[str, str]) -> Iterator[str]:
    """Yield what sets *variables* in the usual shell of this system."""
    if os.name == "nt":
        for name, value in variables.items():
            literal = value.replace("'", "''")
            yield f"  $env:{name} = '{literal}'"
    else:
        pairs = (f"{name}={shlex.quote(value)}" for name, value in variables.items())
        yield f"  export {' '.join(pairs)}"


def _read_users(given: tuple[str, ...]) -> dict[str, str] | None:
    """Return the accepted users with their passwords; None accepts any.

    Raises:
        ConfigError: one has no name or no password.
    """
    logins: dict[str, str] = {}
    for text in given:
        name, _, password = text.partition(":")
        password = password or os.environ.get("CONNECTGEN_PASSWORD", "")
        if not name or not password:
            raise ConfigError(
                "user: write NAME:PASSWORD, or set CONNECTGEN_PASSWORD and write NAME"
            )
        logins[name] = password
    return logins or None


def _read_troubles(given: dict[str, Any]) -> Any:
    from connectgen.fake_site.fault_injection import parse_duration, parse_fault, parse_throttle
    from connectgen.fake_site.site import Troubles

    latency, wait = given["latency"], given["next_request_after"]
    return Troubles(
        faults=tuple(parse_fault(text) for text in given["fail"]),
        throttle=parse_throttle(given["throttle"]) if given["throttle"] else None,
        latency=parse_duration("latency", latency) if latency else 0.0,
        next_request_after=round(parse_duration("next-request-after", wait) * 1000) if wait else 0,
    )


class _OneLineFormatter(logging.Formatter):
    """Formatter that escapes line feeds and other control characters."""

    def format(self, record: logging.LogRecord) -> str:
        return escape_control_chars(super().format(record))


def _log_to_stderr() -> None:
    log = logging.getLogger("connectgen.fake_site")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLineFormatter("%(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
