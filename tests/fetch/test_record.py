"""`fetch --record`: answers as they came, without secrets."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from connectgen.core.errors import OutputError
from connectgen.fetch import find_credentials, parse_site
from support.catalog_server import SCHEMA_JSON, CatalogSite, Reply
from support.fetching import failure, fetched, files

pytestmark = pytest.mark.slow


def test_answers_are_kept_as_they_came_without_secrets(site: CatalogSite, tmp_path: Path):
    echo = {"type": "object", "description": " ".join([site.authorization, site.password])}
    body = json.dumps(echo, ensure_ascii=False).encode()
    hostile = {"Set-Cookie": f"session={site.password}", "X-Echo": site.authorization}
    site.fail("mailboxes", Reply(body=body, media_type=SCHEMA_JSON, headers=hostile))
    with pytest.raises(AssertionError):  # the folder of answers is written although it fails
        failure(site, tmp_path, "mailboxes", record=tmp_path / "answers")
    kept = files(tmp_path / "answers")
    assert len(kept) == 2 * len(site.seen) == 4
    for content in kept.values():
        text = content.decode()
        assert not any(secret in text for secret in site.secrets)
        assert "Basic " not in text or "Basic [redacted]" in text
    head = json.loads(kept["0002.json"])
    assert head["request"]["url"].endswith("/metadata-catalog/mailboxes")
    assert head["request"]["accept"] == SCHEMA_JSON
    headers = {name.lower(): value for name, value in head["response"]["headers"]}
    assert headers["content-type"] == SCHEMA_JSON
    assert headers["set-cookie"] == headers["x-echo"] == "[left out]"
    assert headers["osvc-crest-api-access-token"] == "[left out]"
    assert json.loads(kept["0001.body"])["items"]


@pytest.mark.parametrize("secret", ['pa"ss\\wörd', "päss wörd/1", "emoji \N{GRINNING FACE} here"])
def test_secrets_are_found_however_they_are_written(secret: str):
    credentials = find_credentials(
        parse_site("https://mysite.example.com"),
        {"CONNECTGEN_USERNAME": "u", "CONNECTGEN_PASSWORD": secret},
    )
    quoted = (json.dumps(secret), json.dumps(secret, ensure_ascii=False))
    for form in (secret, quote(secret, safe=""), *(text[1:-1] for text in quoted)):
        assert credentials.redact_secrets(f"<{form}>") == "<[redacted]>"


def test_what_cannot_be_used_is_kept_too(site: CatalogSite, tmp_path: Path):
    raw = b'\xff{"a": 1, "a": 2}'
    site.fail("mailboxes", Reply(body=raw, media_type=SCHEMA_JSON))
    target = {"Location": "https://elsewhere.example.com/login?ticket=hush-hush"}
    site.fail("accounts", Reply(302, headers=target))
    answers = tmp_path / "answers"
    with pytest.raises(AssertionError):  # the folder of answers is written although it fails
        failure(site, tmp_path, "mailboxes", "accounts", record=answers)
    kept = files(answers)
    assert raw in kept.values()
    shown = b"".join(kept.values())
    assert b"https://elsewhere.example.com/login" in shown
    assert b"hush-hush" not in shown


def test_a_folder_with_something_in_it_is_left_alone(site: CatalogSite, tmp_path: Path):
    (tmp_path / "own.txt").write_text("mine")
    with pytest.raises(OutputError, match="is not empty"):
        fetched(site, tmp_path / "schemas", "mailboxes", record=tmp_path)
    assert files(tmp_path) == {"own.txt": b"mine"}
    assert not site.seen
