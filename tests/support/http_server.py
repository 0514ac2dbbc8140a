"""An HTTP server on localhost: it answers each request as a function says, and keeps it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/services/rest/connect/v1.4/incidentResponse"


@dataclass
class Seen:
    """One request as it arrived, and when."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def accept(self) -> str:
        return self.headers.get("accept", "")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    """What to answer with; no status means to close the connection without a word."""

    status: int | None = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    cut: int | None = None
    """Number of the body's bytes after which the connection is dropped."""

    drip: float = 0.0
    """Seconds to wait before each byte of the body."""


@dataclass
class Server:
    """The running server: where it is, and what it has seen."""

    url: str
    seen: list[Seen]


@contextmanager
def serving(answer: Callable[[Seen], Answer]) -> Iterator[Server]:
    """Run a server that answers every request with what *answer* says."""
    seen: list[Seen] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else the body waits for the head to be acknowledged

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Seen(self.command, self.path, headers, self.rfile.read(length))
            seen.append(request)
            found = answer(request)
            if found.status is None:
                self.close_connection = True
                return
            try:
                self.send_answer(found.status, found)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def send_answer(self, status: int, found: Answer) -> None:
            self.send_response(status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in found.headers:
                self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            if found.drip:
                for index in range(len(found.body)):
                    time.sleep(found.drip)
                    self.wfile.write(found.body[index : index + 1])
                return
            self.wfile.write(found.body[: found.cut])
            if found.cut is not None:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

        def log_message(self, *args: Any) -> None:
            """Keep the output of the tests free of requests."""

    class Waiting(ThreadingHTTPServer):
        request_queue_size = 128  # as many as a test opens at once

    server = Waiting(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", seen)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
