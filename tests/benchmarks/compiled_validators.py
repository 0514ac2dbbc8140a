"""`compile_validator` against others, given the same schemas, in one run."""

from __future__ import annotations

import copy
import importlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NotRequired

import bodies
import fastjsonschema
from connectgen import compile_validator
from harness import ratios
from pydantic import ConfigDict, Field, TypeAdapter
from support import module_of
from typing_extensions import TypedDict

RESPONSE = json.loads((Path(__file__).parent / "incident_response.schema.json").read_bytes())
DRAFT_7 = {"$schema": "http://json-schema.org/draft-07/schema#"}
TREE = {
    **DRAFT_7,
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 40},
        "kids": {"type": "array", "items": {"$ref": "#"}},
    },
}
SHAPES = {
    **DRAFT_7,
    "type": "array",
    "items": {
        "oneOf": [
            {
                "type": "object",
                "required": [key],
                "properties": {key: {"type": "number", "minimum": 0}},
            }
            for key in ("radius", "side", "height")
        ]
    },
}
HEADERS = {
    **DRAFT_7,
    "type": "object",
    "patternProperties": {"^x-": {"type": "string", "maxLength": 80}, "^n-": {"type": "integer"}},
    "additionalProperties": False,
}


def tree(depth: int) -> Any:
    kids = [tree(depth - 1) for _ in range(3)] if depth else []
    return {"name": f"node {depth}", "kids": kids}


OWN: dict[str, tuple[Any, Any]] = {
    "$ref, recursive": (TREE, tree(4)),
    "oneOf": (SHAPES, [{key: n} for n in range(30) for key in ("radius", "side", "height")]),
    "patternProperties": (
        HEADERS,
        {f"x-{n}": "text" for n in range(30)} | {f"n-{n}": n for n in range(30)},
    ),
}


class Named(TypedDict):
    __pydantic_config__ = ConfigDict(strict=True)
    name: str
    kids: NotRequired[list[Named]]


_STRICT = ConfigDict(strict=True)
Positive = Annotated[int, Field(ge=1)]


class Menu(TypedDict, total=False):
    id: Positive
    lookupName: str


class Thread(TypedDict, total=False):
    text: str
    channel: Menu
    entryType: Menu


class Incident(TypedDict, total=False):
    id: Positive
    lookupName: Annotated[str, Field(max_length=255)]
    subject: Annotated[str, Field(max_length=240)]
    threads: list[Thread]


class Attachment(TypedDict, total=False):
    contentType: Annotated[str, Field(max_length=128, pattern=r"^[a-zA-Z-]+/[-a-zA-Z0-9.+_*]+$")]
    createdTime: str
    data: str
    description: Annotated[str, Field(max_length=1333)]
    fileName: Annotated[str, Field(max_length=100, pattern=r'^[^ /:*?"<>|]*$')]
    formData: str
    id: Annotated[int, Field(ge=1, le=2**63 - 1)]
    name: Annotated[str, Field(max_length=40, pattern="^[^ ]*$")]
    private: bool
    size: Annotated[int, Field(ge=1, le=2**31 - 1)]
    updatedTime: str | None
    uRL: Annotated[str, Field(max_length=1333)]


class Addresses(TypedDict, total=False):
    emailAddresses: list[str]


class Response(TypedDict, total=False):
    """What `RESPONSE` describes, as pydantic is told."""

    __pydantic_config__ = _STRICT
    bcc: Addresses
    cc: Addresses
    fileAttachments: list[Attachment]
    incident: Incident
    useEmailSignature: bool


for part in (Menu, Thread, Incident, Attachment, Addresses):
    part.__pydantic_config__ = _STRICT


def verdict(validate: Callable[[Any], Any], body: Any) -> Callable[[], bool]:
    def run() -> bool:
        try:
            validate(body)
        except ValueError:  # that of fastjsonschema, and of pydantic
            return False
        return True

    return run


def show(name: str, contenders: dict[str, Callable[[], object]]) -> None:
    print(name, {key: f"{value:.2f}" for key, value in ratios(contenders).items()})


def judges(schema: Any) -> dict[str, Callable[[Any], Any]]:
    """Return what judges values by *schema*: ours, and others, where they are installed."""
    found: dict[str, Callable[[Any], Any]] = {
        "ours": module_of(compile_validator(schema)).is_valid,
        "fastjsonschema": fastjsonschema.compile(schema, use_default=False),
    }
    if importlib.util.find_spec("corvus_json_schema"):
        found["corvus"] = importlib.import_module("corvus_json_schema").compile(schema)
    if importlib.util.find_spec("jsonschema_rs"):
        rust = importlib.import_module("jsonschema_rs")
        found["jsonschema-rs"] = rust.validator_for(schema, validate_formats=False).is_valid
    return found


def contenders(found: dict[str, Callable[[Any], Any]], value: Any) -> dict[str, Any]:
    """Return the runs of *found*, each with a value of its own, as some write into it."""
    runs: dict[str, Any] = {}
    for name, judge in found.items():
        own = copy.deepcopy(value)
        runs[name] = (
            verdict(judge, own) if name in _RAISING else lambda judge=judge, own=own: judge(own)
        )
    return runs


_RAISING = frozenset({"fastjsonschema", "pydantic strict"})
"""Contenders that raise where a value is invalid."""


def main() -> None:
    found = judges(RESPONSE) | {"pydantic strict": TypeAdapter(Response).validate_python}
    for name in ("small", "large", "invalid"):
        runs = contenders(found, getattr(bodies, name)())
        assert len({bool(run()) for run in runs.values()}) == 1
        show(name, runs)
    body = bodies.invalid()
    ours = module_of(compile_validator(RESPONSE))
    every = fastjsonschema.compile(RESPONSE, fast_fail=False, use_default=False)
    show(
        "violations",
        {
            "ours": lambda: ours.violations(body),
            "fast_fail=False": verdict(every, copy.deepcopy(body)),
        },
    )
    for name, (schema, value) in OWN.items():
        found = judges(schema)
        if schema is TREE:
            found["pydantic strict"] = TypeAdapter(Named).validate_python
        runs = contenders(found, value)
        assert {bool(run()) for run in runs.values()} == {True}
        show(name, runs)
    grow()
    compile_to_c()


def compile_to_c() -> None:
    """Print what the text costs that mypyc compiled, against jsonschema-rs where there is one."""
    folder = Path(tempfile.mkdtemp())
    text = compile_validator(RESPONSE)
    for name in ("interpreted", "compiled"):
        (folder / f"{name}.py").write_text(text)
    mypyc = Path(sys.executable).with_name("mypyc")
    subprocess.run([mypyc, "compiled.py"], cwd=folder, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    compiled, interpreted = (importlib.import_module(n) for n in ("compiled", "interpreted"))
    assert not compiled.__file__.endswith(".py")
    compared: dict[str, Callable[[Any], bool]] = {
        "ours, compiled": compiled.is_valid,
        "ours": interpreted.is_valid,
    }
    if importlib.util.find_spec("jsonschema_rs"):
        rust = importlib.import_module("jsonschema_rs")
        compared["jsonschema-rs"] = rust.validator_for(RESPONSE).is_valid
    for name in ("small", "large", "invalid"):
        body = getattr(bodies, name)()
        assert len({judge(body) for judge in compared.values()}) == 1
        run = {key: lambda judge=judge, body=body: judge(body) for key, judge in compared.items()}
        show(f"mypyc, {name}", run)


def grow() -> None:
    """Print what ten and a hundred times as large a value costs."""
    ours = module_of(compile_validator(RESPONSE))
    item = bodies.large()["fileAttachments"][0]
    sizes = {n: {"fileAttachments": [dict(item) for _ in range(n)]} for n in (20, 200, 2000)}
    show("growth", {f"{n}": lambda body=body: ours.is_valid(body) for n, body in sizes.items()})


if __name__ == "__main__":
    main()
