"""State of one fake site: catalog, records, validation and injected faults."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from connectgen.config.options import Options
from connectgen.core.documents import SchemaDocument, Snapshot
from connectgen.core.errors import ConfigError
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.fake_site.authentication import Authenticator
from connectgen.fake_site.catalog import ServedCatalog
from connectgen.fake_site.fault_injection import InjectedFault, Throttle
from connectgen.fake_site.menu_tree import menu_paths
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.reports import REPORTS, add_report
from connectgen.fake_site.resource_schema import ResourceSchema
from connectgen.fake_site.store import Store
from connectgen.fake_site.validation import BodyValidator
from connectgen.pipeline.api import apply_overlays, read_api, reject_unknown_resources
from connectgen.snapshot.load import load_snapshot
from connectgen.snapshot.menus import load_menus

__all__ = ["ReceivedRequest", "SimulatedSite", "Troubles"]

_MOST_SEEN = 10_000
_FIRST_RECORDS: JsonObject = {
    "contacts": [{"id": 1, "lookupName": "Kim Example"}],
    "incidents": [{"id": 152, "subject": "Sample incident", "primaryContact": {"id": 1}}],
}
"""They exist from the start, so that the request on Oracle's page can be sent as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRequest:
    """Request that the site received."""

    number: int
    """Number of the request, from 1, as faults count them."""

    method: str
    path: str
    """Path without the query, which may contain addresses."""

    status: int | None
    """Status of the response; None if there was none."""

    headers: Mapping[str, str]
    """Headers by name in lower case, without credentials."""


@dataclass(slots=True, kw_only=True)
class Troubles:
    """Faults and limits of a site."""

    faults: tuple[InjectedFault, ...] = ()
    throttle: Throttle | None = None
    latency: float = 0.0
    """Delay of each response in seconds."""

    next_request_after: int = 0
    """Milliseconds that clients are asked to wait before their next request."""

    requests: int = field(default=0, init=False)
    """Number of requests so far."""

    running: int = field(default=0, init=False)
    """Number of requests that are being answered."""

    def fault_for(self, number: int) -> InjectedFault | None:
        """Return the fault of the request with that *number*, if any."""
        return next((fault for fault in self.faults if fault.is_hit(number)), None)


class SimulatedSite:
    """One fake site.

    Args:
        options: snapshot that it is created from, and its resources; none means all.
        database: file that stores the records; None keeps them in memory.
        troubles: faults to inject.
        logins: accepted user names with passwords; None accepts any.
        tokens: accepted session and OAuth tokens; None accepts any.
        first_records: records of an empty site, in arrays by resource, with those that they refer
            to before them; None means contact 1 and incident 152.

    Raises:
        ConnectgenError: the snapshot or the database cannot be used.
    """

    def __init__(
        self,
        options: Options,
        *,
        database: Path | None = None,
        troubles: Troubles | None = None,
        logins: Mapping[str, str] | None = None,
        tokens: frozenset[str] | None = None,
        first_records: JsonObject | None = None,
    ) -> None:
        snapshot = load_snapshot(
            options.schemas_folder, options.api_version, name=options.schemas_name
        )
        # Others that have a document are served only because listed ones refer to them.
        reject_unknown_resources(options, snapshot.resources)
        self.version = snapshot.version
        # A fetched snapshot is served as the site sent it, any other with its overlays applied.
        shown = snapshot if snapshot.site is not None else apply_overlays(snapshot, options)
        self.catalog = ServedCatalog(shown, options.resources or snapshot.resources)
        names = _served_resources(snapshot, options.resources)
        api, _ = read_api(replace(options, resources=names), unlisted=True)
        complete = snapshot.site is not None
        self.schemas = {each.name: ResourceSchema(each, complete) for each in api.resources}
        self.menus = menu_paths(shape.resource for shape in self.schemas.values())
        self.store = Store(database)
        pinned = load_menus(options.schemas_folder, self.version, name=options.schemas_name)
        self.records = RecordService(
            self.store,
            self.schemas,
            BodyValidator(api).find_violations,
            {menu.path: menu for menu in pinned.menus} if pinned is not None else {},
        )
        self.authenticator = Authenticator(self.version, logins, tokens)
        self.troubles = troubles or Troubles()
        self.received: deque[ReceivedRequest] = deque(maxlen=_MOST_SEEN)
        self._first_records = _FIRST_RECORDS if first_records is None else first_records
        self._add_first_records()

    def reset_state(self) -> None:
        """Delete all records, messages and requests, and stop all faults."""
        self.store.clear_tables()
        self.received.clear()
        self.troubles = Troubles()
        self._add_first_records()

    def load_records(self, data: Any, name: str) -> None:
        """Add the records in *data*: an object of arrays by resource.

        Args:
            data: the parsed file.
            name: name of the file in messages.

        Raises:
            ConfigError: it has another form, or names something that the site does not have.
        """
        if not is_object(data):
            raise ConfigError(f"{name}: must be an object of arrays by resource")
        with self.store.transaction():
            for resource, entries in data.items():
                if not self.has_resource(resource):
                    raise ConfigError(f"{name}#/{resource}: the site has no such resource")
                self._add_records(resource, entries, f"{name}#/{resource}")

    def has_resource(self, name: str) -> bool:
        """Return whether records or reports of *name* can be added; every site has reports."""
        return name in self.schemas or name == REPORTS

    def add_record(self, resource: str, entry: JsonObject) -> JsonObject:
        """Add a record or a report, and return it as stored.

        Raises:
            Problem: it is invalid, or refers to what the site does not have.
        """
        if resource == REPORTS:
            return add_report(self.records, entry)
        self.records.check_record(resource, entry)
        return self.records.add_record(resource, entry, whole=True)

    def _add_records(self, resource: str, entries: Any, name: str) -> None:
        for index, entry in enumerate(entries if is_array(entries) else [entries]):
            if not is_object(entry):
                raise ConfigError(f"{name}/{index}: must be an object")
            try:
                self.add_record(resource, entry)
            except Problem as problem:
                raise ConfigError(f"{name}/{index}: {problem.detail}") from problem

    def _add_first_records(self) -> None:
        for name, records in self._first_records.items():
            if name in self.schemas and not self.store.count_records(name):
                for record in records:
                    self.records.add_record(name, dict(record), whole=True)


def _served_resources(snapshot: Snapshot, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the *wanted* resources, or else those that are listed or referred to."""
    if wanted:
        needed = {"incidents"} if "incidentResponse" in wanted else set[str]()
        return tuple(sorted({*wanted, *needed & {d.path for d in snapshot.documents}}))
    referred = (d.path for d in snapshot.documents if "/" not in d.path and _is_collection(d))
    return tuple(sorted({*snapshot.resources, *referred}))


def _is_collection(document: SchemaDocument) -> bool:
    definitions = document.content.get("definitions")
    return is_object(definitions) and "singularResource" in definitions
