"""Typed Python for Oracle B2C Service's Connect REST API.

`compile_validator` compiles a validator from any JSON Schema. `ConnectgenError` is the base of
every error that connectgen raises on purpose; `connectgen.core.errors` has the classes.
`connectgen.pipeline` does what the command line does.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectgen.core.errors import ConnectgenError
    from connectgen.standalone.compile import compile_validator

__all__ = ["ConnectgenError", "__version__", "compile_validator"]

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    """Import an exported name when it is first used, so that importing connectgen stays cheap."""
    if name == "compile_validator":
        from connectgen.standalone.compile import compile_validator

        return compile_validator
    if name == "ConnectgenError":
        from connectgen.core.errors import ConnectgenError

        return ConnectgenError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
