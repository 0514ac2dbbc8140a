"""Print the lower bound of each dependency in pyproject.toml, as constraints of pip.

Usage: python .ci/list_lower_bounds.py EXTRA... > constraints.txt
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

_PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def lower_bounds(extras: list[str]) -> list[str]:
    """Return `NAME==VERSION` for each dependency, and for those of *extras*."""
    project = tomllib.loads(_PYPROJECT.read_text("utf-8"))["project"]
    texts = [*project["dependencies"]]
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    return sorted({_lower_bound(Requirement(text)) for text in texts})


def _lower_bound(wanted: Requirement) -> str:
    (version,) = (each.version for each in wanted.specifier if each.operator == ">=")
    return f"{wanted.name}=={version}"


if __name__ == "__main__":
    print("\n".join(lower_bounds(sys.argv[1:])))
