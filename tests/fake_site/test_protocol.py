"""What the site wants of every request, and how it refuses."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from connectgen.testing import FakeSite

pytestmark = pytest.mark.slow


CONTEXT = "OSvC-CREST-Application-Context"
TOKEN = "osvc-crest-api-access-token"


def problem(response: httpx2.Response) -> tuple[int, str]:
    """Return status and code of a refusal, which has Oracle's form."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "instance", "o:errorCode"}
    assert body["status"] == response.status_code
    assert body["type"].endswith(f"/services/rest/connect/exceptions/{body['o:errorCode']}")
    assert body["instance"] == str(response.request.url.copy_with(query=None))
    return body["status"], body["o:errorCode"][-2:]


@pytest.mark.parametrize(
    ("authorization", "good"),
    [
        ("Basic dTpw", True),
        ("basic dTpw", True),
        ("Session abc", True),
        ("Bearer abc", True),
        ("Basic dXA=", False),
        ("Basic ???", False),
        ("Bearer", False),
        ("Digest abc", False),
        ("", False),
    ],
)
def test_wants_credentials(http: httpx2.Client, authorization: str, good: bool):
    found = http.get("incidents", headers={"Authorization": authorization}, auth=None)
    if good:
        assert found.status_code == 200
    else:
        assert problem(found) == (401, "14")
        assert found.headers["www-authenticate"].startswith("Basic ")


def test_may_know_its_users():
    site = FakeSite(resources=["incidentResponse"], logins={"kim": "pw"}, tokens=["good"])
    with site:
        url = f"{site.url}/services/rest/connect/v1.4/incidents"
        for headers, status in (
            ({"Authorization": "Bearer good"}, 200),
            ({"Authorization": "Bearer bad"}, 401),
            ({"Authorization": "Basic a2ltOnB3"}, 200),
            ({"Authorization": "Basic dTpw"}, 401),
        ):
            assert httpx2.get(url, headers={CONTEXT: "t", **headers}).status_code == status


@pytest.mark.parametrize(("context", "good"), [("x" * 40, True), ("x" * 41, False), ("", False)])
def test_wants_a_context_of_40_characters(http: httpx2.Client, context: str, good: bool):
    found = http.get("incidents", headers={CONTEXT: context})
    assert found.status_code == 200 if good else problem(found) == (400, "16")


def test_access_tokens_change_and_stay_good_unless_altered(http: httpx2.Client):
    tokens = [http.get("incidents").headers[TOKEN] for _ in range(15)]
    assert len(set(tokens)) > 1
    assert http.get("incidents", headers={TOKEN: tokens[0]}).status_code == 200
    assert problem(http.get("incidents", headers={TOKEN: tokens[0] + "x"})) == (403, "14")


def test_unsupported_accept_language_is_rejected(http: httpx2.Client):
    assert http.get("incidents", headers={"Accept-Language": "en-US"}).status_code == 200
    assert problem(http.get("incidents", headers={"Accept-Language": "de"})) == (400, "17")


@pytest.mark.parametrize(
    ("method", "path", "content", "expected"),
    [
        ("GET", "nothing", None, (404, "13")),
        ("GET", "incidents/99", None, (404, "05")),
        ("GET", "incidents/x", None, (404, "13")),
        ("GET", "incidents/99999999999999999999", None, (404, "05")),
        ("GET", "incidents/152/nothing", None, (404, "13")),
        ("GET", "incidents/152/threads/7", None, (404, "05")),
        ("GET", "incidents?limit=0", None, (400, "07")),
        ("GET", "incidents?limit=x", None, (400, "07")),
        ("GET", "incidents?page=2", None, (400, "07")),
        ("GET", "incidents?fields=nothing", None, (400, "07")),
        ("GET", "incidents?fields=statusWithType.status", None, (400, "07")),
        ("GET", "incidents?q=subject", None, (400, "07")),
        ("GET", "incidents?q=nothing=1", None, (400, "07")),
        ("GET", "incidents?orderBy=nothing", None, (400, "07")),
        ("GET", "../v9.9/incidents", None, (404, "03")),
        ("PUT", "incidents/152", b"{}", (405, "02")),
        ("HEAD", "incidents", None, None),
        ("GET", "incidentResponse", None, (405, "02")),
        ("DELETE", "incidents", None, (405, "02")),
        ("POST", "queryResults", b"{}", (405, "02")),
        ("GET", "queryResults", None, (400, "07")),
        ("GET", "metadata-catalog/nothing", None, (404, "13")),
        ("GET", "metadata-catalog/accounts/salesSettings", None, (403, "14")),
        ("GET", "namedIDs/nothing", None, (404, "13")),
        ("POST", "contacts", b"", (400, "10")),
        ("PATCH", "contacts/1", b" ", (400, "10")),
        ("POST", "contacts", b"{", (400, "11")),
        ("POST", "contacts", b"[" * 100_000, (400, "11")),
        ("POST", "contacts", b"[]", (400, "11")),
        ("POST", "contacts", b'{"title": 5}', (400, "12")),
        ("POST", "contacts", b'{"nothing": 5}', (400, "13")),
        ("PATCH", "contacts/1", b'{"title": 5}', (400, "06")),
        ("POST", "incidents", b'{"primaryContact": {"id": 77}}', (400, "06")),
        ("POST", "incidents", b'{"primaryContact": {"lookupName": "No"}}', (400, "06")),
    ],
)
def test_refuses_in_the_documented_form(
    http: httpx2.Client, method: str, path: str, content: bytes | None, expected: Any
):
    found = http.request(method, path, content=content)
    if expected is None:
        assert found.status_code == 405
    else:
        assert problem(found) == expected


def test_says_which_methods_there_are(http: httpx2.Client):
    allowed = {
        path: set(http.options(path).headers["allow"].split(", "))
        for path in ("contacts", "contacts/1", "incidentResponse", "siteInterfaces")
    }
    assert allowed["contacts"] == {"GET", "POST", "OPTIONS"}
    assert allowed["contacts/1"] == {"GET", "PATCH", "DELETE", "OPTIONS"}
    assert allowed["incidentResponse"] == {"POST", "OPTIONS"}
    assert "POST" not in allowed["siteInterfaces"]


def test_body_may_be_an_array_of_one_object(http: httpx2.Client):
    assert http.post("contacts", json=[{"title": "Dr"}]).status_code == 201
    assert problem(http.post("contacts", json=[{}, {}])) == (400, "11")


def test_doubled_slashes_and_override_of_delete(site: FakeSite, http: httpx2.Client):
    url = f"{site.url}/services/rest/connect/v1.4//contacts//1"
    assert http.get(url).json()["id"] == 1
    assert http.post(url, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200
    assert problem(http.get(url)) == (404, "05")


def test_root_lists_every_resource(site: FakeSite, http: httpx2.Client):
    listing = http.get("").json()
    names = [item["name"] for item in listing["items"]]
    assert {"contacts", "CO.Warranty", "queryResults", "analyticsReportResults"} < set(names)
    assert names.index("siteInterfaces") < names.index("CO.Warranty") < names.index("namedIDs")
    assert len(names) == len(set(names))
    for item in listing["items"]:
        if item["name"] in site.resources:
            (link,) = item["links"]
            assert http.get(link["href"]).status_code in (200, 405), item


def test_explains_its_codes(site: FakeSite, http: httpx2.Client):
    root = f"{site.url}/services/rest/connect/exceptions"
    codes = http.get(root).json()["items"]
    one = http.get(codes[1]["href"]).json()
    assert (one["status"], one["o:errorCode"]) == (200, "OSC-CREST-00001")
    assert problem(http.get(f"{root}/OSC-CREST-99999")) == (404, "01")


def test_latest_and_no_version_are_the_only_version(site: FakeSite, http: httpx2.Client):
    connect = f"{site.url}/services/rest/connect"
    bodies = [http.get(f"{connect}{version}/incidents").json() for version in ("/latest", "")]
    assert bodies[0]["items"] == bodies[1]["items"] == http.get("incidents").json()["items"]


def test_a_resource_as_json_schema_is_in_the_catalog(site: FakeSite, http: httpx2.Client):
    schema = {"Accept": "application/schema+json"}
    found = http.get("incidents", headers=schema, follow_redirects=True)
    assert found.headers["content-type"] == "application/schema+json"
    assert found.json()["definitions"]["singularResource"]["type"] == "object"
    entry = http.get("metadata-catalog/incidents", headers={"Accept": "application/json"}).json()
    assert entry in http.get("metadata-catalog").json()["items"]
    assert [link["rel"] for link in entry["links"]] == ["alternate", "canonical", "describes"]


def test_secrets_are_kept_nowhere(site: FakeSite, http: httpx2.Client):
    token = http.get("incidents").headers[TOKEN]
    http.get("incidents?q=subject='kim@x.example'", headers={TOKEN: token, "Cookie": "sesame"})
    text = repr(site.requests) + httpx2.get(f"{site.url}/_connectgen/requests").text
    assert "tests" in text
    for secret in (token, "dXNlcjpzZWNyZXQ=", "sesame", "kim@x.example"):
        assert secret not in text


NASTY = [
    '{"subject": "\\ud800"}',
    '{"subject": NaN}',
    '{"subject": 1e999}',
    '{"primaryContact": {"id": 1180591620717411303424}}',
    '{"severity": {"id": 1180591620717411303424}}',
    '{"severity": {"id": true}}',
    '{"severity": {}}',
    '{"severity": {"id": 0}}',
    '{"threads": {"text": 1}}',
    '{"threads": [[], null, "x", {"id": 1180591620717411303424}]}',
    '{"customFields": {"c": [], "nothing": {}}}',
    '{"customFields": []}',
    '{"fileAttachments": [{"data": "QQ==", "id": 1180591620717411303424}]}',
    '{"incident": null}',
    '{"incident": {"id": 1180591620717411303424}}',
    '{"incident": {"id": true, "threads": [{"channel": {"lookupName": 5}}]}}',
    '{"": {"": [{"": null}]}}',
    "1" * 5000,
    '{"a": 1, "a": 2}',
    "\N{LATIN SMALL LETTER E WITH ACUTE}",
]


@pytest.mark.parametrize("body", NASTY)
def test_no_body_makes_the_site_fail(
    http: httpx2.Client, site: FakeSite, page: FakeSite, body: str
):
    for each in (site, page):
        _send_everywhere(http, f"{each.url}/services/rest/connect/v1.4/", body)


def _send_everywhere(http: httpx2.Client, url: str, body: str) -> None:
    targets = (("POST", "incidents"), ("PATCH", "incidents/152"), ("POST", "incidentResponse"))
    for method, path in targets:
        found = http.request(method, url + path, content=body.encode("utf-8"))
        assert found.status_code < 500, found.text
    assert http.get(f"{url}incidents?expand=all").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM incidents LIMIT 99999999999999999999",
        "SELECT id FROM incidents WHERE id > " + "9" * 5000,
        "SELECT id FROM incidents WHERE id = '\ud800'".encode("utf-8", "surrogatepass").decode(
            "latin-1"
        ),
        "SELECT id FROM incidents WHERE subject LIKE '" + "%a" * 30 + "'",
        "SELECT id.id FROM incidents",
        "SELECT threads FROM incidents WHERE threads = 1",
        "SELECT customFields.c FROM incidents",
    ],
)
def test_no_query_makes_the_site_fail(http: httpx2.Client, query: str):
    assert http.get("queryResults", params={"query": query}).status_code < 500


@pytest.mark.parametrize("name", ["a%0Ab", "1%0D%0A2"])
def test_a_url_with_a_line_feed_is_a_problem(site: FakeSite, http: httpx2.Client, name: str):
    found = http.get(f"incidents/{name}")
    assert found.status_code == 404
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["o:errorCode"] == "OSC-CREST-00013"
    assert httpx2.get(f"{site.url}/nothing").headers["content-type"].startswith("text/plain")
