"""Paths of documents in a catalog, as URLs name them and as a snapshot stores them.

A path consists of names separated by slashes, each percent-encoded (RFC 3986) except for ASCII
letters, digits, `_`, `.` and `-`. Names of devices on Windows (`aux`, `con.thing`) have their first
letter encoded too, and a dot at the end. So any name of a site is a file name on every system, and
can be read back from it.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_to_bytes

from connectgen.core.portable import is_device

__all__ = ["decode_name", "encode_path", "is_path", "split_catalog_path"]

_CATALOG = re.compile(
    r"/+services/+rest/+connect/+([A-Za-z0-9][A-Za-z0-9._-]*)/+metadata-catalog(?:/(.*))?",
    re.DOTALL | re.IGNORECASE,
)
_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
_MAX_STEP = 250
_MAX_LENGTH = 1000
_MAX_STEPS = 100
_PIN = "snapshot"  # snapshot.json holds the digests


def encode_path(path: str) -> str | None:
    """Return *path*, encoded or not, as a snapshot names it; None if no document can have it.

    Empty names, as of a slash at the end or a doubled one, count as absent.
    """
    steps = [_make_portable(_encode_name(name)) for name in path.split("/") if name]
    return _join_steps(steps)


def _join_steps(steps: list[str]) -> str | None:
    """Return the path of *steps*, or None if no document can have it."""
    if not 0 < len(steps) <= _MAX_STEPS or any(not step for step in steps):
        return None
    encoded = "/".join(steps)
    if encoded.lower() == _PIN:
        encoded = f"%{ord(encoded[0]):02X}{encoded[1:]}"
    fits = len(encoded) <= _MAX_LENGTH and all(len(step) <= _MAX_STEP for step in steps)
    return encoded if fits else None


def _encode_name(name: str) -> str:
    """Return one name percent-encoded; empty if it is `.` or `..` or blank."""
    data = unquote_to_bytes(name.encode("utf-8", "surrogatepass"))
    if data in (b".", b"..") or not data.strip():
        return ""
    text = "".join(chr(byte) if byte in _KEPT else f"%{byte:02X}" for byte in data)
    return f"%{data[0]:02X}{text[1:]}" if text[0] in ".-" else text


def _make_portable(step: str) -> str:
    """Return an encoded name without what Windows reads as a device, or leaves out at the end."""
    if is_device(step.partition(".")[0]):
        step = f"%{ord(step[0]):02X}{step[1:]}"
    return f"{step[:-1]}%2E" if step.endswith(".") else step


def decode_name(name: str) -> str:
    """Return a name of a path for people and identifiers."""
    return unquote(name) if "%" in name else name


def is_path(path: str) -> bool:
    """Return whether *path* is that of a document, as a snapshot names it.

    Snapshots of before 0.2 may name devices of Windows.
    """
    return path in (encode_path(path), _join_steps([*map(_encode_name, path.split("/"))]))


def split_catalog_path(url_path: str) -> tuple[str, str | None] | None:
    """Return the API version and the path of the document that the path of a URL names.

    Case counts in neither the root nor the version, but it does in the path. A slash may be
    encoded.

    Args:
        url_path: path of the URL, without query and fragment.

    Returns:
        None if it is no URL of a catalog. The path is empty for the listing, and None if no
        document can have it.
    """
    match = _CATALOG.fullmatch(url_path)
    if match is None:
        return None
    path = (match[2] or "").replace("%2F", "/").replace("%2f", "/")
    return match[1].lower(), encode_path(path) if path.strip("/") else ""
