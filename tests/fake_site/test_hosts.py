"""Who is answered, and what is no error of ours: hosts, ids of any kind, uploads that break off."""

from __future__ import annotations

import logging
import socket
import sqlite3
import time
from pathlib import Path

import httpx2
import pytest
from connectgen.config.options import Options
from connectgen.core.errors import ConfigError
from connectgen.fake_site.hosts import Hosts
from connectgen.fake_site.server import run_in_thread
from connectgen.fake_site.site import SimulatedSite
from connectgen.testing import FakeSite

pytestmark = pytest.mark.slow

ROOT = "/services/rest/connect/v1.4/"
LOCAL = ["localhost", "LOCALHOST:80", "localhost.", "127.0.0.1:1", "127.9.9.9", "[::1]:80", "[::1]"]
STRANGE = ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80"]
BROKEN = ["", ":80", "a b", "u@localhost", "localhost:x", "localhost/", "[::1", "\xff.example"]


@pytest.mark.parametrize("bound", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_a_site_on_localhost_answers_to_localhost_alone(bound: str):
    hosts = Hosts(bound)
    assert [host for host in LOCAL if not hosts.has(host)] == []
    others = [*STRANGE, *BROKEN, "fake-site", "192.168.0.1", "10.0.0.1:80"]
    assert [host for host in others if hosts.has(host)] == []


@pytest.mark.parametrize("bound", ["0.0.0.0", "::", "192.168.0.1", "site.test"])
def test_a_site_for_other_machines_answers_to_what_no_stranger_can_own(bound: str):
    hosts = Hosts(bound)
    known = [*LOCAL, "fake-site:8080", "192.168.0.1", "[fd00::1]:80", socket.gethostname()]
    assert [host for host in known if not hosts.has(host)] == []
    assert [host for host in (*STRANGE, *BROKEN) if hosts.has(host)] == []
    assert hosts.has("site.test") is (bound == "site.test")


def test_further_names_are_told():
    hosts = Hosts("127.0.0.1", ["Host.Docker.Internal"])
    assert hosts.has("host.docker.internal:8080")
    assert not hosts.has("docker.internal")


@pytest.mark.parametrize(
    "path",
    [f"{ROOT}incidents", "/_connectgen/outbox", "/_connectgen/requests"],
)
def test_a_page_of_a_stranger_sees_nothing(site: FakeSite, path: str):
    headers = {"Authorization": "Session x", "OSvC-CREST-Application-Context": "t"}
    found = httpx2.get(site.url + path, headers={**headers, "Host": "evil.example"})
    assert (found.status_code, len(site.requests)) == (421, 0)
    assert "--allow-host" in found.text
    assert httpx2.get(site.url + path, headers={**headers, "Host": "localhost"}).is_success


def test_an_address_must_be_given_and_be_one(sample_schemas: Path):
    site = SimulatedSite(Options(schemas=sample_schemas))
    for host in ("", "\udcff", "a" * 300, "256.1.1.1", "a b"):
        with pytest.raises(ConfigError), run_in_thread(site, host):
            pass
    site.store.close()


IDS = ["²", "٣", "9" * 5000, "9" * 101, "-1", "1.0", "1e5", "null", "%00", "0", "9" * 20]


@pytest.mark.parametrize("number", IDS, ids=lambda number: number[:5])
@pytest.mark.parametrize(
    "path",
    [
        "incidents/@",
        "incidents/@/threads",
        "incidents/152/threads/@",
        "incidents/152/fileAttachments/@?download",
        "contacts/1/emails/@",
        "namedIDs/incidents/customFields/c/colour/@",
        "namedIDs/@",
        "metadata-catalog/@",
        "exceptions/@",
    ],
)
def test_an_id_that_is_none_is_not_found(http: httpx2.Client, path: str, number: str):
    for method in ("GET", "PATCH", "DELETE"):
        body = b"{}" if method == "PATCH" else None
        found = http.request(method, path.replace("@", number), content=body)
        assert found.status_code in (404, 405), found.text
        assert method != "GET" or found.status_code == 404


def test_an_upload_that_breaks_off_is_no_error_of_ours(
    site: FakeSite, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    address = site.url.removeprefix("http://").split(":")
    head = (
        "POST /services/rest/connect/v1.4/incidents HTTP/1.1\r\nHost: localhost\r\n"
        "Authorization: Session x\r\nOSvC-CREST-Application-Context: t\r\n"
    )
    for rest in ("Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{"):
        with socket.create_connection((address[0], int(address[1]))) as connection:
            connection.sendall((head + rest).encode())
            time.sleep(0.1)  # until the head was read
    deadline = time.monotonic() + 10
    while len(site.requests) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [(seen.method, seen.status) for seen in site.requests] == [("POST", None)] * 2
    assert [record.getMessage() for record in caplog.records if record.name != "httpx2"] == [
        "POST /services/rest/connect/v1.4/incidents no answer"
    ] * 2
    assert not [record for record in caplog.records if record.exc_info]


def test_a_database_that_fails_is_told_and_does_not_end_the_site(
    tmp_path: Path, sample_schemas: Path, caplog: pytest.LogCaptureFixture
):
    file = tmp_path / "site.db"
    site = SimulatedSite(Options(schemas=sample_schemas), database=file)
    headers = {"Authorization": "Session x", "OSvC-CREST-Application-Context": "t"}
    with run_in_thread(site) as url:
        incidents = f"{url}/services/rest/connect/v1.4/incidents"
        other = sqlite3.connect(file)
        other.execute("ALTER TABLE records RENAME TO elsewhere")
        assert httpx2.get(incidents, headers=headers).status_code == 503
        other.execute("ALTER TABLE elsewhere RENAME TO records")
        other.close()
        assert httpx2.get(incidents, headers=headers).status_code == 200
    site.store.close()
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == [
        f"database: {file} cannot be used: no such table: records"
    ]
