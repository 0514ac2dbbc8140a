"""Folders of documents that contain no resource."""

from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.config.options import Options
from connectgen.core.errors import CatalogError
from connectgen.pipeline.api import read_api
from connectgen.snapshot.load import load_snapshot, pin_snapshot
from support import write_schemas

NAMES = ("CO.Gr%C3%B6%C3%9Fe", "things")
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


@pytest.mark.parametrize("name", ["CO.Größen", "CO.Gr%C3%B6%C3%9Fen"])
def test_errors_show_names_decoded(tmp_path: Path, name: str):
    schemas = write_schemas(tmp_path / "in", dict.fromkeys(NAMES, THING))
    with pytest.raises(CatalogError) as caught:
        read_api(Options(schemas=schemas, resources=(name,)))
    assert "no resource 'CO.Größen' (did you mean 'CO.Größe'?); it lists CO.Größe, things" in str(
        caught.value
    )
