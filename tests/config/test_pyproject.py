from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.config.pyproject import read_options, unused_configuration
from connectgen.core.errors import ConfigError, ErrorGroup


def test_without_any_configuration(tmp_path: Path):
    options = read_options({}, tmp_path)
    assert options.schemas is None
    assert options.target == Path("connect_v1_4")


def test_the_table_and_the_command_line(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text(
        "[tool.connectgen]\n"
        'schemas = "pinned"\noutput = "src"\npackage = "ours"\napi-version = "v1.3"\n'
        'models = ["typeddict", "msgspec"]\nresources = ["incidents"]\nstrict = true\n'
    )
    options = read_options({"package": "given", "output": None, "models": ()}, tmp_path)
    assert options.schemas == tmp_path / "pinned"
    assert options.target == tmp_path / "src" / "given"
    assert options.api_version == "v1.3"
    assert options.models == ("msgspec", "typeddict")
    assert options.resources == ("incidents",)
    assert options.strict


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            "ouput = 'src'",
            "unknown key 'ouput' (did you mean 'output'?); known: accepted, api-version,",
        ),
        ("output = 1", "output must be a string, not 1"),
        ("package = ''", "package must not be empty or contain control characters"),
        ("models = 'pydantic'", 'models must be an array, not "pydantic"'),
        ("strict = 'yes'", 'strict must be true or false, not "yes"'),
        (
            "models = ['attrs']",
            'models/0 must be one of "msgspec", "pydantic", "typeddict", not "attrs"',
        ),
        ("package = 'my-site'", "package: 'my-site' cannot be the name of a Python package"),
        ("package = 'class'", "package: 'class' cannot be the name of a Python package"),
        ("package = 'json'", "package: 'json' would hide a module of that name"),
        ("package = 'httpx2'", "package: 'httpx2' would hide a module of that name"),
        ("package = '../evil'", "package: '../evil' cannot be the name of a Python package"),
        ("fail-on = 'minor'", 'fail-on must be one of "breaking", "any", "none", not "minor"'),
        ("accepted = []", "accepted must be a string, not an array"),
        ("a = [", "pyproject.toml: not TOML:"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, table: str, message: str):
    (tmp_path / "pyproject.toml").write_text(f"[tool.connectgen]\n{table}\n")
    with pytest.raises(ConfigError) as caught:
        read_options({}, tmp_path)
    assert message in str(caught.value)


def test_all_mistakes_are_named_at_once(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text(
        "[tool.connectgen]\nschemas = 1\nouput = 'src'\nfail-on = 'minor'\n"
        "[[tool.connectgen.packages]]\nstrict = 1\n"
    )
    with pytest.raises(ErrorGroup) as caught:
        read_options({}, tmp_path)
    where, each = (
        f"pyproject.toml: {it}" for it in ("[tool.connectgen]", "[[tool.connectgen.packages]]")
    )
    assert [line.partition(" (did you")[0] for line in caught.value.lines] == [
        f"{where}: schemas must be a string, not 1",
        f"{where}: unknown key 'ouput'",
        f'{where}: fail-on must be one of "breaking", "any", "none", not "minor"',
        f"{each}: strict must be true or false, not 1",
    ]
    assert unused_configuration(tmp_path / "below") is None
    with pytest.raises(ErrorGroup) as caught:
        read_options({"models": ("attrs", "pydantic"), "package": "json"}, tmp_path / "below")
    assert [line.partition(":")[0] for line in caught.value.lines] == ["models", "package"]
