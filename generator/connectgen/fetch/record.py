"""Record answers of a site as they came, so that a surprising one can be looked at and sent on.

Each answer is two files, numbered: `0001.json` with the request, the status and the headers, and
`0001.body`. Of the headers only those of a list are kept, and credentials that a site sends back
are redacted. The names of the site, and what its documents say, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from connectgen.core.json_types import Json
from connectgen.core.os_errors import describe_os_error
from connectgen.fetch import errors
from connectgen.jsonio.documents import dump_canonical

__all__ = ["AnswerRecorder"]

_KEPT = frozenset(
    {
        *("allow", "content-encoding", "content-language", "content-length", "content-type"),
        *("date", "last-modified", "osvc-crest-next-request-after", "retry-after", "server"),
        *("transfer-encoding", "vary", "www-authenticate"),
    }
)
"""Headers whose values cannot be secrets."""

_LEFT_OUT = "[left out]"


@dataclass(slots=True, kw_only=True)
class AnswerRecorder:
    """Recorder that writes answers into a folder, which is new or empty."""

    folder: Path
    _count: int = 0

    def prepare_folder(self) -> None:
        """Make the folder.

        Raises:
            OutputError: it cannot be made, or there is something in it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if any(self.folder.iterdir()):
                raise errors.recording_error(self.folder, "is not empty; record into a new folder")
        except OSError as error:
            raise errors.recording_error(self.folder, _unwritable(error)) from error

    def record_answer(
        self,
        url: str,
        accept: str,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        redact: Callable[[str], str],
    ) -> None:
        """Write one answer.

        Args:
            url: URL of the request.
            accept: media type that was asked for.
            status: HTTP status.
            headers: headers of the answer.
            body: its body, after decompression.
            redact: removes secrets from a text.

        Raises:
            OutputError: it cannot be written.
        """
        self._count += 1
        shown: list[Json] = [[name, _shown_header(name, value)] for name, value in headers]
        head: Json = {
            "request": {"accept": accept, "method": "GET", "url": url},
            "response": {"headers": shown, "status": status},
        }
        text = redact(body.decode("utf-8", "surrogateescape"))  # maps every byte back
        try:
            name = f"{self._count:04}"
            (self.folder / f"{name}.json").write_bytes(_redact_json(head, redact))
            (self.folder / f"{name}.body").write_bytes(text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise errors.recording_error(self.folder, _unwritable(error)) from error


def _unwritable(error: OSError) -> str:
    return f"cannot be written: {describe_os_error(error)}"


def _redact_json(value: Json, redact: Callable[[str], str]) -> bytes:
    """Return *value* as canonical JSON without secrets."""
    return redact(dump_canonical(value).decode()).encode()


def _shown_header(name: str, value: str) -> str:
    name = name.lower()
    if name == "location":  # a query may hold a ticket
        try:
            parts = urlsplit(value)
        except ValueError:
            return _LEFT_OUT
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return value if name in _KEPT else _LEFT_OUT
