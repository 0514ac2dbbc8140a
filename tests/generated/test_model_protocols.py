"""What Python and other libraries do with models: copies, `dataclasses`, `help`, tracebacks."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import pydoc
import subprocess
import sys
import traceback
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_type_hints

import connect_v1_4
import msgspec
import pytest
from connect_v1_4 import UNSET, Link, Reference, Unset, is_set
from connect_v1_4.models._members import json_member
from connect_v1_4.models._model import Model, model
from connect_v1_4.models.incident_response import (
    FileAttachment,
    FileAttachmentCreate,
    ThreadCreate,
)

ROOT = Path(str(connect_v1_4.__file__)).parents[1]


@model
class Visit(ThreadCreate):
    """A model of a user."""

    day: date | Unset | None = json_member("visitDay")
    """When."""


def test_a_value_is_set_if_it_is_neither_absent_nor_null():
    assert [is_set(value) for value in (0, False, "", [], "a")] == [True] * 5
    assert not is_set(UNSET)
    assert not is_set(None)


def test_models_are_dataclasses_to_the_standard_library():
    thread = ThreadCreate(text="a", channel=Reference(id=1))
    assert dataclasses.is_dataclass(ThreadCreate)
    assert dataclasses.is_dataclass(thread)
    fields = {field.name: field for field in dataclasses.fields(FileAttachmentCreate)}
    assert fields["name"].type == "str | Unset"
    assert fields["name"].default is UNSET
    assert fields["name"].kw_only
    assert not fields["data"].repr
    assert [*fields][-1] == "extra"
    assert dataclasses.asdict(thread)["channel"]["id"] == 1
    assert dataclasses.astuple(Link(rel="self")) == (UNSET, UNSET, "self", UNSET)
    assert dataclasses.replace(thread, text="b").text == "b"
    assert thread.__replace__(text="b") == dataclasses.replace(thread, text="b")
    assert ThreadCreate.__match_args__ == ()
    match thread:
        case ThreadCreate(text=str(text), channel=Reference(id=1)):
            assert text == "a"
        case _:
            pytest.fail("does not match")
    with pytest.raises(TypeError, match="unhashable"):
        hash(thread)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize(
    "body", [Visit(text="a", day=date(2026, 1, 2)), ThreadCreate(text="a", extra={"x": [1]})]
)
def test_models_are_copied(body: Any, protocol: int):
    for again in (pickle.loads(pickle.dumps(body, protocol)), copy.copy(body), copy.deepcopy(body)):
        assert again == body
        assert type(again) is type(body)
        assert again.to_json() == body.to_json()


def test_other_libraries_see_a_dataclass():
    thread = ThreadCreate(text="a", channel=Reference(id=1), entry_type=None)
    built = msgspec.to_builtins(thread)
    assert built["text"] == "a"
    assert built["channel"]["id"] == 1


def test_types_are_real():
    hints = get_type_hints(FileAttachment)
    assert hints["created_time"] == datetime | Unset
    assert get_type_hints(ThreadCreate.__init__)["text"] == str | Unset
    assert get_type_hints(Visit.__init__)["day"] == date | Unset | None
    parameter = inspect.signature(ThreadCreate).parameters["text"]
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
    assert parameter.default is UNSET


def test_help_shows_the_docstring_of_each_field():
    text = pydoc.plain(pydoc.render_doc(FileAttachmentCreate))
    assert "Name under which the file is saved on disk. At most 100 characters." in text
    assert "Type ``str | Unset``. Wire name ``fileName``." in text
    assert "Unknown properties by wire name" in text
    assert inspect.getdoc(FileAttachmentCreate.name) == (
        "Short name to display for the file. At most 40 characters. Matches\n``^[^ ]*$``.\n"
        "Type ``str | Unset``."
    )
    assert "When." in pydoc.plain(pydoc.render_doc(Visit))


def test_help_works_without_source(monkeypatch: pytest.MonkeyPatch):
    def refuse(_: object) -> str:
        raise OSError("no source")

    pydoc.render_doc(FileAttachmentCreate)  # which reads the source of the base, once for all
    monkeypatch.setattr(inspect, "getsource", refuse)

    @model
    class Sourceless(Model):
        text: str | Unset = UNSET
        """A text."""

    assert inspect.getdoc(Sourceless.text) is None
    assert "text" in pydoc.plain(pydoc.render_doc(Sourceless))


def test_a_traceback_shows_the_line_of_the_field():
    attachment = FileAttachment(created_time=datetime(2020, 5, 11))
    with pytest.raises(ValueError, match="has no time zone") as caught:
        attachment.to_json()
    text = "".join(traceback.format_exception(caught.value))
    assert 'result["createdTime"]' in text.replace("'", '"')
    assert "<to_json of connect_v1_4.models.incident_response.FileAttachment>" in text
    assert 'self.created_time = read_date_time(data["createdTime"])' in inspect.getsource(
        FileAttachment._model_reader
    ).replace("'", '"')


def test_threads_may_race_to_the_first_use():
    for _ in range(20):

        @model
        class Raced(Model):
            day: date | Unset = UNSET
            parts: list[ThreadCreate] | Unset = UNSET

        def use(number: int, cls: type[Raced] = Raced) -> Any:
            data = {"day": "2026-01-02", "parts": [{"text": str(number)}]}
            read = cls.from_json(data)
            assert read.to_json() == data
            assert read == cls(day=date(2026, 1, 2), parts=[ThreadCreate(text=str(number))])
            return read.parts

        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with ThreadPoolExecutor(16) as pool:
                read = list(pool.map(use, range(32)))
        finally:
            sys.setswitchinterval(interval)
        assert read == [[ThreadCreate(text=str(number))] for number in range(32)]


IN_ANY_PYTHON = """
import copy, dataclasses, inspect, pickle, sys
from connect_v1_4 import IncidentResponse, IncidentResponseCreate, Reference
from connect_v1_4.models.incident_response import ThreadCreate
data = {"incident": {"id": 1, "threads": [{"text": "a"}]}, "fileAttachments": {"name": "n"}, "x": 1}
body = IncidentResponseCreate.from_json(data)
assert body.to_json() == {**data, "fileAttachments": [{"name": "n"}]}, body
assert pickle.loads(pickle.dumps(body)) == copy.deepcopy(body) == body
assert dataclasses.replace(body, cc=None).cc is None
assert copy.replace(body, cc=None).cc is None if sys.version_info >= (3, 13) else True
assert [*inspect.signature(ThreadCreate).parameters] == ["channel", "entry_type", "text", "extra"]
assert "Wire name ``entryType``" in inspect.getdoc(ThreadCreate.entry_type)
assert [field.name for field in dataclasses.fields(ThreadCreate)][-1] == "extra"
print("done")
"""


def other_pythons() -> list[str]:
    found = sorted(Path.home().glob(".pyenv/versions/3.1[1-9].*/bin/python"))
    return [sys.executable, *map(str, found)]


def run(python: str, code: str, path: Path) -> str:
    command = f"import sys; sys.path.insert(0, {str(path)!r})\n{code}"
    done = subprocess.run(
        [python, "-I", "-c", command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("python", other_pythons())
def test_models_work_in_every_python_and_in_an_archive(python: str, tmp_path: Path):
    assert run(python, IN_ANY_PYTHON, ROOT) == "done\n"
    archive = tmp_path / "app.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in (ROOT / "connect_v1_4").rglob("*.py"):
            file.write(path, path.relative_to(ROOT))
    assert run(python, IN_ANY_PYTHON, archive) == "done\n"
