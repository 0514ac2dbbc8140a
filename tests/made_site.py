"""The sample catalog as a snapshot, with the two resources beside it that are no records."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from connectgen.json_text import canonical

CATALOG = Path(__file__).parent / "catalogs" / "sample"
ORIGIN = "https://mysite.example.com"
NO_RECORDS = ("analyticsReportResults", "queryResults")
BARE = {"type": "object", "definitions": {"singularResource": {"type": "object"}}}


def sample_documents() -> dict[str, Any]:
    """Return every document of the sample by its path, without its origin, and those two."""
    root = CATALOG / "v1.4" / "metadata-catalog"
    documents = {
        path.relative_to(root).with_suffix("").as_posix(): json.loads(
            path.read_text(encoding="utf-8").replace(f'"{ORIGIN}/', '"/')
        )
        for path in sorted(root.rglob("*.json"))
    }
    return documents | dict.fromkeys(NO_RECORDS, BARE)


def write_sample(folder: Path) -> Path:
    """Write the sample as a pinned snapshot below *folder*, and return that."""
    documents = {path: canonical(document) for path, document in sample_documents().items()}
    for path, text in documents.items():
        file = folder / "v1.4" / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    listing = json.loads((CATALOG / "v1.4" / "metadata-catalog.json").read_text(encoding="utf-8"))
    refused = json.loads((CATALOG / "dangling.json").read_text(encoding="utf-8"))
    pin = {
        "version": "v1.4",
        "documents": [
            {"path": path, "sha256": hashlib.sha256(text).hexdigest()}
            for path, text in sorted(documents.items())
        ],
        "resources": sorted([*NO_RECORDS, *(item["name"] for item in listing["items"])]),
        "unavailable": [
            {"path": url.partition("/metadata-catalog/")[2], "status": status}
            for url, status in sorted(refused.items())
        ],
    }
    (folder / "v1.4" / "snapshot.json").write_bytes(canonical(pin))
    return folder
