"""Validate bodies with the generated validators, which are built when first needed."""

from __future__ import annotations

from threading import Lock
from typing import Any

from connectgen.core import ir
from connectgen.validate.payloads import ViewValidators, load_validators

__all__ = ["BodyValidator"]

_MOST_LISTED = 20
"""Largest number of violations in a response."""


class BodyValidator:
    """Validator of request bodies.

    Args:
        api: API that the validators are generated from.
    """

    def __init__(self, api: ir.Api) -> None:
        self._api = api
        self._loaded: dict[tuple[str, str], ViewValidators] = {}
        self._lock = Lock()

    def find_violations(self, resource: str, view: str, body: Any) -> list[str]:
        """Return the violations of *body*, one sentence each."""
        with self._lock:
            validators = self._loaded.get((resource, view))
            if validators is None:
                validators = load_validators(self._api, resource, view)
                self._loaded[resource, view] = validators
        return [str(found) for found in validators.violations(body)[:_MOST_LISTED]]
