"""Match the members of enumerations by value."""

from __future__ import annotations

from connectgen.diff.python_api import PythonApi

__all__ = ["renamed_members"]


def renamed_members(old: PythonApi, new: PythonApi) -> dict[str, str]:
    """Return the new name of each member of an enumeration whose value has another name now."""
    there = {
        (name.rpartition(".")[0], symbol.default): name
        for name, symbol in new.items()
        if symbol.kind == "member"
    }
    found = {
        name: there.get((name.rpartition(".")[0], symbol.default), name)
        for name, symbol in old.items()
        if symbol.kind == "member" and name not in new
    }
    return {name: other for name, other in found.items() if other != name and other not in old}
