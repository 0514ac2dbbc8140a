"""`connectgen validator`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import click

from connectgen.cli.console import print_result, print_status, print_warning
from connectgen.cli.findings import print_findings
from connectgen.cli.options import open_input
from connectgen.json_schema.drafts import DRAFTS

__all__ = ["command"]


def _open_files(
    context: click.Context, option: click.Parameter, names: tuple[str, ...]
) -> list[IO[bytes]]:
    """Open the files called *names* until the command ends; a callback of click."""
    return [open_input(context, option, name) for name in names]


@click.command(name="validator")
@click.argument("schema", type=click.Path())
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    default="-",
    metavar="FILE",
    help="Module to write.  [default: standard output]",
)
@click.option(
    "--documents",
    type=click.Path(),
    multiple=True,
    metavar="PATH",
    help="JSON file, or folder of JSON files, that a $ref may point to, by $id or by path relative "
    "to the folder.",
)
@click.option("--formats", is_flag=True, help="Check format, and Base64 as contentEncoding.")
@click.option(
    "--draft",
    type=click.Choice([draft.name for draft in DRAFTS.values()]),
    help="Draft of documents whose $schema is missing or unknown.  [default: 2020-12]",
)
@click.option("--base-uri", default="", metavar="URI", help="URI of the schema.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option(
    "--check",
    "checked",
    type=click.Path(),
    multiple=True,
    callback=_open_files,
    metavar="FILE",
    help="Validate a JSON or NDJSON file at once. No module is written unless --output is given.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite FILE even if it was edited, or not written by connectgen.",
)
def command(
    schema: str,
    output: str,
    documents: tuple[str, ...],
    formats: bool,
    draft: str | None,
    base_uri: str,
    strict: bool,
    checked: list[IO[bytes]],
    force: bool,
) -> None:
    """Compile the JSON Schema in SCHEMA to a Python validator.

    SCHEMA is a file, or "-" for stdin. The validator is one module with is_valid, violations and
    validate, which needs only the standard library. Drafts 4, 6, 7, 2019-09 and 2020-12 are
    supported.

    With --check, exits with 1 if a file is invalid.
    """
    from connectgen.core.errors import SchemaError, raise_all
    from connectgen.json_schema.drafts import read_draft
    from connectgen.standalone.compile import compile_document
    from connectgen.standalone.schema_files import read_documents, read_schema
    from connectgen.write.module import with_checksum_header, write_module

    content, location = read_schema(schema)
    others = read_documents(Path(path) for path in documents)
    advice = "pass the document that it points to with --documents"
    compiled = compile_document(
        content,
        location,
        others,
        advice=advice,
        formats=formats,
        draft=read_draft(draft),
        base_uri=base_uri,
    )
    if strict:
        raise_all([SchemaError(each.location, each.message) for each in compiled.warnings])
    print_warning(compiled.warnings)
    text = with_checksum_header(compiled.text)
    if output != "-":
        write_module(Path(output), text, force=force)
        print_status(f"{output} written from {location.document}: is_valid, violations, validate")
    elif not checked:
        print_result(text, nl=False)
    if checked:
        from connectgen.validate.payloads import run_validator

        validators = run_validator(text)
        results = [print_findings(file, validators) for file in checked]
        sys.exit(0 if all(results) else 1)
