"""From an odd site to a changed record: fetch, generate, read, change, write back, page through.

The fake site stands for a first real site: its catalog has oddities at many places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from connectgen.config.options import FetchOptions
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.pipeline.fetch import fetch_snapshot
from connectgen.pipeline.menus import fetch_menu_values
from connectgen.snapshot.menus import store_menus
from connectgen.testing import FakeSite
from support import generate_into, import_from
from support.fake_site_calls import SETTINGS, Run, both
from support.odd_catalog import write_odd_snapshot
from support.sample_snapshots import NO_RECORDS

pytestmark = pytest.mark.slow

LOGIN = {"CONNECTGEN_USERNAME": "user", "CONNECTGEN_PASSWORD": "secret"}
RESOURCES = ("contacts", "incidents", *NO_RECORDS)
ROWS = 25_000
LENIENT: dict[str, Any] = {"strict": False}  # null is answered for fields that do not allow it
SEVERITY = Menu(
    path="namedIDs/incidents/severity",
    entries=(MenuEntry(id=1, name="Critical"), MenuEntry(id=2, name="High")),
)


@dataclass(frozen=True)
class OddSite:
    """A fake site with oddities, and the package that was generated from what it served."""

    site: FakeSite
    package: ModuleType
    severities: Any
    """Enumeration of the values of a menu."""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OddSite]:
    folder = tmp_path_factory.mktemp("odd")
    schemas = write_odd_snapshot(folder)
    menus = MenuFile(site="0", menus=(SEVERITY,))
    store_menus(schemas, "v1.4", menus, name="served")
    with FakeSite(schemas=schemas, logins={"user": "secret"}) as site:
        options = FetchOptions(site=site.url, into=folder / "schemas", resources=RESOURCES)
        fetched = fetch_snapshot(options, LOGIN).fetched
        fetch_menu_values(options, fetched.version, LOGIN)
        name = "odd_site"
        package = generate_into(folder, name, schemas=options.into, resources=RESOURCES)
        menus = import_from(folder, f"{package.name}.menus")
        yield OddSite(site, import_from(folder, package.name), menus.IncidentSeverity)


@both
def test_incident_is_read_changed_and_written_back(odd: OddSite, run: Run):
    odd.site.reset()
    made, url = odd.package, odd.site.url
    before = run(made, url, lambda client: client.incidents.get(152), **LENIENT)
    assert before.severity is None
    high = odd.severities.HIGH
    change = made.IncidentPatch(severity=made.Reference(id=high), subject="Read and changed")
    run(made, url, lambda client: client.incidents.update(152, change))
    after = run(made, url, lambda client: client.incidents.get(152), **LENIENT)
    assert (after.severity.id, after.severity.lookup_name) == (high, "High")
    assert after.subject == "Read and changed"
    wrong = made.IncidentPatch(severity=made.Reference(id=3))
    with pytest.raises(made.BadRequestError, match="has no entry with ID = 3"):
        run(made, url, lambda client: client.incidents.update(152, wrong))


@both
def test_25000_rows_are_paged_through(odd: OddSite, run: Run):
    odd.site.reset()
    odd.site.add("contacts", *({"id": number} for number in range(2, ROWS + 1)))
    made, url = odd.package, odd.site.url
    # In pages of a collection.
    pages = run(
        made, url, lambda client: client.contacts.list(limit=10_000, fields="id"), **LENIENT
    )
    assert [contact.id for contact in pages] == list(range(1, ROWS + 1))
    # And in rows of a query, of which a site answers 20,000 at once.
    statement = "SELECT id FROM contacts ORDER BY id"
    found = run(made, url, lambda client: client.query_results.rows(statement))
    rows = [int(row["id"]) for row in found]
    assert rows == list(range(1, ROWS + 1))


def test_wrong_password_is_refused(odd: OddSite):
    made = odd.package
    wrong: dict[str, Any] = {**SETTINGS, "auth": ("user", "wrong")}
    with made.Client(odd.site.url, **wrong) as client, pytest.raises(made.AuthenticationError):
        client.incidents.get(152)


def test_package_of_an_odd_catalog_validates(odd: OddSite):
    made = odd.package
    assert made.IncidentPatch(subject="x").to_json() == {"subject": "x"}
    with made.Client(odd.site.url, **SETTINGS) as client, pytest.raises(made.ValidationError):
        client.incidents.update(152, made.IncidentPatch(subject="x" * 5000))
