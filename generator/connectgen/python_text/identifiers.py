"""Python names from wire names, made by an allow-list: nothing else of a schema becomes code.

Wire names are PascalCase with the first letter lowered (`uRL`, `sLAInstance`), so that capital goes
back first. A name that Python or the generated class needs for itself ends in an underscore, as
does a module that Windows would take for a device; names that would be equal are told apart by a
number; a long one is cut and ends in a digest. Wire names in the spelling of standard fields go
first, so that no custom field takes the name of a standard one; the others follow as they sort.
"""

from __future__ import annotations

import functools
import hashlib
import keyword
import re
import unicodedata
from collections.abc import Iterable

from connectgen.python_text.python_types import DATES, HIDDEN, HIDDEN_UNSET, SCALARS
from connectgen.python_text.template_names import names_in_classes, names_in_source

__all__ = [
    "MAX_LENGTH",
    "MAX_RECORD_LENGTH",
    "class_name",
    "field_names",
    "is_device",
    "module_name",
    "module_names",
    "singular",
    "snake_case",
    "sort_exports",
]

MAX_LENGTH = 100
"""Characters of a name above which it is cut."""

MAX_RECORD_LENGTH = 44
"""Likewise, of a resource's records: with it, signatures of methods fit their lines."""

_WORD_STARTS = re.compile(r"([A-Z]+)([A-Z][a-z])|([a-z0-9])([A-Z])")
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s(?![a-z])")
_STANDARD = re.compile(r"[a-z][A-Za-z0-9]*")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_DEVICE = re.compile(r"aux|con|nul|prn|(?:com|lpt)[0-9]")
"""What Windows takes for a device, whatever the ending of the file."""


@functools.cache
def _reserved() -> frozenset[str]:
    """Return the names that no field can have: the classes that hold fields need them."""
    types = (*SCALARS.values(), *(kind for kind, _ in DATES.values()))
    expressions = names_in_source((*types, HIDDEN, HIDDEN_UNSET))
    return expressions | names_in_classes("models.jinja") | names_in_classes("resources.jinja")


@functools.lru_cache(4096)
def snake_case(wire_name: str) -> str:
    """Return *wire_name* in snake case: `sLAInstance` becomes `sla_instance`.

    The result holds ASCII letters, digits and underscores only, starts with a letter, and has at
    most `MAX_LENGTH` characters.
    """
    parts = unicodedata.ucd_3_2_0.normalize("NFKD", wire_name)  # which all Pythons have
    ascii_name = parts.encode("ascii", "ignore").decode()
    words = _NOT_IN_NAMES.sub("_", ascii_name[:1].upper() + ascii_name[1:])
    words = _PLURAL_ACRONYM.sub(lambda match: match[0].capitalize(), words)
    split = _WORD_STARTS.sub(_split_word, _WORD_STARTS.sub(_split_word, words)).strip("_").lower()
    name = split if split[:1].isalpha() else f"field_{split}".rstrip("_")
    return name if len(name) <= MAX_LENGTH else f"{_cut_name(name)}_{_name_digest(wire_name)}"


def _cut_name(name: str, longest: int = MAX_LENGTH) -> str:
    """Return the start of *name*, with room for an underscore and a digest behind it."""
    return name[: longest - 11].rstrip("_")


def _name_digest(text: str) -> str:
    """Return ten characters, the first a letter, that no other *text* has."""
    return f"x{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:9]}"


def _split_word(match: re.Match[str]) -> str:
    left, right, lower, upper = match.groups()
    return f"{left}_{right}" if left else f"{lower}_{upper}"


def field_names(wire_names: Iterable[str]) -> dict[str, str]:
    """Return a Python name for each of *wire_names*, all different, stable whatever the order."""
    taken: dict[str, int] = {}
    names: dict[str, str] = {}
    for wire_name in sorted(wire_names, key=_spelling_key):
        name = snake_case(wire_name)
        if keyword.iskeyword(name) or name in _reserved():
            name += "_"
        names[wire_name] = _free_name(name, taken)
    return names


def _spelling_key(wire_name: str) -> tuple[bool, str]:
    return _STANDARD.fullmatch(wire_name) is None, wire_name


def _free_name(name: str, taken: dict[str, int]) -> str:
    """Return *name*, numbered where it is taken, and take it.

    Args:
        name: what is wanted.
        taken: all names that are, each with the last number that it was given.
    """
    free = name
    while free in taken:
        taken[name] += 1
        free = f"{name}_{taken[name]}"
    taken[free] = 1
    return free


def module_name(resource: str) -> str:
    """Return the module of a resource: `incidentResponse` becomes `incident_response`."""
    name = snake_case(resource)
    return f"{name}_" if keyword.iskeyword(name) or is_device(name) else name


def is_device(name: str) -> bool:
    """Tell whether Windows takes *name*, in any case, for a device instead of a file or folder."""
    return _DEVICE.fullmatch(name.lower()) is not None


def module_names(resources: Iterable[str]) -> dict[str, str]:
    """Return a module for each of *resources*, all different, stable whatever the order."""
    taken = dict.fromkeys(
        names_in_classes("client.jinja"), 1
    )  # clients have attributes of these names
    names: dict[str, str] = {}
    for resource in sorted(resources, key=_spelling_key):
        names[resource] = _free_name(module_name(resource), taken)
    return names


def class_name(*words: str, longest: int = MAX_LENGTH) -> str:
    """Return a class name made of *words*: `fileAttachments` becomes `FileAttachments`.

    Args:
        words: wire names.
        longest: characters above which it is cut.
    """
    name = "".join(part.capitalize() for word in words for part in snake_case(word).split("_"))
    if len(name) <= longest:
        return name
    return _cut_name(name, longest) + _name_digest("\0".join(words)).capitalize()


def sort_exports(names: Iterable[str]) -> tuple[str, ...]:
    """Return *names* as `__all__` lists them: constants, classes, then functions."""
    return tuple(sorted(set(names), key=_export_key))


def _export_key(name: str) -> tuple[int, list[tuple[str, int]]]:
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    parts = re.findall(r"([^0-9]*)([0-9]*)", name)
    return rank, [(text, int(number or 0)) for text, number in parts]


def singular(word: str) -> str:
    """Return the singular of an English plural as the API spells them; other words as they are."""
    if word in ("series", "species"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
