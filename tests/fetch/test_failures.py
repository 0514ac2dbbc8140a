"""`fetch`: answers that cannot be used, and fetches of parts of a catalog."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import FetchOptions
from connectgen.core.errors import FetchError
from connectgen.fetch import RequestPolicy
from connectgen.pipeline.fetch import fetch_snapshot
from connectgen.snapshot.load import load_snapshot
from support.catalog_server import (
    SCHEMA_JSON,
    CatalogSite,
    Reply,
    Seen,
    problem,
)
from support.fetching import RESOURCES, UNAVAILABLE, failure, fetched, files, run
from support.platforms import needs_long_names

pytestmark = pytest.mark.slow


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("reply", "told"),
        [
            (Reply(500, b"oops", "text/plain"), "the site answered 500"),
            (Reply(body=b"<html>Log in", media_type="text/html"), "'text/html'"),
            (Reply(body=b'{"type": "object"}', media_type="text/plain"), "'text/plain'"),
            (Reply(body=b'{"type": "object"}', media_type=""), "no media type"),
            (Reply(body=b'{"type": "obj', media_type=SCHEMA_JSON), "not JSON"),
            (Reply(body=b"", media_type=SCHEMA_JSON), "not JSON"),
            (Reply(body=b"[1]", media_type=SCHEMA_JSON), "expected a JSON Schema"),
            (Reply(body=b'{"name": "mailboxes", "links": []}'), "expected a JSON Schema"),
            (Reply(body=b'{"a": 1, "a": 1}', media_type=SCHEMA_JSON), "duplicate key"),
            (Reply(body=b"[" * 101 + b"]" * 101, media_type=SCHEMA_JSON), "100 levels"),
            (Reply(body=b"[" * 200_000, media_type=SCHEMA_JSON), "levels"),
            (Reply(body=b"\xff", media_type=SCHEMA_JSON), "UTF-8"),
            (Reply(body=b"{}", headers={"Content-Encoding": "gzip"}), "invalid response"),
            (Reply(body=b"{" * 99, cut=9), "connection lost"),
            (
                Reply(302, headers={"Location": "https://evil.example.com/x"}),
                "redirect points outside the site",
            ),
            (
                Reply(302, headers={"Location": "//evil.example.com/x"}),
                "redirect points outside the site",
            ),
            (Reply(307), "redirects"),
        ],
    )
    def test_fetch_rejects_unusable_response(
        self, site: CatalogSite, tmp_path: Path, reply: Reply, told: str
    ):
        fetched(site, tmp_path, "mailboxes")
        site.fail("mailboxes", reply)
        message = failure(site, tmp_path, "mailboxes")
        assert told in message
        assert message.startswith("/mailboxes")
        assert len(message.splitlines()) == 1

    @pytest.mark.parametrize(
        "listing", [{}, {"items": {}}, {"items": [1]}, {"items": [{"name": "../x"}]}]
    )
    def test_fetch_rejects_malformed_listing(self, site: CatalogSite, tmp_path: Path, listing: Any):
        site.documents[""] = listing
        failure(site, tmp_path, every=True)

    def test_fetch_rejects_listing_of_other_version(self, site: CatalogSite, tmp_path: Path):
        text = json.dumps(site.documents[""]).replace("/v1.4/", "/v1.3/")
        site.documents[""] = json.loads(text)
        assert "requested v1.4, received v1.3" in failure(site, tmp_path, every=True)

    def test_fetch_times_out(self, site: CatalogSite, tmp_path: Path):
        site.fail("mailboxes", Reply(body=b" " * 100, media_type=SCHEMA_JSON, drip=0.05))
        patient, hasty = RequestPolicy(deadline=0.2), RequestPolicy(timeout=0.02)
        for manners in (patient, hasty):
            message = failure(site, tmp_path, "mailboxes", manners=manners)
            assert message == "/mailboxes: request timed out"

    def test_fetch_reports_connection_refused(self, site: CatalogSite, tmp_path: Path):
        site.url = "http://127.0.0.1:9"
        message = failure(site, tmp_path, "mailboxes")
        assert "cannot be reached" in message
        assert message.endswith("; check the URL and your network")

    @pytest.mark.parametrize("announced", [True, False])
    def test_fetch_rejects_large_document(
        self,
        site: CatalogSite,
        tmp_path: Path,
        announced: bool,
        monkeypatch: pytest.MonkeyPatch,
    ):
        if announced:
            headers = {"Content-Length": str(64 * 1024**2 + 1)}
            site.fail("mailboxes", Reply(body=b"{}", media_type=SCHEMA_JSON, headers=headers))
        else:
            monkeypatch.setattr(sys.modules["connectgen.fetch.http_session"], "MAX_BYTES", 20_000)
            body = json.dumps({"description": "x" * 20_000}).encode()
            site.fail("mailboxes", Reply(body=body, media_type=SCHEMA_JSON))
        assert "mailboxes: larger than" in failure(site, tmp_path, "mailboxes")

    @pytest.mark.parametrize(("limit", "most"), [("MAX_DOCUMENTS", 50), ("MAX_TOTAL_BYTES", 9_000)])
    def test_fetch_limits_number_of_documents(
        self,
        site: CatalogSite,
        tmp_path: Path,
        limit: str,
        most: int,
        monkeypatch: pytest.MonkeyPatch,
    ):
        def more(seen: Seen, _: Reply) -> Reply | None:
            path = site.path_of(seen)
            if not path or path == "resource":
                return None
            number = len(site.seen)
            content = {"properties": {"x": {"$ref": f"x{number}/x"}, "y": {"$ref": f"y{number}/y"}}}
            return Reply(body=json.dumps(content).encode(), media_type=SCHEMA_JSON)

        site.faults.append(more)
        monkeypatch.setattr(sys.modules["connectgen.fetch.crawl"], limit, most)
        message = failure(site, tmp_path, "mailboxes")
        assert re.search(r"more than 50 documents|larger than 0 MiB", message)
        assert len(site.seen) < 100

    @needs_long_names
    def test_fetch_limits_depth_of_references(self, site: CatalogSite, tmp_path: Path):
        def deeper(seen: Seen, _: Reply) -> Reply | None:
            path = site.path_of(seen)
            if not path or path == "resource":
                return None
            content = {"properties": {"x": {"$ref": f"{path.rpartition('/')[2]}/x"}}}
            return Reply(body=json.dumps(content).encode(), media_type=SCHEMA_JSON)

        site.faults.append(deeper)
        (note,) = fetched(site, tmp_path, "mailboxes").fetched.notes
        assert "contains a path that no document can have" in note
        assert len(site.seen) < 110

    def test_a_document_that_changes_between_two_requests(self, site: CatalogSite, tmp_path: Path):
        fetched(site, tmp_path, "mailboxes", "contacts")
        before = files(tmp_path)
        answers = [0]

        def changing(seen: Seen, reply: Reply) -> Reply | None:
            if site.path_of(seen) != "mailboxes":
                return None
            answers[0] += 1
            content = json.loads(reply.body)
            content["description"] = f"edition {answers[0]}"
            return Reply(body=json.dumps(content).encode(), media_type=SCHEMA_JSON)

        site.faults.append(changing)
        for edition in (1, 2):
            assert fetched(site, tmp_path, "mailboxes", "contacts").changed
            after = files(tmp_path)
            changed = [name for name in after if after[name] != before.get(name)]
            assert changed == ["v1.4/mailboxes.json", "v1.4/snapshot.json"]
            assert f"edition {edition}".encode() in after["v1.4/mailboxes.json"]
            load_snapshot(tmp_path, "v1.4", name="schemas")
            before = after


class TestPartsOfIt:
    def test_all_failures_are_told_and_nothing_is_replaced(self, site: CatalogSite, tmp_path: Path):
        fetched(site, tmp_path, every=True)
        site.dangling |= {"mailboxes": 403, "incidents/threads": 500}
        site.fail("contacts/name", Reply(body=b"{", media_type=SCHEMA_JSON))
        message = failure(site, tmp_path, every=True)
        told = [line.split(":")[0] for line in message.splitlines()]
        assert told == ["/incidents/threads", "/mailboxes"]

    def test_partial_fetch_skips_failures(self, site: CatalogSite, tmp_path: Path):
        site.dangling |= {"mailboxes": 403, "incidents/threads": 500}
        site.fail("contacts/name", Reply(body=b"{", media_type=SCHEMA_JSON))
        result = fetched(site, tmp_path, every=True, partial=True)
        assert list(result.fetched.failures) == ["incidents/threads", "mailboxes"]
        assert any("contacts/name: not JSON" in note for note in result.fetched.notes)
        snapshot = load_snapshot(tmp_path, "v1.4", name="schemas")
        assert set(RESOURCES) - set(snapshot.resources) == {"mailboxes"}
        pinned = json.loads((tmp_path / "v1.4/snapshot.json").read_bytes())
        assert {entry["path"]: entry["status"] for entry in pinned["unavailable"]} == {
            **UNAVAILABLE,
            "contacts/name": None,
            "incidents/threads": 500,
            "mailboxes": 403,
        }

    def test_partial_fetch_fails_without_any_resource(self, site: CatalogSite, tmp_path: Path):
        site.dangling["mailboxes"] = 403
        assert "403" in failure(site, tmp_path, "mailboxes", partial=True)

    def test_a_name_that_is_not_listed_is_explained(self, site: CatalogSite, tmp_path: Path):
        lines = failure(site, tmp_path, "incidnets", "zzz", "contacts").splitlines()
        assert lines[0].startswith("/incidnets: the site answered 404")
        assert lines[0].endswith("; the site lists no 'incidnets' (did you mean 'incidents'?)")
        assert lines[1].endswith(f"; the site lists no 'zzz'; it lists {', '.join(RESOURCES)}")
        site.dangling["mailboxes"] = 403
        assert "lists no" not in failure(site, tmp_path, "mailboxes")

    @pytest.mark.parametrize("resources", [("contacts",), ()])
    def test_a_version_that_is_not_there(
        self, site: CatalogSite, tmp_path: Path, resources: tuple[str, ...]
    ):
        message = failure(site, tmp_path, *resources, every=not resources, api_version="v1.9")
        first, last = message.splitlines()
        assert "v1.9" in first
        assert "404" in first
        assert last == ": the site serves v1.4; use --api-version v1.4"
        assert "check the URL" not in message

    @pytest.mark.parametrize(
        ("status", "advice"),
        [
            (404, "check the URL of the site, --api-version and the names of the resources"),
            (403, "give the account access to the metadata catalog"),
        ],
    )
    @pytest.mark.parametrize("resources", [("contacts", "incidents", "mailboxes"), ()])
    def test_a_site_that_refuses_everything_is_reported_once(
        self,
        site: CatalogSite,
        tmp_path: Path,
        resources: tuple[str, ...],
        status: int,
        advice: str,
    ):
        site.faults.append(lambda *_: Reply(status, b"", "text/html"))
        message = failure(site, tmp_path, *resources, every=not resources)
        also = " (and the same for each resource)" if resources else ""
        assert message == f": the site answered {status}{also}; {advice}"

    def test_different_refusals_are_all_reported(self, site: CatalogSite, tmp_path: Path):
        site.dangling |= {"": 404, "contacts": 404, "incidents": 403}
        lines = failure(site, tmp_path, "contacts", "incidents").splitlines()
        assert [line.partition(":")[0] for line in lines] == ["/contacts", "/incidents"]

    def test_a_menu_that_is_refused_is_still_a_menu(self, site: CatalogSite, tmp_path: Path):
        done = fetched(site, tmp_path, "incidents").fetched
        menus = [path.removesuffix(".json") for path in done.documents if path.startswith("named")]
        assert menus
        site.dangling[menus[0]] = 404
        _, _, err = run(site, "incidents", "--into", "s", cwd=tmp_path)
        assert f"{menus[0]}: the site answered 404; its entries are not described" in err
        assert f"{menus[0]}: the site answered 404; it is treated" not in err

    def test_a_part_that_is_only_to_be_had_elsewhere(self, site: CatalogSite, tmp_path: Path):
        site.fail("contacts/name", problem(400, "OSC-CREST-00018", "Through a relationship"))
        assert fetched(site, tmp_path, "contacts").fetched.unavailable["contacts/name"] == 400

    def test_wrong_credentials_are_tried_once(self, site: CatalogSite, tmp_path: Path):
        site.password = "changed"
        environment = {**site.environment, "CONNECTGEN_PASSWORD": "old"}
        told = r"401.*\(credentials: CONNECTGEN_USERNAME and CONNECTGEN_PASSWORD\)"
        with pytest.raises(FetchError, match=told):
            fetch_snapshot(FetchOptions(site=site.url, into=tmp_path, every=True), environment)
        assert len(site.seen) == 1
        environment = {"NETRC": "/nowhere"}
        with pytest.raises(FetchError, match="credentials: none found"):
            fetch_snapshot(FetchOptions(site=site.url, into=tmp_path, every=True), environment)

    def test_credentials_that_run_out_end_it(self, site: CatalogSite, tmp_path: Path):
        site.fail("incidents", problem(401, "OSC-CREST-00014", "Session over"))
        assert "Session over" in failure(site, tmp_path, every=True)
        assert len(site.seen) < 60
