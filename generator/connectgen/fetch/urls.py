"""Parse URLs: which belong to a site, and which document of its catalog one names."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from connectgen.core.catalog_paths import split_catalog_path
from connectgen.core.errors import ConfigError
from connectgen.fetch.errors import CatalogUrlError

__all__ = ["LATEST", "Site", "is_version", "parse_site"]

LATEST = "latest"
"""Name of the newest API version in a URL."""

_ROOT = "/services/rest/connect"
_VERSION = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """Origin of a site; nothing is sent to any other."""

    origin: str
    """Scheme, host and port in lower case, without a default port."""

    @property
    def host(self) -> str:
        """Host without the port."""
        return urlsplit(self.origin).hostname or ""

    @property
    def is_local(self) -> bool:
        """True if the host is this machine."""
        return self.host in _LOCAL

    @property
    def digest(self) -> str:
        """SHA-256 of the origin in hexadecimal, which identifies a site without its name."""
        return hashlib.sha256(self.origin.encode()).hexdigest()

    def listing_url(self, version: str) -> str:
        """Return the URL of the listing."""
        return f"{self.origin}{_ROOT}/{version}/metadata-catalog"

    def document_url(self, version: str, path: str) -> str:
        """Return the URL of the document at *path* in the catalog."""
        return f"{self.listing_url(version)}/{path}"

    def version_url(self, version: str) -> str:
        """Return the URL that lists what a version of the API has."""
        return f"{self.origin}{_ROOT}/{version}/"

    def resolve_url(self, url: str, base: str) -> str:
        """Return *url*, found in the answer from *base*, as an absolute URL.

        Raises:
            CatalogUrlError: it points outside the site.
        """
        try:
            absolute = urljoin(base, url.strip())
            origin = _normalize_origin(urlsplit(absolute))
        except ValueError:
            raise CatalogUrlError("is not a URL") from None
        if origin != self.origin:
            raise CatalogUrlError(f"points outside the site: {origin}")
        return absolute

    def without_origin(self, url: str, base: str) -> str:
        """Return *url*, found in the document at *base*, relative to the origin.

        Raises:
            CatalogUrlError: it points outside the site.
        """
        parts = urlsplit(self.resolve_url(url, base))
        return urlunsplit(("", "", parts.path, parts.query, parts.fragment))

    def version_and_path(self, url: str, base: str) -> tuple[str, str]:
        """Return the API version and the path in the catalog of *url* (empty for the listing).

        A query and a fragment mean nothing for a document, and are ignored.

        Raises:
            CatalogUrlError: it points outside the site, or not to a document of a catalog.
        """
        found = split_catalog_path(urlsplit(self.resolve_url(url, base)).path)
        if found is None:
            raise CatalogUrlError("does not point to a document of the catalog")
        version, path = found
        if path is None:
            raise CatalogUrlError("contains a path that no document can have")
        return version, path


def is_version(version: str) -> bool:
    """Return whether *version* is valid for an API version, and for a folder."""
    return re.fullmatch(_VERSION, version) is not None


def parse_site(url: str) -> Site:
    """Parse the URL of a site: a scheme, a host and an optional port.

    Raises:
        ConfigError: *url* is not one, contains credentials, or is http and not on this machine.
            The message does not repeat it, because it may contain a password.
    """
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        origin = _normalize_origin(parts)
    except ValueError:
        raise ConfigError("site: not a URL") from None
    if "@" in parts.netloc:
        raise ConfigError(
            "site: contains credentials; `connectgen fetch --help` says where to put them"
        )
    if scheme not in _PORTS or not _HOST.fullmatch(host):
        raise ConfigError("site: must be a URL such as https://mysite.example.com")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigError(
            "site: must have only a scheme, a host and a port, such as https://mysite.example.com"
        )
    site = Site(origin)
    if scheme == "http" and not site.is_local:
        raise ConfigError("site: must be https; http is allowed only for localhost")
    return site


def _normalize_origin(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    # Raises ValueError for a port that is none, as the callers expect.
    port = parts.port
    shown = "" if port in (None, _PORTS.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"
