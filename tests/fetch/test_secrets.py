"""`fetch`: credentials are in no output, file, log or error."""

from __future__ import annotations

import json
import logging
import traceback
from pathlib import Path
from typing import Any

import pytest
from connectgen.core.errors import ErrorGroup
from support.catalog_server import (
    SCHEMA_JSON,
    CatalogSite,
    Reply,
    Seen,
    problem,
)
from support.fetching import fetched, files, run

pytestmark = pytest.mark.slow


class TestSecrets:
    """They are searched for in everything that is written, printed, logged or raised."""

    def test_fetch_prints_and_writes_no_credentials(self, site: CatalogSite, tmp_path: Path):
        site.faults.append(echo(site))
        for arguments in (["--all", "-v"], ["mailboxes", "-v", "--partial"]):
            _, out, err = run(
                site,
                *arguments,
                "--into",
                "s",
                cwd=tmp_path,
                PYTHONDEVMODE="1",
                PYTHONWARNINGS="always",
            )
            assert "repeats the password or token, so it is not stored" in err
            for secret in site.secrets:
                assert secret not in out + err
        site.faults.clear()
        code, out, err = run(site, "--all", "-v", "--into", "s", cwd=tmp_path)
        assert code == 0
        for text in (out, err, *(data.decode() for data in files(tmp_path).values())):
            for secret in site.secrets:
                assert secret not in text

    def test_fetch_stores_no_document_with_credentials(self, site: CatalogSite, tmp_path: Path):
        wrong = {"properties": {name: {"type": site.password} for name in "ab"}}
        site.fail("mailboxes", Reply(body=json.dumps(wrong).encode(), media_type=SCHEMA_JSON))
        _, _, err = run(site, "mailboxes", "--into", "s", cwd=tmp_path)
        assert "mailboxes: repeats the password or token, so it is not stored" in err
        assert not any(secret in err for secret in site.secrets)
        assert list(files(tmp_path)) == []

    @pytest.mark.parametrize(
        ("password", "value", "is_stored"),
        [
            ("a1b2", "a1b2", False),
            ("pass-12", "pass-12", False),
            ('a"b1', 'a"b1', False),
            ("pässe1", "pässe1", False),
            ("a1b2", "this a1b2 is within a text", True),
            ("a1b2", "xa1b2", True),
            ("a1b", "a1b", True),  # of less than four characters anything may be one
            ("object", "object", True),
            ("a1b2c3d4", "xa1b2c3d4x", False),
        ],
    )
    def test_short_password_is_found_as_a_whole_value(
        self,
        site: CatalogSite,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        password: str,
        value: str,
        is_stored: bool,
    ):
        monkeypatch.setattr(site, "password", password)
        wrong = {"type": "object", "properties": {"a": {"type": "string", "label": value}}}
        site.fail("mailboxes", Reply(body=json.dumps(wrong).encode(), media_type=SCHEMA_JSON))
        _, _, err = run(site, "mailboxes", "--into", "s", cwd=tmp_path)
        assert ("mailboxes: repeats the password or token" in err) is not is_stored
        assert bool(files(tmp_path)) is is_stored

    def test_fetch_raises_and_logs_no_credentials(
        self, site: CatalogSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ):
        site.faults.append(echo(site))
        site.fail("contacts", Reply(body=b"{" * 99, cut=9))
        site.fail("accounts", Reply(body=b"{", headers={"Content-Encoding": "gzip"}))
        site.fail("incidents", Reply(302, headers={"Location": f"https://{site.tokens}.example"}))
        with caplog.at_level(logging.DEBUG), pytest.raises(ErrorGroup) as caught:
            fetched(site, tmp_path, every=True)
        seen: list[BaseException] = []
        collect(caught.value, seen)
        assert len(seen) > 10
        texts = [caplog.text]
        for error in seen:
            texts += [repr(error), str(error), *traceback.format_exception(error)]
            texts += [repr(value) for value in vars(error).values()]
        for text in texts:
            assert site.password not in text
            assert site.authorization.removeprefix("Basic ") not in text
        for token in site.tokens:
            assert not any(token in text for text in texts)


def echo(site: CatalogSite) -> Any:
    """Answer every schema with an error that repeats what came with the request."""

    def fault(seen: Seen, _: Reply) -> Reply | None:
        if not site.path_of(seen):
            return None
        token = seen.headers.get("osvc-crest-api-access-token", "")
        detail = f"{seen.headers['authorization']} {site.password} {token}"
        if site.path_of(seen) == "mailboxes":  # it may also stand in a document that is no schema
            return Reply(body=json.dumps({"type": detail}).encode(), media_type=SCHEMA_JSON)
        return problem(500, "OSC-CREST-00008", "Trouble", detail)

    return fault


def collect(error: BaseException | None, seen: list[BaseException]) -> None:
    """Gather *error*, its causes and contexts, and the errors that it groups."""
    if error is None or error in seen:
        return
    seen.append(error)
    collect(error.__cause__, seen)
    collect(error.__context__, seen)
    for part in getattr(error, "errors", ()):
        collect(part, seen)
