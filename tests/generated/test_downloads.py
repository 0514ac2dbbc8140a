"""Files downloaded into a folder: they get the site's name, and never leave the folder."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.http_server import Answer, Seen, serving
from support.platforms import needs_modes, needs_permissions, needs_symlinks
from support.tcp_server import answer, cut_short, misbehaving

pytestmark = pytest.mark.slow

PATH = "/services/rest/connect/v1.4/incidents/5/fileAttachments/97"
SETTINGS: dict[str, Any] = {"auth": ("u", "s"), "application_context": "t", "retry_delay": 0}

Download = Callable[..., Path]


def download_sync(made: Any, url: str, to: Any, **options: Any) -> Path:
    with made.Client(url, **{**SETTINGS, **options}) as client:
        return client.incidents(5).file_attachments.download(97, to)


def download_async(made: Any, url: str, to: Any, **options: Any) -> Path:
    async def run() -> Path:
        async with made.AsyncClient(url, **{**SETTINGS, **options}) as client:
            return await client.incidents(5).file_attachments.download(97, to)

    return asyncio.run(run())


both = pytest.mark.parametrize("download", [download_sync, download_async], ids=["sync", "async"])


def site(name: Any = "log.txt") -> Callable[[Seen], Answer]:
    """Answer with a file that is called *name*."""

    def answer(seen: Seen) -> Answer:
        if "download" in seen.path:
            return Answer(body=b"Hello", headers={"Content-Type": "text/plain"})
        return Answer(body=json.dumps({"id": 97, "fileName": name, "size": 5}).encode())

    return answer


@both
@pytest.mark.parametrize("written", ["{}", "{}/", "path"])
def test_download_into_folder_uses_file_name(
    made: ModuleType, download: Download, tmp_path: Path, written: str
):
    to = tmp_path if written == "path" else written.format(tmp_path)
    with serving(site()) as server:
        found = download(made, server.url, to)
    assert found == tmp_path / "log.txt"
    assert found.read_bytes() == b"Hello"
    assert list(tmp_path.iterdir()) == [found]
    assert [seen.path for seen in server.seen] == [PATH, f"{PATH}?download"]


@both
def test_download_does_not_overwrite_existing_file(
    made: ModuleType, download: Download, tmp_path: Path
):
    there = tmp_path / "log.txt"
    there.write_bytes(b"mine")
    with serving(site()) as server, pytest.raises(FileExistsError, match=r"log.txt"):
        download(made, server.url, tmp_path)
    assert [seen.path for seen in server.seen] == [PATH]  # its content was never asked for
    assert there.read_bytes() == b"mine"


@needs_symlinks
@both
def test_download_does_not_follow_a_link(made: ModuleType, download: Download, tmp_path: Path):
    (tmp_path / "log.txt").symlink_to(tmp_path / "nowhere")
    with serving(site()) as server, pytest.raises(FileExistsError):
        download(made, server.url, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["log.txt"]


def test_two_files_of_one_name_at_once_are_not_one(made: ModuleType, tmp_path: Path):
    async def run(url: str) -> list[Any]:
        async with made.AsyncClient(url, **SETTINGS) as client:
            files = client.incidents(5).file_attachments
            calls = [files.download(97, tmp_path) for _ in range(8)]
            return await asyncio.gather(*calls, return_exceptions=True)

    with serving(site()) as server:
        results = asyncio.run(run(server.url))
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds[:7] == ["FileExistsError"] * 7
    assert [path.name for path in tmp_path.iterdir()] == ["log.txt"]
    assert (tmp_path / "log.txt").read_bytes() == b"Hello"


@both
def test_what_cannot_be_written_is_found_before_anything_is_sent(
    made: ModuleType, download: Download, tmp_path: Path
):
    (tmp_path / "file").touch()
    with serving(site()) as server:
        for to, expected in (
            (f"{tmp_path}/missing/", NotADirectoryError),
            (f"{tmp_path}/file/", NotADirectoryError),
            (tmp_path / "missing" / "a.txt", FileNotFoundError),
            (tmp_path / "file" / "a.txt", FileNotFoundError),
            (5, TypeError),
            (None, TypeError),
            (b"a.txt", TypeError),
        ):
            with pytest.raises(expected):
                download(made, server.url, to)
    assert server.seen == []
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@both
def test_a_download_into_a_folder_that_fails_leaves_it_as_it_was(
    made: ModuleType, download: Download, tmp_path: Path
):
    about = answer(200, {"fileName": "log.txt"})
    steps: list[tuple[tuple[Any, ...], str]] = [
        ((answer(404, {}),), "NotFoundError"),
        ((about, answer(404, {})), "NotFoundError"),
        ((about, cut_short), "ConnectionLostError"),
        ((answer(200, b"<html>"),), "ReplyError"),
    ]
    for step, expected in steps:
        with misbehaving(*step) as server:
            with pytest.raises(getattr(made, expected)):
                download(made, server.url, tmp_path, max_retries=0)
    assert [path.name for path in tmp_path.iterdir()] == []


NAMES: dict[str, Any] = {
    "a/b/c.txt": "c.txt",
    "..\\..\\evil.exe": "evil.exe",
    "/etc/passwd": "passwd",
    ".bashrc": "bashrc",
    " .. ": "97",
    "..": "97",
    "": "97",
    "/": "97",
    "C:": "C_",
    "a\0b\nc.txt": "a_b_c.txt",
    "cod\u202egpj.exe": "cod_gpj.exe",
    "\ud800.txt": "_.txt",
    "NUL": "_NUL",
    "con.txt": "_con.txt",
    "COM1.log": "_COM1.log",
    "concert.txt": "concert.txt",
    "report.pdf. ": "report.pdf",
    "Übersicht 2024 (1).pdf": "Übersicht 2024 (1).pdf",
    "-rf": "-rf",
    "~": "~",
    "x:stream": "x_stream",
}


@pytest.mark.parametrize("name", NAMES)
def test_download_file_name_is_sanitized(made: ModuleType, name: str, tmp_path: Path):
    with serving(site(name)) as server:
        found = download_sync(made, server.url, tmp_path)
    assert found == tmp_path / NAMES[name]
    assert [path.name for path in tmp_path.iterdir()] == [NAMES[name]]


@pytest.mark.parametrize("name", [None, 5, ["a"], {"a": 1}])
def test_download_without_name_uses_id(made: ModuleType, name: Any, tmp_path: Path):
    with serving(site(name)) as server:
        assert download_sync(made, server.url, tmp_path) == tmp_path / "97"


@pytest.mark.parametrize("name", ["x" * 300 + ".txt", "ü" * 300, "." * 3 + "😀" * 99 + ".x" * 99])
def test_long_download_file_name_keeps_extension(made: ModuleType, name: str, tmp_path: Path):
    with serving(site(name)) as server:
        found = download_sync(made, server.url, tmp_path)
    assert found.read_bytes() == b"Hello"
    assert 200 < len(found.name.encode()) <= 255
    assert found.suffix == (".txt" if name.endswith(".txt") else found.suffix)


@pytest.mark.slow
@given(st.text(max_size=40) | st.text("./\\: ~CONconAUX\0", max_size=8))
def test_any_name_is_that_of_one_file(made: ModuleType, name: str):
    safe = import_module("made._client.downloads").safe_name(name, "97")
    assert safe not in ("", ".", "..")
    assert not set(safe) & set('/\\:*?"<>|\0')
    assert safe.isprintable()
    assert not safe.startswith(".")
    assert (Path("/folder") / safe).parent == Path("/folder")
    assert import_module("made._client.downloads").safe_name(safe, "97") == safe


@needs_permissions
@needs_modes
def test_a_folder_that_is_read_only(made: ModuleType, tmp_path: Path):
    tmp_path.chmod(0o500)
    with serving(site()) as server, pytest.raises(PermissionError):
        download_sync(made, server.url, tmp_path / "a.txt")
    assert server.seen == []


def test_status_and_headers_are_those_of_the_content(made: ModuleType, tmp_path: Path):
    with serving(site()) as server, made.Client(server.url, **SETTINGS) as client:
        reply = client.raw(client.incidents(5).file_attachments.download, 97, tmp_path)
    assert (reply.status, reply.headers["content-type"]) == (200, "text/plain")
    assert reply.value == tmp_path / "log.txt"
