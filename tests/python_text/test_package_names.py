"""Names that a package cannot have are the same on every machine, and with every Python."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, requires

import pytest
from connectgen.config.pyproject import read_options
from connectgen.core.errors import ConfigError
from connectgen.python_text.identifiers import module_name
from connectgen.python_text.package_names import refusal_of


def modules_needed(distribution: str, found: set[str]) -> set[str]:
    """Add to *found* what *distribution* and all that it needs are imported as, and return it."""
    name = distribution.replace("-", "_").lower()
    if name in found:
        return found
    try:
        needed = requires(distribution) or ()
    except PackageNotFoundError:  # of another system or Python
        return found
    found.add(name)
    for requirement in needed:
        if "extra ==" not in requirement:
            modules_needed(re.split(r"[^\w.-]", requirement)[0], found)
    return found


def test_no_module_of_this_python_can_be_hidden():
    assert [name for name in sys.stdlib_module_names if refusal_of(name) is None] == []


@pytest.mark.parametrize("distribution", ["httpx2", "pydantic", "msgspec"])
def test_no_module_that_generated_code_needs_can_be_hidden(distribution: str):
    needed = modules_needed(distribution, set())
    assert [name for name in needed if refusal_of(name) is None] == []


@pytest.mark.parametrize("distribution", ["click", "jinja2", "jsonschema", "jsonpatch", "regress"])
def test_no_module_that_connectgen_imports_itself_can_be_hidden(distribution: str):
    assert refusal_of(distribution)


@pytest.mark.parametrize(
    "name",
    [
        # gone from, new in, or never in the Python that runs this
        *("imp", "asyncore", "telnetlib", "annotationlib", "compression", "winreg", "msvcrt"),
        *("sitecustomize", "usercustomize", "pip", "setuptools", "__main__", "__init__"),
        *("connectgen", "httpx2", "pytest", "test", "_io"),
        *("con", "CON", "Nul", "com1", "LPT9", "aux", "prn"),
        *("a" * 101, "", "1a", "class", "a-b", "a.b", "../a", "ä", "a\n", "a\0", "²"),
    ],
)
def test_other_names_that_are_refused(tmp_path, name: str):
    assert refusal_of(name)
    if name:
        with pytest.raises(ConfigError, match=r"^package: "):
            read_options({"package": name}, tmp_path)


@pytest.mark.parametrize("name", ["connect_v1_4", "_ours", "Config", "concert", "com", "a" * 100])
def test_names_that_are_not(name: str):
    assert refusal_of(name) is None


@pytest.mark.parametrize(
    ("name", "similar"),
    [
        *(("my-site", "my_site"), ("my.site", "my_site"), ("our site!", "our_site")),
        *(("-a--b-", "a_b"), ("../evil", "evil"), ("/x/y", "x_y"), ("naïve", "na_ve")),
        *(("1-site", None), ("class", None), ("", None), ("-", None), ("é", None), ("/json", None)),
        *(("__x__", "x"), ("con.", None), ("os-", None), ("a-" * 60, None)),
    ],
)
def test_usable_name_is_suggested(name: str, similar: str | None):
    refusal = refusal_of(name)
    assert refusal is not None
    assert refusal.endswith(f"; use {similar!r}") == (similar is not None)
    assert similar is None or refusal_of(similar) is None
    assert "; use " not in refusal or similar is not None


@pytest.mark.parametrize("resource", ["con", "com1", "nul"])
def test_devices_are_devices_for_modules_too(resource: str):
    assert module_name(resource) == f"{resource}_"
