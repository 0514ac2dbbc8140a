"""Runs the examples of a page of documentation, in order, in a folder of their own.

A fenced block says by its info string how it is run:

* ``python``: executed, in one namespace per page; a ``text`` block behind it is its output.
* ``console``: lines that begin with ``$`` are run by bash, the lines below are what they print.
  ``console exit=1`` expects that exit code, ``console background`` starts a server.
* ``python NAME``, ``toml NAME``, ``json NAME``, ...: written to the file NAME.
* ``toml``, ``json``: parsed.

``…`` stands for any text. Lines that install packages are not run (`INSTALLS`): `test_install.py`
installs the wheel.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from support import ROOT

BIN = Path(sys.executable).parent
HOME = "https://mysite.example.com"
LOCAL = "http://127.0.0.1:8080"
INSTALLS = re.compile(r"(\S*python3? -m (venv|pip) |\S*pip install |git clone |source |eval )\S+.*")

_FENCE = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ANY_FENCE = re.compile(r"^(`{3,}).*?^\1$", re.DOTALL | re.MULTILINE)
_EXPORT = re.compile(r"export ((?:\w+=\S+ ?)+)")


def pages() -> list[Path]:
    """Return every page for people: the README, CONTRIBUTING and what is below `docs`."""
    below = sorted((ROOT / "docs").rglob("*.md"))
    kept = [page for page in below if "_build" not in page.parts]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *kept]


def name_of(page: Path) -> str:
    """Return what tests call *page*."""
    return page.relative_to(ROOT).as_posix()


def prose_of(page: Path) -> str:
    """Return the text of *page* without its fenced blocks."""
    return _ANY_FENCE.sub("", page.read_text(encoding="utf-8"))


def _make_module() -> ModuleType:
    """Return the module that a page is run as, among the imported ones as every module is."""
    module = sys.modules["page"] = ModuleType("page")
    return module


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block."""

    language: str
    info: str
    text: str


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of *page* that have a language."""
    found = _FENCE.findall(page.read_text(encoding="utf-8"))
    return [Block(language, info, text) for language, info, text in found]


def matches(expected: str, actual: str) -> bool:
    """Return whether *actual* is what a page shows, where ``…`` stands for any text."""
    parts = map(re.escape, expected.rstrip().split("…"))
    return re.fullmatch(".*".join(parts), actual.rstrip(), re.DOTALL) is not None


@dataclass
class Runner:
    """Runs the blocks of one page."""

    page: Path
    folder: Path
    swaps: dict[str, str] = field(default_factory=dict)
    """What a page says, and what is meant by it here, such as the URL of a site."""

    update: bool = False
    names: dict[str, Any] = field(default_factory=lambda: vars(_make_module()))
    env: dict[str, str] = field(default_factory=dict)
    printed: str | None = None
    differences: list[str] = field(default_factory=list)
    _servers: list[subprocess.Popen[str]] = field(default_factory=list)

    def run(self) -> None:
        """Run all blocks, and stop the servers that they started."""
        self.env = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}
        with contextlib.chdir(self.folder):
            try:
                for block in blocks_of(self.page):
                    self._run(block)
            finally:
                for server in self._servers:
                    server.terminate()
                    server.communicate(timeout=10)

    def _run(self, block: Block) -> None:
        printed, self.printed = self.printed, None
        if block.language == "console":
            self._run_console(block)
        elif block.info:
            Path(block.info).parent.mkdir(parents=True, exist_ok=True)
            Path(block.info).write_text(self._meant(block.text), encoding="utf-8")
        elif block.language == "python":
            self._execute(block)
        elif block.language == "toml":
            tomllib.loads(block.text)
        elif block.language == "json":
            json.loads(block.text)
        elif block.language == "text" and printed is not None:
            self._compare(block, block.text, printed)
        else:
            assert block.language in ("text", "yaml"), f"{block.language}: not a language that runs"

    def _execute(self, block: Block) -> None:
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            code = compile(self._meant(block.text), str(self.page), "exec")
            exec(code, self.names)
        self.printed = told.getvalue()

    def _run_console(self, block: Block) -> None:
        shown: list[str] = []
        for command, expected in _commands(block.text):
            shown.append(command)
            actual = self._call(command[2:].strip().replace("\n> ", "\n"), block.info)
            told = actual if self.update and not matches(expected, actual) else expected
            shown.append(told if expected else "")
            if expected and not self.update and not matches(expected, actual):
                self.differences.append(f"{command}\n{actual}--- expected:\n{expected}")
        if self.update:
            self._rewrite(block, "".join(shown))

    def _call(self, command: str, info: str) -> str:
        """Run one *command* and return what it prints."""
        if INSTALLS.fullmatch(command):
            return ""
        if setting := _EXPORT.fullmatch(command):
            self.env |= dict(each.split("=", 1) for each in setting[1].split())
            return ""
        command = self._meant(command)
        if info == "background":
            return self._start(command)
        wanted = int(info.removeprefix("exit=")) if info else 0
        done = subprocess.run(
            ["bash", "-c", command],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == wanted, f"{name_of(self.page)}: {command}\n{done.stdout}"
        return self._said(done.stdout)

    def _start(self, command: str) -> str:
        """Start a server on a free port, and return the line that says where it is."""
        server = subprocess.Popen(
            ["bash", "-c", f"exec {command} --port 0"],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._servers.append(server)
        assert server.stdout is not None
        self.swaps[LOCAL] = server.stdout.readline().strip()
        return f"{LOCAL}\n"

    def _compare(self, block: Block, expected: str, actual: str) -> None:
        actual = self._said(actual)
        if matches(expected, actual):
            return
        if self.update:
            self._rewrite(block, actual)
        else:
            self.differences.append(f"{actual}--- expected:\n{expected}")

    def _rewrite(self, block: Block, text: str) -> None:
        if text == block.text:
            return
        before = self.page.read_text(encoding="utf-8")
        head = f"```{block.language} {block.info}".rstrip() + "\n"
        after = before.replace(f"{head}{block.text}```", f"{head}{text}```", 1)
        self.page.write_text(after, encoding="utf-8")
        self.differences.append("rewritten; read the diff")

    def _meant(self, text: str) -> str:
        for said, meant in self.swaps.items():
            text = text.replace(said, meant)
        return text

    def _said(self, text: str) -> str:
        for said, meant in self.swaps.items():
            text = text.replace(meant, said)
        return text.replace(str(self.folder), ".")


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block and what it prints."""
    for part in re.split(r"^(?=\$ )", text, flags=re.MULTILINE):
        command = re.match(r"\$ .*\n(?:> .*\n)*", part)
        assert command is not None or not part, f"not a command: {part}"
        if command is not None:
            yield command[0], part[command.end() :]


def copy_into(folder: Path, *sources: Path) -> None:
    """Copy each of *sources* into *folder*, under its own name."""
    for source in sources:
        shutil.copytree(source, folder / source.name)
