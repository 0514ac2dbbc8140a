"""What a run found or did, in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectgen.config.options import Options
from connectgen.pipeline.generate import GenerateResult
from connectgen.write.drift import Drift

__all__ = ["crlf_as_text", "drift_as_json", "drift_as_text", "written_as_text"]

_RUN = "run `{}`"
_FORCE = (
    "keep what you need of that elsewhere (an overlay, a module of your own), "
    "then run `{} --force`, which discards it"
)
_KINDS = (
    ("missing", "missing", _RUN),
    ("changed", "out of date", _RUN),
    ("edited", "edited by hand", _FORCE),
    ("foreign", "not written by connectgen, but in the place of a generated file", _FORCE),
    ("stale", "no longer generated", "`{}` removes it"),
)
"""Per kind of drift: its name in `Drift`, what it is, and what to do by which command."""

_INPUTS = {
    "connectgen": "connectgen itself",
    "flavours": "datamodel-code-generator",
    "options": "the options",
    "overlays": "the overlays",
    "schemas": "the schemas",
    "templates": "connectgen's templates",
}


def drift_as_text(options: Options, result: GenerateResult, command: str) -> Iterator[str]:
    """Yield the lines that tell how a package differs, why, and what to do.

    Args:
        options: what it is generated from.
        result: how it differs.
        command: what generates it.
    """
    target = options.target
    if not result.drift:
        yield _current_message(options)
        return
    if not target.exists():
        yield f"{target} is not there yet: {_RUN.format(command)}"
        return
    found = [
        (what, advice, paths) for what, advice, paths in _non_empty_kinds(result.drift) if paths
    ]
    for what, _, paths in found:
        for path in paths:
            yield f"{target / path}: {what}"
    yield f"{target} is not current{_explain_drift(result)}:"
    for what, advice, paths in found:
        yield f"  {len(paths)} {what}: {advice.format(command)}"


def _non_empty_kinds(drift: Drift) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, what, advice in _KINDS:
        yield what, advice, getattr(drift, name)


def _explain_drift(result: GenerateResult) -> str:
    """Return which inputs explain what is out of date; edits explain themselves."""
    drift = result.drift
    if not result.outdated or not (drift.missing or drift.changed or drift.stale):
        return ""
    *most, last = (_INPUTS.get(kind, kind) for kind in result.outdated)
    names = f"{', '.join(most)} and {last}" if most else last
    return f"; {names} changed since it was generated"


def drift_as_json(options: Options, result: GenerateResult) -> dict[str, Any]:
    """Return how a package differs, for machines."""
    return {
        "package": options.package_name,
        "path": options.target.as_posix(),
        "current": not result.drift,
        **{name: list(getattr(result.drift, name)) for name, _, _ in _KINDS},
        "outdated": list(result.outdated),
    }


def written_as_text(options: Options, result: GenerateResult) -> str:
    """Return what was written, in one line."""
    drift = result.drift
    if not drift:
        return _current_message(options)
    counts = (
        (len(drift.missing), "new"),
        (len(drift.changed) + len(drift.foreign), "changed"),
        (len(drift.edited), "edited by hand and overwritten"),
        (len(drift.stale), "removed"),
    )
    summary = ", ".join(f"{count} {what}" for count, what in counts if count)
    return f"{options.target} written from {options.snapshot_name}: {summary}"


def crlf_as_text(options: Options, result: GenerateResult) -> Iterator[str]:
    """Yield a line where git has changed line ends, which is no drift."""
    if result.crlf:
        files = f"{len(result.crlf)} file{'s have' if len(result.crlf) > 1 else ' has'}"
        yield (
            f"{options.target}: {files} CRLF line ends, as git writes on Windows, and otherwise"
            f" count as written; `{options.package_name}/** -text` in .gitattributes keeps them as"
            " they are written (`connectgen init` adds it)"
        )


def _current_message(options: Options) -> str:
    return f"{options.target} is current with {options.snapshot_name}"
