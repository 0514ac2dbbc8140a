from __future__ import annotations

import sys
from pathlib import Path

import pytest
from connectgen.validate.module_loader import import_from, provide

PACKAGE = "connectgen_tried"


def test_modules_import_one_another_in_whatever_order():
    texts = {
        "v/_a.py": "from ._b import B\nA = B + 1\n",
        "v/_b.py": "B = 1\n",
        "v/__init__.py": "1/0",
    }
    provide(PACKAGE, texts)
    assert import_from(PACKAGE, "v/_a.py").A == 2


def test_what_was_provided_before_is_forgotten():
    provide(PACKAGE, {"m.py": "A = 1\n"})
    assert import_from(PACKAGE, "m.py").A == 1
    provide(PACKAGE, {"m.py": "A = 2\n"})
    assert import_from(PACKAGE, "m.py").A == 2
    assert sum(getattr(finder, "package", "") == PACKAGE for finder in sys.meta_path) == 1


def test_a_folder_of_that_name_is_not_run_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / PACKAGE).mkdir()
    for name in ("__init__.py", "m.py"):
        (tmp_path / PACKAGE / name).write_text("raise SystemExit('foreign code')\n")
    monkeypatch.syspath_prepend(tmp_path)
    provide(PACKAGE, {"m.py": "A = 3\n"})
    module = import_from(PACKAGE, "m.py")
    assert (module.A, module.__spec__.origin) == (3, f"<generated {PACKAGE}.m>")
