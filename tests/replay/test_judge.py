"""`connectgen.replay.Judge`: the function that an engine runs, and the counts that it returns."""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from connectgen.core.errors import CatalogError
from connectgen.replay import Cause, Counts, Judge
from connectgen.replay import editions as editions_module
from support import ROOT, write_schemas

SAMPLES = [str(ROOT / "tests" / "catalogs" / name) for name in ("sample", "next")]


def lines_of(bodies: list[Any]) -> list[str]:
    return [json.dumps(body) for body in bodies]


def random_lines(count: int) -> list[str]:
    chance = random.Random(7)
    values: list[Any] = [{"name": "a" * n} for n in range(11)] + [{"size": n} for n in range(11)]
    values += [{"parts": [{"code": "a" * n}, {"code": "b" * n}]} for n in range(5)]
    lines = [json.dumps(chance.choice(values)) for _ in range(count)]
    for place in range(0, count, 50):
        lines[place] = chance.choice(["{", "nonsense", "[" * 5000, '{"a": 1} 2'])
    return lines


def test_bodies_are_counted_by_verdict(judge, bodies):
    counts = judge.judge(lines_of(bodies))
    assert replace(counts, causes={}) == Counts(starts=1, stops=1, fails=2, passes=2)
    assert counts.bodies == 6


def test_a_cause_holds_no_value_of_a_body_and_its_example_does(judge):
    lines = lines_of([{"name": "abcdef"}, {"name": "ab"}, {"name": "abcde"}])
    counts = judge.judge(lines, source="day.ndjson", first=10)
    ((cause, count),) = counts.sorted_causes()
    assert cause == Cause(
        outcome="starts", resource="things", view="create", path="/name", keyword="maxLength"
    )
    assert count.lines == 2
    assert (count.example.source, count.example.line) == ("day.ndjson", 10)
    assert count.example.why == "/name: must have at most 4 characters, not 6 (maxLength)"


def test_items_have_one_cause_and_a_body_counts_once_for_it(judge):
    counts = judge.judge(lines_of([{"parts": [{"code": "abc"}, {"code": "abcd"}]}]))
    ((cause, count),) = counts.causes.items()
    assert cause.path == "/parts/*/code"
    assert count.lines == counts.starts == 1
    assert count.example.why.startswith("/parts/0/code: ")


def test_a_body_counts_for_each_of_its_causes(judge):
    counts = judge.judge(lines_of([{"name": "abcdef", "parts": [{"code": "abc"}]}]))
    assert counts.starts == 1
    assert {cause.path: count.lines for cause, count in counts.causes.items()} == {
        "/name": 1,
        "/parts/*/code": 1,
    }


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes"),
        ('{"name": "a"} {}', "not JSON: Extra data"),
        (b'{"name": "\xff"}', "not UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ("9" * 5000, "not JSON: a number is too long"),
    ],
)
def test_a_line_without_a_body_is_skipped_and_counted(judge, line, detail):
    counts = judge.judge(["{}", line, "{}"])
    assert (counts.passes, counts.skipped) == (2, 1)
    ((cause, count),) = counts.causes.items()
    assert cause == Cause(outcome="skipped", detail=detail)
    assert count.example.line == 2


@pytest.mark.parametrize(
    "line",
    ["{}", "{}\n", "{}\r\n", " {} ", b"{}", b"{}\r\n", "\ufeff{}", b"\xef\xbb\xbf{}\n", "\t{}"],
)
def test_space_around_a_body_and_a_byte_order_mark_are_no_fault(judge, line):
    assert judge.judge([line]) == Counts(passes=1)


@pytest.mark.parametrize("line", ["", "\n", "  \r\n", b"", b"\n", "\ufeff", None])
def test_blank_lines_are_not_counted(judge, line):
    assert judge.judge([line]) == Counts()


def test_each_line_may_name_its_resource_and_view(judge_of_all):
    body = {"resource": "things", "view": "patch", "body": {"name": "abcdef"}}
    gone = {"resource": "gone", "view": "read", "body": {}}
    wrong = [
        {},
        {**body, "view": "made-up"},
        {**body, "resource": "x1"},
        {**body, "resource": "x2"},
    ]
    counts = judge_of_all.judge(lines_of([body, gone, *wrong]))
    assert (counts.starts, counts.skipped) == (2, 4)
    details = {cause.detail: count.lines for cause, count in counts.causes.items()}
    assert details == {
        "": 1,
        "gone has no read view": 1,
        "needs resource, view and body, or --resource for all lines": 1,
        "neither OLD nor NEW has such a resource and view": 3,  # however many names there are
    }


def test_what_neither_side_has_is_refused_when_the_judge_is_made(two):
    with pytest.raises(CatalogError, match=r"has a resource 'thigns' \(did you mean 'things'\?\)"):
        Judge.from_snapshots(*two, resource="thigns")
    with pytest.raises(CatalogError, match="has a made-up view of 'things'"):
        Judge.from_snapshots(*two, resource="things", view="made-up")


def test_a_judge_that_was_changed_by_hand_says_so(judge):
    for changed in (replace(judge, view="made-up"), replace(judge, resource="other")):
        with pytest.raises(CatalogError, match="the judge has no "):
            changed.judge(["{}"])


def test_counts_of_parts_add_up_in_any_order(judge):
    lines = random_lines(600)
    whole = judge.judge(lines, source="all")
    assert whole.bodies + whole.skipped == 600
    assert len(whole.causes) > 4
    parts = [
        judge.judge(lines[start : start + 150], source="all", first=start + 1)
        for start in range(0, 600, 150)
    ]
    for order in permutations(parts):
        assert sum(order, Counts()) == whole
    assert sum(parts) == whole  # begins with 0
    assert parts[0] + (parts[1] + parts[2]) == (parts[0] + parts[1]) + parts[2]


def test_counts_are_no_numbers(judge):
    with pytest.raises(TypeError):
        1 + judge.judge(["{}"])


def test_a_pickled_judge_judges_like_the_first(judge, bodies):
    copy = pickle.loads(pickle.dumps(judge))
    assert copy == judge
    counts = copy.judge(lines_of(bodies))
    assert pickle.loads(pickle.dumps(counts)) == counts == judge.judge(lines_of(bodies))


@pytest.mark.slow
def test_a_judge_of_a_whole_site_is_cheap_to_send():
    judge = Judge.from_snapshots(*SAMPLES)
    assert len(pickle.dumps(judge)) < 120_000


@pytest.mark.slow
def test_a_process_that_judges_imports_nothing_that_makes_validators(judge, bodies, tmp_path):
    pickled = tmp_path / "judge"
    pickled.write_bytes(pickle.dumps((judge, lines_of(bodies))))
    program = (
        "import pickle, sys; from pathlib import Path\n"
        f"judge, lines = pickle.loads(Path({str(pickled)!r}).read_bytes())\n"
        "print(judge.judge(lines).bodies)\n"
        "print(sorted({'click', 'httpx2', 'jinja2', 'jsonschema', 'pyarrow'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["6", "[]"], done.stderr


def test_two_judges_in_one_process_keep_apart(judge, two):
    back = Judge.from_snapshots(two[1], two[0], resource="things")
    for _ in range(2):
        assert judge.judge(['{"name": "abcdef"}']).starts == 1
        assert back.judge(['{"name": "abcdef"}']).stops == 1


def test_threads_share_the_validators_of_a_process(judge_of_all, monkeypatch):
    monkeypatch.setattr(editions_module, "_loaded", {})
    for name in [name for name in sys.modules if name.startswith("connectgen_")]:
        monkeypatch.delitem(sys.modules, name)
    body = {"resource": "things", "view": "create", "body": {"name": "abcdef"}}
    lines = lines_of([body, {"resource": "gone", "view": "read", "body": {}}] * 50)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: judge_of_all.judge(lines), range(16)))
    assert all(counts == found[0] for counts in found)
    assert found[0].starts == 100


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_that_is_forked_during_an_import_can_judge(judge, bodies, monkeypatch):
    monkeypatch.setattr(editions_module, "_loaded", {})
    for name in [name for name in sys.modules if name.startswith("connectgen_")]:
        monkeypatch.delitem(sys.modules, name)
    importing = threading.Event()
    import_module_at = editions_module.import_module_at

    def import_slowly(package: str, path: str) -> Any:
        importing.set()
        time.sleep(0.2)
        return import_module_at(package, path)

    monkeypatch.setattr(editions_module, "import_module_at", import_slowly)
    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(judge.judge, lines_of(bodies))
        assert importing.wait(10)
        child = os.fork()
        if child == 0:  # nothing of pytest may run twice
            signal.alarm(20)
            os._exit(judge.judge(lines_of(bodies)).bodies)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == len(bodies)
        assert at_work.result().bodies == len(bodies)


def test_a_schema_that_refers_to_itself_has_a_bounded_number_of_causes(tmp_path):
    def documents(limit: int) -> dict[str, Any]:
        inner = {"$ref": "/services/rest/connect/v1.4/metadata-catalog/things/inner"}
        name = {"type": "string", "maxLength": limit}
        return {
            "things": {"type": "object", "properties": {"inner": inner}},
            "things/inner": {"type": "object", "properties": {"name": name, "inner": inner}},
        }

    schemas = [str(write_schemas(tmp_path / f"up-to-{n}", documents(n))) for n in (9, 1)]
    judge = Judge.from_snapshots(*schemas, resource="things")
    bodies: list[Any] = [{"name": "ab"}]
    for _ in range(40):
        bodies.append({"inner": bodies[-1]})
    counts = judge.judge(lines_of(bodies))
    assert counts.starts == 40
    paths = [cause.path for cause, _ in counts.sorted_causes()]
    assert len(paths) == 12
    assert paths[0] == "/inner" * 12 + "/..."
    assert "/inner/inner/name" in paths
