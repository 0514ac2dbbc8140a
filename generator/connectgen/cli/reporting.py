"""Format the result of `generate` and `generate --check`, with the next command to run."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from connectgen.config.options import Options
from connectgen.core.catalog_paths import encode_path
from connectgen.core.documents import PIN_FILE
from connectgen.pipeline.generate import GenerateResult
from connectgen.write.drift import Drift

__all__ = [
    "crlf_as_text",
    "drift_as_json",
    "drift_as_text",
    "left_out_as_text",
    "missing_libraries_as_text",
    "written_as_text",
]

_SHOWN = 10
"""Number of resources that are left out and named."""

_RUN = "run `{}`"
_FORCE = (
    "move your changes elsewhere (an overlay, a module of your own), "
    "then run `{} --force`, which overwrites the files"
)
_KINDS = (
    ("missing", "missing", _RUN),
    ("changed", "out of date", _RUN),
    ("edited", "edited by hand", _FORCE),
    ("foreign", "not written by connectgen, but has the name of a generated file", _FORCE),
    ("stale", "no longer generated", "run `{}` to remove it"),
)
"""Kinds of drift: name in `Drift`, description, and advice with a place for the command."""

_LIBRARIES = ("msgspec", "pydantic")
"""Model backends that are libraries, which generated code imports."""

_INPUTS = {
    "connectgen": "connectgen itself",
    "model_backends": "datamodel-code-generator",
    "options": "the options",
    "overlays": "the overlays",
    "schemas": "the schemas",
    "templates": "connectgen's templates",
}


def drift_as_text(options: Options, result: GenerateResult, command: str) -> Iterator[str]:
    """Yield the lines that show how a package differs, why, and what to do.

    Args:
        options: options of the package.
        result: its drift.
        command: command line that generates it.
    """
    target = options.target
    if not result.drift:
        yield _current_message(options)
        return
    if not target.exists():
        yield f"{target} does not exist: {_RUN.format(command)}"
        return
    found = [
        (what, advice, paths) for what, advice, paths in _non_empty_kinds(result.drift) if paths
    ]
    for what, _, paths in found:
        for path in paths:
            yield f"{target / path}: {what}"
    yield f"{target} is out of date{_explain_drift(result)}:"
    for what, advice, paths in found:
        yield f"  {len(paths)} {what}: {advice.format(command)}"


def _non_empty_kinds(drift: Drift) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, what, advice in _KINDS:
        yield what, advice, getattr(drift, name)


def _explain_drift(result: GenerateResult) -> str:
    """Return the inputs that changed; empty if there are only edits by hand."""
    drift = result.drift
    if not result.outdated or not (drift.missing or drift.changed or drift.stale):
        return ""
    *most, last = (_INPUTS.get(kind, kind) for kind in result.outdated)
    names = f"{', '.join(most)} and {last}" if most else last
    return f"; {names} changed since it was generated"


def drift_as_json(options: Options, result: GenerateResult) -> dict[str, Any]:
    """Return the drift of a package as a JSON object."""
    return {
        "package": options.package_name,
        "path": options.target.as_posix(),
        "current": not result.drift,
        **{name: list(getattr(result.drift, name)) for name, _, _ in _KINDS},
        "outdated": list(result.outdated),
    }


def written_as_text(options: Options, result: GenerateResult) -> str:
    """Return one line about the files that were written."""
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


def left_out_as_text(options: Options) -> Iterator[str]:
    """Yield a line about the resources that the snapshot lists, and `resources` does not name."""
    pin = options.schemas_folder / options.api_version / PIN_FILE
    if not options.resources or not pin.exists():
        return
    from connectgen.snapshot.pin import read_pin

    wanted = {encode_path(name) or name for name in options.resources}
    names = [name for name in read_pin(pin, PIN_FILE).resources if name not in wanted]
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        them = "it" if len(names) == 1 else "them"
        yield (
            f"{options.target} leaves out {', '.join(names[:_SHOWN])}{more}:"
            f" {options.snapshot_name} lists {them}, but `resources` in [tool.connectgen] does not"
        )


def crlf_as_text(options: Options, result: GenerateResult) -> Iterator[str]:
    """Yield a warning if git has changed line endings, which does not count as drift."""
    if result.crlf:
        files = f"{len(result.crlf)} file{'s have' if len(result.crlf) > 1 else ' has'}"
        yield (
            f"{options.target}: {files} CRLF line endings, as git writes on Windows; this is not"
            f" counted as a change. Add `{options.package_name}/** -text` to .gitattributes to"
            " prevent it (`connectgen init` does)"
        )


def missing_libraries_as_text(options: Options) -> Iterator[str]:
    """Yield a line if a library that the chosen model backends import is not installed."""
    missing = [name for name in options.models if name in _LIBRARIES and find_spec(name) is None]
    if missing:
        names = " and ".join(missing)
        yield (
            f"{options.target} imports {names}, not installed here; where you use it, run"
            f" `pip install {' '.join(missing)}`"
        )


def _current_message(options: Options) -> str:
    return f"{options.target} is up to date with {options.snapshot_name}"
