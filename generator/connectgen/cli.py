"""The command line. Results go to stdout, everything for people to stderr.

Exit codes: 0 fine; 1 a finding (drift, an invalid payload); 2 a usage or input error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import click

from connectgen import __version__
from connectgen.config import FLAVOURS, read_options
from connectgen.errors import ConnectgenError
from connectgen.pipeline import Options, Result, check, generate, read_api

__all__ = ["main"]

_VIEWS = ("create", "patch", "read")


def main() -> None:
    """Run the command line."""
    try:
        commands(prog_name="connectgen")
    except ConnectgenError as error:
        for line in str(error).splitlines():
            click.echo(f"connectgen: {line}", err=True)
        sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="connectgen")
def commands() -> None:
    """Typed Python for Oracle B2C Service's Connect REST API, from a site's own catalog."""


def _source_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which documents are read."""
    schemas = click.option(
        "--schemas",
        type=click.Path(),
        metavar="DIR",
        help="Folder with snapshots and overlays.  [default: the bundled one]",
    )
    version = click.option(
        "--api-version", metavar="VERSION", help="Version of the API.  [default: v1.4]"
    )
    strict = click.option(
        "--strict", is_flag=True, help="What is not understood in a document is an error."
    )
    return schemas(version(strict(command)))


@commands.command(name="generate")
@click.argument("resources", nargs=-1)
@_source_options
@click.option("--output", type=click.Path(), metavar="DIR", help="Folder that holds the package.")
@click.option("--package", metavar="NAME", help="Name of the package.  [default: connect_VERSION]")
@click.option("--models", metavar="LIST", help=f"More model flavours: {','.join(FLAVOURS)}.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 unless current.")
@click.option("--force", is_flag=True, help="Overwrite generated files that were edited.")
def generate_command(
    resources: tuple[str, ...],
    models: str | None,
    only_check: bool,
    force: bool,
    **given: Any,
) -> None:
    """Generate the package for RESOURCES, or for all that the snapshot lists."""
    given["models"] = tuple(models.replace(" ", "").split(",")) if models else ()
    options = _options(resources=resources, **given)
    if only_check:
        result = check(options)
        _report_notes(result.notes)
        _tell_drift(options, result)
        sys.exit(1 if result.drift else 0)
    result = generate(options, force=force)
    _report_notes(result.notes)
    _tell_written(options, result)


@commands.command()
@click.argument("resource")
@_source_options
@click.option("--view", type=click.Choice(_VIEWS), help="Print one view's JSON Schema instead.")
def show(resource: str, view: str | None, **given: Any) -> None:
    """Print what connectgen understands of RESOURCE, as JSON."""
    from connectgen.showing import api_as_json, schema_as_json

    api, notes = read_api(_options(resources=(resource,), **given))
    _report_notes(notes)
    if view is None:
        click.echo(json.dumps(api_as_json(api), indent=2))
    else:
        click.echo(json.dumps(schema_as_json(api.resources[0], view), indent=2))


@commands.command()
@click.argument("resource")
@click.argument("file", type=click.File("rb"))
@_source_options
@click.option("--view", type=click.Choice(_VIEWS), default="create", show_default=True)
@click.option("--ndjson", is_flag=True, help="One JSON value a line.  [default: by FILE's ending]")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def validate(resource: str, file: Any, view: str, ndjson: bool, form: str, **given: Any) -> None:
    """Check the JSON in FILE ("-" for stdin) against a view of RESOURCE.

    Exits with 1 where anything is invalid. FILE is NDJSON if it ends in .ndjson or .jsonl.
    """
    from connectgen.checking import check_lines, check_whole, load_validators

    validators = load_validators(_options(resources=(resource,), **given), view)
    if ndjson or file.name.endswith((".ndjson", ".jsonl")):
        findings = check_lines(_with_progress(file), file.name, validators)
    else:
        findings = check_whole(file.read(), file.name, validators)
    invalid = 0
    for finding in findings:
        invalid += not finding.valid
        for line in finding.as_json() if form == "json" else finding.as_text():
            click.echo(line)
    sys.exit(1 if invalid else 0)


@commands.command(name="pin")
@click.option("--schemas", type=click.Path(), metavar="DIR", required=True)
@click.option("--api-version", metavar="VERSION", default="v1.4", show_default=True)
def pin_command(schemas: str, api_version: str) -> None:
    """Check the documents in DIR/VERSION and pin them in snapshot.json."""
    from connectgen.snapshot import pin

    written = pin(Path(schemas), api_version, name=Path(schemas).as_posix())
    click.echo(f"pinned in {written}", err=True)


def _options(**given: Any) -> Options:
    renamed = {name.replace("_", "-"): value for name, value in given.items()}
    return read_options(renamed, Path())


def _report_notes(notes: Iterable[object]) -> None:
    for note in notes:
        click.echo(f"connectgen: warning: {note}", err=True)


def _with_progress(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of *file*, with a progress bar where a person watches."""
    if not sys.stderr.isatty() or not file.seekable():
        yield from file
        return
    size = file.seek(0, 2)
    file.seek(0)
    with click.progressbar(length=size, label="Checking", file=sys.stderr) as bar:
        for line in file:
            yield line
            bar.update(len(line))


def _tell_drift(options: Options, result: Result) -> None:
    target = options.target
    for what, paths in (
        ("missing", result.drift.missing),
        ("not current", result.drift.changed),
        ("edited by hand", result.drift.edited),
        ("no longer generated", result.drift.stale),
    ):
        for path in paths:
            click.echo(f"{target / path}: {what}", err=True)
    verdict = "differs; run `connectgen generate`" if result.drift else "is current"
    click.echo(f"{target} {verdict}", err=True)


def _tell_written(options: Options, result: Result) -> None:
    drift = result.drift
    if not drift:
        click.echo(f"{options.target} is current", err=True)
        return
    counts = (
        (len(drift.missing), "new"),
        (len(drift.changed) + len(drift.edited), "changed"),
        (len(drift.stale), "removed"),
    )
    told = ", ".join(f"{count} {what}" for count, what in counts if count)
    click.echo(f"{options.target} written: {told}", err=True)
