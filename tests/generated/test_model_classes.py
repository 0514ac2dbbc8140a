"""Models as classes: subclasses, metaclasses, types of fields."""

from __future__ import annotations

import abc
import dataclasses
import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

import pytest
from connect_v1_4 import UNSET, IncidentResponse, Reference, Unset
from connect_v1_4.models import (
    Model,
    _build,
    _model,
    json_member,
    model,
    required_member,
)
from connect_v1_4.models.incident_response import (
    FileAttachment,
    IncidentCreate,
    ThreadCreate,
)

T = TypeVar("T")


@model
class Visit(ThreadCreate):
    """A model of a user, with fields of its own."""

    kind: ClassVar[str] = "visit"

    day: date | Unset | None = json_member("visitDay")
    """When."""

    stops: list[Reference] | Unset = UNSET
    days: list[date] | Unset = UNSET
    code: str = required_member("Code")
    note: str | Unset = "none"

    def describe(self) -> str:
        return f"{self.kind}: {super().__repr__()}"

    @property
    def shown(self) -> str:
        return super().__repr__()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Visit:
        return super().from_json(data)


class KindOfVisit(Visit):
    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, **super().to_json()}


VISIT = {"text": "a", "visitDay": "2026-01-02", "days": ["2026-01-03", None], "Code": "x"}


def test_each_attribute_that_is_built_has_a_builder():
    assert sorted(_model._BUILT) == sorted(_build.BUILDERS)


def test_a_users_model_has_fields_of_its_own():
    visit = Visit.from_json({**VISIT, "stops": [{"id": 1}], "more": 1})
    assert visit.text == "a"
    assert visit.day == date(2026, 1, 2)
    assert visit.days == [date(2026, 1, 3), None]
    assert visit.stops == [Reference(id=1)]
    assert visit.note == "none"
    assert visit.extra == {"more": 1}
    written = {**VISIT, "stops": [{"id": 1}], "more": 1, "note": "none"}
    assert visit.to_json() == written
    assert KindOfVisit.from_json(written).to_json() == {"kind": "visit", **written}
    assert Visit(code="x").shown == "Visit(code='x', note='none')"
    assert Visit(code="x").describe() == "visit: Visit(code='x', note='none')"
    assert Visit(code="x", note="y", text="a") == Visit(code="x", note="y", text="a")
    assert Visit(code="x") != Visit(code="x", day=None)
    assert list(inspect.signature(Visit).parameters)[-6:] == [
        *("day", "stops", "days", "code", "note", "extra")
    ]
    with pytest.raises(TypeError, match=r"Visit.__init__\(\) missing 1 required .* 'code'"):
        Visit()  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="required property 'Code' is missing"):
        Visit.from_json({})
    with pytest.raises(ValueError, match=r"^/days/1: 'never' is not a date"):
        Visit.from_json({"Code": "x", "days": [None, "never"]})


def test_the_code_of_a_base_class_does_not_depend_on_which_is_used_first():
    @model
    class Child(ThreadCreate):
        number: int | Unset = UNSET

    assert Child(number=1).to_json() == {"number": 1}
    assert ThreadCreate(text="a").to_json() == {"text": "a"}
    assert "number" not in inspect.signature(ThreadCreate).parameters
    assert [field.name for field in dataclasses.fields(Child)][-2:] == ["number", "extra"]


def test_a_reference_can_be_extended():
    @model
    class Tagged(Reference):
        tag: str | Unset = json_member("Tag")

    class Mine(Reference):
        pass

    data = {"id": 1, "Tag": "a", "x": [1]}
    assert Tagged.from_json(data).tag == "a"
    assert Tagged.from_json(data).extra == {"x": [1]}
    assert Tagged.from_json(data).to_json() == data
    assert type(Mine.from_json({"lookupName": "a"})) is Mine
    assert type(Reference.from_json({"id": 1})) is Reference


class Meta(type):
    pass


class Base(abc.ABC, Generic[T]):
    @abc.abstractmethod
    def describe(self) -> T: ...


class Described(ThreadCreate, Base[str]):
    def describe(self) -> str:
        return str(self.text)


class Registered(ThreadCreate, metaclass=Meta):
    pass


@model
class Both(ThreadCreate, abc.ABC):
    number: int | Unset = UNSET


def test_other_metaclasses_can_be_mixed_in():
    assert Described.from_json({"text": "a"}).describe() == "a"
    assert type(Registered) is Meta
    assert Registered.from_json({"text": "a"}).to_json() == {"text": "a"}
    assert type(Both) is abc.ABCMeta
    assert Both(number=1).to_json() == {"number": 1}
    with pytest.raises(TypeError, match="abstract"):
        type("Half", (ThreadCreate, Base), {})()


@dataclasses.dataclass(slots=True, kw_only=True)
class Noted(ThreadCreate):
    note: str = ""


def test_a_plain_dataclass_can_extend_a_model():
    noted = Noted(text="a", note="b")
    assert noted == Noted(text="a", note="b")
    assert dataclasses.asdict(noted)["note"] == "b"
    assert noted.to_json() == {"text": "a"}


@pytest.mark.parametrize(
    "annotation",
    [
        *("Decimal | Unset", "set[int]", "list[Decimal]", "str | date", "Missing", "dict["),
        *("list[list[ThreadCreate]]", "dict[str, date]", "list[str | date]", "tuple[int, int]"),
    ],
)
def test_a_type_that_a_model_cannot_hold_is_an_error(annotation: str):
    cls = type("Odd", (Model,), {"__annotations__": {"odd": annotation}, "__module__": __name__})
    odd: Any = model(cls)
    for name in ("__init__", "__dataclass_fields__", "to_json", "_model_reader"):
        with pytest.raises(TypeError, match=r"^Odd\.odd: a model cannot have a field of type "):
            getattr(odd, name)
    with pytest.raises(TypeError, match=r"^Odd\.odd: a model cannot have a field of type "):
        odd.from_json({})
    assert Decimal


def test_types_can_be_objects_instead_of_text():
    annotations = {"day": date | None, "part": ThreadCreate, "parts": list[ThreadCreate] | Unset}
    body = {"__annotations__": annotations, "part": UNSET, "parts": UNSET, "__module__": __name__}
    made: Any = model(type("Made", (Model,), body))
    data = {"day": "2026-01-02", "part": {"text": "a"}, "parts": [{"text": "b"}]}
    read = made.from_json(data)
    assert (read.day, read.part, read.parts) == (
        *(date(2026, 1, 2), ThreadCreate(text="a")),
        [ThreadCreate(text="b")],
    )
    assert read.to_json() == data


def test_a_model_cannot_hide_the_code_that_writes_its_fields():
    body = {"__annotations__": {"odd": "str"}, "to_json": lambda self: {}, "__module__": __name__}
    with pytest.raises(TypeError, match=r"^Odd is a model; define to_json in a subclass of Odd$"):
        model(type("Odd", (Model,), body))


def test_a_mutable_default_is_an_error():
    with pytest.raises(ValueError, match=r"^Odd.odd has a mutable default$"):
        model(type("Odd", (Model,), {"__annotations__": {"odd": "list[str]"}, "odd": []}))


@pytest.mark.parametrize("name", ["a b", "class", "x=1, y", "a\nb"])
def test_only_identifiers_become_code(name: str):
    odd: Any = model(
        type("Odd", (Model,), {"__annotations__": {"a": "str"}, "__module__": __name__})
    )
    odd._model_members[0].name = name
    with pytest.raises(ValueError, match="is not an identifier"):
        odd.from_json({})


@pytest.mark.parametrize("use", [lambda: Model(extra={"x": 1}), lambda: Model.from_json({"x": 1})])
def test_the_base_class_is_a_model_without_fields(use: Callable[[], Model]):
    assert use().to_json() == {"x": 1}
    assert repr(use()) == "Model(extra={'x': 1})"


def test_a_subclass_that_is_no_model_of_its_own_reads_the_fields_of_its_base():
    class Mine(IncidentCreate):
        def to_json(self) -> dict[str, Any]:
            return {**super().to_json(), "mine": True}

    read = Mine.from_json({"id": 1, "threads": [{"text": "a"}]})
    assert type(read) is Mine
    assert read.to_json() == {"id": 1, "threads": [{"text": "a"}], "mine": True}
    assert IncidentResponse(incident=Reference(id=2)).to_json() == {"incident": {"id": 2}}
    assert FileAttachment(created_time=datetime(2026, 1, 2, tzinfo=UTC)).to_json() == {
        "createdTime": "2026-01-02T00:00:00Z"
    }
