"""The file of pinned values of menus."""

from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.core.errors import CatalogError
from connectgen.snapshot.menus import load_menus


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        '{"site": "0"}',
        '{"site": 1, "menus": {}}',
        '{"site": "0", "menus": []}',
        '{"site": "0", "menus": {"a": [{"id": "1", "lookupName": "x"}]}}',
        '{"site": "0", "menus": {"a": [{"id": 1}]}}',
        '{"site": "0", "menus": {}, "unread": 5}',
    ],
)
def test_file_of_menus_that_was_edited_badly(tmp_path: Path, content: str):
    (tmp_path / "menus").mkdir()
    (tmp_path / "menus" / "v1.4.json").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"^s/menus/v1\.4\.json: is not as `connectgen fetch"):
        load_menus(tmp_path, "v1.4", name="s")
