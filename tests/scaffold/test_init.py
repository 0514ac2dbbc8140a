"""`connectgen init`: the table it writes, layouts and snapshots it finds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from connectgen.config.pyproject import read_packages
from support import configuration_keys, write_schemas
from support.command_line import run
from support.init_projects import init, pinned
from support.platforms import needs_any_name, needs_odd_bytes

pytestmark = pytest.mark.slow


def test_init_empty_project_writes_working_pyproject(tmp_path: Path):
    assert init(tmp_path) == {"output": ".", "api-version": "v1.4"}
    done = run("generate", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "connect_v1_4" / "py.typed").exists()) == (0, True)


@pytest.mark.parametrize(
    "text",
    ['[project]\nname = "app"\n', '[project]\nname = "app"', '[project]\r\nname = "ä"\r\n'],
    ids=["newline", "no newline", "CRLF"],
)
def test_init_keeps_existing_pyproject_text(tmp_path: Path, text: str):
    file = tmp_path / "pyproject.toml"
    file.write_bytes(text.encode())
    file.chmod(0o640)
    mode = file.stat().st_mode & 0o777  # Windows has none
    init(tmp_path)
    after = file.read_bytes().decode()
    assert after.startswith(text)
    assert file.stat().st_mode & 0o777 == mode
    assert ("\n" in after.replace("\r\n", "")) is ("\r\n" not in text)
    assert {path.name for path in tmp_path.iterdir()} == {".gitattributes", "pyproject.toml"}


def test_every_option_is_explained(tmp_path: Path):
    text = run("init", "--dry-run", cwd=tmp_path).stdout
    for name in configuration_keys():
        forms = (f"\n{name} = ", f"\n# {name} = ", f"\n# [[tool.connectgen.{name}]]")
        assert any(form in text for form in forms), name
    assert list(tmp_path.iterdir()) == []


def test_every_comment_is_right_when_it_is_uncommented(tmp_path: Path):
    text = run("init", "--dry-run", cwd=tmp_path).stdout
    lines = [
        line[2:] if line.startswith("# ") and " = " in line else line for line in text.split("\n")
    ]
    (tmp_path / "pyproject.toml").write_text("\n".join(lines).replace("# [[", "[["))
    (options,) = read_packages({}, tmp_path)
    assert (options.api_version, options.models) == ("v1.3", ("pydantic",))


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("", "src"),
        ('[tool.setuptools.packages.find]\nwhere = ["lib"]\n', "lib"),
        ('[tool.setuptools.package-dir]\n"" = "code"\n', "code"),
        ('[tool.hatch.build.targets.wheel]\npackages = ["app"]\n', "."),
    ],
)
def test_the_layout_is_found_out(tmp_path: Path, text: str, output: str):
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text(text)
    assert init(tmp_path)["output"] == output


def test_snapshots_are_found_and_names_are_free(tmp_path: Path):
    pinned(tmp_path, "catalogs", "v1.3", "v1.4")
    (tmp_path / "connect_v1_4").mkdir()
    assert init(tmp_path) == {
        "schemas": "catalogs",
        "output": ".",
        "packages": [
            {"api-version": "v1.3", "package": "connect_v1_3"},
            {"api-version": "v1.4", "package": "connect_v1_4_client"},
        ],
    }
    done = run("generate", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "connect_v1_4_client" / "models" / "things.py").exists()


def test_the_snapshots_of_two_sites_become_two_packages(tmp_path: Path):
    pinned(tmp_path, "pinned/north", "v1.4")
    pinned(tmp_path, "pinned/south", "v1.4")
    assert init(tmp_path)["packages"] == [
        {"api-version": "v1.4", "package": "pinned_north_v1_4"},
        {"api-version": "v1.4", "package": "pinned_south_v1_4", "schemas": "pinned/south"},
    ]


def test_the_packages_of_two_sites_are_found_by_their_documents(tmp_path: Path):
    for site, copies in {"north": ("a", "z"), "south": ("m",)}.items():
        for folder in copies:
            pinned(tmp_path, folder, "v1.4", resource=site)
        chosen = ("--schemas", copies[0], "--package", f"{site}_site")
        assert run("generate", *chosen, cwd=tmp_path).returncode == 0
    assert init(tmp_path)["packages"] == [
        {"api-version": "v1.4", "package": "north_site"},
        {"api-version": "v1.4", "package": "south_site", "schemas": "m"},
        {"api-version": "v1.4", "package": "z_v1_4", "schemas": "z"},  # a copy of the first
    ]


def test_a_package_that_was_generated_elsewhere_stays_there(tmp_path: Path):
    pinned(tmp_path, "catalogs", "v1.3", "v1.4")
    given = ("--schemas", "catalogs", "--api-version", "v1.4")
    options = ("--output", "lib/ours", "--package", "our_site")
    run("generate", cwd=tmp_path)  # to try it, from the bundled snapshot
    assert run("generate", *given, *options, cwd=tmp_path).returncode == 0
    (tmp_path / "build" / "lib").mkdir(parents=True)
    shutil.copytree(tmp_path / "lib" / "ours" / "our_site", tmp_path / "build" / "lib" / "our_site")
    assert init(tmp_path) == {
        "schemas": "catalogs",
        "output": ".",
        "packages": [
            {"api-version": "v1.3", "package": "connect_v1_3"},
            {"api-version": "v1.4", "package": "our_site", "output": "lib/ours"},
        ],
    }
    done = run("generate", "--check", "--api-version", "v1.4", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        0,
        "lib/ours/our_site is up to date with catalogs/v1.4\n",
    )


def test_what_a_package_was_made_of_is_found_out(tmp_path: Path):
    names = ("kept", "left", "taken")
    write_schemas(tmp_path / "schemas", {name: {"properties": {}} for name in names}, "v1.4")
    pin = run("pin", "--schemas", "schemas", cwd=tmp_path)
    assert pin.returncode == 0, pin.stderr
    chosen = ("--schemas", "schemas", "--models", "typeddict", "--package", "ours")
    assert run("generate", "taken", "kept", *chosen, cwd=tmp_path).returncode == 0
    table = init(tmp_path)
    assert (table["resources"], table["models"]) == (["kept", "taken"], ["typeddict"])
    assert run("generate", "--check", cwd=tmp_path).returncode == 0
    written = yaml.safe_load(run("init", "--workflow", "--dry-run", cwd=tmp_path).stdout)
    assert written["jobs"]["refresh"]["env"]["RESOURCES"] == "kept taken"


def test_init_does_not_suggest_bundled_schemas_for_external_documents(tmp_path: Path):
    write_schemas(tmp_path / "elsewhere", {"things": {"properties": {}}}, "v1.4")
    (tmp_path / "project").mkdir()
    chosen = ("--schemas", "../elsewhere", "--package", "ours")
    assert run("generate", *chosen, cwd=tmp_path / "project").returncode == 0
    done = run("init", cwd=tmp_path / "project")
    assert "found ours, generated from documents that are not in this project" in done.stderr


def test_a_package_of_the_bundled_snapshot_is_found(tmp_path: Path):
    run("generate", "--output", "code", cwd=tmp_path)
    assert init(tmp_path) == {"output": "code", "api-version": "v1.4"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.connectgen]\n", "has [tool.connectgen]; it is left as it is"),
        ("[tool]\nconnectgen.strict = true\n", "has [tool.connectgen]; it is left as it is"),
        ("tool = {a = 1}\n", "add what `connectgen init --dry-run` prints yourself"),
        ("a = [\n", "pyproject.toml: not TOML: "),
    ],
)
def test_init_leaves_invalid_pyproject_unchanged(tmp_path: Path, text: str, message: str):
    (tmp_path / "pyproject.toml").write_text(text)
    done = run("init", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "pyproject.toml").read_text() == text


def test_the_advice_fits_the_build_backend(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    )
    assert run("init", cwd=tmp_path).stderr.splitlines() == [
        "pyproject.toml: [tool.connectgen] added",
        ".gitattributes: git keeps the line endings of generated files and snapshots",
        "found no snapshot: connect_v1_4 is generated from the bundled one until you run"
        " `connectgen fetch` and set schemas in pyproject.toml",
        "next: run `connectgen generate` and commit the package",
        'or, to generate with every build: add "connectgen" to [build-system] requires,'
        " and the table [tool.hatch.build.hooks.connectgen]",
    ]


@needs_any_name
@needs_odd_bytes
@pytest.mark.parametrize("name", ["a\nb", "\udcff", "\x1b[2J"])
def test_a_folder_whose_name_is_no_text_is_passed_over(tmp_path: Path, name: str):
    pinned(tmp_path, "schemas", "v1.4")
    (tmp_path / "schemas").rename(tmp_path / name)
    assert "schemas" not in init(tmp_path, "--workflow")


@pytest.mark.parametrize("pin", ["[]", '{"resources": 5}', "{", '{"resources": ["\\ud800\\n"]}'])
def test_a_snapshot_that_is_none_is_no_reason_to_fail(tmp_path: Path, pin: str):
    pinned(tmp_path, "schemas", "v1.4")
    assert run("generate", "--schemas", "schemas", cwd=tmp_path).returncode == 0
    (tmp_path / "schemas" / "v1.4" / "snapshot.json").write_text(pin)
    assert init(tmp_path, "--workflow")["schemas"] == "schemas"
