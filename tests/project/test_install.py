"""Installed as a newcomer would: wheel and sdist in fresh environments, and what they generate."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections import Counter
from email import message_from_string
from importlib.metadata import distribution
from pathlib import Path

import pytest
from connectgen import __version__
from packaging.requirements import Requirement
from support import ROOT, example
from support.http_server import Answer, serving
from support.platforms import HAS_SYMLINKS, script, scripts_of

pytestmark = pytest.mark.slow

INFO = f"connectgen-{__version__}.dist-info"


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | (env or {}),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


def test_the_wheel_holds_templates_and_schemas_and_nothing_beside_connectgen(built: Path):
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "connectgen/templates/package/models/resource.py.jinja" in names
    assert "connectgen/schemas/v1.4/snapshot.json" in names
    assert "connectgen/schemas/overlays/v1.4/incidentResponse.json" in names
    assert "connectgen/schemas/demo/records.json" in names
    assert {name.split("/")[0] for name in names} == {"connectgen", INFO}
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {"templates/macros/models.jinja", "schemas/v1.4/incidents.json", "README.md"} <= inside
    top = {name.split("/")[0] for name in inside}
    assert not top & {".ci", ".github", "docs", "generated", "tests"}


def test_wheel_and_sdist_hold_each_source_once_and_nothing_that_was_made_beside_it(built: Path):
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {each.name.split("/", 1)[1] for each in archive.getmembers() if each.isfile()}
    packed = {name.removeprefix("generator/") for name in packed if "/" in name}
    packed = {re.sub("^(?=schemas/|templates/)", "connectgen/", name) for name in packed}
    stubs = {name for name in packed if name.startswith("stubs/")}
    with zipfile.ZipFile(wheel) as archive:
        texts = {
            name: archive.read(name) for name in archive.namelist() if not name.startswith(INFO)
        }
    assert texts.keys() == packed - stubs
    suffixes = {name.rsplit(".", 1)[-1] for name in texts}
    assert suffixes == {"css", "jinja", "js", "json", "md", "py", "typed", "yml"}
    assert not [name for name in texts if "__pycache__" in name or "/." in name]
    sources = Counter(text for name, text in texts.items() if not name.endswith("json") and text)
    assert [text for text, count in sources.items() if count > 1] == []


def test_wheel_and_sdist_stay_small(built: Path):
    """Python alone is 650 kB in a wheel, which compresses each file by itself, and lists it."""
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    assert wheel.stat().st_size < 900_000
    assert sdist.stat().st_size < 650_000


def environment(folder: Path, requirements: list[str]) -> Path:
    """Return the Python of a new environment that holds what *requirements* need, and no more.

    That is linked from the environment of the tests, as `pip` would choose: no index is asked.
    """
    if not HAS_SYMLINKS:
        pytest.skip("symbolic links need a right here")
    venv.create(folder, symlinks=os.name != "nt")
    (packages,) = folder.rglob("site-packages")
    waiting, done = [Requirement(text) for text in requirements], set[str]()
    while waiting:
        wanted = waiting.pop()
        extras = wanted.extras or {""}
        if str(wanted) in done:
            continue
        done.add(str(wanted))
        found = distribution(wanted.name)
        assert wanted.specifier.contains(found.version, prereleases=True), str(wanted)
        for name in {file.parts[0] for file in found.files or () if file.parts[0] != ".."}:
            if name != "__pycache__" and not (packages / name).exists():
                (packages / name).symlink_to(found.locate_file(name))
        for needed in map(Requirement, found.requires or ()):
            marker = needed.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                needed.marker = None
                waiting.append(needed)
    return script("python", scripts_of(folder))


@pytest.fixture(scope="module")
def fresh(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment, `venv`, that holds the wheel and what it says it needs.

    In the folder is what `connectgen generate` writes there.
    """
    folder = tmp_path_factory.mktemp("fresh")
    (wheel,) = built.glob("*.whl")
    metadata = zipfile.ZipFile(wheel).read(f"{INFO}/METADATA").decode()
    requires = map(Requirement, message_from_string(metadata).get_all("Requires-Dist", ()))
    needed = [str(each) for each in requires if not each.marker]
    python = environment(folder / "venv", needed)
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "-q", "--no-index", "--no-deps", wheel, cwd=folder)
    run(script("connectgen", scripts_of(folder / "venv")), "generate", cwd=folder)
    return folder


def test_the_wheel_generates_what_the_checkout_does(fresh: Path):
    for path in sorted((ROOT / "generated" / "connect_v1_4").rglob("*")):
        if path.suffix in (".py", ".json", ".typed"):
            made = fresh / "connect_v1_4" / path.relative_to(ROOT / "generated" / "connect_v1_4")
            if path.name != "connectgen.json":
                assert made.read_bytes() == path.read_bytes(), path


def test_the_wheel_needs_no_extra_for_the_first_commands(fresh: Path, tmp_path: Path):
    command = script("connectgen", scripts_of(fresh / "venv"))
    serve = [str(command), "serve", "--demo", "--port", "0", "--quiet"]
    with subprocess.Popen(serve, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as site:
        try:
            assert site.stdout is not None
            url = site.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            login = {"CONNECTGEN_USERNAME": "demo", "CONNECTGEN_PASSWORD": "demo"}
            fetch = (command, "fetch", url, "--all", "--into", "schemas", "--menus")
            run(*fetch, cwd=tmp_path, env=login)
            run(command, "generate", "--schemas", "schemas", "--package", "ours", cwd=tmp_path)
        finally:
            site.kill()
    assert (tmp_path / "ours" / "menus.py").exists()


def test_the_digests_of_wheel_and_checkout_are_the_same(fresh: Path):
    from connectgen.config.options import Options
    from connectgen.pipeline.fingerprints import input_digests

    made = json.loads((fresh / "connect_v1_4" / "connectgen.json").read_text(encoding="utf-8"))
    assert made["inputs"] == input_digests(Options())


CONSUMER = """
import json, sys
from connect_v1_4 import Client, IncidentResponseCreate, Reference
with Client(sys.argv[1], auth=("user", "secret"), application_context="Ticket sync") as client:
    body = IncidentResponseCreate.from_json(json.loads(sys.argv[2]))
    reply = client.incident_response.create(body)
assert isinstance(reply.incident, Reference)
print(reply.incident.id, reply.incident.lookup_name, "connectgen" in sys.modules)
"""


def test_a_consumer_without_connectgen_sends_the_documented_example(fresh: Path, tmp_path: Path):
    """The consumer has httpx2 alone; the documented request reaches a real server."""
    python = environment(tmp_path / "venv", ["httpx2"])
    reply = json.dumps(example("reply")).encode()
    with serving(lambda _: Answer(body=reply)) as server:
        request = json.dumps(example("request"))
        out = run(python, "-c", CONSUMER, server.url, request, cwd=fresh)
    assert out == "91 180417-000000 False\n"
    assert server.seen[0].json == example("request")


def test_importing_the_package_is_light(fresh: Path):
    python = script("python", scripts_of(fresh / "venv"))
    program = (
        "import sys, connect_v1_4, connect_v1_4.models, connect_v1_4.validators.incident_response\n"
        "print('httpx2' in sys.modules, 'dataclasses' in sys.modules)\n"
        "connect_v1_4.Client; print('httpx2' in sys.modules)"
    )
    assert run(python, "-c", program, cwd=fresh) == "False False\nTrue\n"
