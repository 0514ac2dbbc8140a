"""Fake site for your tests, with access to its records, requests and e-mails.

Example::

    from connectgen.testing import FakeSite

    with FakeSite() as site:
        client = Client(site.url, auth=site.auth, application_context="tests")
        …
        assert site.outbox[0]["cc"] == ["lead@example.org"]

With pytest, use the fixture `connect_site` of `connectgen.pytest_plugin`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from connectgen.config.pyproject import read_options
from connectgen.core.suggestions import did_you_mean
from connectgen.core.surroundings import explained

if TYPE_CHECKING:
    from connectgen.fake_site.site import ReceivedRequest, SimulatedSite

__all__ = ["FakeSite"]

_HOW_TO_CHOOSE = (
    "use FakeSite(api_version=…) or FakeSite(schemas=…); for the fixture connect_site, define a"
    " session fixture connect_site_options that returns these, such as {'api_version': 'v1.4'}"
)


class JsonModel(Protocol):
    """Generated model."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of the model."""
        ...


class FakeSite:
    """Fake site on localhost, created from a snapshot; use it as a context manager.

    Args:
        folder: folder of the pyproject.toml whose `[tool.connectgen]` selects the snapshot.
        schemas: folder with snapshots and overlays; overrides `[tool.connectgen]`.
        api_version: version such as `v1.4`; overrides `[tool.connectgen]`.
        resources: names of resources; empty means all.
        logins: accepted user names with their passwords; None accepts any.
        tokens: accepted session and OAuth tokens; None accepts any.
        demo: True for the site of `connectgen serve --demo` with its records, whatever the
            snapshots of *folder* are.

    Raises:
        ConnectgenError: the snapshot cannot be used.
        ValueError: *demo* is given together with *schemas* or *api_version*.
    """

    auth: tuple[str, str] = ("user", "secret")
    """A user name and a password that are accepted: the first of `logins`, if you pass some."""

    def __init__(
        self,
        *,
        folder: str | Path = ".",
        schemas: str | Path | None = None,
        api_version: str | None = None,
        resources: Iterable[str] = (),
        logins: Mapping[str, str] | None = None,
        tokens: Iterable[str] | None = None,
        demo: bool = False,
    ) -> None:
        if demo and (schemas, api_version) != (None, None):
            raise ValueError("demo: has its own documents; leave out schemas and api_version")
        resources = tuple(resources)
        given = {
            "schemas": None if schemas is None else str(schemas),
            "api-version": api_version,
            "resources": resources,
        }
        with explained():
            from connectgen.fake_site.demo import demo_options, read_demo_records
            from connectgen.fake_site.site import SimulatedSite

            options = (
                demo_options(resources)
                if demo
                else read_options(given, Path(folder), how=_HOW_TO_CHOOSE)
            )
            self._site: SimulatedSite = SimulatedSite(
                options,
                logins=logins,
                tokens=None if tokens is None else frozenset(tokens),
                first_records=read_demo_records() if demo else None,
            )
        self.auth = next(iter((logins or {}).items()), FakeSite.auth)
        self._running = ExitStack()
        self.url = ""
        """URL of the site while it runs: `http://127.0.0.1:…`."""

    def __enter__(self) -> Self:
        with explained():
            from connectgen.fake_site.server import run_in_thread

        self.url = self._running.enter_context(run_in_thread(self._site))
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._running.close()
        self._site.store.close()

    @property
    def resources(self) -> list[str]:
        """Names of the site's resources, sorted."""
        return sorted(self._site.schemas)

    @property
    def outbox(self) -> list[dict[str, Any]]:
        """E-mails that a site would have sent, oldest first: `to`, `texts`, `attachments`, …."""
        return self._site.store.all_messages()

    @property
    def requests(self) -> list[ReceivedRequest]:
        """Requests that the site received, oldest first, without credentials and bodies."""
        return list(self._site.received)

    def add(self, resource: str, *records: Mapping[str, Any] | JsonModel) -> list[int]:
        """Add *records*, generated models or mappings, and return their IDs.

        They are validated like the file of `connectgen serve --data`. Fields that only the site
        sets may be among them: set `id` to choose one. A report is an `analyticsReportResults`
        with `lookupName` and a ROQL `query`, or `columnNames` and `rows`.

        Raises:
            ValueError: the site has no such resource, a record is invalid, or a reference points to
                no record; then none of them is added.
        """
        from connectgen.fake_site.problem_details import Problem

        self._reject_unknown(resource)
        added: list[int] = []
        with self._site.store.transaction():
            for index, each in enumerate(records):
                try:
                    added.append(self._site.add_record(resource, _read_record(each))["id"])
                except (Problem, ValueError) as problem:
                    raise ValueError(f"{resource}[{index}]: {problem}") from problem
        return added

    def records(self, resource: str) -> list[dict[str, Any]]:
        """Return all records of a resource as stored: lists in full, references by ID.

        Raises:
            ValueError: the site has no such resource.
        """
        self._reject_unknown(resource)
        return list(self._site.store.all_records(resource))

    def _reject_unknown(self, resource: str) -> None:
        if not self._site.has_resource(resource):
            raise ValueError(f"the site has no {resource}{did_you_mean(resource, self.resources)}")

    def fail(self, *faults: str) -> None:
        """Fail matching requests from now on: `503@1`, `hang@2-`, `break@*`.

        The next request has number 1.

        Raises:
            ConfigError: one of them is not a fault; `connectgen serve --help` lists the kinds.
        """
        from connectgen.fake_site.fault_injection import parse_fault

        self._site.troubles.faults = tuple(parse_fault(text) for text in faults)
        self._site.troubles.requests = 0

    def throttle(self, limit: str | None) -> None:
        """Refuse more than *limit* requests at once (`5`) or per second (`20/s`); None stops it."""
        from connectgen.fake_site.fault_injection import parse_throttle

        self._site.troubles.throttle = parse_throttle(limit) if limit else None

    def delay(self, seconds: float, *, next_request_after: int = 0) -> None:
        """Delay each response by *seconds*.

        Args:
            seconds: delay of each response.
            next_request_after: milliseconds for which clients are asked to pause.
        """
        self._site.troubles.latency = seconds
        self._site.troubles.next_request_after = next_request_after

    def reset(self) -> None:
        """Delete all records, e-mails and requests, and stop all faults."""
        self._site.reset_state()


def _read_record(record: Mapping[str, Any] | JsonModel) -> dict[str, Any]:
    if isinstance(record, Mapping):
        return dict(record)
    if hasattr(record, "to_json"):
        return record.to_json()
    raise ValueError(f"must be a generated model or a mapping, not {type(record).__name__}")
