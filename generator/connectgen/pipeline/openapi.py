"""From a snapshot to an OpenAPI document, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectgen.config.options import Options
from connectgen.pipeline.api import read_api

if TYPE_CHECKING:
    from connectgen.core.diagnostics import Diagnostic

__all__ = ["FORMATS", "describe_api", "format_document"]

FORMATS = ("json", "yaml")


def describe_api(options: Options) -> tuple[dict[str, Any], tuple[Diagnostic, ...]]:
    """Return the OpenAPI document of the API that *options* select, and the warnings.

    Raises:
        CatalogError: a resource is not in the snapshot.
        ConnectgenError: a document, an overlay or the file of menus cannot be used.
    """
    from connectgen.openapi import build_document
    from connectgen.snapshot.menus import load_menus

    api, warnings = read_api(options, standard=True)
    pinned = load_menus(options.schemas_folder, api.version, name=options.schemas_name)
    return build_document(api, pinned.menus if pinned else ()), warnings


def format_document(document: dict[str, Any], form: str) -> bytes:
    """Return *document* as JSON or YAML: the same bytes for the same document."""
    from connectgen.jsonio.json_or_yaml import dump_json, dump_yaml

    return dump_yaml(document) if form == "yaml" else dump_json(document)
