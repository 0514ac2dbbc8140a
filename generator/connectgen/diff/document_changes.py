"""Report every difference between documents that no change accounts for yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectgen.core.documents import MENUS
from connectgen.core.json_types import Json, is_object
from connectgen.core.location import join_pointer
from connectgen.diff.accounting import ChangeLedger
from connectgen.diff.change import Change
from connectgen.diff.order_changes import compare_order
from connectgen.diff.side import value_at

__all__ = ["compare_documents"]

_RECORD = "/definitions/singularResource"

_TEXTS = {
    "description": ("description-changed", "Text for people."),
    "label": ("label-changed", "Text for people; the name on the wire stays."),
    "title": ("title-changed", "Text for people."),
    "isEnumerable": ("enumerable-flag-changed", "It says nothing of the values."),
    "isMenu": ("menu-flag-changed", "It says nothing of the values."),
    "isAvailableForGET": ("availability-flag-changed", "No view gains or loses a field by it."),
    "isAvailableForPATCH": ("availability-flag-changed", "No view gains or loses a field by it."),
    "isAvailableForPOST": ("availability-flag-changed", "No view gains or loses a field by it."),
}


def compare_documents(ledger: ChangeLedger, models: set[str]) -> None:
    """Add the differences that are not reported yet to *ledger*.

    Args:
        ledger: changes so far, and the documents.
        models: catalog paths of the documents that a view uses.
    """
    old, new = ledger.old.documents, ledger.new.documents
    for path in sorted(old.keys() ^ new.keys()):
        gone = path in old
        if not _is_accounted_for(path, ledger, models):
            ledger.add_change(_document_change(path, (old if gone else new)[path], gone=gone))
    for path in sorted(old.keys() & new.keys()):
        for found in _document_differences(old[path], new[path]):
            if not ledger.is_accounted_for(path, found.old_pointer or found.new_pointer or ""):
                ledger.add_change(found.as_change(path, reached=path in models))
    if ledger.old.ordered and ledger.new.ordered:
        compare_order(ledger)


def _is_accounted_for(path: str, ledger: ChangeLedger, models: set[str]) -> bool:
    """Return whether another change reports that the document was added or removed."""
    resource = path.partition("/")[0]
    own = path != resource and path in models  # reported as a change of the field of that type
    return (
        own
        or (resource, "") in ledger.accounted_for
        or path in (ledger.old.unavailable | ledger.new.unavailable)
    )


def _is_menu(path: str, document: dict[str, Json]) -> bool:
    return path.startswith(MENUS) or value_at(document, f"{_RECORD}/isMenu") is True


def _document_change(path: str, document: dict[str, Json], *, gone: bool) -> Change:
    menu = _is_menu(path, document)
    reason = "Nothing is generated from it."
    if menu:
        reason = "Its entries are gone." if gone else "Nobody used it yet."
    what = "named-id" if menu else "document"
    return Change(
        resource=path,
        old_pointer="" if gone else None,
        new_pointer=None if gone else "",
        kind=f"{what}-{'removed' if gone else 'added'}",
        old=path if gone else None,
        new=None if gone else path,
        breaks=("write", "read") if menu and gone else (),
        reason=reason,
        cosmetic=not menu,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _DocumentDifference:
    """Difference of one keyword or property between two versions of a document."""

    keyword: str
    """Empty for a whole property."""

    old_pointer: str | None
    new_pointer: str | None
    old: Json
    new: Json

    def as_change(self, path: str, *, reached: bool) -> Change:
        """Return the change to report for the document *path*."""
        kind, reason = self._kind_and_reason(reached=reached)
        return Change(
            resource=path,
            old_pointer=self.old_pointer,
            new_pointer=self.new_pointer,
            kind=kind,
            old=self.old,
            new=self.new,
            breaks=(),
            reason=reason,
            cosmetic=True,
        )

    def _kind_and_reason(self, *, reached: bool) -> tuple[str, str]:
        came = "removed" if self.new_pointer is None else "changed"
        came = "added" if self.old_pointer is None else came
        if not self.keyword:
            return f"field-{came}", "No view has it: it is available in no direction."
        if self.keyword in _TEXTS:
            return _TEXTS[self.keyword]
        if _is_reordered(self.old, self.new):
            return "reordered", "The order of names in a list means nothing."
        if came == "changed" and _is_one_number(self.old, self.new):
            return "representation-changed", "The same number, written in another way."
        if not reached:
            return f"keyword-{came}", "Nothing is generated from this document."
        return f"keyword-{came}", "It says nothing of the values that views have."


def _is_reordered(old: Json, new: Json) -> bool:
    if not isinstance(old, list) or not isinstance(new, list):
        return False
    texts = [sorted({str(name) for name in names}) for names in (old, new)]
    return texts[0] == texts[1] and all(isinstance(name, str) for name in (*old, *new))


def _is_one_number(old: Json, new: Json) -> bool:
    values = [value for value in (old, new) if isinstance(value, str | int | float)]
    # bool is a subclass of int, but true is no number in JSON.
    if len(values) < 2 or bool in map(type, values):
        return False
    try:
        return float(values[0]) == float(values[1])
    except (ValueError, OverflowError):
        return False


def _document_differences(
    old: dict[str, Json], new: dict[str, Json]
) -> Iterator[_DocumentDifference]:
    """Yield the differences; records are compared even if only one is wrapped in a collection."""
    wrapped = [is_object(value_at(one, _RECORD)) for one in (old, new)]
    if wrapped[0] == wrapped[1]:
        yield from _schema_differences(old, new, "", "")
        return
    starts = [_RECORD if is_wrapped else "" for is_wrapped in wrapped]
    yield _DocumentDifference(
        keyword="definitions",
        old_pointer="/definitions" if wrapped[0] else None,
        new_pointer="/definitions" if wrapped[1] else None,
        old=None,
        new=None,
    )
    yield from _schema_differences(value_at(old, starts[0]), value_at(new, starts[1]), *starts)


def _schema_differences(old: Json, new: Json, at: str, to: str) -> Iterator[_DocumentDifference]:
    """Yield the differences between two schemas at the pointers *at* and *to*."""
    before, after = old if is_object(old) else {}, new if is_object(new) else {}
    for keyword in sorted(before.keys() | after.keys()):
        one, other = before.get(keyword), after.get(keyword)
        there = keyword in before, keyword in after
        ends = join_pointer(at, keyword), join_pointer(to, keyword)
        if all(there) and is_object(one) and is_object(other):
            if keyword in ("properties", "definitions"):
                yield from _named_differences(one, other, *ends)
            else:
                yield from _schema_differences(one, other, *ends)
        elif not all(there) or not _is_same_json(one, other):
            yield _make_difference(keyword, one, other, ends, there)


def _named_differences(
    old: dict[str, Json], new: dict[str, Json], at: str, to: str
) -> Iterator[_DocumentDifference]:
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name), new.get(name)
        there = name in old, name in new
        ends = join_pointer(at, name), join_pointer(to, name)
        if all(there) and is_object(one) and is_object(other):
            yield from _schema_differences(one, other, *ends)
        elif not all(there) or not _is_same_json(one, other):
            yield _make_difference("", one, other, ends, there)


def _make_difference(
    keyword: str, old: Json, new: Json, ends: tuple[str, str], there: tuple[bool, bool]
) -> _DocumentDifference:
    return _DocumentDifference(
        keyword=keyword,
        old_pointer=ends[0] if there[0] else None,
        new_pointer=ends[1] if there[1] else None,
        old=old,
        new=new,
    )


def _is_same_json(old: Json, new: Json) -> bool:
    """Return whether two values are equal as JSON text: true is not 1, and 1 is not 1.0."""
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_is_same_json, old, new))
    if is_object(old) and is_object(new):
        return old.keys() == new.keys() and all(_is_same_json(old[name], new[name]) for name in old)
    return type(old) is type(new) and old == new
