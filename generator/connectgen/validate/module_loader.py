"""Import generated modules from memory."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import CodeType, ModuleType

__all__ = ["import_module_at", "install_finder"]


class _InMemoryFinder(InspectLoader, MetaPathFinder):
    """Finder and loader of the modules of one package."""

    def __init__(self, package: str, texts: Mapping[str, str]) -> None:
        self.package = package
        self.texts = texts
        self._sources = {
            f"{package}.{path.removesuffix('.py').replace('/', '.')}": text
            for path, text in texts.items()
            if not path.endswith("__init__.py")  # it would import modules that are not needed
        }
        self._packages = {package, *(name.rpartition(".")[0] for name in self._sources)}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load *fullname*, if it is one of the modules."""
        if fullname not in self._sources and fullname not in self._packages:
            return None
        return spec_from_loader(fullname, self, origin=f"<generated {fullname}>")

    def is_package(self, fullname: str) -> bool:
        """Return whether *fullname* is a package."""
        return fullname in self._packages

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of *fullname*, which tracebacks call generated."""
        return self.source_to_code(self.get_source(fullname), f"<generated {fullname}>")

    def get_source(self, fullname: str) -> str:
        """Return the text of *fullname*: nothing for a package."""
        return self._sources.get(fullname, "")


def install_finder(package: str, texts: Mapping[str, str]) -> None:
    """Let `import_module_at` find the modules of *texts*, by path in *package*, and no others."""
    known = [finder for finder in sys.meta_path if isinstance(finder, _InMemoryFinder)]
    for finder in known:
        if finder.package == package:
            if finder.texts == texts:
                return
            sys.meta_path.remove(finder)
    # Otherwise an import would return the modules of the text before.
    for name in [name for name in sys.modules if f"{name}.".startswith(f"{package}.")]:
        del sys.modules[name]
    sys.meta_path.insert(0, _InMemoryFinder(package, texts))  # before folders of that name, if any


def import_module_at(package: str, path: str) -> ModuleType:
    """Return the module at *path* below *package*, run when it is first asked for.

    Args:
        package: what `install_finder` was given.
        path: of a module, such as ``validators/incidents.py``.
    """
    return import_module(f"{package}.{path.removesuffix('.py').replace('/', '.')}")
