"""The overlay stage: corrections of what upstream documents get wrong or leave unsaid.

An overlay is a JSON file with the members `resource` and `corrections`; each correction names a
`document` (path in the catalog), a `reason`, a `source` and a `patch`: JSON Patch (RFC 6902), whose
`test` operations hold it to the document that it was written for. The only module that imports
jsonpatch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from connectgen.documents import SchemaDocument, Snapshot
from connectgen.errors import ConnectgenError, OverlayError, raise_all
from connectgen.json_text import Json, parse, read

__all__ = ["Correction", "apply", "load_overlays"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction of one document."""

    document: str
    """Path in the catalog."""

    reason: str
    source: str
    patch: str
    """JSON Patch, as JSON text."""

    name: str
    """What messages call it: the overlay and the correction's pointer in it."""


def load_overlays(schemas: Path, version: str, *, name: str) -> tuple[Correction, ...]:
    """Read the overlays in `<schemas>/overlays/<version>/`, in the order of their names.

    Args:
        schemas: the schemas folder.
        version: such as `v1.4`.
        name: what messages call that folder.

    Raises:
        CatalogError: an overlay cannot be read.
        OverlayError: it does not have the form of one.
    """
    files = sorted((schemas / "overlays" / version).glob("*.json"))
    return tuple(
        correction
        for file in files
        for correction in _corrections(file, f"{name}/overlays/{version}/{file.name}")
    )


def _corrections(file: Path, name: str) -> list[Correction]:
    content = parse(read(file, name), name)
    entries = content.get("corrections") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise OverlayError(f"{name}: needs the member corrections, an array")
    found: list[Correction] = []
    for index, entry in enumerate(entries):
        where = f"{name}#/corrections/{index}"
        if not isinstance(entry, dict):
            raise OverlayError(f"{where}: must be an object")
        texts = {key: entry.get(key) for key in ("document", "reason", "source")}
        missing = [key for key, text in texts.items() if not isinstance(text, str) or not text]
        patch = entry.get("patch")
        if missing or not isinstance(patch, list):
            wanted = ", ".join(missing) or "patch"
            raise OverlayError(f"{where}: needs {wanted}")
        operations = [item.get("op") if isinstance(item, dict) else None for item in patch]
        if "test" not in operations:
            raise OverlayError(f"{where}/patch: needs a test operation, or nobody notices it stale")
        found.append(
            Correction(
                document=str(texts["document"]),
                reason=str(texts["reason"]),
                source=str(texts["source"]),
                patch=json.dumps(patch),
                name=where,
            )
        )
    return found


def apply(snapshot: Snapshot, corrections: tuple[Correction, ...]) -> Snapshot:
    """Return *snapshot* with its documents corrected.

    Raises:
        OverlayError: a correction is stale (a `test` fails, or what it corrects is gone) or is not
            JSON Patch; all such corrections at once.
    """
    if not corrections:
        return snapshot
    documents = {document.path: document for document in snapshot.documents}
    errors: list[ConnectgenError] = []
    for correction in corrections:
        try:
            documents[correction.document] = _corrected(
                documents.get(correction.document), correction
            )
        except OverlayError as error:
            errors.append(error)
    raise_all(errors)
    return replace(snapshot, documents=tuple(documents[path] for path in sorted(documents)))


def _corrected(document: SchemaDocument | None, correction: Correction) -> SchemaDocument:
    from jsonpatch import (  # late: only needed where there are overlays
        InvalidJsonPatch,
        JsonPatch,
        JsonPatchConflict,
        JsonPatchTestFailed,
    )
    from jsonpointer import JsonPointerException

    if document is None:
        raise OverlayError(f"{correction.name}: stale: there is no {correction.document}.json")
    try:
        content: Json = JsonPatch.from_string(correction.patch).apply(document.content)
    except JsonPatchTestFailed as error:
        raise OverlayError(_stale(correction, document, f"a test fails: {error}")) from error
    except (JsonPatchConflict, JsonPointerException) as error:
        raise OverlayError(_stale(correction, document, str(error))) from error
    except (InvalidJsonPatch, TypeError, ValueError) as error:
        raise OverlayError(f"{correction.name}/patch: not JSON Patch: {error}") from error
    if not isinstance(content, dict):
        raise OverlayError(f"{correction.name}/patch: must leave the document an object")
    return replace(document, content=content)


def _stale(correction: Correction, document: SchemaDocument, why: str) -> str:
    why = why if len(why) <= 200 else f"{why[:197]}..."
    return (
        f"{correction.name}: stale: it does not fit {document.location}: {why}; "
        f"it was made because: {correction.reason} ({correction.source})"
    )
