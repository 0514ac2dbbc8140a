"""A TCP server on localhost that misbehaves as told, one step per request or connection."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from support.http_server import Seen


def pause(seconds: float) -> None:
    """Wait in a thread of the site, without `time.sleep`, which tests of the client replace."""
    threading.Event().wait(seconds)


class Line:
    """One connection: reads whole requests, writes bytes, breaks."""

    def __init__(self, connection: socket.socket, seen: list[Seen]) -> None:
        self._connection = connection
        self._file = connection.makefile("rb")
        self._seen = seen

    def request(self) -> Seen | None:
        """Read one request to its end, or None where the client has gone."""
        first = self._file.readline()
        if not first:
            return None
        method, path, _ = first.decode("ascii").split()
        headers: dict[str, str] = {}
        while (line := self._file.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        request = Seen(
            method, path, headers, self._file.read(int(headers.get("content-length", 0)))
        )
        self._seen.append(request)
        return request

    def write(self, data: bytes) -> None:
        self._connection.sendall(data)

    def reset(self) -> None:
        """Break the connection with RST instead of FIN."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._file.close()
        self._connection.close()


Step = Callable[[Line], None]


def answer(status: int = 200, body: bytes | Any = b"", **headers: str) -> Step:
    """Read a request and answer it."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def step(line: Line) -> None:
        if line.request() is not None:
            line.write(message(status, content, **headers))

    return step


def message(status: int, content: bytes, length: int | None = None, **headers: str) -> bytes:
    """Return an HTTP answer; *length* lies about its content."""
    lines = [f"HTTP/1.1 {status} Some Reason", f"Content-Length: {length or len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def reset_before_reading(line: Line) -> None:
    line.reset()


def reset_after_reading(line: Line) -> None:
    line.request()
    line.reset()


def close_after_reading(line: Line) -> None:
    line.request()
    line.close()


def silence(line: Line) -> None:
    line.request()
    line.request()  # until the client goes away


def cut_short(line: Line) -> None:
    line.request()
    line.write(message(200, b'{"incident": {"id": 1}', length=1000))
    line.close()


def drip(line: Line) -> None:
    line.request()
    line.write(message(200, b"", length=100_000))
    with suppress(OSError):
        for _ in range(1000):
            line.write(b" ")
            pause(0.02)


def drip_headers(line: Line) -> None:
    line.request()
    line.write(b"HTTP/1.1 200 OK\r\n")
    with suppress(OSError):
        for number in range(1000):
            line.write(f"X-{number}: 1\r\n".encode())
            pause(0.02)


@dataclass
class Listener:
    """The running server: where it is, and which requests arrived whole."""

    url: str
    seen: list[Seen] = field(default_factory=list)

    def wait_for(self, requests: int) -> None:
        """Wait until so many requests arrived: a client that gives up may be ahead of the site."""
        until = time.monotonic() + 10
        while len(self.seen) < requests and time.monotonic() < until:
            pause(0.005)


@contextmanager
def misbehaving(*steps: Step) -> Iterator[Listener]:
    """Run a server that takes *steps* one after the other, and the last one again and again."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    running = Listener(f"http://127.0.0.1:{listener.getsockname()[1]}")
    left = list(steps)
    lock = threading.Lock()
    open_sockets: list[socket.socket] = []

    def serve(connection: socket.socket) -> None:
        line = Line(connection, running.seen)
        with suppress(OSError, ValueError):
            while connection.fileno() != -1 and connection.recv(1, socket.MSG_PEEK):
                with lock:
                    step = left.pop(0) if len(left) > 1 else left[0]
                step(line)
        with suppress(OSError):
            line.close()

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                open_sockets.append(connection)
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

    threads = [threading.Thread(target=accept)]
    threads[0].start()
    try:
        yield running
    finally:
        for each in (listener, *open_sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in threads:
            thread.join(5)
