"""Typed Python for Oracle B2C Service's Connect REST API.

`compile_validator` compiles a validator from any JSON Schema. `connectgen.pipeline` does what the
command line does. `connectgen.core.errors` holds every exception that is raised.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectgen.standalone.compile import compile_validator

__all__ = ["__version__", "compile_validator"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import what is exported when it is first used: importing connectgen stays cheap."""
    if name == "compile_validator":
        from connectgen.standalone.compile import compile_validator

        return compile_validator
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
