"""What the system refuses, and what is far too large: one line, exit code 2, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.cli.main import main
from connectgen.core.errors import ConfigError, ConnectgenError, SchemaError
from connectgen.core.surroundings import explained
from connectgen.jsonio.documents import MAX_PARTS
from support import configuration_keys, write_schemas

THING: dict[str, Any] = {"properties": {}}
LONG = "x" * 300
CREDENTIALS = {"CONNECTGEN_USERNAME": "u", "CONNECTGEN_PASSWORD": "p"}


def run(*arguments: str, cwd: Path, stdin: Any = subprocess.DEVNULL) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "connectgen", *arguments],
        cwd=cwd,
        stdin=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **CREDENTIALS},
    )
    return done.returncode, done.stderr.decode()


def call(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *arguments: str
) -> tuple[Any, list[str]]:
    """Run the command in this process, and return its exit code and the lines of stderr."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["connectgen", *arguments])
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capfd.readouterr().err.splitlines()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a snapshot, a schema, and paths that lead nowhere."""
    write_schemas(tmp_path / "in", {"things": THING})
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("x")
    (tmp_path / "schema.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


COMMANDS = [
    ("generate", "--schemas", "@"),
    ("generate", "--output", "@"),
    ("generate", "--check", "--schemas", "in", "--output", "@"),
    ("show", "things", "--schemas", "@"),
    ("pin", "--schemas", "@"),
    ("pin", "--schemas", "in", "--api-version", "@"),
    ("validate", "things", "@", "--schemas", "in"),
    ("diff", "@", "in"),
    ("diff", "in", "in", "--accepted", "@"),
    ("replay", "@", "in", "schema.json", "--resource", "things"),
    ("replay", "in", "in", "@", "--resource", "things"),
    ("validator", "@"),
    ("validator", "schema.json", "--output", "@"),
    ("validator", "schema.json", "--force", "--output", "@"),
    ("validator", "schema.json", "--documents", "@"),
    ("fetch", "http://127.0.0.1:9", "--all", "--into", "@"),
    ("serve", "--port", "0", "--data", "@"),
    ("serve", "--port", "0", "--schemas", "@"),
    ("serve", "--port", "0", "--database", "@/x"),
]


@pytest.mark.parametrize("path", [LONG, "x/" * 3000, "loop", "loop/x", "file/x"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_path_that_cannot_be_used(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    path: str,
):
    arguments = [argument.replace("@", path) for argument in command]
    before = {each: each.lstat().st_mtime_ns for each in folder.rglob("*")}
    code, lines = call(monkeypatch, capfd, *arguments)
    if code is None:  # a link that leads nowhere is no file that could be lost
        assert (command[0], path) == ("validator", "loop")
        return
    told = [line for line in lines if " warning: " not in line]
    if code == 1:  # what is not there has drifted
        assert "--check" in command
    else:
        assert code == 2
        assert told[-1].startswith(("connectgen: ", "Error: "))
        assert len(told) == 1 or told[0].startswith("Usage: ")
    assert {each: each.lstat().st_mtime_ns for each in folder.rglob("*")} == before


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(28, "No space left on device", "out/a.py"), "out/a.py: No space left on device"),
        (OSError(5, "Input/output error"), "the system: Input/output error"),
        (PermissionError(13, "Permission denied", b"x"), "b'x': Permission denied"),
        (ModuleNotFoundError("no", name="regress.x"), "regress is not installed: pip install "),
    ],
)
def test_what_the_system_refuses_is_an_error_of_ours(error: Exception, line: str):
    with pytest.raises(ConnectgenError, match=rf"^{line}"), explained():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        BrokenPipeError(32, "Broken pipe"),
        OSError("odd"),
        ModuleNotFoundError("x", name="connectgen.x"),
    ],
)
def test_what_is_a_mistake_of_our_own_stays_what_it_is(error: Exception):
    with pytest.raises(type(error)), explained():
        raise error


def optional_modules() -> list[tuple[str, str]]:
    """Return each library that is needed, as it is imported, and what to give to pip."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    needed = [(each, f"'{each}'") for each in project["dependencies"]]
    extra = [(each, "'connectgen[serve]'") for each in project["optional-dependencies"]["serve"]]
    return [(name.partition(">")[0].replace("-", "_"), told) for name, told in (*needed, *extra)]


@pytest.mark.parametrize(("module", "told"), optional_modules())
def test_a_library_that_is_missing_is_named_with_how_to_install_it(module: str, told: str):
    with pytest.raises(ConfigError) as caught, explained():
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)
    assert str(caught.value) == f"{module} is not installed: pip install {told}"


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("datamodel_code_generator", ("generate", "--models", "pydantic", "--output", "out")),
        ("jinja2", ("generate", "--output", "out")),
        ("jsonpatch", ("generate", "--output", "out")),
        ("jsonschema", ("pin", "--schemas", "in")),
        ("httpx2", ("fetch", "http://127.0.0.1:9", "--all", "--into", "out")),
        ("tenacity", ("fetch", "http://127.0.0.1:9", "--all", "--into", "out")),
        ("uvicorn", ("serve", "--port", "0")),
        ("starlette", ("serve", "--port", "0")),
    ],
)
def test_a_command_without_its_library(folder: Path, module: str, arguments: tuple[str, ...]):
    program = (
        f"import sys; sys.modules[{module!r}] = None\n"
        f"sys.argv = {['connectgen', *arguments]!r}\n"
        "from connectgen.cli.main import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **CREDENTIALS},
    )
    assert done.returncode == 2, done.stderr
    assert [line for line in done.stderr.splitlines() if "warning" not in line] == [
        line for line in done.stderr.splitlines() if "pip install '" in line
    ]
    assert not (folder / "out").exists()


VALUES = {
    "NUL": r'"a\u0000b"',
    "line feed": r'"a\nb"',
    "escape": r'"\u001b[2J"',
    "in a list": r'["a\u0007b"]',
    "number": "1",
    "empty": '""',
    "digits": "9" * 5000,
    "deep": "[" * 5000 + "]" * 5000,
    "table": "{}",
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("key", [*configuration_keys(), "unknown"])
def test_a_configuration_that_cannot_be_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    key: str,
    value: str,
):
    (tmp_path / "pyproject.toml").write_text(f"[tool.connectgen]\n{key} = {value}\n")
    monkeypatch.chdir(tmp_path)
    for arguments in (("generate",), ("show", "x"), ("fetch",), ("diff", "a", "b"), ("init",)):
        code, lines = call(monkeypatch, capfd, *arguments)
        assert (code, len(lines)) == (2, 1)
        assert lines[0].startswith("connectgen: pyproject.toml: ")
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_bytes(b'\xef\xbb\xbf[project]\nname = "app"\n')
    assert run("init", cwd=tmp_path)[0] == 0
    assert run("generate", cwd=tmp_path)[0] == 0


AS_READ = ("--schemas", "in", "--view", "read", "things")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such devices")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("validate", *AS_READ, "/dev/zero"),
            "larger than 64 MiB; use --ndjson",
        ),
        (
            ("validate", *AS_READ, "--ndjson", "/dev/zero"),
            ":1: longer than",
        ),
        (("replay", "in", "in", "/dev/zero", "--resource", "things"), ":1: longer than 64 MiB"),
        (
            ("validate", *AS_READ, "/proc/self/mem"),
            "Input/output error",
        ),
        (("replay", "in", "in", "/proc/self/mem", "--resource", "things"), "Input/output error"),
    ],
)
def test_a_file_that_does_not_end_or_cannot_be_read(
    folder: Path, arguments: tuple[str, ...], told: str
):
    code, stderr = run(*arguments, cwd=folder)
    assert (code, stderr.count("\n")) == (2, 1)
    assert told in stderr


def test_lines_are_the_same_however_they_are_read(tmp_path: Path):
    from connectgen.jsonio.ndjson import batches_of, lines_of

    file = tmp_path / "a.ndjson"
    for text in (b"", b"\n", b"a", b"a\nbb\n\nccc", b"a\n" * 9 + b"b\n", b"x" * 50 + b"\ny\n"):
        file.write_bytes(text)
        with file.open("rb") as opened:
            lines = list(lines_of(opened))
        assert lines == text.splitlines(keepends=True)
        for size in (1, 2, 3, 7, 1000):
            with file.open("rb") as opened:
                found = list(batches_of(opened, size))
            split = [(n + i, line) for data, n in found for i, line in enumerate(data.split(b"\n"))]
            assert split == [(n, line.removesuffix(b"\n")) for n, line in enumerate(lines, 1)]


@pytest.mark.skipif(os.name == "nt", reason="closes file descriptors")
@pytest.mark.parametrize("command", ["validator -", "validate incidentResponse -"])
def test_a_closed_stdin_is_an_empty_one(tmp_path: Path, command: str):
    line = f"{sys.executable} -m connectgen {command} <&-"
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "not JSON" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no such device")
def test_help_that_cannot_be_written(tmp_path: Path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "connectgen", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: the system: No space left on device\n",
    )


MANY = MAX_PARTS + 1


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{}] * 1_000_000},
        {"anyOf": [{}] * MANY},
        {"enum": [{}] * MANY},
        {"enum": [[number] for number in range(MANY)]},
        {"items": [{}] * MANY},
        {"properties": {str(number): {} for number in range(MANY)}},
        {"definitions": {str(number): {} for number in range(MANY)}},
        {"dependencies": {str(number): [] for number in range(MANY)}},
    ],
    ids=lambda schema: next(iter(schema)),
)
def test_a_schema_of_too_many_parts(schema: dict[str, Any]):
    with pytest.raises(SchemaError, match=rf"more than {MAX_PARTS} arrays and objects"):
        compile_validator(schema)


def test_documents_of_too_many_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    large = {**THING, "allOf": [{}] * MANY}
    told = f"more than {MAX_PARTS} arrays and objects"
    (tmp_path / "s.json").write_text(json.dumps(large))
    write_schemas(tmp_path / "in", {"things": large})
    commands = (
        ("generate", "--output", "out", "--schemas", "in"),
        ("show", "things", "--schemas", "in"),
        ("pin", "--schemas", "in"),
        ("diff", "in", "in"),
    )
    for arguments in (("validator", "s.json"), *commands):
        where = "s.json" if arguments[0] == "validator" else "in/v1.4/things.json"
        code, lines = call(monkeypatch, capfd, *arguments)
        assert (code, lines) == (2, [f"connectgen: {where}: {told}"])


def test_a_value_that_stands_in_itself_many_times():
    schema: Any = {"type": "integer"}
    for _ in range(90):
        schema = {"allOf": [schema, schema]}  # as the aliases of a YAML file make them
    with pytest.raises(SchemaError, match="arrays and objects"):
        compile_validator(schema)


@pytest.mark.parametrize(
    ("values", "differ"),
    [
        ([1, 1.0], False),
        ([1, True], True),
        ([0, False], True),
        ([0.0, -0.0], False),
        ([[1], [1.0]], False),
        ([[1], [True]], True),
        ([{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], False),
        ([{"a": 1}, {"a": "1"}], True),
        ([{}, []], True),
        ([None, "null"], True),
        ([2.0**70, 2**70], False),
        ([{"a": number} for number in range(20_000)], True),
        ([number * (2**61 - 1) for number in range(20_000)], True),
    ],
    ids=lambda value: str(value)[:40],
)
def test_equal_values_of_an_enum_are_found_in_time(values: list[Any], differ: bool):
    try:
        compile_validator({"enum": values})
    except SchemaError:
        assert not differ
    else:
        assert differ
