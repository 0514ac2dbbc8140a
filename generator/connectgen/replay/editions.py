"""The validators of two versions as compressed text, imported once in each process."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from types import ModuleType
from typing import Any

from connectgen.validate.module_loader import import_module_at, install_finder

__all__ = ["Editions", "Functions", "Pair", "ValidatorSet", "load_editions", "pack_editions"]

_VIEWS = ("create", "patch", "read")

Pair = tuple[str, str]
"""Name of a resource and of a view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatorSet:
    """Source of the validators of one side."""

    texts: Mapping[str, str]
    """Modules by path in the package."""

    modules: Mapping[str, str]
    """Path of the module of each resource, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """Validator functions of one view of one resource."""

    is_valid: Callable[[Any], bool]
    violations: Callable[[Any], Sequence[Any]]


def pack_editions(old: ValidatorSet, new: ValidatorSet) -> bytes:
    """Return both sides as bytes that are cheap to send; equal modules are in them once."""
    texts = sorted({*old.texts.values(), *new.texts.values()})
    places = {text: place for place, text in enumerate(texts)}
    sides = [
        {
            "texts": {path: places[text] for path, text in side.texts.items()},
            "modules": dict(side.modules),
        }
        for side in (old, new)
    ]
    # zlib and not lzma, which Python builds without its library lack.
    return zlib.compress(json.dumps([texts, sides]).encode(), 9)


@dataclass(slots=True, kw_only=True)
class Editions:
    """Both sides in this process; a module is imported when the first body needs it."""

    packages: tuple[str, str]
    """Package name that the modules of each side are imported under."""

    old: ValidatorSet
    new: ValidatorSet
    known: dict[Pair, tuple[Functions, Functions]] = field(
        default_factory=dict[Pair, tuple[Functions, Functions]]
    )

    def functions_of(self, pair: Pair) -> tuple[Functions, Functions] | None:
        """Return the validators of both sides for *pair*, or None if neither has it."""
        known = self.known.get(pair)
        if known is not None:
            return known
        with _lock:
            old = _load_functions(self.packages[0], self.old, pair)
            new = _load_functions(self.packages[1], self.new, pair)
            if old is None and new is None:
                return None
            known = (old or _reject_everything(pair), new or _reject_everything(pair))
            self.known[pair] = known
        return known


_lock = Lock()
"""Held while modules are imported: an engine judges in several threads of a process."""

if hasattr(os, "register_at_fork"):  # not on Windows
    # A child would wait for ever for a thread that only its parent has, or find half a module.
    os.register_at_fork(
        before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release
    )

_loaded: dict[bytes, Editions] = {}
"""Editions of this process by their digest, as `sys.modules` holds their modules."""


def load_editions(packed: bytes) -> Editions:
    """Return the editions of `pack_editions`, the same ones for the same bytes."""
    digest = sha256(packed).digest()
    with _lock:
        known = _loaded.get(digest)
        if known is None:
            known = _loaded[digest] = _unpack_editions(packed, digest.hex()[:16])
        return known


def _unpack_editions(packed: bytes, name: str) -> Editions:
    texts, sides = json.loads(zlib.decompress(packed))
    old, new = (
        ValidatorSet(
            texts={path: texts[place] for path, place in side["texts"].items()},
            modules=side["modules"],
        )
        for side in sides
    )
    # Two judges in one process must not import each other's modules.
    packages = (f"connectgen_old_{name}", f"connectgen_new_{name}")
    for package, side in zip(packages, (old, new), strict=True):
        install_finder(package, side.texts)
    return Editions(packages=packages, old=old, new=new)


def _load_functions(package: str, side: ValidatorSet, pair: Pair) -> Functions | None:
    name, view = pair
    if name not in side.modules or view not in _VIEWS:
        return None
    module: ModuleType = import_module_at(package, side.modules[name])
    if not hasattr(module, f"is_valid_{view}"):
        return None
    return Functions(
        is_valid=getattr(module, f"is_valid_{view}"),
        violations=getattr(module, f"{view}_violations"),
    )


def _reject_everything(pair: Pair) -> Functions:
    """Return validators for a side without *pair*, which reject every body."""
    return Functions(
        is_valid=lambda _: False, violations=lambda _: [f"{pair[0]} has no {pair[1]} view"]
    )
