"""Drafts of JSON Schema: one row for each, with all in which they differ besides keywords.

Sources: "JSON Schema Core" and "JSON Schema Validation" of draft-04, draft-06, draft-07, 2019-09
and 2020-12.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DRAFTS", "Draft", "draft_of", "list_draft_names", "read_draft"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """One draft."""

    number: int
    """Its number, or its year; later drafts have greater ones."""

    name: str
    """What `$schema`, messages and the option `--draft` call it."""

    uri: str
    """URI of its meta-schema, without an empty fragment."""

    id_keyword: str = "$id"
    has_boolean_schemas: bool = True
    has_vocabularies: bool = False
    ignores_ref_siblings: bool = False
    """Whether nothing beside a `$ref` counts."""

    has_anchors_in_ids: bool = False
    """Whether an id such as `#name` is an anchor."""

    takes_1_0_for_an_integer: bool = True
    contains_evaluates_items: bool = False
    """Whether `unevaluatedItems` passes over items that `contains` matches."""

    references: tuple[str, ...] = ("$ref",)
    """Keywords that refer to another schema."""

    anchors: tuple[str, ...] = ()
    """Keywords that name a schema."""

    dynamic_anchor: str | None = None
    """Keyword that names a schema for dynamic references."""

    definitions: tuple[str, ...] = ("definitions",)
    """Keywords that hold schemas by name and do not apply them."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names by which a user may call it."""
        return self.name, str(self.number)


_EARLY = "http://json-schema.org/draft-0{}/schema"
_LATE = "https://json-schema.org/draft/{}/schema"

DRAFTS = {
    draft.number: draft
    for draft in (
        Draft(
            number=4,
            name="4",
            uri=_EARLY.format(4),
            id_keyword="id",
            has_boolean_schemas=False,
            ignores_ref_siblings=True,
            has_anchors_in_ids=True,
            takes_1_0_for_an_integer=False,
        ),
        Draft(
            number=6,
            name="6",
            uri=_EARLY.format(6),
            ignores_ref_siblings=True,
            has_anchors_in_ids=True,
        ),
        Draft(
            number=7,
            name="7",
            uri=_EARLY.format(7),
            ignores_ref_siblings=True,
            has_anchors_in_ids=True,
        ),
        Draft(
            number=2019,
            name="2019-09",
            uri=_LATE.format("2019-09"),
            has_vocabularies=True,
            references=("$ref", "$recursiveRef"),
            anchors=("$anchor",),
            dynamic_anchor="$recursiveAnchor",
            definitions=("$defs", "definitions"),
        ),
        Draft(
            number=2020,
            name="2020-12",
            uri=_LATE.format("2020-12"),
            has_vocabularies=True,
            contains_evaluates_items=True,
            references=("$ref", "$dynamicRef"),
            anchors=("$anchor", "$dynamicAnchor"),
            dynamic_anchor="$dynamicAnchor",
            definitions=("$defs", "definitions"),
        ),
    )
}
"""Drafts by number, in their order."""

_BY_URI = {draft.uri.partition(":")[2]: draft for draft in DRAFTS.values()}
_BY_URI["//json-schema.org/schema"] = DRAFTS[7]  # the latest one when drafts had numbers


def draft_of(uri: object) -> Draft | None:
    """Return the draft that a `$schema` names, or None if it is unknown."""
    if not isinstance(uri, str):
        return None
    scheme, _, rest = uri.removesuffix("#").partition(":")
    return _BY_URI.get(rest) if scheme in ("http", "https") else None


def read_draft(name: str | int | None) -> int | None:
    """Return the number of the draft that a user names; None for none.

    Raises:
        ValueError: there is no such draft.
    """
    if name is None:
        return None
    found = next((one.number for one in DRAFTS.values() if str(name) in one.names), None)
    if found is None:
        raise ValueError(f"unknown draft {name!r}: {list_draft_names()} are known")
    return found


def list_draft_names() -> str:
    """Return the names of all drafts, as messages list them."""
    *names, last = (draft.name for draft in DRAFTS.values())
    return f"{', '.join(names)} and {last}"
