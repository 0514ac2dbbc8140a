"""Run the server: in the foreground until a signal, or in a thread."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from threading import Event, Thread

import uvicorn

from connectgen.core.errors import ConfigError
from connectgen.fake_site.app import build_application
from connectgen.fake_site.hosts import Hosts
from connectgen.fake_site.site import SimulatedSite

__all__ = ["run_in_foreground", "run_in_thread"]

_WAITING = 1024
"""Number of connections that may wait to be accepted."""

_GRACE = 2
"""Seconds that running requests get to finish when the server stops."""


class _Server(uvicorn.Server):
    """Server that announces when it is ready, and leaves signals to its caller."""

    def __init__(self, site: SimulatedSite, hosts: Hosts, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                build_application(site, hosts),
                log_config=None,
                log_level="critical",
                access_log=False,
                backlog=_WAITING,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=_GRACE,
            )
        )
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals alone: uvicorn would raise them again after it has stopped."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and announce it."""
        await super().startup(sockets)
        self._ready()


def run_in_foreground(
    site: SimulatedSite,
    host: str,
    port: int,
    ready: Callable[[str], None],
    names: Iterable[str] = (),
) -> None:
    """Serve *site* until SIGINT or SIGTERM.

    Args:
        site: site to serve.
        host: address to listen on.
        port: port to listen on; 0 means any free one.
        ready: callback that gets the URL of the site when it accepts requests.
        names: additional names to accept in the `Host` header.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    listening = _bind_socket(host, port)
    server = _Server(site, Hosts(host, names), lambda: ready(_socket_url(listening)))

    def stop_server(*_: object) -> None:
        server.should_exit = True

    before = {
        number: signal.signal(number, stop_server) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        asyncio.run(server.serve([listening]))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        listening.close()


@contextmanager
def run_in_thread(
    site: SimulatedSite, host: str = "127.0.0.1", port: int = 0
) -> Generator[str, None, None]:
    """Serve *site* in a thread, and yield its URL.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    listening = _bind_socket(host, port)
    ready = Event()
    server = _Server(site, Hosts(host), ready.set)
    thread = Thread(target=lambda: asyncio.run(server.serve([listening])), daemon=True)
    thread.start()
    try:
        while not ready.wait(0.05):
            if not thread.is_alive():
                raise RuntimeError("the server has ended before it was ready")
        yield _socket_url(listening)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _bind_socket(host: str, port: int) -> socket.socket:
    if not host:  # which would mean every address
        raise ConfigError("host: must not be empty; 0.0.0.0 listens on every address")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio disables Nagle's algorithm only if the socket names IPPROTO_TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows SO_REUSEADDR shares the port with whoever else asks for it.
        alone: int = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
        listening.setsockopt(socket.SOL_SOCKET, alone, 1)
        listening.bind((host, port))
        listening.listen(_WAITING)
    except (OSError, OverflowError, TypeError, UnicodeError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        advice = _advice_for(error)
        raise ConfigError(f"cannot listen on {host} port {port}: {reason}{advice}") from error
    return listening


def _advice_for(error: Exception) -> str:
    """Return what to do about a port that cannot be had, or an empty text."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return "; another program uses the port: choose another with --port (0 for any free one)"
    if number == errno.EACCES:
        return "; choose a port above 1023 with --port"
    return ""


def _socket_url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
