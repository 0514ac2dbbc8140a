"""`connectgen diff`: the sample catalogs, exit codes, accepted changes, git revisions."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, SCHEMAS, write_schemas
from support.diff_runs import DOCUMENT, connectgen

pytestmark = pytest.mark.slow

CATALOGS = ROOT / "tests" / "catalogs"
SAMPLE, NEXT = CATALOGS / "sample", CATALOGS / "next"

JUDGED_OTHERWISE: dict[tuple[str, str], tuple[list[str], str]] = {}
"""Verdicts of CHANGES.json that are wrong: by resource and pointer the right one, and why."""


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The two catalogs as the site sent them: one document of the new one in another order."""
    new = tmp_path_factory.mktemp("catalogs") / "next"
    shutil.copytree(NEXT, new)
    file = new / "v1.5" / "metadata-catalog" / "serviceCategories.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    record = document["definitions"]["singularResource"]
    record["properties"] = dict(reversed(record["properties"].items()))
    file.write_text(json.dumps(document), encoding="utf-8")
    return SAMPLE, new


@pytest.fixture(scope="module")
def found(catalogs: tuple[Path, Path]) -> dict[str, Any]:
    done = connectgen("diff", *catalogs, "--format", "json", "--fail-on", "breaking")
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout)


def expected() -> list[dict[str, Any]]:
    """Return what CHANGES.json lists; a rename, which nobody can know, as what went and came."""
    uses = {"request": "write", "response": "read"}
    entries: list[dict[str, Any]] = []
    for entry in json.loads((NEXT / "CHANGES.json").read_text(encoding="utf-8")):
        place = entry["resource"], entry["pointer"]
        breaks = [uses[use] for use in entry["breaking_for"]]
        breaks, _ = JUDGED_OTHERWISE.get(place, (breaks, ""))
        kind = entry["kind"]
        if kind == "field-renamed":
            kind, renamed = "field-removed", entry["note"].partition("New pointer: ")[2]
            added = {"resource": place[0], "pointer": renamed, "kind": "field-added", "breaks": []}
            entries.append(added | {"suggestion": place[1]})
            entries.append(dict(zip(("resource", "pointer"), place, strict=True)))
            entries[-1] |= {"kind": kind, "breaks": breaks, "suggestion": renamed}
        else:
            one = {"resource": place[0], "pointer": place[1], "kind": kind, "breaks": breaks}
            entries.append(one | {"suggestion": None})
    return entries


def test_every_difference_of_the_samples_is_found_with_its_verdict_and_no_other(found):
    members = ("resource", "pointer", "kind", "breaks", "suggestion")
    ours = [{name: change[name] for name in members} for change in found["changes"]]

    def key(change: dict[str, Any]) -> str:
        return json.dumps(change, sort_keys=True)

    assert sorted(ours, key=key) == sorted(expected(), key=key)
    assert found["bump"] == "major"


def test_every_change_says_why(found):
    assert all(change["reason"].endswith(".") for change in [*found["changes"], *found["python"]])


def test_python_code_that_breaks_is_told(found):
    kinds = {change["name"]: (change["kind"], change["breaks"]) for change in found["python"]}
    assert kinds["models.contacts.Address.postal_code"] == ("field-removed", True)
    assert kinds["models.contacts.Address.post_code"] == ("field-added", False)
    assert kinds["models.incidents.Incident.last_survey_score"] == ("type-changed", True)
    assert found["bumps"] == {"api": "major", "python": "major"}


def test_a_catalog_does_not_differ_from_itself():
    done = connectgen("diff", SAMPLE, SAMPLE, "--format", "json", "--fail-on", "any")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["bump"], report["changes"], report["python"]) == ("none", [], [])


@pytest.mark.parametrize(
    ("entry", "code", "told"),
    [
        ('expires = 2999-01-31\nreason = "seen"', 0, ""),
        ('expires = 2020-01-31\nreason = "seen"', 1, "expired on 2020-01-31"),
        ('expires = 2999-01-31\nreason = "seen"\npointer = "/x"', 1, "accepts nothing"),
        ("expires = 2999-01-31", 2, 'must have the member "reason"'),
        ('expires = "soon"\nreason = "seen"', 2, "expires: must be a date"),
        (
            'expires = 2999-01-31\nreason = "seen"\nreasons = 1',
            2,
            "unknown key 'reasons' (did you mean 'reason'?)",
        ),
    ],
)
def test_accepted_changes_do_not_fail_until_they_expire(two, tmp_path, entry, code, told):
    file = tmp_path / "accepted.toml"
    file.write_text(
        f'[[accepted]]\nresource = "things"\nkind = "max-length-tightened"\n{entry}\n',
        encoding="utf-8",
    )
    done = connectgen("diff", *two, "--fail-on", "breaking", "--accepted", file)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert (code == 0) == ("accepted: seen" in done.stdout)


def test_pyproject_says_what_fails_and_what_is_accepted(two, tmp_path):
    table = '[tool.connectgen]\nfail-on = "breaking"\n'
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    assert connectgen("diff", *two, cwd=tmp_path).returncode == 1
    assert connectgen("diff", *two, "--fail-on", "none", cwd=tmp_path).returncode == 0
    (tmp_path / "pyproject.toml").write_text(table + 'accepted = "ours.toml"\n', encoding="utf-8")
    (tmp_path / "ours.toml").write_text(
        '[[accepted]]\nresource = "things"\nkind = "max-length-tightened"\n'
        'reason = "seen"\nexpires = 2999-01-31\n',
        encoding="utf-8",
    )
    done = connectgen("diff", *two, cwd=tmp_path)
    assert (done.returncode, "accepted: seen" in done.stdout) == (0, True)


@pytest.mark.parametrize(("limit", "code"), [("none", 0), ("breaking", 1), ("any", 1)])
def test_fail_on(two, limit, code):
    assert connectgen("diff", *two, "--fail-on", limit).returncode == code
    assert connectgen("diff", two[0], two[0], "--fail-on", limit).returncode == 0


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_revision_of_git_is_compared_without_a_checkout(two, tmp_path):
    repository = tmp_path / "repository"
    shutil.copytree(two[0], repository / "our" / "schemas")
    git(repository, "init", "-q")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "old")
    shutil.copytree(two[1], repository / "our" / "schemas", dirs_exist_ok=True)
    for folder, name in ((repository, "our/schemas/v1.4"), (repository / "our", "schemas")):
        done = connectgen("diff", f"git:HEAD:{name}", name, "--format", "json", cwd=folder)
        assert done.returncode == 0, done.stderr
        kinds = [change["kind"] for change in json.loads(done.stdout)["changes"]]
        assert kinds == ["max-length-tightened", "description-changed"]
    for wrong, told in (
        ("git:HEAD", "must be git:REVISION:FOLDER"),
        ("git:--all:our", "git:"),
        ("git:HEAD:there", "folder there not found in HEAD"),
        ("git:HEAD:../x", "outside the repository"),
    ):
        done = connectgen("diff", wrong, "our/schemas", cwd=repository)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr


def test_generated_packages_are_compared_by_what_python_sees(tmp_path):
    old = ROOT / "generated" / "connect_v1_4"
    new = tmp_path / "connect_v1_4"
    shutil.copytree(old, new)
    client = new / "_client/client.py"
    client.write_text(
        client.read_text(encoding="utf-8").replace("application_context: str", "context: str"),
        encoding="utf-8",
    )
    done = connectgen("diff", old, new, "--format", "json", "--fail-on", "breaking")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["changes"] == []
    assert {(change["name"], change["kind"]) for change in report["python"]} == {
        (f"{name}.__init__", kind)
        for name in ("Client", "AsyncClient")
        for kind in ("parameter-removed", "parameter-added")
    }
    same = connectgen("diff", old, SCHEMAS / "v1.4", "--format", "json")
    assert json.loads(same.stdout)["bump"] == "none"


def test_package_without_resources_that_no_catalog_lists_is_not_broken(tmp_path):
    schemas = ("--schemas", SCHEMAS, "--output", tmp_path)
    done = connectgen("generate", *schemas, "--package", "listed", "--listed-only")
    assert done.returncode == 0, done.stderr
    for sides in ((SCHEMAS / "v1.4", tmp_path / "listed"), (tmp_path / "listed", SCHEMAS / "v1.4")):
        report = json.loads(connectgen("diff", *sides, "--format", "json").stdout)
        assert report["python"] == []


def test_overlays_of_the_other_side_are_used_where_one_has_none(tmp_path):
    old = write_schemas(tmp_path / "old", {"things": DOCUMENT})
    new = write_schemas(tmp_path / "new", {"things": DOCUMENT}, version="v1.5")
    overlay = {
        "resource": "things",
        "snapshot": "bundled",
        "corrections": [
            {
                "document": "things",
                "reason": "the page says so",
                "source": "the page",
                "patch": [
                    {"op": "test", "path": "/properties/name/maxLength", "value": 8},
                    {"op": "replace", "path": "/properties/name/maxLength", "value": 6},
                ],
            }
        ],
    }
    file = old / "overlays" / "v1.4" / "things.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(overlay), encoding="utf-8")
    done = connectgen("diff", old, new / "v1.5", "--format", "json")
    assert (json.loads(done.stdout)["changes"], done.stderr) == ([], "")
    document = json.loads(json.dumps(DOCUMENT))
    document["properties"]["name"]["maxLength"] = 5
    write_schemas(new, {"things": document}, version="v1.5")
    done = connectgen("diff", old, new, "--format", "json")
    (change,) = json.loads(done.stdout)["changes"]
    assert (change["old"], change["new"], change["kind"]) == (6, 5, "max-length-tightened")
    assert "left out" in done.stderr
    assert "the page says so" in done.stderr


def test_what_holds_of_both_sides_is_told_once(tmp_path):
    def write(name, **more):
        unknown = {"type": "string", "maxBytes": 5}
        record = {"type": "object", "properties": {"a": unknown, **more}}
        write_schemas(tmp_path / name, {"metadata-catalog": {"items": [{"name": "things"}]}})
        write_schemas(tmp_path / name / "v1.4", {"things": record}, "metadata-catalog")

    write("old", b={"type": "string", "maxBits": 1})
    write("new")
    for old, new in (("old", "new"), ("old/v1.4", "new/v1.4")):
        done = connectgen("diff", old, new, cwd=tmp_path)
        assert done.stderr.splitlines() == [
            "connectgen: warning: old/v1.4/things.json#/properties/b/maxBits: unknown keyword,"
            " ignored: maxBits = '1'",
            "connectgen: warning: new/v1.4/things.json#/properties/a/maxBytes: unknown keyword,"
            " ignored: maxBytes = '5'",
        ]


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_incomparable_inputs_give_one_error(tmp_path, name):
    done = connectgen("diff", name, SCHEMAS, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"connectgen: {name}: ")
    assert "Traceback" not in done.stderr
