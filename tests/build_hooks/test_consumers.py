"""Projects that generate at build time: built, installed and imported as their users would."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from support import ROOT
from support.platforms import script, scripts_of

pytestmark = pytest.mark.slow

KINDS = ("hatch", "setuptools")
USE = (
    "import our_site, ticket_sync\n"
    "print(our_site.__api_version__, ticket_sync.body('ada'), our_site.__file__)\n"
)


def run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Return what *command* prints; an index is out of reach for it."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=env | {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


def project(kind: str, folder: Path) -> Path:
    """Return a copy of a consumer as a fresh clone has it: without what is generated."""
    ignored = shutil.ignore_patterns("our_site", "*.egg-info", "build", "dist", "__pycache__")
    shutil.copytree(ROOT / "tests" / "consumers" / kind, folder / kind, ignore=ignored)
    return folder / kind


def build(folder: Path, *arguments: str, code: int = 0) -> str:
    command = (sys.executable, "-m", "build", "--no-isolation", "--skip-dependency-check")
    return run(*command, *arguments, cwd=folder, code=code)


def environment(folder: Path) -> Path:
    """Return the Python of a new environment that holds nothing at all."""
    venv.create(folder, symlinks=os.name != "nt")
    return script("python", scripts_of(folder))


@pytest.fixture(scope="module", params=KINDS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(request.param, tmp_path_factory.mktemp("consumer"))
    build(folder)  # the sdist, and from it the wheel
    return folder


def test_the_sdist_and_the_wheel_hold_the_package(built: Path):
    (sdist,) = (built / "dist").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.split("/", 1)[-1] for name in archive.getnames()}
    (wheel,) = (built / "dist").glob("*.whl")
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    here = {
        path.relative_to(built / "src").as_posix()
        for path in (built / "src" / "our_site").rglob("*")
        if path.is_file()
    }
    assert {"our_site/models/contacts.py", "our_site/py.typed", "our_site/connectgen.json"} <= here
    assert sorted(names) == sorted({*here, "ticket_sync/__init__.py"})
    assert {f"src/{name}" for name in here} <= inside


def test_the_wheel_works_where_nothing_else_is_installed(built: Path, tmp_path: Path):
    python = environment(tmp_path / "venv")
    (wheel,) = (built / "dist").glob("*.whl")
    run(sys.executable, "-m", "pip", "-q", "--python", python, "install", wheel, cwd=tmp_path)
    out = run(python, "-I", "-c", USE, cwd=tmp_path)
    assert out.startswith("v1.4 {'login': 'ada'} ")
    assert str(tmp_path / "venv") in out
    assert run(python, "-I", "-c", "import importlib.util as u; print(u.find_spec('connectgen'))",
               cwd=tmp_path) == "None\n"  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_editable_install_uses_the_package_in_the_tree(kind: str, tmp_path: Path):
    folder = project(kind, tmp_path)
    python = environment(tmp_path / "venv")
    (packages,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    reachable = [*site.getsitepackages(), str(ROOT / "generator")]  # the backend and connectgen
    (packages / "development.pth").write_text("\n".join(reachable))
    run(
        *(python, "-m", "pip", "-q", "install", "--no-build-isolation", "--no-deps", "-e", folder),
        cwd=tmp_path,
    )
    out = run(python, "-c", USE, cwd=tmp_path)
    assert out.startswith("v1.4 {'login': 'ada'} ")
    assert str(folder / "src" / "our_site") in out


def test_a_list_of_packages_and_package_data_gets_the_generated_ones(tmp_path: Path):
    folder = project("setuptools", tmp_path)
    with (folder / "pyproject.toml").open("a") as file:
        file.write(
            '[tool.setuptools]\npackages = ["ticket_sync"]\npackage-dir = {"" = "src"}\n'
            '[tool.setuptools.package-data]\nticket_sync = ["*.txt"]\n'
        )
    (folder / "src" / "ticket_sync" / "own.txt").write_text("mine")
    build(folder, "--wheel")
    (wheel,) = (folder / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"our_site/models/contacts.py", "our_site/connectgen.json"} <= set(names)
    assert "ticket_sync/own.txt" in names
    top = zipfile.ZipFile(wheel).read("ticket_sync-1.0.dist-info/top_level.txt").decode()
    assert top.split() == ["our_site", "ticket_sync"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_build_that_cannot_generate_says_why(kind: str, tmp_path: Path):
    folder = project(kind, tmp_path)
    document = folder / "schemas" / "v1.4" / "contacts.json"
    document.write_text(json.dumps({"properties": {}}))
    told = build(folder, "--wheel", code=1)
    assert (
        "connectgen: schemas/v1.4/contacts.json: not as snapshot.json pins it; "
        "after a deliberate change run `connectgen pin --schemas schemas --api-version v1.4`"
    ) in told
    assert "connectgen/" not in told  # no traceback leads through our modules
    assert not (folder / "src" / "our_site").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_an_sdist_is_taken_as_it_is_unless_it_lacks_the_package(kind: str, tmp_path: Path):
    folder = project(kind, tmp_path)
    (folder / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: ticket-sync\nVersion: 1.0\n")
    build(folder, "--wheel")
    patched = folder / "src" / "our_site" / "models" / "contacts.py"
    patched.write_text(patched.read_text() + "\n# by a distributor\n")
    build(folder, "--wheel", "--outdir", str(tmp_path / "again"))
    (wheel,) = (tmp_path / "again").glob("*.whl")
    assert b"by a distributor" in zipfile.ZipFile(wheel).read("our_site/models/contacts.py")


def test_setuptools_projects_that_do_not_ask_are_left_alone(tmp_path: Path):
    folder = project("setuptools", tmp_path)
    text = (folder / "pyproject.toml").read_text()
    for requires in ('["setuptools"]', '["setuptools", "connectgen-extras"]'):
        new = text.replace('["setuptools", "connectgen"]', requires)
        assert new != text
        (folder / "pyproject.toml").write_text(new)
        build(folder, "--wheel")
        assert not (folder / "src" / "our_site").exists()


def test_setuptools_projects_that_forget_the_table_are_told(tmp_path: Path):
    folder = project("setuptools", tmp_path)
    text = (folder / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(text.partition("[tool.connectgen]")[0])
    command = (sys.executable, "-c", "import setuptools; setuptools.setup()", "--version")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (
        "1.0\n",
        "connectgen: warning: nothing is generated: no [tool.connectgen];"
        " `connectgen init` writes it\n",
    )


def test_options_in_the_table_of_the_hook_are_misplaced(tmp_path: Path):
    folder = project("hatch", tmp_path)
    text = (folder / "pyproject.toml").read_text()
    header = "[tool.hatch.build.hooks.connectgen]\n"
    (folder / "pyproject.toml").write_text(text.replace(header, f'{header}schemas = "x"\n'))
    told = build(folder, "--wheel", code=1)
    assert "hooks.connectgen]: schemas: options of connectgen belong in [tool.connectgen]" in told


@pytest.mark.parametrize(
    "packages", [["src/ticket_sync", "src/our_site"], ["src/our_site"]], ids=["both", "alone"]
)
def test_hatchling_may_be_told_of_the_package_too(tmp_path: Path, packages: list[str]):
    folder = project("hatch", tmp_path)
    (folder / ".gitignore").unlink()
    with (folder / "pyproject.toml").open("a") as file:
        file.write(f"\n[tool.hatch.build.targets.wheel]\npackages = {packages}\n")
    build(folder)
    (wheel,) = (folder / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert names.count("our_site/__init__.py") == 1
    assert ("ticket_sync/__init__.py" in names) == (len(packages) == 2)


def test_the_hook_of_hatchling_needs_the_table(tmp_path: Path):
    folder = project("hatch", tmp_path)
    text = (folder / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(text.partition("[tool.connectgen]")[0])
    told = build(folder, "--wheel", code=1)
    assert "pyproject.toml: needs [tool.connectgen]; `connectgen init` writes it" in told
