from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.core.errors import CatalogError
from connectgen.jsonio import documents


def test_members_keep_their_integers():
    assert documents.parse_json(b'{"maximum": 9223372036854776000}', "x") == {
        "maximum": 9223372036854776000
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"a": 1, "a": 2}', "x: duplicate key 'a'"),
        (b'{"a": NaN}', "x: NaN is not JSON"),
        (b'{"a": -Infinity}', "x: -Infinity is not JSON"),
        (b'{"a": 1', "x: not JSON: Expecting ',' delimiter (line 1 column 8)"),
        (b"", "x: not JSON: Expecting value (line 1 column 1)"),
        (b"\xff{}", "x: not UTF-8 at byte 0"),
        (b"[" * 101 + b"]" * 101, "x: more than 100 levels deep"),
        (b"[" * 100_000 + b"]" * 100_000, "x: more than 100 levels deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "x: a number is too long"),
    ],
)
def test_what_json_loads_lets_pass_is_refused(data: bytes, message: str):
    with pytest.raises(CatalogError) as caught:
        documents.parse_json(data, "x")
    assert str(caught.value) == message


def test_the_hundredth_level_is_accepted():
    assert documents.parse_json(b"[" * 100 + b"]" * 100, "x")


def test_a_document_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(documents, "MAX_BYTES", 1024**2)
    (tmp_path / "large.json").write_bytes(b" " * (1024**2 + 1))
    with pytest.raises(CatalogError, match=r"^large: larger than 1 MiB$"):
        documents.read_document(tmp_path / "large.json", "large")


def test_the_limit_is_64_mib():
    assert documents.MAX_BYTES == 64 * 1024 * 1024


@pytest.mark.parametrize("name", ["missing.json", "folder"])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str):
    (tmp_path / "folder").mkdir()
    with pytest.raises(CatalogError, match=f"^{name}: "):
        documents.read_document(tmp_path / name, name)


def test_canonical_text_is_sorted_and_ends_in_a_newline():
    assert (
        documents.dump_canonical({"b": [1], "a": "ü"})
        == '{\n  "a": "ü",\n  "b": [\n    1\n  ]\n}\n'.encode()
    )


def test_a_member_that_stands_twice_among_many_is_found_at_once():
    members = ",".join(f'"member {number}":0' for number in range(100_000))
    with pytest.raises(CatalogError, match="duplicate key 'member 99999'"):
        documents.parse_json(f'{{{members},"member 99999":1}}'.encode(), "d.json")
