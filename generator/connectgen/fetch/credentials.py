"""Who asks: credentials from the environment, netrc or keyring, and how they are kept quiet.

They are never taken from the command line, and no message that went through `redact_secrets`
holds them.
"""

from __future__ import annotations

import base64
import netrc
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectgen.core.errors import ConfigError
from connectgen.fetch.urls import Site

__all__ = ["Credentials", "find_credentials"]

_USERNAME, _PASSWORD = "CONNECTGEN_USERNAME", "CONNECTGEN_PASSWORD"
_SHORT = 4
_SCHEMES = {"CONNECTGEN_SESSION": "Session", "CONNECTGEN_TOKEN": "Bearer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is sent as `Authorization`, to one origin only."""

    source: str
    """Where they are from, for people."""

    authorization: str = field(default="", repr=False)
    """The header's value; empty without credentials."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must not be seen, longest first."""

    username: str = field(default="", repr=False)

    def redact_secrets(self, text: str) -> str:
        """Return *text* without anything secret."""
        for secret in self.secrets:
            text = _redact_secret(secret, text)
        return text

    def redact_name(self, text: str) -> str:
        """Return *text* of the site's without the user's name, which may well be in its URL."""
        return _redact_secret(self.username, text) if self.username else text


def _redact_secret(secret: str, text: str) -> str:
    """Return *text* without *secret*; one as short as any syllable goes as a word alone."""
    pattern = re.escape(secret)
    if len(secret) < _SHORT and secret.isalnum():
        pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
    return re.sub(pattern, "[redacted]", text)


def find_credentials(site: Site, environment: Mapping[str, str]) -> Credentials:
    """Return the credentials for *site*: of *environment*, else of netrc, else of keyring.

    Args:
        site: the origin that they are for.
        environment: the environment's variables; empty ones count as absent.

    Raises:
        ConfigError: those that are there contradict one another or cannot be used. The message
            names their source and nothing of them.
    """
    given = {name: environment.get(name, "") for name in (_USERNAME, _PASSWORD, *_SCHEMES)}
    kinds = [name for name in (_PASSWORD, *_SCHEMES) if given[name]]
    if len(kinds) > 1:
        raise ConfigError(f"credentials: set one of {' and '.join(kinds)}, not several")
    username = given[_USERNAME]
    if kinds == [_PASSWORD]:
        if not username:
            raise ConfigError(f"credentials: {_PASSWORD} is set, {_USERNAME} is not")
        return _basic_credentials(username, given[_PASSWORD], f"{_USERNAME} and {_PASSWORD}")
    if kinds:
        return _token_credentials(_SCHEMES[kinds[0]], given[kinds[0]], kinds[0])
    found = _read_netrc(site, username, environment) or _read_keyring(site, username)
    if found is None and username:
        raise ConfigError(f"credentials: {_USERNAME} is set, and there is no password for it")
    return found or Credentials(source="none found, see `connectgen fetch --help`")


def _basic_credentials(username: str, password: str, source: str) -> Credentials:
    if ":" in username:
        raise ConfigError(f"{source}: a user name cannot hold a colon")
    encoded = base64.b64encode(f"{username}:{password}".encode()).decode()
    return Credentials(
        source=source,
        authorization=f"Basic {encoded}",
        secrets=_longest_first(encoded, password),
        username=username,
    )


def _token_credentials(scheme: str, token: str, source: str) -> Credentials:
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigError(f"{source}: holds characters that no token has")
    return Credentials(
        source=source, authorization=f"{scheme} {token}", secrets=_longest_first(token)
    )


def _longest_first(*secrets: str) -> tuple[str, ...]:
    """Return *secrets* as they are and as `repr` shows them, the longest first."""
    forms = {form for secret in secrets if secret for form in (secret, repr(secret)[1:-1])}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def _read_netrc(site: Site, username: str, environment: Mapping[str, str]) -> Credentials | None:
    """Return what netrc says of the host; its `default` entry would give it to any host."""
    given = environment.get("NETRC")
    if given:
        return _from_netrc_file(Path(given), site, username)
    home = Path.home()
    return _from_netrc_file(home / ".netrc", site, username) or _from_netrc_file(
        home / "_netrc",
        site,
        username,  # its name on Windows
    )


def _from_netrc_file(file: Path, site: Site, username: str) -> Credentials | None:
    hosts: Mapping[str, tuple[str, str, str]] | None = None
    line = None
    try:
        hosts = netrc.netrc(file).hosts
    except FileNotFoundError:
        return None
    except netrc.NetrcParseError as error:
        line = error.lineno
    except (OSError, UnicodeDecodeError):
        pass
    if hosts is None:  # here, where the error, which may hold what it stumbled over, is no context
        place = f" at line {line}" if line else ""
        raise ConfigError(f"{file}: cannot be read as netrc{place}")
    login, _, password = hosts.get(site.host, ("", "", ""))
    if not login or not password or (username and login != username):
        return None
    return _basic_credentials(login, password, "netrc")


def _read_keyring(site: Site, username: str) -> Credentials | None:
    """Return what the system's keyring holds for the service that is called like the origin."""
    try:
        import keyring  # an extra
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found = keyring.get_credential(site.origin, username or None)
    except KeyringError:  # there is none, or it is locked
        return None
    if found is None or not found.username or not found.password:
        return None
    return _basic_credentials(found.username, found.password, "keyring")
