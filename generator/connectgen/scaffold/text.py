"""Quote text for TOML and YAML, so that it is a string whatever it contains."""

from __future__ import annotations

from connectgen.core.errors import ConfigError

__all__ = ["quoted"]


def quoted(text: str) -> str:
    """Return *text* in double quotes, with escapes that TOML and YAML have in common.

    Raises:
        ConfigError: it holds half a surrogate pair, which cannot be written.
    """
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    number = ord(character)
    if 0xD800 <= number <= 0xDFFF:
        raise ConfigError(f"a name with {character!a} in it cannot be written into a file")
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
