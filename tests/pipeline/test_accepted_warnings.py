"""Warnings that people have accepted, with a reason and a last day; and their summary."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.core.errors import ConfigError, SchemaError
from connectgen.file_formats.accepted import read_accepted
from connectgen.pipeline import warnings
from connectgen.pipeline.generate import check_package, generate_package
from support import write_schemas
from support.command_line import run

pytestmark = pytest.mark.slow

ENTRY = """
[[accepted]]
document = "{document}"
kind = "{kind}"
{pointer}
reason = "Our site has it."
expires = {expires}
"""
PLACE = 'in/v1.4/things.json#/properties/a/readOnly: readOnly is "yes", read as true'


def accept(
    folder: Path, document: str, kind: str, pointer: str = "", expires: str = "2999-01-01"
) -> None:
    shown = f'pointer = "{pointer}"' if pointer else ""
    text = ENTRY.format(document=document, kind=kind, pointer=shown, expires=expires)
    (folder / "accepted.toml").write_text(text)


def generate(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    command = ("generate", "--schemas", "in", "--accepted", "accepted.toml", *arguments)
    done = run(*command, cwd=folder)
    told = [line.removeprefix("connectgen: ") for line in done.stderr.splitlines()]
    return done.returncode, [
        line for line in told if "pinned" not in line and "written" not in line
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_schemas(tmp_path / "in", {"things": {"properties": {"a": {"readOnly": "yes"}}}})
    return tmp_path


@pytest.mark.parametrize(
    ("document", "pointer"),
    [("things", ""), ("*", ""), ("things", "/properties/a/readOnly")],
)
def test_an_accepted_warning_is_neither_told_nor_an_error(
    folder: Path, document: str, pointer: str
):
    accept(folder, document, "odd-value", pointer)
    assert generate(folder, "--strict") == (0, [])
    (folder / "pyproject.toml").write_text('[tool.connectgen]\naccepted = "accepted.toml"\n')
    assert "yes" not in run("show", "things", "--schemas", "in", cwd=folder).stderr


@pytest.mark.parametrize(
    ("document", "kind", "pointer"),
    [
        ("others", "odd-value", ""),
        ("things", "unknown-keyword", ""),
        ("things", "odd-value", "/properties/b"),
    ],
)
def test_an_entry_that_accepts_nothing_is_told(
    folder: Path, document: str, kind: str, pointer: str
):
    accept(folder, document, kind, pointer)
    assert generate(folder, "--strict") == (2, [PLACE])
    assert generate(folder) == (
        0,
        [
            f"warning: {PLACE}",
            "warning: accepted.toml#/accepted/0: accepts nothing: there is no such warning",
        ],
    )


def test_an_entry_that_has_expired_does_not_count(folder: Path):
    accept(folder, "things", "odd-value", expires="2020-01-01")
    assert generate(folder, "--strict") == (2, [PLACE])
    expired = "accepted.toml#/accepted/0: expired on 2020-01-01: the warning counts again"
    assert generate(folder) == (0, [f"warning: {PLACE}", f"warning: {expired}"])


def test_a_strict_run_follows_the_file(folder: Path):
    accept(folder, "things", "odd-value")
    assert generate(folder, "--strict")[0] == 0
    accept(folder, "others", "odd-value")
    assert generate(folder, "--strict", "--check")[0] == 2


class Tomorrow(date):
    """A clock on which the entry of today has expired."""

    @classmethod
    def today(cls) -> date:
        return date.today() + timedelta(days=1)


@pytest.mark.parametrize("run_again", [check_package, generate_package])
def test_strict_run_of_an_unchanged_package_finds_an_expired_entry(
    folder: Path, monkeypatch: pytest.MonkeyPatch, run_again: Callable[[Options], Any]
):
    accept(folder, "things", "odd-value", expires=f"{date.today():%Y-%m-%d}")
    options = Options(
        schemas=folder / "in",
        output=folder,
        accepted=folder / "accepted.toml",
        strict=True,
        listed_only=True,
    )
    generate_package(options)
    written = (folder / "connect_v1_4" / "connectgen.json").read_bytes()
    assert not run_again(options).drift
    monkeypatch.setattr(warnings, "date", Tomorrow)
    with pytest.raises(SchemaError, match="read as true"):
        run_again(options)
    # Warnings that are no errors are not printed of an unchanged package.
    assert (folder / "connect_v1_4" / "connectgen.json").read_bytes() == written
    monkeypatch.undo()
    assert not run_again(options).drift


MISTAKES = [
    ("accepted.json", '{"accepted": [], "accepted": []}', "duplicate key 'accepted'"),
    ("accepted.json", '{"accepted": [], "x": NaN}', "NaN is not JSON"),
    ("accepted.json", "[" * 101 + "]" * 101, "more than 100 levels deep"),
    ("accepted.json", "{", "not JSON: "),
    ("accepted.toml", "accepted = []\naccepted = []", "not TOML: "),
    ("accepted.toml", "x = 1", 'must have the member "accepted"'),
    ("accepted.toml", "accepted = [{a = " + "9" * 5000 + "}]", "too long"),
    ("accepted.toml", b"a = '\xff'", "not UTF-8 at byte 5"),
    ("missing.toml", None, "file not found"),
    ("missing.json", None, "file not found"),
]


@pytest.mark.parametrize(("name", "content", "message"), MISTAKES)
def test_file_that_cannot_be_read_is_one_error(
    tmp_path: Path, name: str, content: str | bytes | None, message: str
):
    if content is not None:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConfigError, match=re.escape(message)) as caught:
        read_accepted(tmp_path / name)
    assert str(caught.value).startswith((tmp_path / name).as_posix())
    assert "\n" not in str(caught.value)


def test_many_warnings_are_summed_up_by_kind(tmp_path: Path):
    properties = {f"a{index:02}": {"maxLength": None, "x-y": 1} for index in range(8)}
    write_schemas(tmp_path / "in", {"things": {"properties": properties}})
    (tmp_path / "accepted.toml").write_text("accepted = []")
    code, told = generate(tmp_path)
    place = "warning: in/v1.4/things.json#/properties/a00"
    assert (code, told) == (
        0,
        [
            f"{place}/x-y: unknown keyword, ignored: x-y = '1' (and 7 more: unknown-keyword)",
            f"{place}/maxLength: maxLength is null, not a non-negative integer: left out"
            " (and 7 more: unusable-value)",
            "16 warnings in all; `connectgen generate --verbose` prints each",
        ],
    )
    (tmp_path / "connect_v1_4" / "connectgen.json").unlink()
    assert len(generate(tmp_path, "--verbose", "--force")[1]) > 16


def test_diff_and_generate_share_the_file(folder: Path):
    accept(folder, "things", "odd-value")
    done = run("diff", "in/v1.4", "in/v1.4", "--accepted", "accepted.toml", cwd=folder)
    assert "accepts nothing" not in done.stderr
