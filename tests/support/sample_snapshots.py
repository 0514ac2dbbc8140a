"""The made catalogs as snapshots: what a fetch makes of them, at once and without a site."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from connectgen.jsonio.documents import dump_canonical

CATALOGS = Path(__file__).parents[1] / "catalogs"
ORIGIN = "https://mysite.example.com"
NO_RECORDS = ("analyticsReportResults", "queryResults")
"""Resources of every site that are no records; the catalogs do not list them."""

BARE = {"type": "object", "definitions": {"singularResource": {"type": "object"}}}


def write_snapshot(folder: Path, catalog: str = "sample", extra: tuple[str, ...] = ()) -> Path:
    """Write the only version of a catalog as a pinned snapshot below *folder*, and return that.

    Args:
        folder: the folder of snapshots.
        catalog: its name in `tests/catalogs`.
        extra: resources that are added, bare ones.
    """
    (listed,) = (CATALOGS / catalog).glob("*/metadata-catalog.json")
    items = json.loads(listed.read_text(encoding="utf-8"))["items"]
    refused = json.loads((CATALOGS / catalog / "dangling.json").read_text(encoding="utf-8"))
    return pin_documents(
        folder,
        listed.parent.name,
        _documents(listed) | dict.fromkeys(extra, BARE),
        resources=[*extra, *(item["name"] for item in items)],
        unavailable=[
            {"path": url.partition("/metadata-catalog/")[2], "status": status}
            for url, status in sorted(refused.items())
        ],
    )


def pin_documents(
    folder: Path,
    version: str,
    documents: dict[str, Any],
    *,
    resources: list[str],
    unavailable: list[Any] | None = None,
) -> Path:
    """Write *documents*, by catalog path, as if they had been fetched, and return *folder*."""
    texts = {path: dump_canonical(content) for path, content in documents.items()}
    for path, text in texts.items():
        file = folder / version / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    pin = {
        "asked": version,
        "site": hashlib.sha256(ORIGIN.encode()).hexdigest(),
        "version": version,
        "documents": [
            {"path": path, "sha256": hashlib.sha256(text).hexdigest()}
            for path, text in sorted(texts.items())
        ],
        "resources": sorted(resources),
        "unavailable": unavailable or [],
    }
    (folder / version / "snapshot.json").write_bytes(dump_canonical(pin))
    return folder


def _documents(listed: Path) -> dict[str, Any]:
    """Return every document that a listed one is, has as a part or extends, without its origin."""
    root = listed.with_suffix("")
    items = json.loads(listed.read_text(encoding="utf-8"))["items"]
    names = {"resource", *(item["name"] for item in items)}
    return {
        path.relative_to(root).as_posix().removesuffix(".json"): json.loads(
            path.read_text(encoding="utf-8").replace(f'"{ORIGIN}/', '"/')
        )
        for path in sorted(root.rglob("*.json"))
        if path.relative_to(root).as_posix().removesuffix(".json").split("/")[0] in names
    }
