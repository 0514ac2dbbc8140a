"""Read the path of a request: its steps, in which a slash may be encoded."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, unquote

from starlette.types import Scope

from connectgen.core.catalog_paths import encode_path

__all__ = ["read_path", "stored_name", "stored_path"]

_ABOVE = ("services", "rest", "connect")


def read_path(scope: Scope) -> tuple[str, ...]:
    """Return the decoded steps of a URL below `/services/rest/connect`.

    A step `a%2Fb` is one name with a slash in it. Empty steps count as absent, because real sites
    take doubled slashes.
    """
    # The path that Starlette shows is decoded, and does not say which slashes were encoded.
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    steps = tuple(unquote(step) for step in raw.decode("latin-1").split("/") if step)
    if steps[: len(_ABOVE)] != _ABOVE:  # a slash above the names is encoded
        steps = tuple(step for step in scope["path"].split("/") if step)
    return steps[len(_ABOVE) :]


def stored_name(step: str) -> str:
    """Return the name of a resource as the snapshot has it: percent-encoded."""
    return encode_path(quote(step, safe="", errors="surrogatepass")) or step


def stored_path(steps: Iterable[str]) -> str:
    """Return the path of a document or menu as the snapshot names it."""
    return "/".join(map(stored_name, steps))
