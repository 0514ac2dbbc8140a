"""Random edits of the sample catalog: each is found, in both directions."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from connectgen.core.errors import ConnectgenError
from connectgen.diff import compare
from connectgen.diff.change import Change
from connectgen.diff.side import DiffSide
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.api_editions import BASE, edition

pytestmark = pytest.mark.slow

CATALOG = Path(__file__).parents[1] / "catalogs" / "sample" / "v1.4" / "metadata-catalog"
PREFIX = "https://mysite.example.com" + BASE.format(version="v1.4")


def some_documents() -> dict[str, Any]:
    """Return one resource of the sample, with its parts, in the notation of `edition`."""
    files = [CATALOG / "mailboxes.json", CATALOG / "resource.json", CATALOG / "siteInterfaces.json"]
    files += [*CATALOG.glob("CO.mRegion.json"), *CATALOG.glob("CO.mRegion/**/*.json")]
    files += CATALOG.glob("mailboxes/**/*.json")
    return {
        file.relative_to(CATALOG).as_posix().removesuffix(".json"): json.loads(
            file.read_text(encoding="utf-8").replace(PREFIX, "@")
        )
        for file in files
    }


DOCUMENTS = some_documents()
LISTED = ("CO.mRegion", "mailboxes", "siteInterfaces")
BEFORE = edition(DOCUMENTS, listed=LISTED, unavailable=())

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=0, max_value=400),
    st.text(max_size=4),
    st.sampled_from(["string", "integer", ["string", "null"], ["null", "object"], {}, []]),
)
NAMES = st.sampled_from(
    ["type", "maxLength", "pattern", "readOnly", "required", "newName", "$comment"]
)


@st.composite
def edited(draw: st.DrawFn) -> dict[str, Any]:
    """Return the documents with one value changed, added or removed."""
    documents = copy.deepcopy(DOCUMENTS)
    container: Any = documents[draw(st.sampled_from(sorted(documents)))]
    while True:
        inner = [value for value in container.values() if isinstance(value, dict) and value]
        if not inner or draw(st.integers(0, 9)) == 0:
            break
        container = draw(st.sampled_from(inner))
    how = draw(st.sampled_from(["change", "add", "remove"]))
    name = draw(NAMES if how == "add" else st.sampled_from(sorted(container)))
    if how == "remove":
        del container[name]
    else:
        container[name] = draw(VALUES)
    return documents


def parsed(documents: dict[str, Any]) -> DiffSide | None:
    try:
        return edition(documents, listed=LISTED)
    except ConnectgenError:
        return None


@settings(max_examples=100)
@given(edited())
def test_random_edit_is_found_in_both_directions(documents):
    after = parsed(documents)
    assume(after is not None)
    assert after is not None
    found = compare(BEFORE, after)
    same = json.dumps(documents, sort_keys=True) == json.dumps(DOCUMENTS, sort_keys=True)
    assert bool(found) != same
    back = compare(after, BEFORE)
    assert sorted(map(sides, found)) == sorted(sides(change, swapped=True) for change in back)
    assert compare(after, after) == ()


def sides(change: Change, *, swapped: bool = False) -> str:
    pair = [(change.old_pointer, change.old), (change.new_pointer, change.new)]
    return json.dumps([change.resource, pair[::-1] if swapped else pair], sort_keys=True)
