"""Reject requests whose `Host` header does not name this machine.

A page in a browser can request its own host name, resolved to 127.0.0.1, and read the answer (DNS
rebinding). The `Host` header contains that name, so every name of another machine is refused.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from connectgen.core.terminal_text import escape_control_chars

__all__ = ["Hosts", "KnownHosts"]

_HOST = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII)


class Hosts:
    """The names and addresses that a site answers to.

    Localhost always is one. A site that listens on other interfaces is reached from other machines
    or containers: by its address, by a name without a dot (as services of Docker Compose have, and
    no stranger can register) or by the name of the machine.

    Args:
        bound: the address or name that the site listens on.
        more: further names.
    """

    def __init__(self, bound: str = "127.0.0.1", more: Iterable[str] = ()) -> None:
        self._names = {_plain(name) for name in ("localhost", bound, *more)}
        self._only_here = _is_local(_plain(bound))
        if not self._only_here:
            self._names |= {_plain(socket.gethostname()), _plain(socket.getfqdn())}

    def has(self, header: str) -> bool:
        """Return whether *header*, the value of `Host`, names this site."""
        found = _HOST.fullmatch(header.strip())
        if found is None:
            return False
        name = _plain(found[1])
        if name in self._names or _is_local(name):
            return True
        return not self._only_here and (_address(name) is not None or "." not in name)


def _plain(name: str) -> str:
    """Return *name* as it is compared: in lower case, without brackets and the dot of the root."""
    return name.strip("[]").lower().removesuffix(".")


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _is_local(name: str) -> bool:
    address = _address(name)
    return address.is_loopback if address else name == "localhost" or name.endswith(".localhost")


class KnownHosts:
    """Middleware that refuses requests whose `Host` is not one of *hosts*."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on requests for this site, and refuse all others."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        named = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        # Otherwise a web page could reach the site under a name of its own (DNS rebinding).
        if len(named) == 1 and self._hosts.has(named[0]):
            await self._app(scope, receive, send)
            return
        shown = escape_control_chars(", ".join(named)[:100]) or "none"
        message = (
            f"This fake site is not {shown}: name that host with --allow-host to have it answer\n"
        )
        await PlainTextResponse(message, 421)(scope, receive, send)
