"""Reading of `$schema`: a draft, or a meta-schema of the user's own with its vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from connectgen.core.json_types import is_object
from connectgen.json_schema.dialects import Dialect, make_dialect, read_vocabularies
from connectgen.json_schema.drafts import DRAFTS, Draft, draft_of, list_draft_names

__all__ = ["DialectReader"]

_DEFAULT_DRAFT = 2020
"""Number of the draft of a schema that states none."""


class DialectReader:
    """Reader of the dialects that `$schema` names.

    Args:
        documents: documents by URI; one of them may be a meta-schema.
        draft: number of the draft where `$schema` names none; None for the default.
        formats: whether formats and Base64 are asserted.
        catalog: whether keywords are asserted that only the catalog's dialect has.
    """

    def __init__(
        self, documents: Mapping[str, Any], draft: int | None, *, formats: bool, catalog: bool
    ) -> None:
        self._documents = documents
        self._is_draft_given = draft is not None
        self._formats = formats
        self._catalog = catalog
        self._known: dict[object, Dialect | None] = {}
        self._faults: dict[object, str] = {}
        self._default_draft = DRAFTS[_DEFAULT_DRAFT if draft is None else draft]

    @cached_property
    def default(self) -> Dialect:
        """Dialect of schemas without `$schema`."""
        return self._make(self._default_draft, None)

    def read(self, stated: object) -> Dialect | None:
        """Return the dialect that a `$schema` names, or None if it is unknown."""
        if not isinstance(stated, str):
            return None
        if stated not in self._known:
            self._known[stated] = None  # a meta-schema that is its own is not followed for ever
            self._known[stated] = self._read(stated)
        return self._known[stated]

    def explain(self, stated: object) -> str:
        """Return why the dialect that a `$schema` names is unknown."""
        known = f"unknown draft {str(stated)[:80]!r}: {list_draft_names()} are known"
        return self._faults.get(stated if isinstance(stated, str) else None, known)

    def _read(self, stated: str) -> Dialect | None:
        draft = draft_of(stated)
        if draft is not None:
            return self._make(draft, None)
        content = self._find_meta_schema(stated.removesuffix("#"))
        if content is None:
            return self.default if self._is_draft_given else None
        outer = self.read(content["$schema"]) if "$schema" in content else self.default
        if outer is None:
            return None
        vocabularies = content.get("$vocabulary")
        if not is_object(vocabularies) or not outer.draft.has_vocabularies:
            return outer
        names, unknown = read_vocabularies(vocabularies)
        if unknown:
            self._faults[stated] = f"requires the unknown vocabulary {unknown[0][:80]}"
            return None
        return self._make(outer.draft, names)

    def _find_meta_schema(self, uri: str) -> dict[str, Any] | None:
        """Return the document with a URI, or with an id that equals it."""
        content = self._documents.get(uri)
        if is_object(content):
            return content
        ids = (each for each in self._documents.values() if is_object(each) and "$id" in each)
        return next((each for each in ids if str(each["$id"]).removesuffix("#") == uri), None)

    def _make(self, draft: Draft, vocabularies: frozenset[str] | None) -> Dialect:
        return make_dialect(draft, vocabularies, formats=self._formats, catalog=self._catalog)
