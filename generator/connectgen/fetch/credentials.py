"""Find credentials in the environment, netrc or the keyring, and redact them in messages.

They are never read from the command line, where other users of the machine can see them.
"""

from __future__ import annotations

import base64
import json
import netrc
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from connectgen.core.errors import ConfigError
from connectgen.core.surroundings import how_to_install
from connectgen.fetch.urls import Site

__all__ = ["Credentials", "find_credentials"]

_USERNAME, _PASSWORD = "CONNECTGEN_USERNAME", "CONNECTGEN_PASSWORD"
_SHORT = 4
_SCHEMES = {"CONNECTGEN_SESSION": "Session", "CONNECTGEN_TOKEN": "Bearer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Credentials of a user, which are sent to one origin only."""

    source: str
    """Name of the place that they come from, for messages."""

    authorization: str = field(default="", repr=False)
    """Value of the `Authorization` header; empty without credentials."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Texts that must not appear in any output, longest first."""

    username: str = field(default="", repr=False)

    def redact_secrets(self, text: str) -> str:
        """Return *text* without passwords and tokens."""
        for secret in self.secrets:
            text = _redact_secret(secret, text)
        return text

    def redact_name(self, text: str) -> str:
        """Return *text* without the user's name.

        Use it for text of the site only: the user's name may be part of the site's URL.
        """
        return _redact_secret(self.username, text) if self.username else text


def _redact_secret(secret: str, text: str) -> str:
    """Return *text* without *secret*."""
    pattern = re.escape(secret)
    # A very short secret is redacted only as a whole word: within words the gaps would give it
    # away, and the message would be unreadable.
    if len(secret) < _SHORT and secret.isalnum():
        pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
    return re.sub(pattern, "[redacted]", text)


def find_credentials(site: Site, environment: Mapping[str, str]) -> Credentials:
    """Return the credentials for *site* from *environment*, netrc or the keyring, in this order.

    Args:
        site: origin that they are sent to.
        environment: environment variables; empty ones count as absent.

    Raises:
        ConfigError: they contradict one another or cannot be used. The message names their source
            and contains nothing of them.
    """
    given = {name: environment.get(name, "") for name in (_USERNAME, _PASSWORD, *_SCHEMES)}
    kinds = [name for name in (_PASSWORD, *_SCHEMES) if given[name]]
    if len(kinds) > 1:
        raise ConfigError(f"credentials: set only one of {' and '.join(kinds)}")
    username = given[_USERNAME]
    if kinds == [_PASSWORD]:
        if not username:
            raise ConfigError(f"credentials: {_PASSWORD} is set, but {_USERNAME} is not")
        return _basic_credentials(username, given[_PASSWORD], f"{_USERNAME} and {_PASSWORD}")
    if kinds:
        return _token_credentials(_SCHEMES[kinds[0]], given[kinds[0]], kinds[0])
    found = _read_netrc(site, username, environment) or _read_keyring(site, username)
    if found is None and username:
        problem = f"credentials: {_USERNAME} is set, but no password was found for it"
        if find_spec("keyring"):
            raise ConfigError(problem)
        raise ConfigError(f"{problem}; to read the system's keyring: {how_to_install('keyring')}")
    return found or Credentials(source="none found, see `connectgen fetch --help`")


def _basic_credentials(username: str, password: str, source: str) -> Credentials:
    # The first colon ends the user name (RFC 7617), so the password would be wrong.
    if ":" in username:
        raise ConfigError(f"{source}: a user name must not contain a colon")
    encoded = base64.b64encode(f"{username}:{password}".encode()).decode()
    return Credentials(
        source=source,
        authorization=f"Basic {encoded}",
        # Who has the encoded form has the password.
        secrets=_longest_first(encoded, password),
        username=username,
    )


def _token_credentials(scheme: str, token: str, source: str) -> Credentials:
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigError(f"{source}: contains characters that are not allowed in a token")
    return Credentials(
        source=source, authorization=f"{scheme} {token}", secrets=_longest_first(token)
    )


def _longest_first(*secrets: str) -> tuple[str, ...]:
    """Return *secrets* verbatim and as `repr`, JSON and URLs have them, longest first."""
    forms = {form for secret in secrets if secret for form in _written_forms(secret)}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def _written_forms(secret: str) -> tuple[str, ...]:
    return (
        secret,
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret, safe=""),
    )


def _read_netrc(site: Site, username: str, environment: Mapping[str, str]) -> Credentials | None:
    """Return the credentials that netrc has for the host of *site*."""
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
    if hosts is None:  # not in the handler: the parser's error may quote a password
        place = f" at line {line}" if line else ""
        raise ConfigError(f"{file}: cannot be read as netrc{place}")
    # `netrc.authenticators` would fall back on the `default` entry: a password for any host.
    login, _, password = hosts.get(site.host, ("", "", ""))
    if not login or not password or (username and login != username):
        return None
    return _basic_credentials(login, password, "netrc")


def _read_keyring(site: Site, username: str) -> Credentials | None:
    """Return the credentials that the keyring has for the service named after the site URL."""
    try:
        import keyring  # an extra
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found = keyring.get_credential(site.origin, username or None)
    except KeyringError:  # no keyring, or a locked one
        return None
    if found is None or not found.username or not found.password:
        return None
    return _basic_credentials(found.username, found.password, "keyring")
