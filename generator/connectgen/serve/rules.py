"""The rules of a resource: the validators that are generated for it, made when first needed."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import Any

from connectgen.checking import Validators, load_validators
from connectgen.pipeline import Options

__all__ = ["Rules"]

_MOST_TOLD = 20
"""Number of violations that a refusal names."""


class Rules:
    """Judges bodies.

    Args:
        options: which snapshot the validators are generated from.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._loaded: dict[tuple[str, str], Validators] = {}
        self._lock = Lock()

    def violations(self, resource: str, view: str, body: Any) -> list[str]:
        """Return what is wrong with *body*, a sentence each; none where nothing is."""
        with self._lock:
            validators = self._loaded.get((resource, view))
            if validators is None:
                options = replace(self._options, resources=(resource,))
                validators = self._loaded[resource, view] = load_validators(options, view)
        return [str(found) for found in validators.violations(body)[:_MOST_TOLD]]
