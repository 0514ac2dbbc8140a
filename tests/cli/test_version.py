"""What `connectgen --version` prints, which a report of a problem states."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import sysconfig

import pytest
from connectgen import __version__
from packaging.requirements import Requirement
from support import ROOT
from support.command_line import run


def printed() -> list[str]:
    done = run("--version", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_each_dependency_is_there_with_its_version_or_as_missing():
    first, _, _, *others = printed()
    assert first == f"connectgen {__version__}"
    found = dict(line.split(" ", 1) for line in others)
    needed = map(Requirement, importlib.metadata.requires("connectgen") or ())
    required = {each.name for each in needed if each.marker is None}
    optional = {"distributed", "keyring", "msgspec", "pyarrow", "pydantic"}
    assert found.keys() == required | optional
    for name in required:
        assert found[name] == importlib.metadata.version(name)


def test_a_free_threaded_python_is_named(monkeypatch: pytest.MonkeyPatch):
    plain = f"{platform.python_implementation()} {platform.python_version()}"
    monkeypatch.setattr(sysconfig, "get_config_var", {"Py_GIL_DISABLED": 1}.get)
    assert printed()[1] == f"{plain} (free-threaded)"


def test_sources_that_are_not_installed_say_so(monkeypatch: pytest.MonkeyPatch):
    def fail(name: str) -> list[str]:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", fail)
    first, _, system, *others = printed()
    assert first == f"connectgen {__version__} (not installed, run from its sources)"
    assert system.startswith(platform.system())
    assert [line.split(" ", 1)[0] for line in others] == ["msgspec", "pydantic"]


def test_metadata_and_package_have_one_version():
    line = f'version = "{__version__}"'
    assert line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines()


def test_docs_ask_for_this_version():
    minor = __version__.rpartition(".")[0]
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))]
    asked = {found for text in texts for found in re.findall(r"connectgen==([\d.]+)\.\*", text)}
    assert asked == {minor}
    wheels = {found for text in texts for found in re.findall(r"connectgen-([\d.]+)-py3", text)}
    assert wheels == {__version__}
    assert f"rev: v{__version__}" in (ROOT / "docs/guide/build.md").read_text("utf-8")
