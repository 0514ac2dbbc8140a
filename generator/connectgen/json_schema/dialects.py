"""Dialect of a schema: the keywords that its draft and its vocabularies have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.drafts import DRAFTS, Draft
from connectgen.json_schema.keywords import KEYWORDS, Applicator

__all__ = ["Dialect", "PointerTokens", "make_dialect", "read_vocabularies", "standard_dialect"]

PointerTokens = tuple[str | int, ...]

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dialect:
    """A draft, and those of its keywords that count."""

    draft: Draft
    keywords: frozenset[str]
    """Keywords that assert something or apply schemas."""

    places: Mapping[str, str]
    """Keywords of the draft with schemas in their values, each with where they are: `schema` (the
    value), `list` (its items), `object` (its members) or `schema or list`."""

    def keywords_of(self, schema: object) -> frozenset[str]:
        """Return the keywords of *schema* that assert or apply; references are none of them."""
        if not is_object(schema) or (self.draft.ignores_ref_siblings and "$ref" in schema):
            return _NOTHING
        return self.keywords.intersection(schema)

    def references_of(self, schema: object) -> tuple[str, ...]:
        """Return the keywords of *schema* that refer to another schema."""
        if not is_object(schema):
            return ()
        return tuple([keyword for keyword in self.draft.references if keyword in schema])

    def list_applied(self, schema: object) -> Iterator[tuple[PointerTokens, Any]]:
        """Yield the schemas that keywords of *schema* apply, with the tokens that lead to them."""
        if is_object(schema) and not (self.draft.ignores_ref_siblings and "$ref" in schema):
            known = self.keywords
            yield from self._schemas_at(schema, (name for name in schema if name in known))

    def list_schemas(self, schema: object) -> Iterator[tuple[PointerTokens, Any]]:
        """Yield all schemas directly in *schema*, also those that only a reference may lead to."""
        if is_object(schema):
            # Siblings of a `$ref` are ignored, but a reference may lead to `definitions` there.
            ignored = self.draft.ignores_ref_siblings and "$ref" in schema
            names = schema.keys() & self.draft.definitions if ignored else schema
            yield from self._schemas_at(schema, names)

    def kind_of_place(self, schema: object, token: str) -> str:
        """Return what is at *token* of *schema*.

        `schema`, or a `list` or `object` of schemas; empty if no keyword leads to a schema there.
        """
        holds = self.places.get(token)
        if holds is None or not is_object(schema):
            return ""
        if self.draft.ignores_ref_siblings and "$ref" in schema:
            holds = "object" if token in self.draft.definitions else ""
        if is_array(schema.get(token)):
            return "list" if "list" in holds else ""
        return holds.partition(" ")[0] if holds != "list" else ""

    def _schemas_at(
        self, schema: dict[str, Any], names: Iterable[str]
    ) -> Iterator[tuple[PointerTokens, Any]]:
        for name in names:
            holds = self.places.get(name)
            if holds is None:
                continue
            value = schema[name]
            if is_array(value):
                if "list" in holds:
                    for index, part in enumerate(value):
                        yield (name, index), part
            elif holds == "object":
                if is_object(value):
                    for key, part in value.items():
                        if isinstance(part, dict | bool):  # others are lists of names
                            yield (name, key), part
            elif isinstance(value, dict | bool) and holds != "list":
                yield (name,), value


def make_dialect(
    draft: Draft,
    vocabularies: frozenset[str] | None = None,
    *,
    formats: bool = False,
    catalog: bool = False,
) -> Dialect:
    """Return the dialect of a draft.

    Args:
        draft: the draft.
        vocabularies: those of its vocabularies that count; None for all.
        formats: whether formats and Base64 are asserted, whatever the vocabularies say.
        catalog: whether keywords are asserted that only the catalog's dialect has.
    """
    asserted = formats or (vocabularies is not None and "format-assertion" in vocabularies)
    number = draft.number
    keywords: list[str] = []
    places: dict[str, str] = dict.fromkeys(draft.definitions, "object")
    for name, row in KEYWORDS.items():
        first = row.first_draft
        if first is None:
            if not catalog:
                continue
        elif not first <= number <= row.last_draft:
            continue
        if isinstance(row, Applicator):
            places[name] = row.holds
        if (vocabularies is None or row.vocabulary in vocabularies) and (
            asserted or not row.on_request
        ):
            keywords.append(name)
    if draft.has_vocabularies:
        places["contentSchema"] = "schema"  # an annotation, but ids in it count
    return Dialect(draft=draft, keywords=frozenset(keywords), places=places)


_IGNORED = frozenset({"core", "meta-data"})  # no keyword that asserts or applies
_NAMES: dict[str, tuple[str, ...]] = {
    "2019-09/vocab/applicator": ("applicator", "unevaluated"),
    "2019-09/vocab/content": ("content",),
    "2019-09/vocab/format": ("format-annotation",),
    "2019-09/vocab/validation": ("validation",),
    "2020-12/vocab/applicator": ("applicator",),
    "2020-12/vocab/content": ("content",),
    "2020-12/vocab/format-annotation": ("format-annotation",),
    "2020-12/vocab/format-assertion": ("format-annotation", "format-assertion"),
    "2020-12/vocab/unevaluated": ("unevaluated",),
    "2020-12/vocab/validation": ("validation",),
}
_FORMAT_OF_2019 = "2019-09/vocab/format"


def read_vocabularies(stated: Mapping[str, object]) -> tuple[frozenset[str], list[str]]:
    """Return the vocabularies that a `$vocabulary` lists, and the required ones that are unknown.

    Args:
        stated: whether each is required, by its URI.
    """
    known: set[str] = set()
    unknown: list[str] = []
    for uri, is_required in stated.items():
        name = uri.removeprefix("https://json-schema.org/draft/")
        if name in _NAMES:
            known.update(_NAMES[name])
            if name == _FORMAT_OF_2019 and is_required is True:
                known.add("format-assertion")
        elif name.rpartition("/vocab/")[2] not in _IGNORED and is_required is True:
            unknown.append(uri)
    return frozenset(known), unknown


def standard_dialect(number: int) -> Dialect:
    """Return the dialect of the draft with *number*, with all its vocabularies."""
    return make_dialect(DRAFTS[number])
