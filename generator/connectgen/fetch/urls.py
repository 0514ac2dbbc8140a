"""Which URLs belong to a site, and which path in its catalog a URL names."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from connectgen.core.errors import ConfigError

__all__ = ["LATEST", "CatalogUrlError", "Site", "is_path", "is_version", "parse_site"]

LATEST = "latest"
"""What stands for the newest version of the API in a URL."""

_ROOT = "/services/rest/connect"
_VERSION = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_CATALOG = re.compile(rf"{_ROOT}/({_VERSION})/metadata-catalog(?:/(.*))?", re.DOTALL)
_STEP = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}"
_PATH = re.compile(rf"{_STEP}(?:/{_STEP}){{0,99}}")
_LONGEST_PATH = 1000
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}


class CatalogUrlError(ValueError):
    """A URL is none of the catalog's; the message completes "… leads to"."""


@dataclass(frozen=True, slots=True)
class Site:
    """One origin; nothing is ever sent to another."""

    origin: str
    """Scheme, host and port (unless it is the default one), in lower case."""

    @property
    def host(self) -> str:
        """The host, without its port."""
        return urlsplit(self.origin).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether it is this machine."""
        return self.host in _LOCAL

    @property
    def digest(self) -> str:
        """SHA-256 of the origin in hexadecimal: tells sites apart without naming them."""
        return hashlib.sha256(self.origin.encode()).hexdigest()

    def listing_url(self, version: str) -> str:
        """Return the URL of the listing."""
        return f"{self.origin}{_ROOT}/{version}/metadata-catalog"

    def document_url(self, version: str, path: str) -> str:
        """Return the URL of the document at *path* in the catalog."""
        return f"{self.listing_url(version)}/{path}"

    def resolve_url(self, url: str, base: str) -> str:
        """Return *url*, which stands in the answer from *base*, as an absolute URL.

        Raises:
            CatalogUrlError: it leads to another origin.
        """
        try:
            absolute = urljoin(base, url)
            origin = _normalize_origin(urlsplit(absolute))
        except ValueError:
            raise CatalogUrlError("what is not a URL") from None
        if origin != self.origin:
            raise CatalogUrlError(f"another origin, {origin}")
        return absolute

    def without_origin(self, url: str, base: str) -> str:
        """Return *url*, which stands in the document at *base*, from its path on.

        Raises:
            CatalogUrlError: it leads to another origin.
        """
        parts = urlsplit(self.resolve_url(url, base))
        return urlunsplit(("", "", parts.path, parts.query, parts.fragment))

    def version_and_path(self, url: str, base: str) -> tuple[str, str]:
        """Return the version and the path in the catalog (empty for the listing) that *url* names.

        Raises:
            CatalogUrlError: it leads to another origin, or to no document of a catalog.
        """
        parts = urlsplit(self.resolve_url(url, base))
        match = _CATALOG.fullmatch(parts.path)
        if match is None or parts.query:
            raise CatalogUrlError("no document of the catalog")
        path = unquote(match[2] or "").rstrip("/")
        if path and not is_path(path):
            raise CatalogUrlError("what cannot be the path of a document")
        return match[1], path


def is_path(path: str) -> bool:
    """Tell whether *path* can be that of a document, and of a file in a snapshot."""
    fits = _PATH.fullmatch(path) is not None and len(path) <= _LONGEST_PATH
    return fits and path != "snapshot"  # snapshot.json is something else


def is_version(version: str) -> bool:
    """Tell whether *version* can be that of an API, and the name of a folder."""
    return re.fullmatch(_VERSION, version) is not None


def parse_site(url: str) -> Site:
    """Return the site at *url*: a scheme, a host and perhaps a port.

    Raises:
        ConfigError: it is none, holds credentials, or is http and not on this machine. The message
            does not repeat it.
    """
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        origin = _normalize_origin(parts)
    except ValueError:
        raise ConfigError("site: not a URL") from None
    if "@" in parts.netloc:
        raise ConfigError("site: holds credentials; give them as `connectgen fetch --help` says")
    if scheme not in _PORTS or not _HOST.fullmatch(host):
        raise ConfigError("site: must be a URL such as https://mysite.example.com")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigError("site: only scheme, host and port, such as https://mysite.example.com")
    site = Site(origin)
    if scheme == "http" and not site.is_local:
        raise ConfigError("site: must be https; http is for localhost alone")
    return site


def _normalize_origin(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    shown = "" if port in (None, _PORTS.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"
