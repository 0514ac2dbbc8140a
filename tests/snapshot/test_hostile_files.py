"""Snapshots that no site and no user makes by accident, as the file system can hold them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.core.documents import FetchedCatalog
from connectgen.core.errors import CatalogError, ConnectgenError
from connectgen.pipeline.render import render_source_files
from connectgen.snapshot.load import load_snapshot, pin_snapshot
from connectgen.snapshot.saved_catalog import load_saved_catalog
from connectgen.snapshot.store import store_snapshot
from connectgen.standalone.schema_files import read_documents
from support import generate_into, import_from, write_schemas
from support.platforms import needs_any_name, needs_permissions, needs_pipes

THING = {"type": "object", "definitions": {"singularResource": {"type": "object"}}}


def thing(**properties: Any) -> dict[str, Any]:
    record = {"type": "object", "properties": properties}
    return {"type": "object", "definitions": {"singularResource": record}}


@pytest.mark.slow
@needs_pipes
@pytest.mark.parametrize("path", ["v1.4/pipe.json", "v1.4/snapshot.json", "overlays/v1.4/a.json"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, path: str):
    write_schemas(tmp_path / "in", {"things": THING})
    (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / "in" / path)
    run = subprocess.run(
        [sys.executable, "-m", "connectgen", "generate", "--schemas", "in", "--output", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 2
    assert run.stderr == f"connectgen: in/{path}: cannot be read: a pipe, socket or device\n"
    assert not (tmp_path / "out").exists()


def denied(path: Any) -> Any:
    error: Any = PermissionError(13, "Permission denied", str(path))
    error.winerror = 5  # of looking into a folder, not of opening it
    return error


@pytest.mark.parametrize(
    ("call", "closed"),
    [
        ("stat", "in"),
        ("stat", "in/v1.4"),
        ("scandir", "in/v1.4"),
        ("scandir", "in/v1.4/things"),
        ("scandir", "in/v1.4/things/deep"),
    ],
)
def test_a_folder_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, closed: str
):
    write_schemas(tmp_path / "in", {"things": THING, "things/deep/part": THING})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    real = getattr(os, call)

    def refused(path: Any = ".", **others: Any) -> Any:
        at = Path(path)
        if (at if call == "scandir" else at.parent) == Path(closed):
            raise denied(path)
        return real(path, **others)

    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refused)
        for act in (load_snapshot, pin_snapshot):
            told = f"^{closed}: cannot be read: Permission denied$"
            with pytest.raises(ConnectgenError, match=told):
                act(Path("in"), "v1.4", name="in")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == before


def closed_to_all(patch: pytest.MonkeyPatch, call: str, closed: str) -> None:
    """Let *call* refuse the folder *closed*, as it does where somebody may not read it."""
    real = getattr(os, call)

    def refused(path: Any = ".", *others: Any, **named: Any) -> Any:
        if Path(path) == Path(closed):
            raise denied(path)
        return real(path, *others, **named)

    patch.setattr(os, call, refused)


@pytest.mark.parametrize("closed", ["in/overlays", "in/overlays/v1.4"])
def test_overlays_that_may_not_be_read_are_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
):
    schemas = write_schemas(tmp_path / "in", {"things": THING})
    (schemas / "overlays" / "v1.4").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        for call in ("listdir", "scandir"):  # whichever `Path.iterdir` makes in this Python
            closed_to_all(patch, call, closed)
        with pytest.raises(CatalogError, match=f"^{closed}: cannot be read: Permission denied$"):
            render_source_files(Options(schemas=Path("in")))


def test_saved_catalogs_and_documents_that_may_not_be_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_schemas(tmp_path / "saved", {"metadata-catalog": {"items": [{"name": "things"}]}})
    write_schemas(tmp_path / "saved/v1.4", {"things": THING, "things/a": THING}, "metadata-catalog")
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        closed = "saved/v1.4/metadata-catalog/things"
        closed_to_all(patch, "scandir", closed)
        for act in (
            lambda: load_saved_catalog(Path("saved/v1.4"), name="saved"),
            lambda: read_documents([Path("saved/v1.4")]),
        ):
            with pytest.raises(CatalogError, match=f"^{closed}: cannot be read: Permission denied"):
                act()


def test_an_overlay_of_ours_that_is_stale_stops_what_it_is_about_alone(tmp_path: Path):
    schemas = write_schemas(tmp_path, {"things": THING, "incidentResponse": thing()})
    pin_snapshot(schemas, "v1.4", name="in")
    pinned = schemas / "v1.4" / "snapshot.json"
    pinned.write_text(json.dumps({**json.loads(pinned.read_text()), "site": "0"}))
    for resources in ((), ("incidentResponse",), ("incidentResponse", "things")):
        with pytest.raises(ConnectgenError, match=r"name the other resources .* or put a file"):
            render_source_files(Options(schemas=schemas, resources=resources))
    files, _ = render_source_files(Options(schemas=schemas, resources=("things",)))
    assert "models/things.py" in {file.path for file in files}


def test_a_snapshot_that_may_not_be_read_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fetched(text: bytes) -> FetchedCatalog:
        return FetchedCatalog(
            version="v1.4",
            documents={"things": text, "things/a": text},
            resources=("things",),
            unavailable={},
            site="0",
            asked="v1.4",
            failures={},
            notes=(),
        )

    monkeypatch.chdir(tmp_path)
    store_snapshot(Path("in"), fetched(b"{}"), name="in")
    with monkeypatch.context() as patch:
        closed_to_all(patch, "scandir", "in/v1.4/things")
        with pytest.raises(CatalogError, match=r"^in/v1\.4/things: cannot be read"):
            store_snapshot(Path("in"), fetched(b'{"type": "object"}'), name="in")
    assert (tmp_path / "in/v1.4/things.json").read_bytes() == b"{}"


@needs_permissions
@pytest.mark.parametrize("closed", ["in/v1.4", "in/v1.4/things"])
@pytest.mark.parametrize("command", ["pin", "generate"])
def test_a_closed_folder_is_told_in_one_line(tmp_path: Path, closed: str, command: str):
    write_schemas(tmp_path / "in", {"things": THING, "things/part": THING})
    (tmp_path / closed).chmod(0)
    try:
        run = subprocess.run(
            [sys.executable, "-m", "connectgen", command, "--schemas", "in"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        (tmp_path / closed).chmod(0o755)
    assert run.returncode == 2
    assert run.stderr == f"connectgen: {closed}: cannot be read: Permission denied\n"
    assert not (tmp_path / "in" / "v1.4" / "snapshot.json").exists()


@pytest.mark.parametrize(
    ("paths", "one", "other"),
    [
        (("CO.Warranty", "CO.warranty"), "CO.Warranty.json", "CO.warranty.json"),
        (("Menus/a", "menus/b"), "Menus", "menus"),
    ],
)
def test_names_that_differ_in_case_alone_are_refused(
    tmp_path: Path, paths: tuple[str, ...], one: str, other: str
):
    told = f"{one!r} and {other!r} differ only in case; leave one out"
    write_schemas(tmp_path / "in", dict.fromkeys(paths, THING))
    with pytest.raises(CatalogError, match=f"^in/v1.4: {told}$"):
        load_snapshot(tmp_path / "in", "v1.4", name="in")
    with pytest.raises(CatalogError, match=f"^in/v1.4: {told}$"):
        pin_snapshot(tmp_path / "in", "v1.4", name="in")
    fetched = FetchedCatalog(
        version="v1.4",
        documents=dict.fromkeys(paths, b"{}"),
        resources=(),
        unavailable={},
        site="0",
        asked=[],
        failures={},
        notes=(),
    )
    with pytest.raises(CatalogError, match=f"^out/v1.4: {told}$"):
        store_snapshot(tmp_path / "out", fetched, name="out")
    assert not (tmp_path / "out").exists()


def test_a_document_and_a_folder_may_be_called_alike(tmp_path: Path):
    write_schemas(tmp_path, {"Things": THING, "things/parts": THING})
    assert len(load_snapshot(tmp_path, "v1.4", name="in").documents) == 2


@needs_any_name
def test_no_file_is_called_as_a_device_of_windows(tmp_path: Path):
    devices = ("aux", "com1", "con", "lpt9", "nul", "prn")
    schemas = write_schemas(tmp_path, dict.fromkeys(devices, THING))
    files, _ = render_source_files(Options(schemas=schemas))
    assert not {Path(file.path).stem for file in files} & set(devices)
    assert f"models/{devices[0]}_.py" in {file.path for file in files}


def test_names_of_any_length_become_short_ones_that_stay_apart(tmp_path: Path):
    long = {f"{'x' * 5000}{number}": {"type": "string"} for number in range(3)}
    part = {"type": "object", "properties": long}
    schemas = write_schemas(tmp_path, {"things": thing(**long, **{"Deep" * 500: part})})
    generate_into(tmp_path, "long_names", schemas=schemas)
    body = dict.fromkeys(long, "value") | {"Deep" * 500: dict.fromkeys(long, "part")}
    things = import_from(tmp_path, "long_names.models.things")
    assert things.ThingCreate.from_json(body).to_json() == body
    assert all(len(name) < 120 for name in dir(things))


def test_what_is_named_like_our_own_functions_is_text_all_the_same(tmp_path: Path):
    pytest.importorskip("ruff")
    names = ("is_date(", "report(", "is_among(", "MAX_DEPTH", 'is_uri("')
    properties: dict[str, Any] = {name: {"type": "integer"} for name in names}
    properties |= {"": {"type": "number", "multipleOf": 3}, "last": {"type": "number"}}
    record = thing(**properties)
    schemas = write_schemas(tmp_path, {"things": record, "validators": record})
    generate_into(tmp_path, "names_of_ours", schemas=schemas)
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "names_of_ours"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_half_a_surrogate_pair_in_a_description_is_shown_as_an_escape(tmp_path: Path):
    document = thing(name={"type": "string", "description": "half \ud83d of it"})
    document["definitions"]["singularResource"]["description"] = "\udc00 is half"
    schemas = write_schemas(tmp_path, {"things": document})
    generate_into(tmp_path, "half_a_pair", schemas=schemas)
    things = import_from(tmp_path, "half_a_pair.models.things")
    assert things.Thing.__doc__.startswith("\\udc00 is half")


def test_items_may_have_to_be_different(tmp_path: Path):
    numbers = {"type": "array", "items": {"type": "integer"}}
    document = thing(
        one={**numbers, "uniqueItems": True},
        any={**numbers, "uniqueItems": False},
        nested={"type": "array", "items": {"type": "array", "uniqueItems": True}},
    )
    schemas = write_schemas(tmp_path, {"things": document})
    generate_into(tmp_path, "different_items", schemas=schemas)
    validators = import_from(tmp_path, "different_items.validators.things")
    assert validators.is_valid_create({"one": [1, 2], "any": [1, 1], "nested": [[1], [1]]})
    assert [each.pointer for each in validators.create_violations({"one": [1, 1]})] == ["/one"]
    assert not validators.is_valid_create({"nested": [[1, 1]]})


def test_a_resource_with_a_long_name_has_a_client_that_formatters_leave_alone(tmp_path: Path):
    pytest.importorskip("ruff")
    names = ("CO.ServiceContractEntitlement", "CO.ServiceContractEntitlementPeriod", "x" * 150)
    schemas = write_schemas(tmp_path, dict.fromkeys(names, thing(name={"type": "string"})))
    generate_into(tmp_path, "long_resources", schemas=schemas)
    folders = ("long_resources/_client/client.py", "long_resources/resources")
    for command in (
        ("format", "--check"),
        ("format", "--line-length", "100", "--check"),
        ("check",),
    ):
        run = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", *folders],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
