"""A site on localhost that serves a catalog folder in the manner of the real API.

It wants the context header and Basic authentication, answers one URL with two documents by
`Accept`, hands out access tokens and takes no others, and refuses what `dangling.json` says. Tests
make it fail by `faults`.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from support.http_server import Answer, Seen, serving

CATALOGS = Path(__file__).parents[1] / "catalogs"
USERNAME, PASSWORD = "integration", "pa55:wörd"
ROOT = "/services/rest/connect"
HOME = "https://mysite.example.com"
JSON, SCHEMA_JSON = "application/json", "application/schema+json"


@dataclass
class Reply:
    """What to answer with."""

    status: int = 200
    body: bytes = b""
    media_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    """Number of the body's bytes after which the connection is dropped."""

    delay: float = 0.0
    """Seconds to wait before it is sent."""

    drip: float = 0.0
    """Seconds to wait before each byte of the body."""


Fault = Callable[[Seen, Reply], Reply | None]
"""Is given what would be answered; returns another answer, or None to let it be."""


@dataclass
class CatalogSite:
    """The running site: where it is, what it has seen, and how it misbehaves."""

    version: str
    documents: dict[str, Any]
    """Parsed documents by catalog path; `` is the listing. Tests may change them."""

    dangling: dict[str, int]
    """Status by catalog path."""

    username: str = USERNAME
    password: str = PASSWORD
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    most_at_once: int = 0
    running: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """The variables that hold the credentials."""
        return {"CONNECTGEN_USERNAME": self.username, "CONNECTGEN_PASSWORD": self.password}

    @property
    def authorization(self) -> str:
        encoded = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return f"Basic {encoded}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be found nowhere."""
        return (self.password, self.authorization.removeprefix("Basic "), *self.tokens)

    def paths(self, accept: str | None = None) -> list[str]:
        """Return the catalog paths that were asked for, in order."""
        start = f"{ROOT}/{self.version}/metadata-catalog"
        return [
            seen.path.removeprefix(start).removeprefix("/")
            for seen in self.seen
            if accept in (None, seen.accept)
        ]

    def fail(self, path: str, reply: Reply, *, times: int | None = None) -> None:
        """Answer the schema at *path* with *reply*, always or so many *times*."""
        left = [times]

        def fault(seen: Seen, _: Reply) -> Reply | None:
            if self.path_of(seen) != path or seen.accept not in (SCHEMA_JSON, JSON):
                return None
            if left[0] is not None:
                if left[0] == 0:
                    return None
                left[0] -= 1
            return reply

        self.faults.append(fault)

    def path_of(self, seen: Seen) -> str | None:
        """Return the catalog path of a request: empty for the listing, None for anything else."""
        for version in (self.version, "latest"):
            start = f"{ROOT}/{version}/metadata-catalog"
            if seen.path == start:
                return ""
            if seen.path.startswith(f"{start}/"):
                return unquote(seen.path.removeprefix(f"{start}/")).rstrip("/")
        return None

    def answer(self, seen: Seen) -> Reply:
        """Return what the site says to a request: first what is wrong with it, then a document."""
        reply = self._refusal(seen) or self._document(seen)
        for fault in self.faults:
            reply = fault(seen, reply) or reply
        token = f"token-{len(self.seen):04}-{'x' * 24}=="
        self.tokens.append(token)
        return Reply(
            status=reply.status,
            body=reply.body,
            media_type=reply.media_type,
            headers={"osvc-crest-api-access-token": token, **reply.headers},
            cut=reply.cut,
            delay=reply.delay,
            drip=reply.drip,
        )

    def _refusal(self, seen: Seen) -> Reply | None:
        if not 0 < len(seen.headers.get("osvc-crest-application-context", "")) <= 40:
            return problem(400, "OSC-CREST-00016", "The application context is missing")
        if seen.headers.get("authorization") != self.authorization:
            return problem(401, "OSC-CREST-00014", "Not authorized")
        token = seen.headers.get("osvc-crest-api-access-token")
        if token is not None and token not in self.tokens:
            return problem(400, "OSC-CREST-00016", "The access token was altered")
        return None

    def _document(self, seen: Seen) -> Reply:
        path = self.path_of(seen)
        if path in self.dangling:
            return problem(self.dangling[path], "OSC-CREST-00013", "Not for you")
        if path is None or path not in self.documents:
            return problem(404, "OSC-CREST-00013", "There is no such resource")
        if path == "" or seen.accept == SCHEMA_JSON:
            media_type = JSON if path == "" else f"{SCHEMA_JSON}; charset=UTF-8"
            return Reply(body=self._own(self.documents[path]), media_type=media_type)
        items = self.documents[""]["items"]
        entry = next((item for item in items if item["name"] == path), {"name": path})
        return Reply(body=self._own(entry))

    def _own(self, content: Any) -> bytes:
        return json.dumps(content).replace(HOME, self.url).encode()


def problem(status: int, code: str, title: str, detail: str = "") -> Reply:
    """Return an error as the API words it."""
    content = {
        "type": f"https://docs.example.com/exceptions/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "o:errorCode": code,
    }
    return Reply(status=status, body=json.dumps(content).encode())


@contextmanager
def serving_catalog(name: str = "sample") -> Iterator[CatalogSite]:
    """Serve `tests/catalogs/<name>` until the end of the block."""
    (listing,) = (CATALOGS / name).glob("*/metadata-catalog.json")
    folder = listing.with_suffix("")
    documents = {
        file.relative_to(folder).as_posix().removesuffix(".json"): json.loads(file.read_bytes())
        for file in folder.rglob("*.json")
    }
    documents[""] = json.loads(listing.read_bytes())
    dangling = json.loads((CATALOGS / name / "dangling.json").read_bytes())
    site = CatalogSite(
        version=folder.parent.name,
        documents=documents,
        dangling={url.partition("/metadata-catalog/")[2]: code for url, code in dangling.items()},
    )
    with _running(site):
        yield site


@contextmanager
def _running(site: CatalogSite) -> Iterator[None]:
    lock = threading.Lock()

    def answer(seen: Seen) -> Answer:
        with lock:
            site.running += 1
            site.most_at_once = max(site.most_at_once, site.running)
            reply = site.answer(seen)
            site.seen.append(seen)
        time.sleep(reply.delay)
        with lock:
            site.running -= 1  # before it is sent: who has the last byte may ask again
        content_type = {"Content-Type": reply.media_type} if reply.media_type else {}
        headers = {**content_type, **reply.headers}
        return Answer(reply.status, reply.body, headers, cut=reply.cut, drip=reply.drip)

    with serving(answer) as server:
        site.url = server.url
        yield


if __name__ == "__main__":  # to try commands by hand
    with serving_catalog() as running:
        print(running.url, running.environment, flush=True)
        threading.Event().wait()
