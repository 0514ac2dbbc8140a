"""`fetch`: which documents of a catalog are fetched, and how they are stored."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from connectgen.jsonio.documents import dump_canonical
from connectgen.snapshot.load import load_snapshot
from support.catalog_server import (
    CatalogSite,
    Reply,
    Seen,
    problem,
    serving_catalog,
)
from support.fetching import RESOURCES, UNAVAILABLE, failure, fetched, files
from support.sample_snapshots import write_snapshot

pytestmark = pytest.mark.slow


class TestWhatIsFetched:
    @pytest.mark.slow
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

    @pytest.mark.slow
    def test_fetch_whole_catalog(self, site: CatalogSite, tmp_path: Path):
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

    @pytest.mark.slow
    def test_fetch_is_reproducible(self, site: CatalogSite, tmp_path: Path):
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

    def test_fetch_rejects_unlisted_resource(self, site: CatalogSite, tmp_path: Path):
        assert fetched(site, tmp_path, "countries").fetched.resources == ("countries",)

    def test_fetch_api_version_latest(self, site: CatalogSite, tmp_path: Path):
        site.documents["a"] = {}
        result = fetched(site, tmp_path, "mailboxes", api_version="latest")
        assert (result.fetched.asked, result.fetched.version) == ("latest", "v1.4")
        assert result.folder == tmp_path / "v1.4"
        assert json.loads((result.folder / "snapshot.json").read_bytes())["asked"] == "latest"

    def test_fetch_follows_pages_of_listing(self, site: CatalogSite, tmp_path: Path):
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

    def test_fetch_limits_pages_of_listing(self, site: CatalogSite, tmp_path: Path):
        site.documents[""]["hasMore"] = True
        start = "https://mysite.example.com/services/rest/connect/v1.4/metadata-catalog"
        site.documents[""]["links"] = [{"rel": "next", "href": start}]
        assert "more than 100 pages" in failure(site, tmp_path, every=True)
        site.documents[""]["links"] = []
        assert "no link to the next page" in failure(site, tmp_path, every=True)

    def test_fetch_resolves_relative_refs(self, site: CatalogSite, tmp_path: Path):
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
