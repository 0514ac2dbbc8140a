"""`connectgen diff`: the values of menus that are pinned beside snapshots."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.snapshot.menus import store_menus
from support import write_schemas
from support.diff_runs import connectgen

pytestmark = pytest.mark.slow

BASE = "/services/rest/connect/v1.4/metadata-catalog/"
KIND, STATE = "namedIDs/things/kind", "namedIDs/things/state"
LABELS = {1: "Low", 2: "High", 3: "x | `y` \x1b[31m"}


def write(
    folder: Path,
    menus: dict[str, dict[int, str]] | None,
    fields: tuple[str, ...] = ("kind",),
    **more: Any,
) -> Path:
    """Write a snapshot with a field for each menu; *menus* None means that nobody fetched any."""
    named = {name: {"type": "object", "$ref": f"{BASE}namedIDs/things/{name}"} for name in fields}
    menu = {"type": "object", "isMenu": True, "properties": {"id": {"type": "integer"}}}
    record = {"type": "object", "properties": {"text": {"type": "string"}, **named}}
    documents = {f"namedIDs/things/{name}": menu for name in fields}
    write_schemas(folder, {"things": record, **documents})
    if menus is not None:
        values = tuple(
            Menu(
                path=path,
                entries=tuple(MenuEntry(id=number, name=label) for number, label in labels.items()),
            )
            for path, labels in menus.items()
        )
        store_menus(folder, "v1.4", MenuFile(site="0", menus=values, **more), name="schemas")
    return folder


def diff(old: object, new: object, cwd: Path | None = None) -> tuple[list[Any], list[Any], str]:
    """Return the changes of menus, those of their enumerations, and warnings."""
    done = connectgen("diff", old, new, "--format", "json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    changes = [
        (change["kind"], change["pointer"], change["old"], change["new"], change["breaks"])
        for change in report["changes"]
        if change["resource"] in (KIND, STATE)
    ]
    python = [
        (change["name"], change["kind"], change["old"], change["new"], change["breaks"])
        for change in report["python"]
        if change["name"].startswith("menus")
    ]
    return changes, python, done.stderr


def test_entries_that_come_go_and_get_another_label(tmp_path):
    old = write(tmp_path / "old", {KIND: {1: "Low", 2: "High", 3: "Gone", 4: "Same label"}})
    new = write(tmp_path / "new", {KIND: {1: "Low", 2: "Urgent", 5: "New", 6: "Same label"}})
    changes, python, warnings = diff(old, new)
    assert changes == [
        ("menu-entry-renamed", "/2", "High", "Urgent", ["write", "read"]),
        ("menu-entry-removed", "/3", "Gone", None, ["write"]),
        ("menu-entry-removed", "/4", "Same label", None, ["write"]),
        ("menu-entry-added", "/5", None, "New", []),
        ("menu-entry-added", "/6", None, "Same label", []),
    ]
    assert python == [
        ("menus.ThingKind.GONE", "member-removed", "3", None, True),
        ("menus.ThingKind.HIGH", "member-renamed", "HIGH", "URGENT", True),
        ("menus.ThingKind.NEW", "member-added", None, "5", False),
        ("menus.ThingKind.SAME_LABEL", "member-changed", "4", "6", False),
    ]
    assert warnings == ""


def test_label_that_gives_the_same_name_changes_no_python(tmp_path):
    old = write(tmp_path / "old", {KIND: {2: "High"}})
    new = write(tmp_path / "new", {KIND: {2: "high"}})
    changes, python, _ = diff(old, new)
    assert [change[0] for change in changes] == ["menu-entry-renamed"]
    assert python == []


def test_exchanged_labels_are_no_renamed_members(tmp_path):
    old = write(tmp_path / "old", {KIND: {1: "Low", 2: "High"}})
    new = write(tmp_path / "new", {KIND: {1: "High", 2: "Low"}})
    _, python, _ = diff(old, new)
    assert [(name, kind) for name, kind, *_ in python] == [
        ("menus.ThingKind.HIGH", "member-changed"),
        ("menus.ThingKind.LOW", "member-changed"),
    ]


CAME_AND_WENT: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"menus": {KIND: LABELS}}, {"fields": ("kind", "state")}, "menu-values-added", "class-added"),
    (
        {"menus": {KIND: LABELS}, "unavailable": (STATE,), "fields": ("kind", "state")},
        {"fields": ("kind", "state")},
        "menu-values-added",
        "class-added",
    ),
    ({"fields": ("kind", "state")}, {}, "menu-values-removed", "class-removed"),
    (
        {"fields": ("kind", "state")},
        {"menus": {KIND: LABELS}, "fields": ("kind", "state")},
        "menu-values-removed",
        "class-removed",
    ),
    (
        {"fields": ("kind", "state")},
        {"menus": {KIND: LABELS}, "unavailable": (STATE,), "fields": ("kind", "state")},
        "menu-values-hidden",
        "class-removed",
    ),
]


@pytest.mark.parametrize(("old", "new", "kind", "python_kind"), CAME_AND_WENT)
def test_menus_that_come_and_go(tmp_path, old, new, kind, python_kind):
    whole = {"menus": {KIND: LABELS, STATE: {7: "Open"}}}
    changes, python, warnings = diff(
        write(tmp_path / "old", **(whole | old)), write(tmp_path / "new", **(whole | new))
    )
    gone = kind != "menu-values-added"
    # A field that goes is reported with the document of its menu, too.
    found = [change for change in changes if change[0].startswith("menu-")]
    sides = ({"7": "Open"}, None) if gone else (None, {"7": "Open"})
    assert found == [(kind, "", *sides, ["write", "read"] if gone else [])]
    assert [(name, what) for name, what, *_ in python] == [("menus.ThingState", python_kind)]
    assert warnings == ""


def test_menus_of_one_side_only_are_not_compared(tmp_path):
    there, none = write(tmp_path / "a", {KIND: LABELS}), write(tmp_path / "b", None)
    for sides in ((there, none), (none, there)):
        changes, python, warnings = diff(*sides)
        assert (changes, python) == ([], [])
        assert warnings == (
            f"connectgen: warning: menus are not compared: {there} has values of menus, {none} has"
            " none; get them with `connectgen fetch --menus`\n"
        )


def test_menus_that_are_still_to_be_read_are_not_compared(tmp_path):
    both = {KIND: LABELS, STATE: {7: "Open"}}
    fields = ("kind", "state")
    whole = write(tmp_path / "whole", both, fields)
    part = write(tmp_path / "part", {KIND: LABELS}, fields, unread=(STATE,))
    for sides in ((whole, part), (part, whole)):
        changes, python, warnings = diff(*sides)
        assert (changes, python) == ([], [])
        assert f"{part}: 1 menu is not compared" in warnings
    # One that was read by an earlier fetch has its values of then.
    stale = write(tmp_path / "stale", both | {STATE: {7: "Open", 8: "x"}}, fields, unread=(STATE,))
    changes, _, warnings = diff(whole, stale)
    assert [change[0] for change in changes] == ["menu-entry-added"]
    assert warnings == ""


def test_generated_package_is_compared_with_its_snapshot(tmp_path):
    schemas = write(tmp_path / "schemas", {KIND: LABELS})
    package, bare = tmp_path / "things", tmp_path / "bare"
    for folder in (package, bare):
        shown = connectgen(
            "generate",
            *("--schemas", schemas if folder is package else write(tmp_path / "none", None)),
            *("--output", tmp_path, "--package", folder.name),
        )
        assert shown.returncode == 0, shown.stderr
    assert diff(package, schemas)[1:] == ([], "")
    store_menus(schemas, "v1.4", MenuFile(site="0", menus=()), name="schemas")
    _, python, _ = diff(package, schemas)
    assert [(name, kind) for name, kind, *_ in python] == [("menus.ThingKind", "class-removed")]
    (schemas / "menus" / "v1.4.json").unlink()
    for sides in ((package, schemas), (schemas, package), (bare, package)):
        _, python, warnings = diff(*sides)
        assert python == []
        assert "menus are not compared" in warnings


def test_menus_of_a_git_revision(tmp_path):
    repository = tmp_path / "repository"
    schemas = write(repository / "our" / "schemas", {KIND: {1: "Low"}})
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "old")):
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=repository, check=True)
    shutil.rmtree(schemas / "menus")
    write(schemas, {KIND: {1: "Low", 2: "High"}})
    for name in ("our/schemas/v1.4", "our/schemas"):
        changes, _, warnings = diff(f"git:HEAD:{name}", name, repository)
        assert changes == [("menu-entry-added", "/2", None, "High", [])]
        assert warnings == ""


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_reports_show_entries_of_menus(tmp_path, form):
    old = write(tmp_path / "old", {KIND: LABELS})
    new = write(tmp_path / "new", {KIND: {1: "Low", 2: "<b>Urgent</b>"}})
    done = connectgen("diff", old, new, "--format", form)
    assert done.returncode == 0, done.stderr
    assert KIND in done.stdout
    assert "Its id is the same." in done.stdout
    assert "\x1b" not in done.stdout
    if form == "html":
        assert "<b>Urgent" not in done.stdout
    if form == "text":
        assert '  write read  menu-entry-renamed /2  "High" -> "<b>Urgent</b>"' in done.stdout


def test_renamed_entry_can_be_accepted(tmp_path):
    old = write(tmp_path / "old", {KIND: {1: "Low"}})
    new = write(tmp_path / "new", {KIND: {1: "Least"}})
    accepted = tmp_path / "accepted.toml"
    common = 'reason = "seen"\nexpires = 2999-01-31\n'
    accepted.write_text(
        f'[[accepted]]\nresource = "{KIND}"\nkind = "menu-entry-renamed"\npointer = "/1"\n{common}'
        f'[[accepted]]\nname = "menus.ThingKind.LOW"\nkind = "member-renamed"\n{common}',
        encoding="utf-8",
    )
    limit = ("--fail-on", "breaking")
    assert connectgen("diff", old, new, *limit).returncode == 1
    done = connectgen("diff", old, new, *limit, "--accepted", accepted)
    assert (done.returncode, done.stderr) == (0, "")
