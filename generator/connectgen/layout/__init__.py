"""Layout stage: turns the IR into one template context per file."""

from connectgen.layout.menus import lay_out_menus, name_menus
from connectgen.layout.package import lay_out_backends, lay_out_package, own_modules
from connectgen.layout.sources import SourceNames

__all__ = [
    "SourceNames",
    "lay_out_backends",
    "lay_out_menus",
    "lay_out_package",
    "name_menus",
    "own_modules",
]
