"""Models and validators work without httpx2, and clients name it as missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


def test_without_httpx2_models_and_validators_work_and_clients_say_what_is_missing(
    made: ModuleType,
):
    folder = Path(str(made.__file__)).parents[1]
    code = (
        "import sys; sys.modules['httpx2'] = None\n"
        "import made, made.validators.incidents as validators\n"
        "assert validators.is_valid_create(made.IncidentCreate(subject='a').to_json())\n"
        "made.Incident, made.ClientError, made.roql\n"
        "try:\n    from made import Client\n"
        "except ModuleNotFoundError as error:\n    print(error, error.__suppress_context__)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    told = "Client needs httpx2, which is not installed: pip install httpx2 True\n"
    assert (run.stdout, run.stderr) == (told, "")


@pytest.mark.slow
def test_importing_the_package_and_its_models_does_not_import_httpx2(made: ModuleType):
    folder = Path(str(made.__file__)).parents[1]
    code = (
        "import sys, made, made.models.incidents, made.validators.incidents\n"
        "made.Incident, made.IncidentCreate, made.roql, made.NotFoundError, made.Table\n"
        "assert not {'httpx2', 'httpcore2'} & set(sys.modules), 'imported'"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
