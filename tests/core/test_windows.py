"""Windows, simulated: paths, links, netrc, ports."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from connectgen.core import atomic_replace
from connectgen.core.errors import OutputError
from connectgen.core.portable import is_below
from connectgen.diff.git import checkout_folder
from connectgen.fake_site import server
from connectgen.fetch.credentials import find_credentials
from connectgen.fetch.urls import parse_site
from connectgen.write.manifest import MANIFEST, read_manifest
from support.platforms import needs_any_name, needs_symlinks
from support.portable_projects import git


class TestWindows:
    @pytest.mark.parametrize(
        "path",
        [
            *(r"..\..\x.json", r"a\..\..\x.json", "C:x.json", r"C:\x.json", r"\\server\x"),
            *("/x.json", "../x.json", "a/../../x.json", "a\0.json", "file.json:stream"),
        ],
    )
    def test_a_path_that_leads_out_on_any_system_is_refused(self, tmp_path: Path, path: str):
        assert not is_below(path)
        manifest = {"inputs": {}, "files": {path: ""}}
        (tmp_path / MANIFEST).write_text(json.dumps(manifest))
        with pytest.raises(OutputError, match="not a manifest"):
            read_manifest(tmp_path)

    @pytest.mark.parametrize("path", ["a.json", "a/b.json", "a..b/c.json", "...json"])
    def test_a_path_that_stays_is_not(self, path: str):
        assert is_below(path)

    @needs_any_name
    def test_a_tree_of_git_writes_nothing_outside(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        git("init", "-q", cwd=tmp_path)
        (tmp_path / "v1.4").mkdir()
        for name in ("things.json", r"..\..\x.json", "C:x.json"):
            (tmp_path / "v1.4" / name).write_text("{}")
        git("add", ".", cwd=tmp_path)
        git("commit", "-qm", "one", cwd=tmp_path)
        monkeypatch.chdir(tmp_path)
        with checkout_folder("git:HEAD:v1.4") as folder:
            assert [path.name for path in folder.iterdir()] == ["things.json"]

    @needs_symlinks
    def test_links_need_no_option_that_systems_lack(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        original = os.link

        def link(source: Any, target: Any, **others: Any) -> None:
            if others:
                raise NotImplementedError("follow_symlinks unavailable on this platform")
            original(source, target)

        package = tmp_path / "pk"
        package.mkdir()
        (package / "own.py").write_text("mine")
        (package / "link").symlink_to("own.py")
        (package / "nowhere").symlink_to("gone")
        inode = (package / "own.py").stat().st_ino
        monkeypatch.setattr(os, "link", link)
        atomic_replace.replace_folder(package, {"a.py": b"new"}, last="a.py", replaced=())
        assert (package / "own.py").stat().st_ino == inode
        links = {name: str((package / name).readlink()) for name in ("link", "nowhere")}
        assert links == {"link": "own.py", "nowhere": "gone"}

    @pytest.mark.parametrize(
        ("name", "other"), [(".netrc", None), ("_netrc", None), ("_netrc", ".netrc")]
    )
    def test_netrc_has_another_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, other: str | None
    ):
        monkeypatch.setattr(Path, "home", lambda: tmp_path)
        (tmp_path / name).write_text("machine mysite.example.com login ann password hush\n")
        if other:
            (tmp_path / other).write_text("machine another.example.com login eve password no\n")
        for file in tmp_path.iterdir():
            file.chmod(0o600)
        found = find_credentials(parse_site("https://mysite.example.com"), {})
        assert (found.source, found.username) == ("netrc", "ann")

    def test_a_port_is_not_shared(self, monkeypatch: pytest.MonkeyPatch):
        asked: list[int] = []

        class Socket(socket.socket):
            def setsockopt(self, level: int, option: int, value: Any, *_: Any) -> None:
                asked.append(option)

        monkeypatch.setattr(socket, "socket", Socket)
        server._bind_socket("127.0.0.1", 0).close()
        monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)
        server._bind_socket("127.0.0.1", 0).close()
        assert asked == [socket.SO_REUSEADDR, -5]
