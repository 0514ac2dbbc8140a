"""`connectgen fetch --menus`: values of menus, from a fake site that has some."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from connectgen.cli import main
from connectgen.config.options import FetchOptions, Options
from connectgen.core.errors import FetchError, OutputError
from connectgen.fake_site.site import SimulatedSite
from connectgen.fetch import CatalogSession, RequestPolicy, find_credentials, parse_site
from connectgen.fetch.menus import MOST_ENTRIES, FetchedMenus, fetch_menus
from connectgen.pipeline.fetch import fetch_snapshot
from connectgen.pipeline.menus import MenuResult, fetch_menu_values
from connectgen.snapshot.menus import load_menus
from connectgen.testing import FakeSite
from support.http_server import Answer, serving
from support.sample_snapshots import write_snapshot

pytestmark = pytest.mark.slow

LOGIN = {"CONNECTGEN_USERNAME": "u", "CONNECTGEN_PASSWORD": "p"}
QUICK = RequestPolicy(retries=0, at_once=1)
SEVERITY = "namedIDs/incidents/severity"
QUEUE = "namedIDs/incidents/queue"


def write_menus(schemas: Path, menus: dict[str, Any]) -> None:
    file = schemas / "menus" / "v1.4.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"site": "0", "menus": menus}), encoding="utf-8")


def entries(*names: str) -> list[dict[str, Any]]:
    return [{"id": number, "lookupName": name} for number, name in enumerate(names, 1)]


@pytest.fixture(scope="module")
def menu_schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    schemas = write_snapshot(tmp_path_factory.mktemp("menus"))
    many = entries(*(f"Entry {number}" for number in range(MOST_ENTRIES + 1)))
    values = {
        SEVERITY: entries("High", "Low", "日本語"),
        QUEUE: many,
        "incidents/customFields/c/escalation_reason": entries("Red"),
    }
    write_menus(schemas, values)
    return schemas


@pytest.fixture(scope="module")
def menu_server(menu_schemas: Path) -> Iterator[FakeSite]:
    with FakeSite(schemas=menu_schemas) as site:
        yield site


@pytest.fixture
def menu_site(menu_server: FakeSite) -> FakeSite:
    menu_server.reset()
    return menu_server


def fetch(site: FakeSite, into: Path) -> FetchOptions:
    options = FetchOptions(site=site.url, into=into, resources=("incidents",))
    fetch_snapshot(options, LOGIN)
    return options


def fetch_values(options: FetchOptions) -> MenuResult:
    return fetch_menu_values(options, "v1.4", LOGIN, policy=QUICK)


def test_values_of_menus_are_pinned(menu_site: FakeSite, tmp_path: Path):
    result = fetch_values(fetch(menu_site, tmp_path))
    assert (result.changed, result.failures, result.pinned.unread) == (True, {}, ())
    pinned = load_menus(tmp_path, "v1.4", name="schemas")
    assert pinned == result.pinned
    values = {menu.path: {e.id: e.name for e in menu.entries} for menu in pinned.menus}
    assert values[SEVERITY] == {1: "High", 2: "Low", 3: "日本語"}
    assert 9 in values["namedIDs/incidents/threads/channel"]
    assert QUEUE not in values
    assert result.unavailable == {QUEUE: "it has more than 1000 entries"}
    assert values["incidents/customFields/c/escalation_reason"] == {1: "Red"}
    text = (tmp_path / "menus" / "v1.4.json").read_text(encoding="utf-8")
    assert menu_site.url not in text
    again = fetch_values(FetchOptions(site=menu_site.url, into=tmp_path, resources=("incidents",)))
    assert again.changed is False
    assert len(again.pinned.menus) == len(pinned.menus)


def test_fetch_of_menus_goes_on_where_it_stopped(menu_site: FakeSite, tmp_path: Path):
    options = fetch(menu_site, tmp_path)
    menu_site.fail("500@4-")
    first = fetch_values(options)
    assert first.failures
    assert len(first.pinned.menus) + len(first.unavailable) == 3
    left = set(first.pinned.unread)
    menu_site.fail()
    before = len(menu_site.requests)
    second = fetch_values(options)
    assert second.pinned.unread == ()
    asked = {seen.path.partition("/v1.4/")[2] for seen in menu_site.requests[before:]}
    assert asked == {path if path.startswith("named") else f"namedIDs/{path}" for path in left}
    # Complete: the next one asks for all of them again.
    before = len(menu_site.requests)
    fetch_values(options)
    assert len(menu_site.requests) - before > len(asked)


def test_values_of_before_are_kept_until_they_are_read_again(menu_site: FakeSite, tmp_path: Path):
    options = fetch(menu_site, tmp_path)
    whole = fetch_values(options).pinned
    menu_site.fail("500@4-")
    interrupted = fetch_values(options).pinned
    assert interrupted.menus == whole.menus
    assert interrupted.unread


def test_wrong_password_stops_the_fetch_of_menus(menu_site: FakeSite, tmp_path: Path):
    options = fetch(menu_site, tmp_path)
    menu_site.fail("401@*")
    before = len(menu_site.requests)
    with pytest.raises(FetchError, match="401"):
        fetch_values(options)
    assert len(menu_site.requests) <= before + 2  # one was on its way
    assert load_menus(tmp_path, "v1.4", name="schemas") is None


def test_menus_that_the_site_refuses_are_named(menu_site: FakeSite, tmp_path: Path):
    options = fetch(menu_site, tmp_path)
    menu_site.fail("403@1")
    result = fetch_values(options)
    assert "the site answered 403" in result.unavailable.values()
    assert result.pinned.unread == ()


def test_fetch_with_menus_on_the_command_line(
    menu_site: FakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    command = ["fetch", menu_site.url, "incidents", "--into", "schemas", "--menus"]
    found = CliRunner(env=LOGIN).invoke(main._root_command, command)
    assert found.exit_code == 0, found.output
    assert (
        f"{QUEUE}: it has more than 1000 entries; the menu is used without values" in found.output
    )
    pinned = load_menus(tmp_path / "schemas", "v1.4", name="schemas")
    assert pinned is not None
    empty = sum(not menu.entries for menu in pinned.menus)
    assert empty > 0
    assert (
        f"schemas/menus/v1.4.json written: {len(pinned.menus)} menus ({empty} empty),"
        " 1 unavailable, 0 not read\n" in found.output
    )
    text = (tmp_path / "schemas" / "menus" / "v1.4.json").read_bytes()
    # A fetch without --menus leaves the values as they are.
    found = CliRunner(env=LOGIN).invoke(main._root_command, command[:-1])
    assert found.exit_code == 0
    assert (tmp_path / "schemas" / "menus" / "v1.4.json").read_bytes() == text


def test_answers_about_menus_are_recorded_after_those_of_the_catalog(
    menu_site: FakeSite, tmp_path: Path
):
    before = len(menu_site.requests)
    command = ["fetch", menu_site.url, "incidents", "--into", str(tmp_path / "schemas")]
    command += ["--menus", "--record", str(tmp_path / "answers")]
    found = CliRunner(env=LOGIN).invoke(main._root_command, command)
    assert found.exit_code == 0, found.output
    heads = sorted((tmp_path / "answers").glob("*.json"))
    asked = [json.loads(head.read_text(encoding="utf-8"))["request"]["url"] for head in heads]
    assert sorted(asked) == sorted(
        f"{menu_site.url}{seen.path}" for seen in menu_site.requests[before:]
    )
    (severity,) = [
        head
        for head, url in zip(heads, asked, strict=True)
        if url.endswith(f"/{SEVERITY}") and "metadata" not in url
    ]
    body = json.loads(severity.with_suffix(".body").read_text(encoding="utf-8"))
    assert [entry["lookupName"] for entry in body["items"]] == ["High", "Low", "日本語"]


def test_answers_about_menus_alone_are_recorded(menu_site: FakeSite, tmp_path: Path):
    options = replace(fetch(menu_site, tmp_path / "schemas"), record=tmp_path / "answers")
    menu_site.fail("500@2")
    fetch_values(options)
    statuses = [
        json.loads(head.read_text(encoding="utf-8"))["response"]["status"]
        for head in (tmp_path / "answers").glob("*.json")
    ]
    assert {200, 500} == {*statuses}
    with pytest.raises(OutputError, match="is not empty"):
        fetch_values(options)


def answers_of(menu: Callable[[str], Answer]) -> FetchedMenus:
    """Return what a fetch finds on a site that answers each URL so."""
    found = FetchedMenus()

    async def run() -> None:
        with serving(lambda seen: menu(seen.path)) as server:
            site = parse_site(server.url)
            session = CatalogSession(
                site=site,
                credentials=find_credentials(site, LOGIN),
                application_context="tests",
                policy=QUICK,
            )
            async with session:
                await fetch_menus([SEVERITY], "v1.4", session, lambda *_: None, found)

    asyncio.run(run())
    return found


def json_answer(content: Any) -> Answer:
    return Answer(body=json.dumps(content).encode())


@pytest.mark.parametrize(
    "content",
    [{"status": {"links": []}, "links": []}, [], {"items": None}],
    ids=["group of menus", "array", "null"],
)
def test_what_is_no_menu_is_left_out(content: Any):
    found = answers_of(lambda _: json_answer(content))
    assert found.unavailable == {SEVERITY: "the site answered with something else"}


def test_login_page_is_a_failure_that_can_be_retried():
    page = Answer(body=b"<html>", headers={"Content-Type": "text/html"})
    found = answers_of(lambda _: page)
    assert list(found.failures) == [SEVERITY]
    assert found.unavailable == {}


def test_menus_of_several_pages_are_read_to_the_end():
    def page(path: str) -> Answer:
        number = int(path.rpartition("=")[2]) if "=" in path else 0
        following = {"rel": "next", "href": f"{path.partition('?')[0]}?offset={number + 1}"}
        items = [{"id": number, "lookupName": f"Name {number}"}, {"rel": "canonical"}]
        return json_answer({"items": items, "hasMore": number < 4, "links": [following]})

    found = answers_of(page)
    assert [entry.id for entry in found.menus[SEVERITY].entries] == [0, 1, 2, 3, 4]


def test_half_a_menu_is_a_failure():
    found = answers_of(lambda _: json_answer({"items": entries("a"), "hasMore": True}))
    assert "there is no link to the next page" in str(found.failures[SEVERITY])


def test_menu_that_repeats_the_password_is_a_failure(monkeypatch: pytest.MonkeyPatch):
    for secret, label in (("pass-12", "pass-12"), ("long-secret", "my long-secret label")):
        monkeypatch.setitem(LOGIN, "CONNECTGEN_PASSWORD", secret)
        found = answers_of(lambda _, label=label: json_answer({"items": entries(label)}))
        assert found.menus == {}
        assert "repeats the password or token, so it is" in str(found.failures[SEVERITY])


@pytest.mark.parametrize("items", [entries("a"), [{"rel": "canonical"}]])
def test_pages_that_add_no_entry_end_the_menu(items: list[Any]):
    asked: list[str] = []

    def page(path: str) -> Answer:
        asked.append(path)
        again = {"rel": "next", "href": path}
        return json_answer({"items": items, "hasMore": True, "links": [again]})

    answers_of(page)
    assert len(asked) <= 2


def test_next_page_on_another_site_is_not_followed():
    away = {"rel": "next", "href": "https://elsewhere.example/"}
    answer = json_answer({"items": entries("a"), "hasMore": True, "links": [away]})
    found = answers_of(lambda _: answer)
    assert "points outside the site" in str(found.failures[SEVERITY])


def test_fake_site_has_the_pinned_values_and_no_others(menu_schemas: Path):
    site = SimulatedSite(Options(schemas=menu_schemas))
    record = site.records.create_record(
        "incidents", {"primaryContact": {"id": 1}, "severity": {"lookupName": "Low"}}
    )
    assert record["severity"] == {"id": 2, "lookupName": "Low"}
    for severity in ({"id": 4}, {"lookupName": "Middle"}):
        with pytest.raises(Exception, match="namedIDs/incidents/severity has no entry with"):
            site.records.update_record("incidents", 152, {"severity": severity})
    # What is not pinned is made up as before.
    site.records.update_record("incidents", 152, {"statusWithType": {"status": {"id": 77}}})
    site.store.close()
