"""Paths, systems and libraries that refuse: one line, exit code 2, no traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from connectgen.core.errors import ConfigError, ConnectgenError
from connectgen.core.surroundings import explained
from support import ROOT
from support.platforms import needs_symlinks
from support.refusals import CREDENTIALS, call

LONG = "x" * 300


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


@pytest.mark.parametrize(
    "path",
    [
        *(LONG, "x/" * 3000, "file/x"),
        *(pytest.param(path, marks=needs_symlinks) for path in ("loop", "loop/x")),
    ],
)
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
def test_os_error_becomes_connectgen_error(error: Exception, line: str):
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
def test_internal_errors_are_not_wrapped(error: Exception):
    with pytest.raises(type(error)), explained():
        raise error


OUR_OWN = {"dev", "docs", "interop"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = {
    name: needed for name, needed in PROJECT["optional-dependencies"].items() if name not in OUR_OWN
}


def optional_modules() -> list[tuple[str, str]]:
    """Return each library that is needed, as it is imported, and how to install it."""
    needed = [(each, f"pip install '{each}'") for each in PROJECT["dependencies"]]
    extra = [
        (each, f"pip install '{each}' (extra {name} of connectgen)")
        for name in EXTRAS
        for each in EXTRAS[name]
    ]
    return [(name.partition(">")[0].replace("-", "_"), told) for name, told in (*needed, *extra)]


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.parametrize("page", ["README.md", "docs/reference/configuration.md"])
def test_every_extra_is_documented(extra: str, page: str):
    assert f"`{extra}`" in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(("module", "told"), optional_modules())
def test_a_library_that_is_missing_is_named_with_how_to_install_it(module: str, told: str):
    with pytest.raises(ConfigError) as caught, explained():
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)
    assert str(caught.value) == f"{module} is not installed: {told}"


PAGES = (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
SOURCES = (*(ROOT / "generator").rglob("*.*"), *(ROOT / "templates").rglob("*.*"))


def test_nothing_says_that_connectgen_is_on_a_package_index():
    """It is installed from a checkout or a wheel, and a stranger could take the name elsewhere."""
    claim = re.compile(r"(pip|pipx) install (-\S+ )*'?connectgen\b(?!\S* @)|`connectgen\[")
    named = {
        (path.relative_to(ROOT).as_posix(), line.strip())
        for path in (*PAGES, *SOURCES)
        if path.suffix in (".md", ".py", ".yml", ".toml", ".jinja")
        for line in path.read_text(encoding="utf-8").splitlines()
        if claim.search(line)
    }
    index = "| a package index | `pip install 'connectgen[keyring]'` |"
    assert named == {("docs/reference/configuration.md", index)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("datamodel_code_generator", ("generate", "--models", "pydantic", "--output", "out")),
        ("jinja2", ("generate", "--output", "out")),
        ("jsonpatch", ("generate", "--output", "out")),
        ("jsonschema", ("validator", "odd.json")),  # explains what is wrong
        ("httpx2", ("fetch", "http://127.0.0.1:9", "--all", "--into", "out")),
        ("tenacity", ("fetch", "http://127.0.0.1:9", "--all", "--into", "out")),
        ("uvicorn", ("serve", "--port", "0")),
        ("starlette", ("serve", "--port", "0")),
    ],
)
def test_a_command_without_its_library(folder: Path, module: str, arguments: tuple[str, ...]):
    (folder / "odd.json").write_text('{"type": 3}')
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
