"""Text of the site in messages: short, on one line and without secrets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeAlias

from connectgen.core.json_types import Json

__all__ = ["Redact", "clean_reason", "problem_details"]

_MAX_REASON = 300

Redact: TypeAlias = Callable[[str], str]
"""Returns a text of the site's without secrets and without the user's name."""


def clean_reason(reason: object, redact: Redact) -> str:
    """Return text of the site's as one short line without secrets and control characters."""
    text = "".join(c if c.isprintable() else " " for c in redact(str(reason)))
    return text if len(text) <= _MAX_REASON else f"{text[: _MAX_REASON - 3]}..."


def problem_details(body: bytes) -> str:
    """Return what the JSON object in an error's body says; empty if there is none."""
    try:
        content: Json = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(content, dict):
        return ""
    parts = [content.get(name) for name in ("o:errorCode", "title", "detail")]
    texts = [part for part in parts if isinstance(part, str) and part]
    return f": {': '.join(texts)}" if texts else ""
