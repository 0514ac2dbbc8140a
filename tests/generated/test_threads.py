"""Many threads use generated code for the first time, at the same moment, and share a client.

Needs neither connectgen nor conftest.py: a Python without a global lock runs it as it is.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Barrier, settrace, stack_size
from time import sleep
from typing import Any

import httpx2
import pytest

THREADS = 16
BODY: Any = json.loads((Path(__file__).parents[1] / "examples/request.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def switches_often() -> Iterator[None]:
    """Let threads of a Python with a global lock change at almost every instruction."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def switches_at_any_instruction() -> Iterator[None]:
    """Let other threads run between instructions of the package, as those of free threading do.

    With a global lock, Python 3.11 changes threads at calls and at the ends of loops only.
    """
    numbers = random.Random(1)

    def trace(frame: Any, event: str, _: object) -> Any:
        if frame.f_globals.get("__name__", "").startswith("connect_v1_4."):
            frame.f_trace_opcodes = True
            if event == "opcode" and numbers.random() < 0.1:
                sleep(0)
            return trace
        return None

    settrace(trace)
    yield
    settrace(None)


@pytest.fixture
def fresh_package() -> Iterator[None]:
    """Forget what is imported and built of the package; restore all of it for other tests."""
    before = forget_package()
    yield
    forget_package()
    sys.modules.update(before)


def forget_package() -> dict[str, Any]:
    """Remove the modules of the package from `sys.modules`, and return them."""
    names = [name for name in sys.modules if name.partition(".")[0] == "connect_v1_4"]
    return {name: sys.modules.pop(name) for name in names}


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Return what *work* returns in each thread; all begin together."""
    barrier = Barrier(THREADS)

    def run(number: int) -> Any:
        barrier.wait(60)
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return [*pool.map(run, range(THREADS))]


@pytest.mark.parametrize("attempt", range(5))
def test_first_import_and_first_use_of_models(fresh_package: None, attempt: int):
    def use(number: int) -> Any:
        package: Any = import_module("connect_v1_4")
        model = package.IncidentResponseCreate.from_json(BODY)
        assert model == package.IncidentResponseCreate.from_json(BODY)
        return package.IncidentResponseCreate, model.to_json(), repr(model)

    classes, bodies, texts = zip(*at_once(use), strict=True)
    assert len({*classes}) == 1
    assert all(body == BODY for body in bodies)
    assert len({*texts}) == 1


class SlowlyRead(dict[str, Any]):
    """A dictionary that lets other threads run while it is read."""

    def keys(self) -> Any:
        sleep(0.001)
        return super().keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())


def test_different_parts_of_a_model_are_built_at_once(monkeypatch: pytest.MonkeyPatch):
    build: Any = import_module("connect_v1_4.models._build")
    monkeypatch.setattr(build, "_HELPERS", SlowlyRead(build._HELPERS))
    models: Any = import_module("connect_v1_4.models._model")
    members: Any = import_module("connect_v1_4.models._members")

    def use(number: int, kind: Any) -> Any:
        if number % 3 == 0:
            return kind.from_json({"theName": "a", "unknown": 1}).extra
        if number % 3 == 1:
            return kind(name="a").name
        return kind.to_json(kind.from_json({"theName": "a", "other": 2}))

    for _ in range(40):

        @models.model
        class Thing(models.Model):
            name: str = members.required_member("theName")

        found = at_once(partial(use, kind=Thing))
        assert found == [
            ({"unknown": 1}, "a", {"other": 2, "theName": "a"})[number % 3]
            for number in range(THREADS)
        ]


@pytest.mark.parametrize("attempt", range(5))
def test_first_use_of_validators(fresh_package: None, attempt: int):
    wrong = {**BODY, "incident": 5, "unknown": [1]}

    def use(number: int) -> Any:
        module: Any = import_module("connect_v1_4.validators.incident_response")
        return (
            module.is_valid_create(BODY),
            module.is_valid_create(wrong),
            [*map(str, module.create_violations(wrong))],
            [*map(str, module.create_advice(wrong))],
        )

    found = at_once(use)
    assert found == [found[0]] * THREADS
    assert found[0][:2] == (True, False)
    assert found[0][2]


def test_schemas_are_complete_as_soon_as_another_thread_finds_them():
    schemas: Any = import_module("connect_v1_4.validators._walk").Schemas
    known: list[set[str]] = []

    class Watched(schemas):  # type: ignore[misc]
        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, value)
            known.append({each for each in ("documents", "patterns") if getattr(self, each, ())})

    Watched({}, '[{"create": {}}, {"a": "b"}]').root("create")
    assert {"documents"} not in known
    assert known[-1] == {"documents", "patterns"}


def test_two_packages_share_the_recursion_limit_of_the_process():
    """Each has its own copy of the module that raises it, and they overlap in every way."""
    deep = [import_module("connect_v1_4.validators._deep"), *(_copy_of_deep() for _ in range(3))]

    def descend(levels: int) -> int:
        return levels and descend(levels - 1) + 1

    before = sys.getrecursionlimit(), stack_size()
    for _ in range(20):
        found = at_once(lambda number: deep[number % 4].run_deep(descend, 1500 + 100 * number))
        assert found == [1500 + 100 * number for number in range(THREADS)]
        assert (sys.getrecursionlimit(), stack_size()) == before


def _copy_of_deep() -> Any:
    original: Any = import_module("connect_v1_4.validators._deep")
    found = importlib.util.spec_from_file_location(original.__name__, original.__file__)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_values_that_are_nested_deeply_restore_the_recursion_limit(fresh_package: None):
    module: Any = import_module("connect_v1_4.validators.incident_response")
    deep: Any = []
    for _ in range(3000):
        deep = [deep]
    before = sys.getrecursionlimit()
    found = at_once(lambda number: module.is_valid_create({**BODY, "unknown": deep}))
    assert len({*found}) == 1
    assert sys.getrecursionlimit() == before


def test_a_shared_client_sends_each_body_once_and_asks_for_one_token():
    package: Any = import_module("connect_v1_4")
    seen: Counter[str] = Counter()
    asked: list[int] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Authorization"] == "Bearer token1"
        seen[json.loads(request.content)["incident"]["id"]] += 1
        return httpx2.Response(200, json=BODY)

    def make_token() -> str:
        asked.append(1)
        return f"token{len(asked)}"

    transport = httpx2.MockTransport(answer)
    with (
        httpx2.Client(transport=transport) as http,
        package.Client(
            "https://mysite.example.com",
            auth=package.BearerAuth(make_token),
            application_context="threads",
            http_client=http,
        ) as client,
    ):

        def send(number: int) -> None:
            for step in range(5):
                body = package.IncidentResponseCreate.from_json(BODY)
                body.incident.id = number * 1000 + step + 1
                client.incident_response.create(body)
                client.with_options(timeout=5.0).incident_response.create(
                    {**BODY, "incident": {**BODY["incident"], "id": number * 1000 + step + 501}}
                )

        at_once(send)
    assert len(asked) == 1
    assert len(seen) == THREADS * 10
    assert {*seen.values()} == {1}


def test_resources_are_first_used_while_others_change_options(switches_at_any_instruction: None):
    package: Any = import_module("connect_v1_4")
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200))
    with httpx2.Client(transport=transport) as http:

        def use(number: int, client: Any) -> Any:
            if number % 2:
                names = ("analytics_report_results", "incident_response", "named_ids")
                return [getattr(client, name) is not None for name in names]
            for _ in range(3):
                assert client.with_options(timeout=number + 1.0).incident_response is not None
            return number

        for _ in range(20):
            client = package.Client(
                "https://mysite.example.com",
                auth=("user", "secret"),
                application_context="threads",
                http_client=http,
            )
            at_once(partial(use, client=client))


def test_after_a_fork_all_threads_get_the_same_new_client(monkeypatch: pytest.MonkeyPatch):
    connections: Any = import_module("connect_v1_4._client.connections")
    made: list[httpx2.Client] = []

    def make() -> httpx2.Client:
        made.append(httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200))))
        return made[-1]

    for _ in range(20):
        holder = connections._HttpClient(make, None)
        parent = os.getpid()
        with monkeypatch.context() as patch:
            patch.setattr(os, "getpid", lambda parent=parent: parent + 1)
            found = at_once(lambda number, holder=holder: id(holder.current_client()))
        assert len({*found}) == 1
    assert len(made) == 40
    for client in made:
        client.close()


def test_the_longest_pause_counts_whichever_thread_heard_of_it():
    state_of: Any = import_module("connect_v1_4._client.session_state").SessionState
    for _ in range(20):
        state = state_of()

        def hear(number: int, state: Any = state) -> None:
            headers = {"osvc-crest-next-request-after": str(1000 * (number + 1))}
            state.update_from_headers(headers, max_pause=100.0)

        at_once(hear)
        assert state.remaining_pause() > THREADS - 1
