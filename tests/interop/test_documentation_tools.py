"""A generated package in the documentation tools of a user: no warnings, no markup of a site."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support import generate_into
from support.markup import write_marked_up_schemas
from support.odd_catalog import write_odd_snapshot

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "documentation-tools.md"
PACKAGES = ("sample_site", "odd_site", "hostile_site")
RESOURCES = ("incidents", "namedIDs", "queryResults")


@pytest.fixture(scope="module")
def packages(sample_schemas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the packages."""
    folder = tmp_path_factory.mktemp("documented")
    odd = write_odd_snapshot(folder / "odd")
    generate_into(folder, "sample_site", schemas=sample_schemas, resources=RESOURCES)
    generate_into(folder, "odd_site", schemas=odd, resources=RESOURCES)
    generate_into(folder, "hostile_site", schemas=write_marked_up_schemas(folder / "hostile"))
    return folder


def run(module: str, *arguments: str | Path, cwd: Path) -> None:
    """Run a tool, which writes its warnings to stderr."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=600, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("package", PACKAGES)
def test_sphinx_has_no_warnings(packages: Path, tmp_path: Path, package: str):
    pytest.importorskip("sphinx.ext.apidoc", reason="Sphinx 8.2 is not installed")
    page = PAGE.read_text(encoding="utf-8")
    (conf,) = re.findall(r"^```python conf.py\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    found = conf.replace('"connect_v1_4"', repr(package)).replace(
        "Path(__file__).parents[1]", f"Path({str(packages)!r})"
    )
    assert found.count(package) == 1
    (tmp_path / "conf.py").write_text(found, encoding="utf-8")
    (tmp_path / "index.rst").write_text("A\n=\n\n.. toctree::\n\n   api/modules\n", "utf-8")
    run("sphinx", "-q", "-W", "-b", "html", ".", "built", cwd=tmp_path)
    pages = {path.stem: path for path in (tmp_path / "built" / "api").glob("*.html")}
    assert {f"{package}.models", f"{package}.resources"} <= pages.keys()
    models = [path.read_text("utf-8") for name, path in pages.items() if ".models." in name]
    assert any("At most" in each or "Labelled" in each for each in models)
    for path in pages.values():
        assert active_content(path) == set()


def test_pdoc_has_no_warnings(packages: Path, tmp_path: Path):
    pytest.importorskip("pdoc", reason="pdoc is not installed: pip install -e '.[interop]'")
    modules = (
        "sample_site.resources.incidents",
        "hostile_site.models.things",
        "hostile_site.menus",
    )
    run("pdoc", "-o", tmp_path, *PACKAGES, *modules, cwd=packages)
    pages = [tmp_path / f"{name.replace('.', '/')}.html" for name in (*PACKAGES, *modules)]
    assert "At most" in pages[0].read_text(encoding="utf-8")
    for path in pages:
        assert active_content(path) == set()


UNSAFE = re.compile(r"(?!https?:|mailto:|data:image/)\w+:", re.IGNORECASE)
OUTSIDE = re.compile(r"(?!data:)\w+:|//", re.IGNORECASE)


class ActiveContent(HTMLParser):
    """Collects what a page runs, loads or links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on"):
                self.found.add((tag, name))
            if name in {"href", "src"} and UNSAFE.match(value or ""):
                self.found.add((tag, value or ""))
            if name == "src" and OUTSIDE.match(value or ""):
                self.found.add((tag, value or ""))
        if tag in {"iframe", "object", "embed", "form"} and ("class", "search") not in attrs:
            self.found.add((tag, ""))
        self.script = tag if tag == "script" else ""

    def handle_endtag(self, tag: str) -> None:
        self.script = ""

    def handle_data(self, data: str) -> None:
        if self.script and "pwn" in data:
            self.found.add(("script", data))
        if "root:x:" in data:
            self.found.add(("file", "/etc/passwd"))


def active_content(page: Path) -> set[tuple[str, str]]:
    parser = ActiveContent()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found
