"""Compare the public Python APIs of two packages, for code and type checkers that use them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from connectgen.diff.change import Weight
from connectgen.diff.enum_members import renamed_members
from connectgen.diff.python_api import PythonApi
from connectgen.diff.python_symbols import Parameter, Symbol

__all__ = ["PythonChange", "compare_python_apis"]

_WORDS = re.compile(r"\w+|\W+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonChange:
    """One change of the public Python API."""

    name: str
    """Dotted name below the package."""

    kind: str
    old: str | None
    new: str | None
    breaks: bool
    reason: str

    @property
    def weight(self) -> Weight:
        """Severity of the change."""
        return "breaking" if self.breaks else "compatible"


def compare_python_apis(old: PythonApi, new: PythonApi) -> tuple[PythonChange, ...]:
    """Return every change from *old* to *new*, sorted by name.

    Members of an added or removed class are not reported separately.
    """
    found: list[PythonChange] = []
    old = _with_names_of(new, old)
    renamed = renamed_members(old, new)
    classes = [_classes_by_name(api) for api in (old, new)]
    for name in sorted(old.keys() | new.keys() - set(renamed.values())):
        owner = name.rpartition(".")[0]
        alone = owner in old and owner in new and old[owner].kind == new[owner].kind
        known = owner in old or owner in new
        if name in renamed:
            found.append(_member_renamed(name, renamed[name]))
        elif name in old and name in new:
            found += _symbol_changes(name, old[name], new[name])
        elif (alone or not known) and not _is_reported_at_home(name, old, new):
            other = (new, classes[1]) if name in old else (old, classes[0])
            if not _is_inherited(name, *other):
                found.append(_symbol_change(name, old.get(name), new.get(name)))
    return tuple(found)


def _member_renamed(name: str, other: str) -> PythonChange:
    return PythonChange(
        name=name,
        kind="member-renamed",
        old=name.rpartition(".")[2],
        new=other.rpartition(".")[2],
        breaks=True,
        reason="Code that uses the old name fails. It is the same entry of the menu.",
    )


def _with_names_of(new: PythonApi, old: PythonApi) -> PythonApi:
    """Return *old*, in whose types classes that are one in *new* have one name."""
    merged: dict[str, dict[str, str]] = {}
    for name, symbol in new.items():
        module, _, alias = name.rpartition(".")
        if symbol.same_as:
            merged.setdefault(module, {})[alias] = symbol.same_as
    if not merged:
        return old
    renamed: dict[str, Symbol] = {}
    for name, symbol in old.items():
        names = merged.get(name.rpartition(".")[0].rpartition(".")[0], {})
        if symbol.kind == "field" and names:
            words: list[str] = _WORDS.findall(symbol.annotation)
            annotation = "".join([names.get(word, word) for word in words])
            renamed[name] = replace(symbol, annotation=annotation)
    return {**old, **renamed}


def _classes_by_name(api: PythonApi) -> dict[str, list[str]]:
    """Return the full names of the classes of *api*, by their name without the module."""
    found: dict[str, list[str]] = {}
    for name, symbol in api.items():
        if symbol.kind == "class":
            found.setdefault(name.rpartition(".")[2], []).append(name)
    return found


def _is_inherited(name: str, api: PythonApi, classes: dict[str, list[str]]) -> bool:
    """Return whether the class that *name* is a member of has it from a public base class.

    Args:
        name: full name of the member.
        api: where the class and its bases are looked for.
        classes: the classes of *api*, by their name without the module.
    """
    owner, _, member = name.rpartition(".")
    waiting = [owner]
    for one in waiting:  # which grows
        if f"{one}.{member}" in api:
            return True
        bases = api[one].bases if one in api else ()
        names = {base.partition("[")[0] for base in bases}
        homes = [home for base in sorted(names) for home in classes.get(base, ())]
        waiting += [home for home in homes if home not in waiting]
    return False


def _is_reported_at_home(name: str, old: PythonApi, new: PythonApi) -> bool:
    """Return whether *name* is only an export, and its own module reports the change."""
    symbol = old.get(name) or new[name]
    home = symbol.annotation if symbol.kind == "export" else name
    return home != name and (home in old) != (home in new)


def _symbol_change(name: str, old: Symbol | None, new: Symbol | None) -> PythonChange:
    symbol = old or new
    gone = new is None
    kind = f"{symbol.kind if symbol else 'name'}-{'removed' if gone else 'added'}"
    needed = old is None and new is not None and _is_required_field(name, new)
    if gone:
        reason = "Code that uses it fails."
    elif needed:
        reason = "Code that builds the object without it fails."
    else:
        reason = "Nobody used it yet."
    return PythonChange(
        name=name,
        kind=kind,
        old=None if old is None else str(old),
        new=None if new is None else str(new),
        breaks=gone or needed,
        reason=reason,
    )


def _is_required_field(name: str, new: Symbol) -> bool:
    """Return whether a new field is required to construct the model."""
    return new.kind == "field" and _is_input(name) and bool(new.annotation) and not new.default


def _is_input(name: str) -> bool:
    """Return whether *name* is a member of a model that is constructed to be sent."""
    owner = name.split(".")[-2] if "." in name else ""
    return owner.endswith(("Create", "Patch"))


def _symbol_changes(name: str, old: Symbol, new: Symbol) -> Iterator[PythonChange]:
    def make_change(kind: str, reason: str, *, breaks: bool) -> PythonChange:
        return PythonChange(
            name=name, kind=kind, old=str(old), new=str(new), breaks=breaks, reason=reason
        )

    if "export" in (old.kind, new.kind):
        return  # the module that defines it is compared
    if {old.kind, new.kind} == {"field", "property"}:
        yield make_change("kind-changed", "It is read alike, but set only as a field.", breaks=True)
    elif old.kind != new.kind:
        reason = f"What was a {old.kind} is a {new.kind} now."
        yield make_change("kind-changed", reason, breaks=True)
        return
    if old.same_as != new.same_as:
        yield _alias_change(name, old, new)
    if set(old.bases) != set(new.bases):
        lost = set(old.bases) - set(new.bases)
        reason = "Code that relies on the base class fails." if lost else "It can do more."
        yield make_change("bases-changed", reason, breaks=bool(lost))
    if set(old.options) != set(new.options):
        reason = "It is built or called in another way."
        yield make_change("decorators-changed", reason, breaks=True)
    if old.kind in ("function", "method"):
        yield from _call_changes(old, new, make_change)
    elif old.annotation != new.annotation:
        yield _annotation_change(name, old, new)
    elif old.kind == "member" and old.default != new.default:
        reason = "The entry with this label has another id now."
        yield make_change("member-changed", reason, breaks=False)
    elif old.default != new.default:
        lost_default = new.default is None and old.default is not None and _is_input(name)
        reason = "It must be given now." if lost_default else "What is left out has another value."
        yield make_change("default-changed", reason, breaks=lost_default)


def _alias_change(name: str, old: Symbol, new: Symbol) -> PythonChange:
    own = name.rpartition(".")[2]
    if new.same_as:
        reason = f"{own} and {new.same_as} are one class, so that `isinstance` finds no difference."
    else:
        reason = f"Instances of {old.same_as} are no longer instances of it."
    return PythonChange(
        name=name,
        kind="class-shared" if new.same_as else "class-separated",
        old=str(old),
        new=str(new),
        breaks=not new.same_as,
        reason=reason,
    )


def _annotation_change(name: str, old: Symbol, new: Symbol) -> PythonChange:
    """Return the change of a field's or property's type.

    A wider type is harmless for values that code passes in, a narrower one for values it reads.
    """
    wider = _is_wider(old.annotation, new.annotation)
    narrower = _is_wider(new.annotation, old.annotation)
    harmless = wider if _is_input(name) else narrower
    if harmless:
        reason = "All that fitted still does." if wider else "All that comes is of a type it had."
    elif wider:
        reason = "Code that reads it meets a type that was not there before."
    else:
        reason = "Values of the old type do not fit the new one."
    return PythonChange(
        name=name,
        kind="type-changed",
        old=str(old),
        new=str(new),
        breaks=not harmless,
        reason=reason,
    )


def _call_changes(old: Symbol, new: Symbol, change: _ChangeMaker) -> Iterator[PythonChange]:
    before = {parameter.name: parameter for parameter in old.parameters}
    after = {parameter.name: parameter for parameter in new.parameters}
    gone = [name for name in before if name not in after]
    needed = [name for name, each in after.items() if name not in before and _is_needed(each)]
    if gone:
        yield change("parameter-removed", f"Calls that give {gone[0]} fail.", breaks=True)
    if needed:
        yield change("parameter-added", f"Calls without {needed[0]} fail.", breaks=True)
    elif after.keys() - before.keys():
        yield change("parameter-added", "Calls may leave it out.", breaks=False)
    if _positional_names(old) != _positional_names(new)[: len(_positional_names(old))] and not gone:
        yield change("parameters-moved", "Calls by position give another parameter.", breaks=True)
    common = [(before[name], after[name]) for name in before if name in after]
    retyped = [pair for pair in common if pair[0].annotation != pair[1].annotation]
    if retyped:
        fits = all(_is_wider(one.annotation, other.annotation) for one, other in retyped)
        reason = "All that fitted still does." if fits else "Values of the old type do not fit."
        yield change("parameter-type-changed", reason, breaks=not fits)
    if any(one.default != other.default for one, other in common):
        lost = any(one.default and not other.default for one, other in common)
        reason = "It must be given now." if lost else "What is left out has another value."
        yield change("parameter-default-changed", reason, breaks=lost)
    if old.annotation != new.annotation:
        fits = _is_wider(new.annotation, old.annotation)
        reason = "All that comes is of a type it had." if fits else "It returns another type."
        yield change("result-changed", reason, breaks=not fits)


class _ChangeMaker(Protocol):
    """Callback that builds a change."""

    def __call__(self, kind: str, reason: str, *, breaks: bool) -> PythonChange: ...


def _is_needed(parameter: Parameter) -> bool:
    return parameter.default is None and not parameter.name.startswith("*")


def _positional_names(symbol: Symbol) -> list[str]:
    return [each.name for each in symbol.parameters if not each.keyword_only]


def _is_wider(old: str, new: str) -> bool:
    """Return whether the annotation *new* accepts every type that *old* does."""
    return new in ("Any", "object") or _union_members(old) <= _union_members(new)


def _union_members(annotation: str) -> set[str]:
    if not annotation:
        return {"Any"}
    return set(_union_parts(ast.parse(annotation, mode="eval").body))


def _union_parts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from (*_union_parts(node.left), *_union_parts(node.right))
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
        values = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        yield from (f"Literal[{ast.unparse(value)}]" for value in values)
    else:
        yield ast.unparse(node)
