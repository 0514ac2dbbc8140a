"""URIs and JSON Pointers of references."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from connectgen.core.location import unescape_token

__all__ = ["join_uri", "parse_index", "split_fragment", "split_pointer"]


def join_uri(base: str, ref: str) -> str:
    """Return *ref* relative to *base*; unlike `urljoin` for URIs of any scheme, such as URNs.

    Raises:
        ValueError: it is not a URI.
    """
    whole = base + ref if ref.startswith("#") else urljoin(base, ref)
    urlsplit(whole)
    return whole


def split_fragment(base: str, ref: str) -> tuple[str, str]:
    """Return the URI that *ref* names relative to *base*, and its fragment, decoded.

    Raises:
        ValueError: it is not a URI.
    """
    if ref.startswith("#"):  # mostly; a base has no fragment
        uri, fragment = base, ref[1:]
    else:
        uri, fragment = urldefrag(join_uri(base, ref))
    return uri, unquote(fragment) if "%" in fragment else fragment


def split_pointer(pointer: str) -> Iterator[str]:
    """Yield the tokens of a JSON Pointer."""
    return map(unescape_token, pointer.split("/")[1:])


def parse_index(token: str) -> int:
    """Return the array index in *token* of a JSON Pointer (RFC 6901, section 4).

    Raises:
        ValueError: it is not an index.
    """
    index = int(token)
    if token != str(abs(index)):
        raise ValueError(token)
    return index
