"""Python identifiers from wire names, restricted to ASCII letters, digits and underscores.

Nothing else of a schema becomes code. Wire names are PascalCase with a lower-case first letter
(`uRL`, `sLAInstance`), so that letter is capitalized first. A name that is reserved by Python or by
the generated class gets a trailing underscore, and so does a module that is a device on Windows.
Equal names of fields are numbered, and those of modules get a suffix. Long names are cut and end in
a digest. Wire names that look like standard fields come first, so that custom fields cannot take
their names.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable

from connectgen.core.catalog_paths import decode_name
from connectgen.python_text.distinct_names import distinct_names, spelling_key
from connectgen.python_text.python_names import KEYWORDS
from connectgen.python_text.python_types import (
    DATES,
    OPTIONAL_MEMBER,
    REQUIRED_MEMBER,
    SCALARS,
)
from connectgen.python_text.template_names import (
    attributes_in_runtime,
    names_in_classes,
    names_in_source,
)

__all__ = [
    "GUARDED_NAMES",
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
"""Longest name, in characters."""

MAX_RECORD_LENGTH = 44
"""Longest name of a resource class, so that signatures of methods fit into a line."""

_LETTERS_AND_DIGITS = re.compile(r"([^0-9]*)([0-9]*)")
_WORD_STARTS = re.compile(r"([A-Z]+)([A-Z][a-z])|([a-z0-9])([A-Z])")
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s(?![a-z])")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_DEVICE = re.compile(r"aux|con|nul|prn|(?:com|lpt)[0-9]")
"""Names of devices on Windows, with any extension."""


_RESERVED_BEFORE = frozenset(
    {"bytes", "classmethod", "cls", "field", "model_repr", "property", "self"}
)
"""Names that models used in earlier versions. Fields keep the names that they had then."""

GUARDED_NAMES = frozenset({"getattr", "globals", "import_module"})
"""Names that give access to everything: `render.verify` refuses them, so nothing gets them."""


@functools.cache
def _reserved_names() -> frozenset[str]:
    """Return the names that the classes around fields use, so that no field can have them."""
    return _RESERVED_BEFORE.union(
        GUARDED_NAMES,
        names_in_source((*SCALARS.values(), *DATES.values(), OPTIONAL_MEMBER, REQUIRED_MEMBER)),
        attributes_in_runtime("models/_model.py"),
        attributes_in_runtime("models/_writing.py"),
        names_in_classes("models.jinja"),
        names_in_classes("resources.jinja"),
    )


@functools.lru_cache(4096)
def snake_case(wire_name: str) -> str:
    """Return *wire_name* in snake case: `sLAInstance` becomes `sla_instance`.

    The result holds ASCII letters, digits and underscores only, starts with a letter, and has at
    most `MAX_LENGTH` characters.
    """
    parts = unicodedata.ucd_3_2_0.normalize("NFKD", wire_name)  # the version in every Python
    ascii_name = parts.encode("ascii", "ignore").decode()
    words = _NOT_IN_NAMES.sub("_", ascii_name[:1].upper() + ascii_name[1:])
    # `IDs` is one word: without this it would become `i_ds`.
    words = _PLURAL_ACRONYM.sub(lambda match: match[0].capitalize(), words)
    split = _WORD_STARTS.sub(_split_word, _WORD_STARTS.sub(_split_word, words)).strip("_").lower()
    name = split if split[:1].isalpha() else f"field_{split}".rstrip("_")
    return name if len(name) <= MAX_LENGTH else f"{_cut_name(name)}_{_name_digest(wire_name)}"


def _cut_name(name: str, longest: int = MAX_LENGTH) -> str:
    """Return the start of *name*, with room for an underscore and a digest."""
    return name[: longest - 11].rstrip("_")


def _name_digest(text: str) -> str:
    """Return a digest of *text*: ten characters that begin with a letter."""
    return f"x{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:9]}"


def _split_word(match: re.Match[str]) -> str:
    left, right, lower, upper = match.groups()
    return f"{left}_{right}" if left else f"{lower}_{upper}"


def field_names(wire_names: Iterable[str]) -> dict[str, str]:
    """Return a unique Python name for each of *wire_names*, independent of their order."""
    taken: dict[str, int] = {}
    names: dict[str, str] = {}
    for wire_name in sorted(wire_names, key=spelling_key):
        name = snake_case(wire_name)
        if name in KEYWORDS or name in _reserved_names():
            name += "_"
        names[wire_name] = _free_name(name, taken)
    return names


def _free_name(name: str, taken: dict[str, int]) -> str:
    """Return *name*, numbered if it is taken, and add it to *taken*.

    Args:
        name: the wanted name.
        taken: the names in use, each with its last number.
    """
    free = name
    while free in taken:
        taken[name] += 1
        free = f"{name}_{taken[name]}"
    taken[free] = 1
    return free


def module_name(resource: str) -> str:
    """Return the module name of a resource: `incidentResponse` becomes `incident_response`."""
    name = snake_case(decode_name(resource))
    is_taken = name in KEYWORDS or is_device(name) or name in GUARDED_NAMES
    return f"{name}_" if is_taken else name


def is_device(name: str) -> bool:
    """Return whether *name*, in any case, is a device on Windows and cannot be a file or folder."""
    return _DEVICE.fullmatch(name.lower()) is not None


def module_names(resources: Iterable[str]) -> dict[str, str]:
    """Return a unique module name for each of *resources*, independent of their order."""
    # Clients have attributes of these names; the last three are functions of `models`.
    reserved = {*names_in_classes("client.jinja"), "json_member", "model", "required_member"}
    names = {resource: module_name(resource) for resource in resources}
    wanted = {key: f"{name}_2" if name in reserved else name for key, name in names.items()}
    return distinct_names(wanted, lambda name: frozenset({name}), longest=MAX_LENGTH)


def class_name(*words: str, longest: int = MAX_LENGTH) -> str:
    """Return a class name made of *words*: `fileAttachments` becomes `FileAttachments`.

    Args:
        words: wire names.
        longest: maximum number of characters.
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
    parts = _LETTERS_AND_DIGITS.findall(name)
    return rank, [(text, int(number or 0)) for text, number in parts]


def singular(word: str) -> str:
    """Return the singular of an English plural; other words as they are."""
    if word in ("series", "species"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
