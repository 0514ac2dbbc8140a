"""Every text of a document, with whatever a site may put there, against everything we write."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.config.options import Options
from connectgen.core.errors import ConnectgenError
from connectgen.diff.markdown_report import markdown_lines
from connectgen.diff.run import compare_sources, format_as_html
from connectgen.pipeline.generate import read_api, render_source_files
from connectgen.render.datamodel_codegen import refusal
from connectgen.render.vocabulary import ATTRIBUTES, BUILTINS, KEYWORDS, SPECIAL
from connectgen.snapshot.load import pin_snapshot
from payloads import PAYLOADS, benign
from support import write_schemas

FLAVOURS = ("msgspec", "pydantic", "typeddict")
BACKENDS = tuple(f"{flavour}_models" for flavour in FLAVOURS)

TEXT = {"type": "string"}

PLACES: dict[str, dict[str, Any]] = {
    "names": {"wire name": lambda text: {text: TEXT}},
    "patterns": {"pattern": lambda text: {"x": {**TEXT, "pattern": text}}},
    "texts": {
        "keyword": lambda text: {"x": {text: text, **TEXT}},
        **{
            place: lambda text, place=place: {"x": {place: text}}
            for place in ("label", "title", "description", "$comment", "default", "const", "format")
        },
        **{
            place: lambda text, place=place: {"x": {place: text}}
            for place in ("contentEncoding", "$id", "id")
        },
        "enum": lambda text: {"x": {"enum": [text, "other"]}},
    },
    "objects": {
        "name of an object": lambda text: {text: {"type": "object", "properties": {"a": TEXT}}},
        "name of a part": lambda text: {text: {"properties": {text: TEXT}}},
        "required": lambda text: {text: {"required": [text]}},
        **{
            f"{place} of an object": lambda text, place=place: {text: {place: text}}
            for place in ("label", "title", "description")
        },
    },
    "lists": {
        "name of a list": lambda text: {text: {"type": "array"}},
        "item": lambda text: {text: {"items": {"type": "object", "properties": {text: TEXT}}}},
    },
}
"""By resource, what makes the properties that hold a text in one place after the other."""

ALONE = (
    *("date limit", "$ref", "type", "resource and file", "part and file", "version"),
    *("overlay: document", "overlay: resource", "overlay: snapshot", "overlay: file"),
    *("snapshot: asked", "snapshot: site", "snapshot: unavailable", "snapshot: resource"),
)
"""Places in which a text may be refused: each is tried in a snapshot of its own."""


def snapshot(folder: Path, texts: list[str]) -> Path:
    """Write a snapshot with every text in every place: one resource per place."""
    documents: dict[str, Any] = {}
    for resource, places in PLACES.items():
        properties: dict[str, Any] = {}
        for index, text in enumerate(texts):
            for make in places.values():
                for name, part in make(text).items():
                    properties.setdefault(f"x{index}" if name == "x" else name, {}).update(part)
        documents[resource] = {"type": "object", "properties": properties}
        assert len(properties) == len(texts)
    documents["overlaid"] = {
        "type": "object",
        "title": texts[0],
        "properties": dict.fromkeys(texts, TEXT),
        "x-notes": dict.fromkeys(texts, "a note"),
    }
    documents["defined"] = {
        "definitions": {
            **{text: {"type": "object", "title": text} for text in texts},
            "singularResource": {
                "type": "object",
                "properties": {f"x{index}": TEXT for index in range(len(texts))},
            },
        }
    }
    schemas = write_schemas(folder, documents)
    overlay = {
        "resource": "overlaid",
        "snapshot": "bundled",
        "corrections": [correction(index, text) for index, text in enumerate(texts)],
    }
    write_overlay(schemas, "overlaid", overlay)
    return schemas


def write_overlay(schemas: Path, name: str, overlay: dict[str, Any]) -> None:
    file = schemas / "overlays" / "v1.4" / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(overlay), encoding="utf-8")


def escape_pointer(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


def correction(index: int, text: str) -> dict[str, Any]:
    name = escape_pointer(text)
    place = f"/properties/{name}"
    advice = {
        "pointer": f"/{name}",
        "message": text,
        "schema": {"properties": {text: {"enum": [text]}}},
    }
    added = {"op": "add", "path": "/x-connectgen-advice", "value": []} if not index else None
    patch = [
        {"op": "test", "path": f"{place}/type", "value": "string"},
        {"op": "move", "from": f"/x-notes/{name}", "path": f"{place}/title"},
        {"op": "replace", "path": f"{place}/title", "value": text},
        {"op": "add", "path": f"{place}/description", "value": text},
        *([added] if added else []),
        {"op": "add", "path": "/x-connectgen-advice/-", "value": advice},
    ]
    return {"document": "overlaid", "reason": text, "source": text, "patch": patch}


def places_of(value: Any, payloads: Collection[str], place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each place in a document that holds a payload, with the payload."""
    if isinstance(value, dict):
        for key, item in value.items():
            known = key in payloads
            name = "<text>" if known else re.sub(r"^x\d+$", "x", key)
            if known:
                yield f"{place}/<text>", key
            yield from places_of(item, payloads, f"{place}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from places_of(item, payloads, f"{place}/-")
    elif value in payloads:
        yield place, value
    elif isinstance(value, str) and place.endswith(("/path", "/from", "/pointer")):
        segments = value.split("/")
        texts = {each.replace("~1", "/").replace("~0", "~") for each in segments}
        yield from ((f"{place}/<segment>", text) for text in texts if text in payloads)


def write(folder: Path, files: Any) -> None:
    for file in files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")


IMPORT_ALL = """
import importlib, json, sys
from pathlib import Path
from typing import get_type_hints
imported = []
for package in sys.argv[1:]:
    for path in sorted(Path(package).rglob("*.py")):
        parts = path.with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        module = importlib.import_module(name)
        imported.append(name)
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == name and "_models" in name:
                get_type_hints(value, include_extras=True)
print(json.dumps(imported))
"""


def import_all(folder: Path, *packages: str) -> list[str]:
    """Import every module of *packages* in another process, and return their names."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, *packages],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    imported: list[str] = json.loads(run.stdout)
    return imported


KEPT = frozenset({*ATTRIBUTES, *BUILTINS, *KEYWORDS, *SPECIAL, "pattern", "name", "alias"})


def shape(node: ast.AST) -> str:
    """Return *node* without strings, names, numbers, and how often an item is there."""
    parts: list[str] = []
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            parts.append(shape(value))
        elif name in ("body", "orelse", "finalbody", "handlers"):
            continue
        elif isinstance(value, list):
            items = (shape(item) if isinstance(item, ast.AST) else "" for item in value)
            parts.append(str(sorted(set(items))))
        elif isinstance(value, str):
            is_kept = value in KEPT and not isinstance(node, ast.Constant | ast.keyword)
            parts.append(value if is_kept and not is_bound(node) else "_")
        else:
            parts.append(type(value).__name__)
    return f"{type(node).__name__}({', '.join(parts)})"


def is_bound(node: ast.AST) -> bool:
    """Return whether *node* gives a name a meaning, or is the field of an object."""
    return isinstance(getattr(node, "ctx", None), ast.Store) or (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


def shapes(text: str) -> Counter[str]:
    """Return the shape of each statement of a module, blocks apart, as often as it is there."""
    return Counter(shape(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages `hostile` and `harmless`, and their snapshots."""
    folder = tmp_path_factory.mktemp("injection")
    texts = {"hostile": [*PAYLOADS], "harmless": [*map(benign, range(20))]}
    for name, each in texts.items():
        schemas = snapshot(folder / f"{name}_schemas", each)
        files, _ = render_source_files(Options(schemas=schemas, package=name, models=FLAVOURS))
        write(folder / name, files)
    return folder


def assert_nothing_ran(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()}.isdisjoint({"canary", "c"})


@pytest.fixture(scope="module")
def imported(made: Path) -> list[str]:
    """The modules of the package `hostile`, each of which was imported."""
    return import_all(made, "hostile")


OUTPUTS = ("models", "validators", "resources", *BACKENDS)
"""Folders of the package in which each resource has a module of its own."""


def covered(schemas: Path, resources: dict[str, set[str]]) -> tuple[int, int]:
    """Return in how many places every payload stands, and payloads x places x outputs.

    Args:
        schemas: the snapshot that was read.
        resources: by output, the resources that it has really been made of.
    """
    payloads = frozenset(PAYLOADS)
    places: dict[str, set[str]] = {}
    for file in sorted(schemas.rglob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        for place, text in places_of(content, payloads, f"{file.parent.name}/{file.stem}"):
            places.setdefault(place, set()).add(text)
    # one payload is a keyword too, `type`, and one text is the title of a resource
    whole = {place: texts for place, texts in places.items() if len(texts) > 1}
    assert all(texts == payloads for texts in whole.values())
    of_resources = [place.split("/")[1] for place in whole]
    cells = sum(
        len(payloads) * sum(resource in made for made in resources.values())
        for resource in of_resources
    )
    return len(whole), cells


def test_every_payload_stands_in_every_place_of_every_output(made: Path, imported: list[str]):
    modules = [name.split(".") for name in imported]
    resources = {
        output: {name[2] for name in modules if len(name) == 3 and name[1] == output}
        for output in OUTPUTS
    }
    places, cells = covered(made / "hostile_schemas", resources)
    assert places >= 34
    assert len(PAYLOADS) >= 130
    assert cells == len(PAYLOADS) * places * len(OUTPUTS) > 28_000
    print(f"{len(PAYLOADS)} payloads x {places} places x {len(OUTPUTS)} outputs: {cells}")


def test_every_module_is_imported_and_runs_nothing(made: Path, imported: list[str]):
    modules = [*(made / "hostile").rglob("*.py")]
    assert len(imported) == len(modules)
    assert_nothing_ran(made)


def test_the_trees_are_those_of_harmless_documents(made: Path):
    for path in sorted((made / "hostile").rglob("*.py")):
        place = path.relative_to(made / "hostile")
        hostile = shapes(path.read_text(encoding="utf-8"))
        harmless = shapes((made / "harmless" / place).read_text(encoding="utf-8"))
        assert hostile.keys() <= harmless.keys(), place
        if place.parts[0] in ("resources", "_client", "__init__.py"):
            assert hostile == harmless, place


NAMES = """
import importlib, json, sys
found = {}
for flavour in ("msgspec", "pydantic", "typeddict"):
    model = importlib.import_module(f"hostile.{flavour}_models.names").NameCreate
    if flavour == "msgspec":
        import msgspec
        found[flavour] = [field.encode_name for field in msgspec.structs.fields(model)]
    elif flavour == "pydantic":
        fields = model.model_fields
        found[flavour] = [field.alias or name for name, field in fields.items()]
    else:
        found[flavour] = list(model.__annotations__)
print(json.dumps(found))
"""


def test_names_are_carried_as_they_are_or_left_out_with_a_warning(made: Path):
    run = subprocess.run(
        [sys.executable, "-c", NAMES], cwd=made, capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout)
    schemas = made / "hostile_schemas"
    options = Options(schemas=schemas, package="hostile", resources=("names",), models=FLAVOURS)
    warned = [str(note) for note in render_source_files(options)[1]]
    for flavour in FLAVOURS:
        taken = {text for text in PAYLOADS if refusal(text, flavour) is None}
        assert set(found[flavour]) == taken, flavour
        assert len(found[flavour]) == len(taken)
        left_out = [text for text in warned if f"models for {flavour} leave out" in text]
        assert len(left_out) == len(PAYLOADS) - len(taken) > 0
        assert all("/v1.4/names.json#/properties/" in text for text in left_out)
    assert {"wire name 0041", "<!--", "\U0001f600"} <= set(found["typeddict"])


def alone(place: str, texts: Sequence[str], folder: Path) -> Options:
    """Write a snapshot with *texts* in one place, where each may be refused."""
    documents: dict[str, Any] = {"things": {"type": "object", "properties": {"a": TEXT}}}
    version = "v1.4"
    properties = documents["things"]["properties"]
    part = "/services/rest/connect/v1.4/metadata-catalog/things"
    for index, text in enumerate(texts):
        member = {
            "date limit": {**TEXT, "format": "date", "minimumDate": text},
            "$ref": {"$ref": text},
            "type": {"type": text},
            "part and file": {"$ref": f"{part}/{text}"},
            "snapshot: unavailable": {"$ref": f"{part}/{text}"},
        }.get(place)
        if member:
            properties[f"b{index}"] = member
        if place == "part and file":
            documents[f"things/{text}"] = {"type": "object", "properties": {"a": TEXT}}
        elif place in ("resource and file", "overlay: document"):
            documents[text] = {"type": "object", "properties": {"a": TEXT}}
        elif place == "version":
            version = text
    schemas = write_schemas(folder, documents, version)
    for index, text in enumerate(texts):
        if not place.startswith("overlay: "):
            break
        target = text if place in ("overlay: document", "overlay: resource") else "things"
        patch = [
            {"op": "test", "path": "/properties/a/type", "value": "string"},
            {"op": "add", "path": "/properties/a/title", "value": text},
        ]
        overlay = {
            "resource": target,
            "snapshot": text if place == "overlay: snapshot" else "bundled",
            "corrections": [
                {"document": target, "reason": text, "source": text, "patch": patch},
            ],
        }
        write_overlay(schemas, text if place == "overlay: file" else f"o{index}", overlay)
    if place.startswith("snapshot: "):
        pin_snapshot(schemas, version, name="schemas")
        file = schemas / version / "snapshot.json"
        pin = json.loads(file.read_text(encoding="utf-8"))
        unavailable = [{"path": f"things/{text}", "status": 403} for text in texts]
        changes = {
            "snapshot: asked": {"asked": texts[0]},
            "snapshot: site": {"site": texts[0]},
            "snapshot: unavailable": {"unavailable": sorted(unavailable, key=lambda x: x["path"])},
            "snapshot: resource": {"resources": sorted(["things", texts[0]])},
        }
        file.write_text(json.dumps(pin | changes[place]), encoding="utf-8")
    return Options(schemas=schemas, package="alone", api_version=version, models=FLAVOURS)


ONE_EACH = frozenset(
    {"version", "overlay: snapshot", "snapshot: asked", "snapshot: site", "snapshot: resource"}
)
"""Places of which a snapshot has one."""


def batches(texts: list[str], *, single: bool) -> Iterator[list[str]]:
    """Yield *texts* one by one, or all at once: but those that differ in case only, apart."""
    if single:
        yield from ([text] for text in texts)
        return
    while texts:
        batch = {text.casefold(): text for text in reversed(texts)}.values()
        yield [*batch]
        texts = [text for text in texts if text not in batch]


def test_texts_that_may_be_refused_run_nothing_either(tmp_path: Path):
    packages: list[str] = []
    taken: dict[str, list[str]] = {place: [] for place in ALONE}
    refused: Counter[str] = Counter()
    for place in ALONE:
        described: dict[str, str] = {}
        for text in PAYLOADS:
            shutil.rmtree(tmp_path / "schemas", ignore_errors=True)
            try:
                api, _ = read_api(alone(place, [text], tmp_path / "schemas"))
            except (OSError, ValueError, ConnectgenError):  # no file, or nothing, is called so
                refused[place] += 1
            else:
                taken[place].append(text)
                described.setdefault(repr(api), text)
        # what is described alike is rendered alike
        single = place in ONE_EACH
        texts = [*described.values()] if single else taken[place]
        for number, batch in enumerate(batches(texts, single=single)):
            folder = tmp_path / "together" / str(ALONE.index(place)) / str(number)
            packages.append(f"p{ALONE.index(place)}_{number}")
            write(tmp_path / packages[-1], render_source_files(alone(place, batch, folder))[0])
    print({place: (len(taken[place]), refused[place]) for place in ALONE})
    assert all(len(taken[place]) + refused[place] == len(PAYLOADS) for place in ALONE)
    imported = import_all(tmp_path, *packages)
    for package in packages:
        for output in OUTPUTS:
            assert any(name.startswith(f"{package}.{output}.") for name in imported), package
    assert_nothing_ran(tmp_path)
    assert {"date limit", "$ref", "type", "version"} <= refused.keys()
    assert len(taken["resource and file"]) >= 15
    assert len(taken["part and file"]) >= 15
    assert len(taken["overlay: document"]) >= 15
    assert len(taken["snapshot: unavailable"]) >= 100


def test_backends_of_resources_with_odd_names_run_nothing(tmp_path: Path):
    names = ("a.b", "con", "None", "__class__", "x" * 200, "print", "BaseModel", "Field")
    documents = {name: {"type": "object", "properties": {name: TEXT}} for name in names}
    schemas = write_schemas(tmp_path / "schemas", documents)
    files, _ = render_source_files(Options(schemas=schemas, package="odd", models=FLAVOURS))
    write(tmp_path / "odd", files)
    assert len(import_all(tmp_path, "odd")) > 50


def test_standalone_validators_run_nothing(tmp_path: Path):
    properties: dict[str, Any] = {}
    for index, text in enumerate(PAYLOADS):
        part = {"title": text, "description": text, "$comment": text, "default": text}
        properties[text] = {**part, "enum": [text, {text: text}], "format": text}
        properties[f"x{index}"] = {
            "const": text,
            "required": [text],
            "dependencies": {text: [text]},
            "patternProperties": {re.escape(text): {"pattern": re.escape(text)}},
            "definitions": {text: {}},
            "propertyNames": {"enum": [text]},
        }
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": PAYLOADS[0],
        "properties": properties,
        "additionalProperties": False,
    }
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "v.py").write_text(compile_validator(schema), encoding="utf-8")
    for index, text in enumerate(PAYLOADS):
        titled = compile_validator({"title": text, "pattern": re.escape(text), "enum": [text]})
        (tmp_path / "alone" / f"v{index}.py").write_text(titled, encoding="utf-8")
    assert len(import_all(tmp_path, "alone")) == len(PAYLOADS) + 1
    assert_nothing_ran(tmp_path)


class Skeleton(HTMLParser):
    """Gathers the elements of a page with their attributes, and the comments."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(f"{tag} {sorted(name for name, _ in attrs)}")

    def handle_comment(self, data: str) -> None:
        self.found.add(f"comment {data}")

    def handle_pi(self, data: str) -> None:
        self.found.add(f"instruction {data}")


_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


def skeleton(page: str) -> set[str]:
    parser = Skeleton()
    parser.feed(page)
    parser.close()
    return parser.found


def test_reports_show_texts_and_obey_none(made: Path, tmp_path: Path):
    properties = {f"x{index}": TEXT for index in range(len(PAYLOADS))}
    bare = {"type": "object", "properties": properties}
    write_schemas(tmp_path / "before", dict.fromkeys((*PLACES, "overlaid"), bare))
    found: dict[str, tuple[set[str], set[str]]] = {}
    for name in ("hostile", "harmless"):
        paths = (tmp_path / "before" / "v1.4", made / f"{name}_schemas" / "v1.4")
        for old, new in (paths, paths[::-1]):
            report, _ = compare_sources(str(old), str(new))
            page = format_as_html(report)
            lines = [*markdown_lines(report)]
            assert not any("\n" in line or "\r" in line for line in lines)
            text = "\n".join(_CODE_SPAN.sub("code", line.replace("\\|", "")) for line in lines)
            pages, texts = found.setdefault(name, (set(), set()))
            pages |= skeleton(page)
            texts |= set(re.findall(r"[^\s\w]+", text))
            if name == "hostile":
                resources = {each.change.resource for each in report.lines}
                shown = {
                    output: {resource for resource in resources if resource in content}
                    for output, content in (("HTML", page), ("Markdown", "\n".join(lines)))
                }
                places, cells = covered(made / "hostile_schemas", shown)
                assert cells == len(PAYLOADS) * places * len(shown) > 9_000
            assert page.replace("\n", "").isprintable()
            assert "".join(lines).isprintable()
    assert found["hostile"][0] <= found["harmless"][0]
    assert found["hostile"][1] <= found["harmless"][1]
