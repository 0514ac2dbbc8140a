"""README and docs say what is so: examples run, links resolve, tables and options are complete."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_type_hints

import connect_v1_4
import pytest
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.fake_site.fault_injection import parse_fault
from connectgen.snapshot.menus import store_menus
from connectgen.testing import FakeSite
from support import ROOT, generate_into
from support.doc_pages import HOME, Runner, blocks_of, copy_into, name_of, pages, prose_of
from support.platforms import needs_bash
from support.sample_snapshots import NO_RECORDS, write_snapshot

pytestmark = pytest.mark.slow

DOCS = ROOT / "docs"
README = ROOT / "README.md"
CLI = DOCS / "reference" / "cli.md"
RESOURCES = (
    *("CO.Warranty", "analyticsReportResults", "contacts", "incidentResponse", "incidents"),
    *("namedIDs", "queryResults"),
)
LABELS = ("Critical", "High", "Low")
SEVERITY = Menu(
    path="namedIDs/incidents/severity",
    entries=tuple(MenuEntry(id=number, name=name) for number, name in enumerate(LABELS, 1)),
)
"""The menu of which the pages speak."""

WITH_EXAMPLES = [page for page in pages() if blocks_of(page) and page != CLI]


@cache
def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run connectgen in a terminal of 80 columns."""
    command = [sys.executable, "-m", "connectgen", *arguments]
    env = os.environ | {"COLUMNS": "80"}
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )


def commands() -> list[str]:
    listed = run("--help").stdout.partition("Commands:\n")[2]
    return re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the snapshot that the pages speak of, and the package made of it."""
    folder = tmp_path_factory.mktemp("docs")
    schemas = write_snapshot(folder / "schemas", extra=NO_RECORDS)
    store_menus(schemas, "v1.4", MenuFile(site="0", menus=(SEVERITY,)), name="schemas")
    generate_into(folder, "our_site", schemas=schemas, resources=RESOURCES)
    return folder


@pytest.fixture(scope="module")
def running(made: Path) -> Iterator[FakeSite]:
    with FakeSite(folder=made, schemas=made / "schemas") as site:
        yield site


@pytest.fixture
def site(running: FakeSite) -> FakeSite:
    """The site of the pages, with the records that they speak of."""
    running.reset()
    running.add("contacts", {"id": 4711, "name": {"first": "Ann", "last": "Li"}})
    running.add("CO.Warranty", {"id": 17, "lookupName": "W-17"})
    return running


@pytest.fixture
def folder(
    request: pytest.FixtureRequest, tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The folder that a page starts with; Python finds the packages in it."""
    page: Path = request.param
    if page == README:  # its package is there, and is made in front of the reader
        monkeypatch.syspath_prepend(str(made))
    elif page.name in ("diff-and-replay.md", "replay-at-scale.md", "site-reference.md"):
        changed_snapshot(tmp_path, made)
    elif page.name == "build.md":
        copy_into(tmp_path, made / "schemas")
        generate = ("generate", "--schemas", "schemas", "--package", "our_site")
        assert run(*generate, cwd=tmp_path).returncode == 0
    elif page.name == "fetching.md":
        (tmp_path / "schemas").mkdir()
    elif page.name not in ("quickstart.md", "tutorial.md"):
        copy_into(tmp_path, made / "schemas", made / "our_site")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] in MADE]:
        del sys.modules[name]


MADE = {"our_site", "schema_validator"}
"""Packages that pages import."""


def changed_snapshot(folder: Path, made: Path) -> None:
    """Make a repository whose snapshot has changed since the last commit."""
    copy_into(folder, made / "schemas")
    for command in (
        ("init", "-q", "-b", "main"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "Fetch"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    snapshot = folder / "schemas" / "v1.4"
    pin = (snapshot / "snapshot.json").read_text(encoding="utf-8")
    for name, field, keyword, value in CHANGES:
        file = snapshot / f"{name}.json"
        before = file.read_bytes()
        document = json.loads(before)
        document["definitions"]["singularResource"]["properties"][field][keyword] = value
        file.write_text(json.dumps(document), encoding="utf-8")
        digests = [hashlib.sha256(text).hexdigest() for text in (before, file.read_bytes())]
        pin = pin.replace(*digests)
    (snapshot / "snapshot.json").write_text(pin, encoding="utf-8")


CHANGES = (
    ("contacts", "login", "isAvailableForGET", False),
    ("incidents", "subject", "maxLength", 20),
)


@needs_bash
@pytest.mark.parametrize(
    ("page", "folder"), [(page, page) for page in WITH_EXAMPLES], indirect=["folder"], ids=name_of
)
def test_the_examples_run(page: Path, folder: Path, site: FakeSite, request: pytest.FixtureRequest):
    update = request.config.getoption("--update")
    runner = Runner(page, folder, swaps={HOME: site.url}, update=update)
    runner.run()
    assert runner.differences == []


def test_the_examples_of_the_guide_pass_type_checkers(made: Path, tmp_path: Path):
    shutil.copytree(made / "our_site", tmp_path / "our_site")
    for page in sorted((DOCS / "guide").glob("*.md")):
        blocks = [block for block in blocks_of(page) if block.language == "python"]
        text = "".join(block.text for block in blocks if not block.info)
        if "import our_site" in text or "from our_site" in text:
            (tmp_path / f"{page.stem.replace('-', '_')}.py").write_text(text, encoding="utf-8")
    written = sorted(path.name for path in tmp_path.glob("*.py"))
    assert "models.py" in written
    for checker in (("mypy", "--strict"), ("pyright", "--pythonpath", sys.executable)):
        done = subprocess.run(
            [Path(sys.executable).parent / checker[0], *checker[1:], *written],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", sorted((DOCS / "guide").glob("*.md")), ids=name_of)
def test_a_page_of_the_guide_says_what_its_package_is_made_from(page: Path):
    text = page.read_text(encoding="utf-8")
    before, imports, _ = text.partition("from our_site")
    if imports:
        prose = re.sub(r"\s+", " ", before)
        assert "a package called `our_site`" in prose
        assert "`incidents`" in prose
        assert "](fetching.md)" in prose


def test_faults_of_the_guide_are_those_of_the_help():
    guide = (DOCS / "guide" / "testing.md").read_text(encoding="utf-8")
    table = guide.partition("| `WHAT` | effect |\n|---|---|\n")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row)[:1]}
    help_text = run("serve", "--help").stdout
    listed = set(re.findall(r"^    (\w+)  ", help_text.partition("is one of")[2], re.MULTILINE))
    assert named == listed
    for name in named:
        assert parse_fault(f"{name}@1").first == 1


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(page)):
        if target.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_file(), f"{name_of(page)}: {target}"
        assert not anchor or anchor in anchors(file), f"{name_of(page)}: {target}"


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of *page*, as GitHub and MyST make them."""
    headings = re.findall(r"^#+ (.*)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_in_the_navigation():
    listed = {
        f"{line}.md"
        for index in DOCS.rglob("index.md")
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", index.read_text("utf-8"), re.DOTALL)
        for line in (
            (index.parent.relative_to(DOCS) / each).as_posix() for each in tree.split() if each
        )
    }
    there = {page.relative_to(DOCS).as_posix() for page in pages() if page.is_relative_to(DOCS)}
    assert there - listed == {"index.md"}


def test_the_reference_of_commands_is_their_help(request: pytest.FixtureRequest):
    parts = [
        "# Command line\n\n"
        "This page is the output of `connectgen COMMAND --help`. Exit codes: 0 success, 1 a\n"
        "finding (out of date, an invalid payload, a breaking change), 2 a usage error or an\n"
        "unusable document. After exit code 2 every file is as it was. Results go to stdout,\n"
        "messages to stderr.\n"
    ]
    for name in commands():
        parts.append(f"## {name}\n\n```text\n{run(name, '--help').stdout}```\n")
    text = "\n".join(parts)
    if request.config.getoption("--update"):
        changed = not CLI.exists() or CLI.read_text(encoding="utf-8") != text
        CLI.write_text(text, encoding="utf-8")
        assert not changed, "rewritten; read the diff"
    assert CLI.read_text(encoding="utf-8") == text


def test_the_table_of_commands_is_complete():
    table = re.findall(r"^\| `connectgen (\w+)", README.read_text("utf-8"), re.MULTILINE)
    assert sorted(table) == sorted(commands())


def test_options_that_are_named_exist():
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for name, arguments in re.findall(r"connectgen (\w+)((?:[^`\n])*)", text):
            if name in commands():
                options = re.findall(r"(?<!\S)--[a-z][a-z-]*", arguments)
                help_text = run(name, "--help").stdout
                missing = [option for option in options if option not in help_text]
                assert missing == [], f"{name_of(page)}: connectgen {name}{arguments}"


def test_the_reference_of_the_configuration_is_complete(tmp_path: Path):
    page = DOCS / "reference" / "configuration.md"
    text = next(block.text for block in blocks_of(page) if "[tool.connectgen]" in block.text)
    (tmp_path / "pyproject.toml").write_text(f"{text}odd = 1\n", encoding="utf-8")
    done = run("generate", "--check", cwd=tmp_path)
    assert done.returncode == 2
    known = re.findall(r"[a-z-]+", done.stderr.rpartition("known: ")[2])
    described = {*tomllib.loads(text)["tool"]["connectgen"], "packages"}
    assert known == sorted(described)
    assert "[[tool.connectgen.packages]]" in page.read_text(encoding="utf-8")


def test_the_overlay_and_the_accepted_changes_of_the_help_are_those_of_the_guide():
    overlay = (DOCS / "guide" / "overlays.md").read_text(encoding="utf-8")
    accepted = (DOCS / "guide" / "diff-and-replay.md").read_text(encoding="utf-8")
    for member in re.findall(r'"(\w+)":', run("pin", "--help").stdout):
        assert f'"{member}":' in overlay, member
    for line in re.findall(r"^    (\w+ = \S+)", run("diff", "--help").stdout, re.MULTILINE):
        assert line in accepted, line


def test_errors_and_options_of_the_client_are_all_described():
    guide = (DOCS / "guide" / "client.md").read_text(encoding="utf-8")
    exceptions = (DOCS / "reference" / "exceptions.md").read_text(encoding="utf-8")
    errors = [name for name in connect_v1_4.__all__ if name.endswith(("Error", "Warning"))]
    assert [name for name in errors if f"`{name}`" not in exceptions] == []
    options = get_type_hints(connect_v1_4.ClientOptions)
    assert [name for name in options if f"| `{name}` |" not in guide] == []


def test_the_architecture_names_every_folder():
    text = (DOCS / "internals" / "architecture.md").read_text(encoding="utf-8")
    folders = (ROOT / "generator" / "connectgen").glob("*/__init__.py")
    assert [each.parent.name for each in folders if f"`{each.parent.name}/" not in text] == []


def test_the_readme_is_short():
    assert len(README.read_bytes()) <= 6000
