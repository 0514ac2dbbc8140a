"""The rules of a resource: the validators that are generated for it, made when first needed."""

from __future__ import annotations

from threading import Lock
from typing import Any

from connectgen.core import ir
from connectgen.validate.payloads import ViewValidators, load_validators

__all__ = ["BodyValidator"]

_MOST_LISTED = 20
"""Number of violations that a refusal names."""


class BodyValidator:
    """Judges bodies.

    Args:
        api: what the validators are generated from.
    """

    def __init__(self, api: ir.Api) -> None:
        self._api = api
        self._loaded: dict[tuple[str, str], ViewValidators] = {}
        self._lock = Lock()

    def find_violations(self, resource: str, view: str, body: Any) -> list[str]:
        """Return what is wrong with *body*, a sentence each; none where nothing is."""
        with self._lock:
            validators = self._loaded.get((resource, view))
            if validators is None:
                validators = load_validators(self._api, resource, view)
                self._loaded[resource, view] = validators
        return [str(found) for found in validators.violations(body)[:_MOST_LISTED]]
