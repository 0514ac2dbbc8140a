"""Files of records: downloaded and uploaded."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from support.client_calls import ROOT, SETTINGS, Run, both, js
from support.http_server import Answer, serving
from support.tcp_server import answer, cut_short, misbehaving

CONTENT = bytes(range(256)) * 4000


@both
def test_a_file_is_downloaded(made: ModuleType, run: Run, tmp_path: Path):
    target = tmp_path / "manual.pdf"
    target.write_bytes(b"old")
    with serving(lambda _: Answer(body=CONTENT, headers={})) as server:
        found = run(
            made,
            server.url,
            lambda client: client.incidents(5).file_attachments.download(97, str(target)),
        )
    assert found == target
    assert target.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [target]
    (seen,) = server.seen
    assert seen.path == f"{ROOT}incidents/5/fileAttachments/97?download"
    assert seen.headers["accept"] == "*/*"


def test_a_downloaded_file_has_the_mode_of_any_new_file(made: ModuleType, tmp_path: Path):
    (tmp_path / "new").touch()
    with serving(lambda _: Answer(body=CONTENT, headers={})) as server:
        with made.Client(server.url, **SETTINGS) as client:
            client.incidents(5).file_attachments.download(97, tmp_path / ("a" * 255))
    assert (tmp_path / ("a" * 255)).stat().st_mode == (tmp_path / "new").stat().st_mode


@both
def test_interrupted_download_restarts(made: ModuleType, run: Run, tmp_path: Path):
    target = tmp_path / "a.txt"
    with misbehaving(cut_short, answer(503), answer(200, b"whole")) as site:
        run(
            made,
            site.url,
            lambda client: client.incidents(5).file_attachments.download(97, target),
        )
    assert target.read_bytes() == b"whole"
    assert len(site.seen) == 3


@both
def test_failed_download_leaves_no_file(made: ModuleType, run: Run, tmp_path: Path):
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")
    for step, expected in (
        (answer(404, {"title": "Not Found"}), made.NotFoundError),
        (cut_short, made.ConnectionLostError),
    ):
        with misbehaving(step) as site, pytest.raises(expected):
            run(
                made,
                site.url,
                lambda client: client.incidents(5).file_attachments.download(97, target),
            )
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@both
def test_a_file_is_uploaded_in_the_body(made: ModuleType, run: Run, tmp_path: Path):

    attachment = import_module("made.models.incidents").FileAttachmentCreate
    file = tmp_path / "note.txt"
    file.write_bytes(b"Hello")
    body = made.IncidentCreate(file_attachments=[attachment.from_path(file)])
    with serving(lambda _: js({"id": 5}, 201)) as server:
        run(made, server.url, lambda client: client.incidents.create(body))
    (sent,) = server.seen[0].json["fileAttachments"]
    assert (sent["fileName"], sent["data"]) == ("note.txt", "SGVsbG8=")
