"""One row per JSON Schema keyword: its check, its words, its draft, its subschemas.

Validators, docstrings and the drafts are derived from this table, so they cannot disagree. To add
an assertion, add a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectgen.json_schema.formats import FORMATS
from connectgen.json_schema.rows import Applicator, Assertion, Keyword, Limit

__all__ = [
    "ANNOTATIONS",
    "KEYWORDS",
    "STRUCTURE",
    "Applicator",
    "Assertion",
    "Keyword",
    "Limit",
    "assertion_rows",
    "find_keyword",
    "order_keywords",
]

_STRING = frozenset({"string"})
_NUMBER = frozenset({"integer", "number"})
_ARRAY = frozenset({"array"})
_OBJECT = frozenset({"object"})

KEYWORDS: dict[str, Keyword] = {
    # Their rows are those of their names, in `formats.py`.
    "format": Keyword(on_request=True, vocabulary="format-annotation"),
    "contentEncoding": Keyword(last_draft=7, on_request=True, vocabulary="content"),
    "minimum": Assertion(
        json_types=_NUMBER,
        limit_type="number",
        fails="{value} < {limit}",
        expected="be at least {limit}",
        phrase="At least {limit}.",
    ),
    "maximum": Assertion(
        json_types=_NUMBER,
        limit_type="number",
        fails="{value} > {limit}",
        expected="be at most {limit}",
        phrase="At most {limit}.",
    ),
    "exclusiveMinimum": Assertion(
        json_types=_NUMBER,
        limit_type="number",
        fails="{value} <= {limit}",
        expected="be more than {limit}",
        phrase="More than {limit}.",
    ),
    "exclusiveMaximum": Assertion(
        json_types=_NUMBER,
        limit_type="number",
        fails="{value} >= {limit}",
        expected="be less than {limit}",
        phrase="Less than {limit}.",
    ),
    "multipleOf": Assertion(
        json_types=_NUMBER,
        limit_type="number",
        fails="not is_multiple({value}, {limit})",
        expected="be a multiple of {limit}",
        phrase="A multiple of {limit}.",
    ),
    "minLength": Assertion(
        json_types=_STRING,
        limit_type="count",
        fails="len({value}) < {limit}",
        expected="have at least {limit}",
        phrase="At least {limit}.",
        unit="character",
        actual="len({value})",
    ),
    "maxLength": Assertion(
        json_types=_STRING,
        limit_type="count",
        fails="len({value}) > {limit}",
        expected="have at most {limit}",
        phrase="At most {limit}.",
        unit="character",
        actual="len({value})",
    ),
    "pattern": Assertion(
        json_types=_STRING,
        limit_type="pattern",
        fails="not {limit}({value})",
        expected="match {limit}",
        phrase="Matches {limit}.",
        unenforced_phrase="Documented to match {limit}, which Python cannot check.",
    ),
    "minItems": Assertion(
        json_types=_ARRAY,
        limit_type="count",
        fails="len({value}) < {limit}",
        expected="have at least {limit}",
        phrase="At least {limit}.",
        unit="item",
        actual="len({value})",
    ),
    "maxItems": Assertion(
        json_types=_ARRAY,
        limit_type="count",
        fails="len({value}) > {limit}",
        expected="have at most {limit}",
        phrase="At most {limit}.",
        unit="item",
        actual="len({value})",
    ),
    # The next four are Oracle's own: no draft has them.
    "minimumDate": Assertion(
        json_types=_STRING,
        limit_type="date",
        fails="is_before({value}, {limit})",
        expected="not be before {limit}",
        phrase="Not before {limit}.",
        first_draft=None,
    ),
    "maximumDate": Assertion(
        json_types=_STRING,
        limit_type="date",
        fails="is_before({limit}, {value})",
        expected="not be after {limit}",
        phrase="Not after {limit}.",
        first_draft=None,
    ),
    "minimumDateTime": Assertion(
        json_types=_STRING,
        limit_type="date-time",
        fails="is_before({value}, {limit})",
        expected="not be before {limit}",
        phrase="Not before {limit}.",
        first_draft=None,
    ),
    "maximumDateTime": Assertion(
        json_types=_STRING,
        limit_type="date-time",
        fails="is_before({limit}, {value})",
        expected="not be after {limit}",
        phrase="Not after {limit}.",
        first_draft=None,
    ),
    "uniqueItems": Assertion(
        json_types=_ARRAY,
        limit_type="flag",
        fails="not is_unique({value})",
        expected="have no two items that are equal",
        phrase="No two items are equal.",
        actual=None,
        detail="describe_equal({value})",
    ),
    "minProperties": Assertion(
        json_types=_OBJECT,
        limit_type="count",
        fails="len({value}) < {limit}",
        expected="have at least {limit}",
        phrase="At least {limit}.",
        unit="member",
        actual="len({value})",
    ),
    "maxProperties": Assertion(
        json_types=_OBJECT,
        limit_type="count",
        fails="len({value}) > {limit}",
        expected="have at most {limit}",
        phrase="At most {limit}.",
        unit="member",
        actual="len({value})",
    ),
    # Assertions whose checks need more than one expression: the compiler writes them.
    "const": Keyword(first_draft=6, phrase="Always {limit}."),
    "enum": Keyword(phrase="One of {limit}."),
    "required": Keyword(),
    "type": Keyword(),
    "dependentRequired": Keyword(first_draft=2019),
    "minContains": Keyword(first_draft=2019),
    "maxContains": Keyword(first_draft=2019),
    # Applicators
    "additionalItems": Applicator(last_draft=2019, holds="schema"),
    "additionalProperties": Applicator(holds="schema"),
    "allOf": Applicator(holds="list", in_place=True, is_conjunctive=True),
    "anyOf": Applicator(holds="list", in_place=True),
    "contains": Applicator(first_draft=6, holds="schema"),
    "dependencies": Applicator(holds="object", in_place=True, is_conjunctive=True),
    "dependentSchemas": Applicator(
        first_draft=2019, holds="object", in_place=True, is_conjunctive=True
    ),
    "else": Applicator(first_draft=7, holds="schema", in_place=True, is_conjunctive=True),
    "if": Applicator(first_draft=7, holds="schema", in_place=True),
    "items": Applicator(holds="schema or list"),
    "not": Applicator(holds="schema", in_place=True),
    "oneOf": Applicator(holds="list", in_place=True),
    "patternProperties": Applicator(holds="object"),
    "prefixItems": Applicator(first_draft=2020, holds="list"),
    "properties": Applicator(holds="object"),
    "propertyNames": Applicator(first_draft=6, holds="schema"),
    "then": Applicator(first_draft=7, holds="schema", in_place=True, is_conjunctive=True),
    "unevaluatedItems": Applicator(first_draft=2019, holds="schema", vocabulary="unevaluated"),
    "unevaluatedProperties": Applicator(first_draft=2019, holds="schema", vocabulary="unevaluated"),
}
"""In the order in which docstrings and violations name them."""

STRUCTURE = frozenset(
    {
        *("$ref", "allOf", "definitions", "items", "properties", "required", "type"),
        *("x-connectgen-advice", "x-connectgen-embed", "x-connectgen-operations"),
    }
)
"""Keywords that the parser of the catalog's dialect reads itself."""

ANNOTATIONS = frozenset(
    {
        *("$schema", "default", "description", "id", "isDeprecated", "isEnumerable", "isMenu"),
        *("isAvailableForGET", "isAvailableForPATCH", "isAvailableForPOST", "label", "links"),
        *("readOnly", "title", "writeOnly", "$comment", "$id", "deprecated", "examples"),
    }
)
"""Keywords of the catalog's dialect that no validator checks."""


def find_keyword(keyword: str, limit: object) -> Assertion | None:
    """Return the row of the assertion *keyword* with *limit*, or None if there is none.

    `None` also for keywords that need more than one expression, such as `enum`.
    """
    row = KEYWORDS.get(keyword)
    if isinstance(row, Assertion):
        return row
    return FORMATS.get((keyword, limit)) if isinstance(limit, str) else None


def assertion_rows() -> Iterator[Assertion]:
    """Yield the rows of all assertions that are one expression, formats included."""
    yield from (row for row in KEYWORDS.values() if isinstance(row, Assertion))
    yield from FORMATS.values()


def order_keywords(keywords: Iterable[str]) -> list[str]:
    """Return *keywords* in the order of docstrings and violations: the format, then limits."""
    wanted = frozenset(keywords)
    if len(wanted) < 2:  # mostly
        return list(wanted)
    return [keyword for keyword in KEYWORDS if keyword in wanted]
