"""The layout stage: from the IR to one view per file, finished but for the printing."""

from connectgen.layout.package import lay_out_backends, lay_out_package, own_modules

__all__ = ["lay_out_backends", "lay_out_package", "own_modules"]
