"""`fetch`: the snapshot it replaces, whenever it is interrupted or killed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from connectgen.core.errors import ConnectgenError, OutputError
from connectgen.jsonio.documents import dump_canonical
from connectgen.snapshot.load import load_snapshot, pin_snapshot
from support.catalog_server import (
    SCHEMA_JSON,
    CatalogSite,
    Reply,
)
from support.fetching import failure, fetched, files, started
from support.platforms import needs_fork, needs_signals

pytestmark = pytest.mark.slow


class TestTheSnapshot:
    def test_fetch_does_not_replace_handmade_snapshot(self, site: CatalogSite, tmp_path: Path):
        folder = tmp_path / "v1.4"
        folder.mkdir()
        fetched(site, tmp_path, "mailboxes")  # an empty folder is nothing
        pinned = json.loads((folder / "snapshot.json").read_bytes())
        del pinned["site"]
        (folder / "snapshot.json").write_bytes(dump_canonical(pinned))
        assert "was not created by `connectgen fetch`" in failure(site, tmp_path, "mailboxes")
        (folder / "snapshot.json").unlink()
        assert "was not created by `connectgen fetch`" in failure(site, tmp_path, "mailboxes")
        assert "was not created by `connectgen fetch`" in failure(
            site, tmp_path, "mailboxes", api_version="latest"
        )

    def test_fetch_removes_stale_documents_only(self, site: CatalogSite, tmp_path: Path):
        fetched(site, tmp_path, "mailboxes", "contacts")
        (tmp_path / "v1.4" / "README.md").write_text("ours")
        fetched(site, tmp_path, "mailboxes")
        assert (tmp_path / "v1.4" / "README.md").read_text() == "ours"
        assert not (tmp_path / "v1.4" / "contacts").exists()
        assert [path.name for path in tmp_path.iterdir()] == ["v1.4"]

    def test_pinning_again_keeps_what_the_site_said(self, site: CatalogSite, tmp_path: Path):
        fetched(site, tmp_path, "contacts")
        before = files(tmp_path)
        pin_snapshot(tmp_path, "v1.4", name="schemas")
        assert files(tmp_path) == before

    def test_a_changed_byte_is_seen_before_anything_is_generated(
        self, site: CatalogSite, tmp_path: Path
    ):
        fetched(site, tmp_path, "mailboxes")
        file = tmp_path / "v1.4/mailboxes.json"
        file.write_bytes(file.read_bytes().replace(b'"label"', b'"lebal"', 1))
        with pytest.raises(ConnectgenError, match=r"not as snapshot\.json pins it"):
            load_snapshot(tmp_path, "v1.4", name="schemas")

    def test_a_folder_that_cannot_be_written(self, site: CatalogSite, tmp_path: Path):
        (tmp_path / "file").write_text("")
        with pytest.raises(OutputError):
            fetched(site, tmp_path / "file", "mailboxes")

    @needs_signals
    @pytest.mark.parametrize("stop", ["SIGKILL", "SIGINT", "SIGTERM"])
    def test_interrupted_fetch_keeps_old_snapshot(
        self, site: CatalogSite, tmp_path: Path, stop: str
    ):
        fetched(site, tmp_path, every=True)
        before = files(tmp_path)
        site.documents["mailboxes"]["description"] = "another"
        site.fail("resource", Reply(body=b" " * 1000, media_type=SCHEMA_JSON, drip=0.1))
        process = started(site, "--all", "--into", str(tmp_path), cwd=tmp_path)
        asked = len(site.seen)
        while len(site.seen) < asked + 20:
            time.sleep(0.01)
        process.send_signal(signal.Signals[stop])
        _, told = process.communicate(timeout=10)
        assert process.returncode != 0
        assert "Traceback" not in told
        assert files(tmp_path) == before

    @needs_fork
    def test_killed_fetch_leaves_old_or_new_snapshot(self, site: CatalogSite, tmp_path: Path):
        """The process ends before its nth change of a name on disk, for every n there is."""
        fetched(site, tmp_path, "mailboxes")
        old = (tmp_path / "v1.4/mailboxes.json").read_bytes()
        site.documents["mailboxes"]["description"] = "another"
        new = fetched(site, tmp_path / "new", "mailboxes").fetched
        shutil.rmtree(tmp_path / "new")
        code = f"{_KILLED}\nwhile killed(Path({str(tmp_path)!r}), {new!r}): pass"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        was, is_now = (sha256(each).hexdigest() for each in (old, new.documents["mailboxes"]))
        states = done.stdout.split()
        assert len(states) > 5
        assert states == sorted(states, key=[was, is_now].index)  # the old one, then the new one
        assert (states[0], states[-1]) == (was, is_now)
        assert [path.name for path in tmp_path.iterdir()] == ["v1.4"]


_KILLED = """
import itertools, os, sys
from pathlib import Path
from connectgen.core.documents import FetchedCatalog
from connectgen.snapshot.load import load_snapshot
from connectgen.snapshot.store import store_snapshot
moments = itertools.count()

def killed(into, fetched):
    left = next(moments)

    def audit(event, arguments):
        nonlocal left
        if event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "ctypes.dlsym"):
            if left == 0:
                os._exit(9)
            left -= 1

    child = os.fork()
    if child == 0:
        sys.addaudithook(audit)
        store_snapshot(into, fetched, name="schemas")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    snapshot = load_snapshot(into, "v1.4", name="schemas")
    (document,) = (each for each in snapshot.documents if each.path == "mailboxes")
    print(document.sha256)
    return status
"""
