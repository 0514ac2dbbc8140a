"""Validation of the files that a command names, and its result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from connectgen.cli.console import print_result
from connectgen.cli.options import lines_with_progress, read_whole

if TYPE_CHECKING:
    from connectgen.validate.payloads import ValidationResult, ViewValidators

__all__ = ["print_findings"]


def print_findings(
    file: IO[bytes], validators: ViewValidators, *, ndjson: bool = False, form: str = "text"
) -> bool:
    """Print what is invalid in *file*, and return whether nothing is.

    Args:
        file: JSON, or NDJSON if its name says so.
        validators: what to validate it with.
        ndjson: whether it is NDJSON whatever its name says.
        form: `text` or `json`.

    Raises:
        PayloadError: it cannot be read, or is not JSON.
    """
    invalid = 0
    for finding in _validate(file, validators, ndjson):
        invalid += not finding.is_valid
        for line in finding.as_json() if form == "json" else finding.as_text():
            print_result(line)
    return not invalid


def _validate(
    file: IO[bytes], validators: ViewValidators, ndjson: bool
) -> Iterator[ValidationResult]:
    from connectgen.validate.payloads import validate_document, validate_ndjson

    if ndjson or file.name.endswith((".ndjson", ".jsonl")):
        return validate_ndjson(lines_with_progress(file, "Checking"), file.name, validators)
    return validate_document(read_whole(file), file.name, validators)
