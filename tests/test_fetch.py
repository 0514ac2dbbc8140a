"""`connectgen fetch` against a site on localhost: what it asks, what it keeps, what it survives."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from catalog_site import (
    JSON,
    SCHEMA_JSON,
    CatalogSite,
    Reply,
    Seen,
    problem,
    serving_catalog,
)
from connectgen.config.options import FetchOptions
from connectgen.core.errors import ConnectgenError, ErrorGroup, FetchError, OutputError
from connectgen.fetch import RequestPolicy
from connectgen.jsonio.documents import dump_canonical
from connectgen.pipeline.fetch import FetchResult, fetch_snapshot
from connectgen.snapshot.load import load_snapshot, pin_snapshot
from made_site import write_snapshot

QUICK = RequestPolicy(timeout=2.0, first_delay=0.005)
RESOURCES = [
    "CO.Recall",
    "CO.Warranty",
    "CO.mRegion",
    "accounts",
    "contacts",
    "incidentResponse",
    "incidents",
    "mailboxes",
    "namedIDHierarchies",
    "namedIDs",
    "organizations",
    "serviceCategories",
    "serviceProducts",
    "siteInterfaces",
]
UNAVAILABLE = {"accounts/salesSettings": 403, "contacts/openIDAccounts": 404}


@pytest.fixture
def site() -> Iterator[CatalogSite]:
    with serving_catalog() as running:
        yield running


def fetched(
    site: CatalogSite, into: Path, *resources: str, manners: RequestPolicy = QUICK, **options: Any
) -> FetchResult:
    return fetch_snapshot(
        FetchOptions(site=site.url, into=into, resources=resources, **options),
        site.environment,
        policy=manners,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def failure(site: CatalogSite, into: Path, *resources: str, **options: Any) -> str:
    """Return what a fetch that fails says; it leaves everything as it was."""
    before = files(into)
    with pytest.raises(ConnectgenError) as caught:
        fetched(site, into, *resources, **options)
    assert files(into) == before
    return str(caught.value).replace(f"{site.url}/services/rest/connect/v1.4/metadata-catalog", "")


class TestWhatIsFetched:
    @pytest.mark.parametrize("catalog", ["sample", "next"])
    def test_other_tests_use_the_snapshot_that_a_fetch_makes(self, catalog: str, tmp_path: Path):
        with serving_catalog(catalog) as site:
            fetched(site, tmp_path / "fetched", every=True, api_version=site.version)
        made = files(write_snapshot(tmp_path / "made", catalog))
        found = files(tmp_path / "fetched")
        pins = [json.loads(each.pop(f"{site.version}/snapshot.json")) for each in (made, found)]
        assert made == found
        assert len({pin.pop("site") for pin in pins}) == 2
        assert pins[0] == pins[1]

    def test_the_whole_catalog(self, site: CatalogSite, tmp_path: Path):
        result = fetched(site, tmp_path, every=True)
        assert result.changed
        assert result.folder == tmp_path / "v1.4"
        snapshot = load_snapshot(tmp_path, "v1.4", name="schemas")
        assert list(snapshot.resources) == RESOURCES
        assert snapshot.unavailable == tuple(UNAVAILABLE)
        expected = {path for path in site.documents if path} - {
            "answers",  # referred to by others, not listed, and not needed
            "assets",
            "channelTypes",
            "countries",
            "serviceDispositions",
        }
        assert {document.path for document in snapshot.documents} == expected
        pinned = json.loads((tmp_path / "v1.4/snapshot.json").read_bytes())
        assert (pinned["asked"], pinned["version"]) == ("v1.4", "v1.4")
        assert pinned["unavailable"] == [
            {"path": path, "status": status} for path, status in UNAVAILABLE.items()
        ]

    def test_documents_are_canonical_and_say_nothing_of_their_origin(
        self, site: CatalogSite, tmp_path: Path
    ):
        fetched(site, tmp_path, every=True)
        for name, content in files(tmp_path).items():
            assert dump_canonical(json.loads(content)) == content, name
            assert b"://" not in content.replace(b"http://json-schema.org", b""), name
        threads = json.loads((tmp_path / "v1.4/incidents.json").read_bytes())
        refs = re.findall(r'"\$ref": "([^"#]+)"', json.dumps(threads))
        assert refs
        assert all(ref.startswith("/services/rest/connect/v1.4/metadata-catalog/") for ref in refs)
        same = json.loads(
            json.dumps(site.documents["incidents"]).replace("https://mysite.example.com", "")
        )
        assert threads == same

    def test_twice_is_the_same_bytes(self, site: CatalogSite, tmp_path: Path):
        fetched(site, tmp_path, every=True)
        before = files(tmp_path)
        assert not fetched(site, tmp_path, every=True).changed
        assert files(tmp_path) == before

    def test_a_resource_with_its_parts_and_menus_and_no_other(
        self, site: CatalogSite, tmp_path: Path
    ):
        result = fetched(site, tmp_path, "incidents")
        assert result.fetched.resources == ("incidents",)
        paths = set(result.fetched.documents)
        assert {path for path in paths if "/" not in path} == {"incidents", "resource"}
        assert {
            "incidents/threads",
            "incidents/customFields",
            "incidents/customFields/c",
            "incidents/customFields/c/escalation_reason",
            "namedIDs/incidents/statusWithType/status",
            "namedIDHierarchies/incidents/source/parents",
        } <= paths

    def test_what_is_embedded_comes_along_and_is_not_asked_for(
        self, site: CatalogSite, tmp_path: Path
    ):
        result = fetched(site, tmp_path, "incidentResponse")
        assert result.fetched.resources == ("incidentResponse",)
        assert {"incidents", "incidents/threads", "incidentResponse/cc"} <= set(
            result.fetched.documents
        )
        assert "contacts" not in result.fetched.documents

    def test_a_resource_that_is_not_listed(self, site: CatalogSite, tmp_path: Path):
        assert fetched(site, tmp_path, "countries").fetched.resources == ("countries",)

    def test_latest(self, site: CatalogSite, tmp_path: Path):
        site.documents["a"] = {}
        result = fetched(site, tmp_path, "mailboxes", api_version="latest")
        assert (result.fetched.asked, result.fetched.version) == ("latest", "v1.4")
        assert result.folder == tmp_path / "v1.4"
        assert json.loads((result.folder / "snapshot.json").read_bytes())["asked"] == "latest"

    def test_a_listing_of_several_pages(self, site: CatalogSite, tmp_path: Path):
        items = site.documents[""]["items"]
        start = "https://mysite.example.com/services/rest/connect/v1.4/metadata-catalog"
        site.documents[""] = {
            "items": items[:5],
            "hasMore": True,
            "links": [{"rel": "next", "href": f"{start}?offset=5"}],
        }

        def second_page(seen: Seen, _: Reply) -> Reply | None:
            if not seen.path.endswith("?offset=5"):
                return None
            return Reply(body=site._own({"items": items[5:], "hasMore": False}))

        site.faults.append(second_page)
        assert list(fetched(site, tmp_path, every=True).fetched.resources) == RESOURCES

    @pytest.mark.parametrize("listing", [problem(403, "OSC-CREST-00014", "No"), {"items": []}])
    def test_a_listing_that_says_nothing_falls_back_to_names(
        self, site: CatalogSite, tmp_path: Path, listing: Any
    ):
        if isinstance(listing, Reply):
            site.fail("", listing)
        else:
            site.documents[""] = listing
        result = fetched(site, tmp_path, "mailboxes", every=True).fetched
        assert result.resources == ("mailboxes",)
        assert "only the resources that you named are fetched" in result.notes[0]
        told = failure(site, tmp_path, every=True)
        assert (
            "403" in told
            if isinstance(listing, Reply)
            else "name the resources that you need" in told
        )

    def test_a_listing_without_end(self, site: CatalogSite, tmp_path: Path):
        site.documents[""]["hasMore"] = True
        start = "https://mysite.example.com/services/rest/connect/v1.4/metadata-catalog"
        site.documents[""]["links"] = [{"rel": "next", "href": start}]
        assert "more than 100 pages" in failure(site, tmp_path, every=True)
        site.documents[""]["links"] = []
        assert "no link to the next page" in failure(site, tmp_path, every=True)

    def test_relative_and_odd_references(self, site: CatalogSite, tmp_path: Path):
        properties = site.documents["mailboxes"]["definitions"]["singularResource"]["properties"]
        properties["one"] = {"$ref": "mailboxes/one"}
        properties["two"] = {"$ref": "/services/rest/connect/v1.4/metadata-catalog/mailboxes/two/"}
        properties["$ref"] = {"type": "string"}
        site.documents["mailboxes/one"] = {"properties": {"back": {"$ref": "one"}}}
        site.documents["mailboxes/two"] = {"properties": {"links": {"href": "https://x.example"}}}
        documents = fetched(site, tmp_path, "mailboxes").fetched.documents
        assert {"mailboxes/one", "mailboxes/two"} <= set(documents)
        start = "/services/rest/connect/v1.4/metadata-catalog/mailboxes"
        assert f'"{start}/one"'.encode() in documents["mailboxes"]
        assert f'"{start}/one"'.encode() in documents["mailboxes/one"]
        assert b"https://x.example" in documents["mailboxes/two"]


class TestManners:
    def test_each_url_is_asked_once_for_what_is_wanted_of_it(
        self, site: CatalogSite, tmp_path: Path
    ):
        fetched(site, tmp_path, every=True)
        assert site.paths(JSON) == [""]
        schemas = site.paths(SCHEMA_JSON)
        assert len(schemas) == len(set(schemas)) == 147

    def test_four_are_asked_at_once(self, site: CatalogSite, tmp_path: Path):
        def delay(seen: Seen, reply: Reply) -> Reply | None:
            reply.delay = 0.02
            return reply

        site.faults.append(delay)
        fetched(site, tmp_path, "incidents")
        assert site.most_at_once == 4

    def test_the_headers(self, site: CatalogSite, tmp_path: Path):
        fetched(site, tmp_path, "mailboxes", application_context="Nightly: check")
        for seen in site.seen:
            assert seen.headers["osvc-crest-application-context"] == "Nightly: check"
            assert seen.headers["authorization"] == site.authorization

    @pytest.mark.parametrize("context", ["", "x" * 41, "a\r\nb", " a", "ä"])
    def test_a_context_that_the_site_would_refuse(
        self, site: CatalogSite, tmp_path: Path, context: str
    ):
        assert "1 to 40" in failure(site, tmp_path, "incidents", application_context=context)
        assert site.seen == []

    def test_the_last_access_token_is_handed_back(self, site: CatalogSite, tmp_path: Path):
        one_by_one = RequestPolicy(at_once=1)
        fetched(site, tmp_path, "mailboxes", manners=one_by_one)
        sent = [seen.headers.get("osvc-crest-api-access-token") for seen in site.seen]
        assert sent == [None, *site.tokens[:-1]]

    def test_the_site_is_left_alone_as_long_as_it_says(self, site: CatalogSite, tmp_path: Path):
        def slow_down(seen: Seen, reply: Reply) -> Reply | None:
            reply.headers["osvc-crest-next-request-after"] = "120" if len(site.seen) == 0 else "0"
            return reply

        site.faults.append(slow_down)
        fetched(site, tmp_path, "mailboxes")
        assert site.seen[1].at - site.seen[0].at >= 0.12

    @pytest.mark.parametrize("wanted", ["3600000", "1" * 30, "-5", "soon", ""])
    def test_no_wait_is_endless(self, site: CatalogSite, tmp_path: Path, wanted: str):
        def stall(seen: Seen, reply: Reply) -> Reply | None:
            reply.headers["osvc-crest-next-request-after"] = wanted
            return reply

        site.faults.append(stall)
        fetched(site, tmp_path, "mailboxes", manners=RequestPolicy(longest_pause=0.01))

    @pytest.mark.parametrize(
        "reply",
        [problem(503, "OSC-CREST-00035", "Throttled"), Reply(503), Reply(body=b"{" * 99, cut=9)],
        ids=["throttled", "gateway", "dropped"],
    )
    def test_what_was_not_carried_out_is_asked_again(
        self, site: CatalogSite, tmp_path: Path, reply: Reply
    ):
        site.fail("mailboxes", reply, times=3)
        assert "mailboxes" in fetched(site, tmp_path, "mailboxes").fetched.documents
        asked = [seen.at for seen in site.seen if site.path_of(seen) == "mailboxes"]
        assert len(asked) == 4

    def test_and_three_times_at_most(self, site: CatalogSite, tmp_path: Path):
        site.fail("mailboxes", Reply(503))
        assert failure(site, tmp_path, "mailboxes") == "/mailboxes: the site answered 503"
        assert site.paths().count("mailboxes") == 4

    def test_delays_grow(self, site: CatalogSite, tmp_path: Path):
        site.fail("mailboxes", Reply(503))
        failure(site, tmp_path, "mailboxes", manners=RequestPolicy(first_delay=0.05))
        at = [seen.at for seen in site.seen if site.path_of(seen) == "mailboxes"]
        pauses = [later - earlier for earlier, later in pairwise(at)]
        assert all(pause >= least for pause, least in zip(pauses, (0.05, 0.1, 0.2), strict=True))

    def test_another_503_is_an_answer(self, site: CatalogSite, tmp_path: Path):
        site.fail("mailboxes", problem(503, "OSC-CREST-00008", "Maintenance"))
        assert "Maintenance" in failure(site, tmp_path, "mailboxes")
        assert site.paths().count("mailboxes") == 1

    def test_redirects_within_the_site_are_followed_with_all_headers(
        self, site: CatalogSite, tmp_path: Path
    ):
        target = "/services/rest/connect/v1.4/metadata-catalog/moved"
        site.documents["moved"] = site.documents["mailboxes"]
        site.fail("mailboxes", Reply(302, headers={"Location": target}))
        fetched(site, tmp_path, "mailboxes")
        moved = next(seen for seen in site.seen if seen.path == target)
        assert moved.accept == SCHEMA_JSON
        assert moved.headers["authorization"] == site.authorization

    def test_cookies_are_not_kept(self, site: CatalogSite, tmp_path: Path):
        def cookie(seen: Seen, reply: Reply) -> Reply | None:
            assert "cookie" not in seen.headers
            reply.headers["Set-Cookie"] = "session=1; Path=/"
            return reply

        site.faults.append(cookie)
        fetched(site, tmp_path, "mailboxes")


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
            (Reply(body=b'{"type": "thing"}', media_type=SCHEMA_JSON), "#/type"),
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
    def test_an_answer_that_cannot_be_taken(
        self, site: CatalogSite, tmp_path: Path, reply: Reply, told: str
    ):
        fetched(site, tmp_path, "mailboxes")
        site.fail("mailboxes", reply)
        message = failure(site, tmp_path, "mailboxes")
        assert told in message
        assert message.startswith("/mailboxes")
        assert len(message.splitlines()) == 1

    @pytest.mark.parametrize(
        "ref",
        [
            "https://evil.example.com/services/rest/connect/v1.4/metadata-catalog/mailboxes/x",
            "https://mysite.example.com/services/rest/connect/v1.3/metadata-catalog/mailboxes/x",
            "https://mysite.example.com/services/rest/connect/v1.4/mailboxes/x",
            "../../../../../etc/passwd",
            "http://[",
        ],
    )
    def test_a_reference_that_leads_away(self, site: CatalogSite, tmp_path: Path, ref: str):
        properties = site.documents["mailboxes"]["definitions"]["singularResource"]["properties"]
        properties["x~/y"] = {"$ref": ref}
        message = failure(site, tmp_path, "mailboxes")
        assert message.startswith(
            "/mailboxes#/definitions/singularResource/properties/x~0~1y/$ref: $ref "
        )

    def test_a_listing_that_leads_away(self, site: CatalogSite, tmp_path: Path):
        site.documents[""]["items"][2]["links"][0]["href"] = "https://evil.example.com/x"
        assert "/items/2: link points outside the site" in failure(site, tmp_path, every=True)

    @pytest.mark.parametrize(
        "listing", [{}, {"items": {}}, {"items": [1]}, {"items": [{"name": "../x"}]}]
    )
    def test_a_listing_that_is_none(self, site: CatalogSite, tmp_path: Path, listing: Any):
        site.documents[""] = listing
        failure(site, tmp_path, every=True)

    def test_a_listing_of_another_version(self, site: CatalogSite, tmp_path: Path):
        text = json.dumps(site.documents[""]).replace("/v1.4/", "/v1.3/")
        site.documents[""] = json.loads(text)
        assert "requested v1.4, received v1.3" in failure(site, tmp_path, every=True)

    def test_a_slow_site(self, site: CatalogSite, tmp_path: Path):
        site.fail("mailboxes", Reply(body=b" " * 100, media_type=SCHEMA_JSON, drip=0.05))
        patient, hasty = RequestPolicy(deadline=0.2), RequestPolicy(timeout=0.02)
        for manners in (patient, hasty):
            message = failure(site, tmp_path, "mailboxes", manners=manners)
            assert message == "/mailboxes: request timed out"

    def test_a_site_that_is_not_there(self, site: CatalogSite, tmp_path: Path):
        site.url = "http://127.0.0.1:9"
        assert "cannot be reached" in failure(site, tmp_path, "mailboxes")

    @pytest.mark.parametrize("announced", [True, False])
    def test_a_document_that_is_too_large(
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
    def test_a_catalog_without_end(
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

    def test_references_without_a_bottom(self, site: CatalogSite, tmp_path: Path):
        def deeper(seen: Seen, _: Reply) -> Reply | None:
            path = site.path_of(seen)
            if not path or path == "resource":
                return None
            content = {"properties": {"x": {"$ref": f"{path.rpartition('/')[2]}/x"}}}
            return Reply(body=json.dumps(content).encode(), media_type=SCHEMA_JSON)

        site.faults.append(deeper)
        assert "contains an invalid document path" in failure(site, tmp_path, "mailboxes")

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
        assert told == ["/contacts/name", "/incidents/threads", "/mailboxes"]

    def test_partial_goes_without_them(self, site: CatalogSite, tmp_path: Path):
        site.dangling |= {"mailboxes": 403, "incidents/threads": 500}
        site.fail("contacts/name", Reply(body=b"{", media_type=SCHEMA_JSON))
        result = fetched(site, tmp_path, every=True, partial=True)
        assert list(result.fetched.failures) == ["contacts/name", "incidents/threads", "mailboxes"]
        snapshot = load_snapshot(tmp_path, "v1.4", name="schemas")
        assert set(RESOURCES) - set(snapshot.resources) == {"mailboxes"}
        pinned = json.loads((tmp_path / "v1.4/snapshot.json").read_bytes())
        assert {entry["path"]: entry["status"] for entry in pinned["unavailable"]} == {
            **UNAVAILABLE,
            "contacts/name": None,
            "incidents/threads": 500,
            "mailboxes": 403,
        }

    def test_and_not_without_all(self, site: CatalogSite, tmp_path: Path):
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


class TestTheSnapshot:
    def test_what_was_made_by_hand_is_not_replaced(self, site: CatalogSite, tmp_path: Path):
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

    def test_what_else_is_there_stays_and_what_is_gone_goes(
        self, site: CatalogSite, tmp_path: Path
    ):
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

    @pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
    def test_an_interrupted_fetch_leaves_the_old_one(
        self, site: CatalogSite, tmp_path: Path, stop: signal.Signals
    ):
        fetched(site, tmp_path, every=True)
        before = files(tmp_path)
        site.documents["mailboxes"]["description"] = "another"
        site.fail("resource", Reply(body=b" " * 1000, media_type=SCHEMA_JSON, drip=0.1))
        process = started(site, "--all", "--into", str(tmp_path), cwd=tmp_path)
        asked = len(site.seen)
        while len(site.seen) < asked + 20:
            time.sleep(0.01)
        process.send_signal(stop)
        _, told = process.communicate(timeout=10)
        assert process.returncode != 0
        assert "Traceback" not in told
        assert files(tmp_path) == before

    def test_a_kill_while_writing_leaves_the_old_one_or_the_new(
        self, site: CatalogSite, tmp_path: Path
    ):
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
from connectgen.documents import Fetched
from connectgen.snapshot import load
from connectgen.storing import store
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
        store(into, fetched, name="schemas")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    snapshot = load(into, "v1.4", name="schemas")
    (document,) = (each for each in snapshot.documents if each.path == "mailboxes")
    print(document.sha256)
    return status
"""


def started(site: CatalogSite, *arguments: str, cwd: Path, **environment: str) -> Any:
    return subprocess.Popen(
        [sys.executable, "-m", "connectgen", "fetch", site.url, *arguments],
        cwd=cwd,
        env={**os.environ, **site.environment, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(site: CatalogSite, *arguments: str, cwd: Path, **environment: str) -> tuple[int, str, str]:
    process = started(site, *arguments, cwd=cwd, **environment)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


class TestTheCommand:
    def test_resources_that_leave_a_snapshot_are_named(self, site: CatalogSite, tmp_path: Path):
        assert run(site, "mailboxes", "siteInterfaces", "--into", "s", cwd=tmp_path)[0] == 0
        code, _, told = run(site, "mailboxes", "--into", "s", cwd=tmp_path)
        assert code == 0
        assert "removed from the snapshot because they were not requested: siteInterfaces" in told

    def test_what_was_fetched_is_generated_from_without_the_site(
        self, site: CatalogSite, tmp_path: Path
    ):
        assert run(site, "incidentResponse", "--into", "schemas", cwd=tmp_path)[0] == 0
        asked = len(site.seen)
        for arguments in ([], ["--check"]):
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "connectgen",
                    "generate",
                    "--schemas",
                    "schemas",
                    *arguments,
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
        code = (
            "from connect_v1_4.models.incident_response import IncidentCreate, ThreadCreate\n"
            "from connect_v1_4 import IncidentResponseCreate, Reference\n"
            "thread = ThreadCreate(text='Hello', entry_type=Reference(id=2))\n"
            "incident = IncidentCreate(id=5, threads=[thread])\n"
            "print(IncidentResponseCreate(incident=incident).to_json())\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.stdout == (
            "{'incident': {'id': 5, 'threads': [{'entryType': {'id': 2}, 'text': 'Hello'}]}}\n"
        ), done.stderr
        assert len(site.seen) == asked

    def test_fetch_and_what_it_says(self, site: CatalogSite, tmp_path: Path):
        expected = (
            "connectgen: warning: accounts/salesSettings: the site answered 403;"
            " it is treated as a free-form object\n"
            "connectgen: warning: contacts/openIDAccounts: the site answered 404;"
            " it is treated as a free-form object\n"
            "schemas/v1.4 {}: 145 documents, 14 resources, 2 unavailable\n"
        )
        for state in ("written", "is up to date"):
            assert run(site, "--all", "--into", "schemas", cwd=tmp_path) == (
                0,
                "",
                expected.format(state),
            )

    def test_options_in_pyproject(self, site: CatalogSite, tmp_path: Path):
        (tmp_path / "pyproject.toml").write_text(
            f'[tool.connectgen]\nsite = "{site.url}"\nschemas = "here"\nresources = ["mailboxes"]\n'
            'api-version = "latest"\napplication-context = "Ours"\n'
        )
        done = subprocess.run(
            [sys.executable, "-m", "connectgen", "fetch"],
            cwd=tmp_path,
            env={**os.environ, **site.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "here/v1.4 written: 5 documents, 1 resource, 0 unavailable" in done.stderr
        assert site.seen[0].headers["osvc-crest-application-context"] == "Ours"
        assert site.seen[0].path.startswith("/services/rest/connect/latest/")

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "resources: name those you need, or say --all"),
            ([], "into: name a folder"),
            (["mailboxes"], "into: name a folder"),
            (["--into", "x", "../x"], "cannot be the name of a resource"),
            (["--into", "x", "my.site.com"], "404"),
            (["--into", "x", "mailboxes", "--api-version", "v9"], "v9"),
            (["--into", "x", "--all", "--api-version", "../x"], "'../x' is not an API version"),
        ],
    )
    def test_mistakes(self, site: CatalogSite, tmp_path: Path, arguments: list[str], told: str):
        code, out, err = run(site, *arguments, cwd=tmp_path)
        assert (code, out) == (2, "")
        assert told in err
        assert "Traceback" not in err
        assert not (tmp_path / "x").exists()

    def test_a_partial_fetch_is_a_finding(self, site: CatalogSite, tmp_path: Path):
        site.dangling["mailboxes"] = 403
        code, _, err = run(site, "--all", "--partial", "--into", "s", cwd=tmp_path)
        assert code == 1
        assert "warning: left out: " in err
        assert "mailboxes: the site answered 403" in err

    def test_a_terminal_gets_a_bar(self, site: CatalogSite, tmp_path: Path):
        parent, child = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "connectgen", "fetch", site.url, "mailboxes", "--into", "s"],
            cwd=tmp_path,
            env={**os.environ, **site.environment, "TERM": "xterm"},
            stdout=subprocess.PIPE,
            stderr=child,
        )
        process.communicate(timeout=60)
        os.close(child)
        shown = os.read(parent, 100_000).decode()
        os.close(parent)
        assert process.returncode == 0
        assert "Fetching" in shown
        assert "100%" in shown


class TestSecrets:
    """They are searched for in everything that is written, printed, logged or raised."""

    def test_in_what_is_printed_and_written(self, site: CatalogSite, tmp_path: Path):
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
            assert "[redacted]" in err
            for secret in site.secrets:
                assert secret not in out + err
        site.faults.clear()
        code, out, err = run(site, "--all", "-v", "--into", "s", cwd=tmp_path)
        assert code == 0
        for text in (out, err, *(data.decode() for data in files(tmp_path).values())):
            for secret in site.secrets:
                assert secret not in text

    def test_in_several_lines_that_stay_lines(self, site: CatalogSite, tmp_path: Path):
        wrong = {"properties": {name: {"type": site.password} for name in "ab"}}
        site.fail("mailboxes", Reply(body=json.dumps(wrong).encode(), media_type=SCHEMA_JSON))
        _, _, err = run(site, "mailboxes", "--into", "s", cwd=tmp_path)
        told = [line for line in err.splitlines() if "'[redacted]'" in line]
        assert [line.partition(": ")[2].partition("#")[2][:19] for line in told] == [
            "/properties/a/type:",
            "/properties/b/type:",
        ]

    def test_in_what_is_raised_and_logged(
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
