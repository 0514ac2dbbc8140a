"""Fast check of generated modules by their words, without a syntax tree.

It passes only files in which `verify` would find nothing.
"""

from __future__ import annotations

import re
from collections import Counter

from connectgen.core.documents import SourceFile
from connectgen.render.vocabulary import (
    BASES,
    BODY_BASES,
    CALLED_ON_IMPORT,
    DECORATORS,
    GUARDED,
    is_attribute,
    is_attribute_of_self,
    is_importable,
    is_name,
)

__all__ = ["is_surely_allowed"]

_STRINGS_AND_COMMENTS = re.compile(
    r'''"""(?:[^"\\]+|\\.|"(?!""))*+"""'''
    r"|'''(?:[^'\\]+|\\.|'(?!''))*+'''"
    r"""|"(?:[^"\\\n]+|\\.)*+"|'(?:[^'\\\n]+|\\.)*+'|#[^\n]*""",
    re.DOTALL,
)
_STRING = "$"
"""Placeholder for a string or comment; not valid in Python."""

_PREFIXED = re.compile(r"\$(?<=\w\$)(?<!\Wr\$)")
_CHARACTERS = re.compile(r"[\w \n.,:()\[\]{}=+\-*|<>!@/$]*", re.ASCII)
_DECORATOR = re.compile(r"@(.*)")
_IMPORT = re.compile(
    r"^ *from (\.*)([\w.]*) import (?:\(([\w, \n]*)\)|([\w, ]+))$|^    import (httpx2)$",
    re.MULTILINE,
)
_BASES = "|".join(sorted(BASES))
_BODY_BASE = rf"(?:{'|'.join(sorted(BODY_BASES))})\[\s*\$(?:,\s+\$)?,?\s*\]"
_CLASS_HEAD = rf"\w+(?:\((?:{_BASES})(?:, {_BODY_BASE})?\)|\(\n    Model,\n    {_BODY_BASE},\n\))?:"
_CLASS_WORD = re.compile(r"\bclass\b", re.ASCII)
_CLASS = re.compile(rf"class(?<!\wclass) {_CLASS_HEAD}")
_FUNCTION = re.compile(r"def (?<!\wdef )\w+\([^()]*\)")
_MODULE_STATEMENT = re.compile(r"\n(?=[^ \n)\]}])")
_CLASS_STATEMENT = re.compile(r"\n    (?=[^ \n)\]}])")
_BLOCK = re.compile(rf"(?:@\w+\n)?(?:class {_CLASS_HEAD}|if TYPE_CHECKING:)(?=\n)")
_DEFINITION = re.compile(r"(?:async )?def |@")
_CALL = rf"(?:{'|'.join(map(re.escape, sorted(CALLED_ON_IMPORT)))})\("
_CLASSES = r"\((?:\w+(?:(?<=\Wtype)\(None\))?(?:, )?)*\)"
"""A tuple of classes, as tables hold them."""

_VALUE = (
    rf"{_CALL}(?:{_CALL}[^()]*\)|\w+|[^\w()]+)*+\)"
    rf"|(?:[^()=]++|(?<=: ){_CLASSES}|(?<= type)\(None\))*+"
)
_CONSTANT = re.compile(rf"\w+(?:: [^=()]+(?: = (?:{_VALUE}))?| = (?:{_VALUE}))\s*")
"""A constant or a field: no call, or one with calls inside, of what may be called."""

_SUBTLE = (":=", ": type ", ".\n", "except *", "except*")
_SUBTLE_STARTS = ("case ", "match ", "type ")
"""Text that only the syntax tree can judge."""

_WORD = re.compile(r"\b(?:self\.\w+|data\.__class__\b)|(?:\. *)?[A-Za-z_]\w*", re.ASCII)


def is_surely_allowed(file: SourceFile) -> bool:
    """Return whether all words of *file* are allowed everywhere; False if that is uncertain.

    Strings and comments are removed, and equal lines are checked once. That the file is valid
    Python is left to tests.
    """
    code = _STRINGS_AND_COMMENTS.sub(_STRING, file.text)
    if not _CHARACTERS.fullmatch(code) or _PREFIXED.search(code):
        return False
    imports = set(_IMPORT.findall(code))
    code = _IMPORT.sub("", code)
    if any(text in code for text in _SUBTLE):
        return False
    if not _surely_only_defines(code) or len(_CLASS_WORD.findall(code)) != len(
        _CLASS.findall(code)
    ):
        return False
    lines = set(code.split("\n"))
    if any(line.lstrip().startswith(_SUBTLE_STARTS) for line in lines):
        return False
    code = "\n".join(lines)
    found = Counter(_WORD.findall(code))
    decorators = _DECORATOR.findall(code)
    return (
        not found["import"]
        and DECORATORS.issuperset(decorators)
        and all(_is_known_import(file.path, *each) for each in imports)
        and all(map(_is_known, found))
    )


def _surely_only_defines(code: str) -> bool:
    """Return whether *code*, without its imports, surely runs only definitions on import."""
    if code.count("def ") != len(_FUNCTION.findall(code)):
        return False  # a default that is called, or anything else in a line with `def`
    members: set[str] = set()
    for statement in _MODULE_STATEMENT.split(code):
        block = _BLOCK.match(statement)
        if block:
            members.update(_CLASS_STATEMENT.split(statement[block.end() :]))
        else:
            members.add(statement)
    return all(map(_is_definition, members))


def _is_definition(statement: str) -> bool:
    return (
        not statement.strip()
        or statement.rstrip() in (_STRING, "pass")
        or bool(_DEFINITION.match(statement) or _CONSTANT.fullmatch(statement))
    )


def _is_known_import(
    path: str, dots: str, module: str, wide: str, narrow: str, library: str
) -> bool:
    """Return whether the module at *path* may have an import that `_IMPORT` matched."""
    names = [each.split() for each in (wide or narrow).split(",") if each.strip()]
    taken = [words[0] for words in names]
    renamed = all(len(words) == 1 or words[1] == "as" for words in names)
    known = renamed and not GUARDED & {*taken} and is_importable(path, len(dots), module, taken)
    return bool(library) or known


def _is_known(word: str) -> bool:
    """Return whether *word* is allowed everywhere; with a leading dot it is an attribute."""
    owner, dot, name = word.rpartition(".")
    if word in GUARDED or name in GUARDED:
        return False
    if not dot:
        return is_name(word)
    if owner:
        return is_attribute_of_self(name)
    name = name.strip()
    return is_attribute(name) and name[0] != "_"
