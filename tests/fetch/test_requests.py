"""`fetch`: the requests it makes: headers, retries, redirects, cookies, concurrency."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from connectgen.fetch import RequestPolicy
from support.catalog_server import (
    JSON,
    SCHEMA_JSON,
    CatalogSite,
    Reply,
    Seen,
    problem,
)
from support.fetching import failure, fetched

pytestmark = pytest.mark.slow


class TestManners:
    def test_fetch_requests_each_url_once_per_media_type(self, site: CatalogSite, tmp_path: Path):
        fetched(site, tmp_path, every=True)
        assert site.paths(JSON) == [""]
        schemas = site.paths(SCHEMA_JSON)
        assert len(schemas) == len(set(schemas)) == 147

    def test_fetch_sends_four_concurrent_requests(self, site: CatalogSite, tmp_path: Path):
        def delay(seen: Seen, reply: Reply) -> Reply | None:
            reply.delay = 0.02
            return reply

        site.faults.append(delay)
        fetched(site, tmp_path, "incidents")
        assert site.most_at_once == 4

    def test_fetch_request_headers(self, site: CatalogSite, tmp_path: Path):
        fetched(site, tmp_path, "mailboxes", application_context="Nightly: check")
        for seen in site.seen:
            assert seen.headers["osvc-crest-application-context"] == "Nightly: check"
            assert seen.headers["authorization"] == site.authorization

    @pytest.mark.parametrize("context", ["", "x" * 41, "a\r\nb", " a", "ä"])
    def test_fetch_rejects_invalid_application_context(
        self, site: CatalogSite, tmp_path: Path, context: str
    ):
        assert "1 to 40" in failure(site, tmp_path, "incidents", application_context=context)
        assert site.seen == []

    def test_fetch_returns_last_access_token(self, site: CatalogSite, tmp_path: Path):
        one_by_one = RequestPolicy(at_once=1)
        fetched(site, tmp_path, "mailboxes", manners=one_by_one)
        sent = [seen.headers.get("osvc-crest-api-access-token") for seen in site.seen]
        assert sent == [None, *site.tokens[:-1]]

    def test_fetch_honours_next_request_after(self, site: CatalogSite, tmp_path: Path):
        def slow_down(seen: Seen, reply: Reply) -> Reply | None:
            reply.headers["osvc-crest-next-request-after"] = "120" if len(site.seen) == 0 else "0"
            return reply

        site.faults.append(slow_down)
        fetched(site, tmp_path, "mailboxes")
        assert site.seen[1].at - site.seen[0].at >= 0.12

    @pytest.mark.parametrize("wanted", ["3600000", "1" * 30, "-5", "soon", ""])
    def test_fetch_pause_is_capped(self, site: CatalogSite, tmp_path: Path, wanted: str):
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
    def test_fetch_retries_throttled_requests(
        self, site: CatalogSite, tmp_path: Path, reply: Reply
    ):
        site.fail("mailboxes", reply, times=3)
        assert "mailboxes" in fetched(site, tmp_path, "mailboxes").fetched.documents
        asked = [seen.at for seen in site.seen if site.path_of(seen) == "mailboxes"]
        assert len(asked) == 4

    def test_fetch_retries_three_times_at_most(self, site: CatalogSite, tmp_path: Path):
        site.fail("mailboxes", Reply(503))
        assert failure(site, tmp_path, "mailboxes") == "/mailboxes: the site answered 503"
        assert site.paths().count("mailboxes") == 4

    def test_fetch_backoff_grows(self, site: CatalogSite, tmp_path: Path):
        site.fail("mailboxes", Reply(503))
        failure(site, tmp_path, "mailboxes", manners=RequestPolicy(first_delay=0.05))
        at = [seen.at for seen in site.seen if site.path_of(seen) == "mailboxes"]
        pauses = [later - earlier for earlier, later in pairwise(at)]
        assert all(pause >= least for pause, least in zip(pauses, (0.05, 0.1, 0.2), strict=True))

    def test_fetch_does_not_retry_other_503(self, site: CatalogSite, tmp_path: Path):
        site.fail("mailboxes", problem(503, "OSC-CREST-00008", "Maintenance"))
        assert "Maintenance" in failure(site, tmp_path, "mailboxes")
        assert site.paths().count("mailboxes") == 1

    def test_fetch_follows_same_origin_redirects(self, site: CatalogSite, tmp_path: Path):
        target = "/services/rest/connect/v1.4/metadata-catalog/moved"
        site.documents["moved"] = site.documents["mailboxes"]
        site.fail("mailboxes", Reply(302, headers={"Location": target}))
        fetched(site, tmp_path, "mailboxes")
        moved = next(seen for seen in site.seen if seen.path == target)
        assert moved.accept == SCHEMA_JSON
        assert moved.headers["authorization"] == site.authorization

    def test_fetch_ignores_cookies(self, site: CatalogSite, tmp_path: Path):
        def cookie(seen: Seen, reply: Reply) -> Reply | None:
            assert "cookie" not in seen.headers
            reply.headers["Set-Cookie"] = "session=1; Path=/"
            return reply

        site.faults.append(cookie)
        fetched(site, tmp_path, "mailboxes")
