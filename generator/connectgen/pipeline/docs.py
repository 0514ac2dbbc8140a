"""From a snapshot to its reference: the rows of its fields, and the texts made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectgen.config.options import Options
from connectgen.pipeline.api import read_api

if TYPE_CHECKING:
    from connectgen.core import ir
    from connectgen.core.diagnostics import Diagnostic
    from connectgen.reference.rows import FieldRow

__all__ = ["Reference", "format_dictionary", "read_reference"]

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Contents of a reference of a site."""

    api: ir.Api
    rows: tuple[FieldRow, ...]
    warnings: tuple[Diagnostic, ...]
    """Warnings about what is not understood in the documents, and left out."""


def read_reference(options: Options, *, standard: bool = False) -> Reference:
    """Return the API that *options* select, and a row for each of its fields.

    Args:
        options: which documents, and which resources.
        standard: whether to add the resources of every site that the snapshot does not list.

    Raises:
        ConnectgenError: a document, an overlay or the file of menus cannot be used.
    """
    from connectgen.layout.names import name_resource
    from connectgen.reference.rows import list_rows
    from connectgen.snapshot.menus import load_menus

    api, warnings = read_api(options, standard=standard)
    pinned = load_menus(options.schemas_folder, api.version, name=options.schemas_name)
    rows = list_rows(
        api, lambda resource: name_resource(resource, api.known), pinned.menus if pinned else ()
    )
    return Reference(api=api, rows=tuple(rows), warnings=warnings)


def format_dictionary(reference: Reference, form: str, *, bom: bool = False) -> bytes:
    """Return the data dictionary in UTF-8.

    Args:
        reference: what it is made of.
        form: one of `connectgen.reference.dictionary.FORMATS`.
        bom: whether it begins with a byte order mark, by which Excel recognizes UTF-8.
    """
    from connectgen.reference.dictionary import FORMATS

    text = "".join(FORMATS[form](reference.api, reference.rows))
    return f"{_BOM if bom else ''}{text}".encode()
