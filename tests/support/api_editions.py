"""Editions of a catalog, and their differences."""

from __future__ import annotations

import json
from typing import Any

from connectgen.core.documents import SchemaDocument, Snapshot
from connectgen.core.location import Location
from connectgen.diff.side import DiffSide, build_diff_side
from connectgen.parse import parse_api

BASE = "/services/rest/connect/{version}/metadata-catalog/"


def edition(
    documents: dict[str, Any],
    version: str = "v1.4",
    *,
    listed: tuple[str, ...] | None = None,
    unavailable: tuple[str, ...] = (),
    ordered: bool = True,
) -> DiffSide:
    """Return the edition of *documents*, in whose `$ref`s `@` stands for the catalog's address."""
    text = json.dumps(documents).replace('"@', f'"{BASE.format(version=version)}')
    snapshot = Snapshot(
        version=version,
        documents=tuple(
            SchemaDocument(
                path=path,
                content=content,
                sha256="",
                location=Location(document=f"{version}/{path}.json"),
            )
            for path, content in sorted(json.loads(text).items())
        ),
        resources=listed or tuple(sorted(path for path in documents if "/" not in path)),
        unavailable=unavailable,
    )
    api, _ = parse_api(snapshot)
    return build_diff_side(api, snapshot, ordered=ordered)
