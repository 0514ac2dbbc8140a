"""Folders of documents that contain no resource."""

from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.core.errors import CatalogError
from connectgen.snapshot.load import load_snapshot, pin_snapshot
from support import write_schemas

THING = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize("paths", [("s/v1.4/a/b",), ("things/parts", "things/parts/lines")])
def test_documents_of_parts_alone_are_no_snapshot(tmp_path: Path, paths: tuple[str, ...]):
    write_schemas(tmp_path / "in", dict.fromkeys(paths, THING))
    told = f"^in/v1.4: holds no resource, only parts such as {paths[0]}.json; put the document of"
    with pytest.raises(CatalogError, match=told):
        load_snapshot(tmp_path / "in", "v1.4", name="in")
    with pytest.raises(CatalogError, match=told):
        pin_snapshot(tmp_path / "in", "v1.4", name="in")
    assert not (tmp_path / "in" / "v1.4" / "snapshot.json").exists()
    write_schemas(tmp_path / "in", {"things": THING})
    pin_snapshot(tmp_path / "in", "v1.4", name="in")
    assert load_snapshot(tmp_path / "in", "v1.4", name="in").resources == ("things",)
