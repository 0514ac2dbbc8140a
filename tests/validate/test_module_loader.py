from __future__ import annotations

import sys
from pathlib import Path

import pytest
from connectgen.validate.module_loader import import_module_at, install_finder

PACKAGE = "connectgen_tried"


def test_modules_import_one_another_in_whatever_order():
    texts = {
        "v/_a.py": "from ._b import B\nA = B + 1\n",
        "v/_b.py": "B = 1\n",
        "v/__init__.py": "1/0",
    }
    install_finder(PACKAGE, texts)
    assert import_module_at(PACKAGE, "v/_a.py").A == 2


def test_what_was_provided_before_is_forgotten():
    install_finder(PACKAGE, {"m.py": "A = 1\n"})
    assert import_module_at(PACKAGE, "m.py").A == 1
    install_finder(PACKAGE, {"m.py": "A = 2\n"})
    assert import_module_at(PACKAGE, "m.py").A == 2
    assert sum(getattr(finder, "package", "") == PACKAGE for finder in sys.meta_path) == 1


def test_a_folder_of_that_name_is_not_run_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / PACKAGE).mkdir()
    for name in ("__init__.py", "m.py"):
        (tmp_path / PACKAGE / name).write_text("raise SystemExit('foreign code')\n")
    monkeypatch.syspath_prepend(tmp_path)
    install_finder(PACKAGE, {"m.py": "A = 3\n"})
    module = import_module_at(PACKAGE, "m.py")
    assert (module.A, module.__spec__.origin) == (3, f"<generated {PACKAGE}.m>")
