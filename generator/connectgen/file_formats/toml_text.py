"""Read TOML that a user wrote; each error is one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from connectgen.core.errors import CatalogError, ConfigError
from connectgen.core.os_errors import describe_read_error
from connectgen.jsonio.documents import read_document

__all__ = ["parse_toml", "read_toml"]


def read_toml(file: Path, name: str, *, only_with: str = "") -> dict[str, Any]:
    """Return the content of a TOML file; empty if the file does not exist.

    Args:
        file: the file.
        name: what messages call it.
        only_with: a text without which the file holds nothing of interest, and is not parsed.

    Raises:
        ConfigError: it cannot be read, or is not TOML.
    """
    try:
        if not file.exists():
            return {}
        text = _decode(read_document(file, name), name)
    except OSError as error:
        raise ConfigError(describe_read_error(name, error)) from error
    except CatalogError as error:
        raise ConfigError(str(error)) from error
    return parse_toml(text, name) if only_with in text else {}


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: not UTF-8 at byte {error.start}") from error


def parse_toml(content: str | bytes, name: str) -> dict[str, Any]:
    """Return the content of a TOML file, which messages call *name*.

    Raises:
        ConfigError: it is not UTF-8, or not TOML.
    """
    import tomllib  # late, as are parsers everywhere

    text = content if isinstance(content, str) else _decode(content, name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: not TOML: {error}") from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise ConfigError(f"{name}: a number is too long") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: nested too deeply") from error
