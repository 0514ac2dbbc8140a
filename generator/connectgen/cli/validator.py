"""`connectgen validator`."""

from __future__ import annotations

from pathlib import Path

import click

from connectgen.cli.console import print_result, print_warning

__all__ = ["command"]


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
    help="What a $ref may lead to: a JSON file, or a folder of them, known by their $id and by "
    "their path below the folder.",
)
@click.option("--formats", is_flag=True, help="Check format, and Base64 as contentEncoding.")
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite FILE even if connectgen did not write it, or somebody edited it.",
)
def command(
    schema: str, output: str, documents: tuple[str, ...], formats: bool, force: bool
) -> None:
    """Make a validator of the JSON Schema in SCHEMA ("-" for stdin), of draft 4, 6 or 7.

    It is one module with is_valid, violations and validate, and needs the standard library alone.
    """
    from connectgen.json_schema.compiler import later_keywords
    from connectgen.standalone.compile import compile_document
    from connectgen.standalone.schema_files import read_documents, read_schema
    from connectgen.write.module import with_checksum_header, write_module

    content, location = read_schema(schema)
    others = read_documents(Path(path) for path in documents)
    advice = "give the document that it leads to with --documents"
    text = with_checksum_header(
        compile_document(content, location, others, formats=formats, advice=advice)
    )
    ignored = [] if isinstance(content, dict) and "$schema" in content else later_keywords(content)
    if ignored:
        print_warning(
            [f"{location}: no $schema, so it is of draft 4, which ignores {', '.join(ignored)}"]
        )
    if output == "-":
        print_result(text, nl=False)
    else:
        write_module(Path(output), text, force=force)
