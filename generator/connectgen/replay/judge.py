"""Judge recorded bodies by the validators of two versions: the function that an engine runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from os import PathLike
from typing import Any, Self

from connectgen.core.errors import CatalogError
from connectgen.core.json_types import is_object
from connectgen.replay.causes import Tally, Verdict
from connectgen.replay.counts import Counts
from connectgen.replay.editions import Editions, Functions, Pair, load_editions

__all__ = ["Judge", "judge_lines"]

_decode = json.JSONDecoder().raw_decode

_SPACE = " \t\r\n"
"""White space of JSON (RFC 8259)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Judge of recorded bodies, by an old and a new version of an API.

    It consists of the validators of both versions as compressed text. Make it once, and send it to
    the processes that judge: it can be pickled, opens no file and starts no process. A process
    imports the validators when the first body needs them.

    Example::

        judge = Judge.from_snapshots("git:HEAD:schemas/v1.4", "schemas/v1.4", resource="incidents")
        counts = judge.judge(['{"subject": "Router keeps rebooting"}'])
        assert counts.passes == 1
    """

    packed: bytes
    """Validators of both versions."""

    resource: str | None = None
    """Resource of every line; None if each line names its own."""

    view: str = "create"
    """View of every line, with `resource`."""

    warnings: tuple[str, ...] = ()
    """Warnings about the documents of both versions."""

    @classmethod
    def from_snapshots(
        cls,
        old: str | PathLike[str],
        new: str | PathLike[str],
        *,
        resource: str | None = None,
        view: str = "create",
    ) -> Self:
        """Return a judge that is made from two snapshots.

        Args:
            old: a folder with a snapshot or a saved catalog, or `git:REVISION:FOLDER`.
            new: folder to compare it with.
            resource: name of the resource of every line. Without it, each line is an object with
                `resource`, `view` and `body`.
            view: view of every line, with *resource*: `create`, `patch` or `read`.

        Raises:
            ConnectgenError: one of them cannot be read, or neither has the resource.
        """
        # Processes that only judge need nothing of what makes validators.
        from connectgen.replay.rendering import render_editions

        packed, warnings = render_editions(str(old), str(new), resource, view)
        return cls(packed=packed, resource=resource, view=view, warnings=tuple(warnings))

    def judge(
        self, lines: Iterable[str | bytes | None], *, source: str = "", first: int = 1
    ) -> Counts:
        """Return the verdicts on *lines*, as numbers and causes.

        A line that no body can be read from is counted as skipped. Blank lines are not counted.

        Args:
            lines: a JSON value each, as text or in UTF-8, with or without a line feed; None is a
                blank line, as null in a column.
            source: name of the file, for examples.
            first: number of the first line, for examples.

        Raises:
            CatalogError: the judge was made for another resource or view.
        """
        tally = Tally(source=source)
        passes, fails = judge_lines(self, enumerate(lines, first), tally.add)
        return tally.to_counts(passes=passes, fails=fails)


def judge_lines(
    judge: Judge,
    numbered: Iterable[tuple[int, str | bytes | None]],
    report: Callable[[Verdict], None],
) -> tuple[int, int]:
    """Judge lines, and pass the verdicts that both sides do not agree about to *report*.

    Args:
        judge: the validators.
        numbered: number and text of each line.
        report: is called with each such verdict, and with each line that is skipped.

    Returns:
        The number of bodies that are valid, and that fail, with both sides.

    Raises:
        CatalogError: the judge was made for another resource or view.
    """
    editions = load_editions(judge.packed)
    fixed = None
    if judge.resource is not None:
        pair = judge.resource, judge.view
        functions = editions.functions_of(pair)
        if functions is None:
            raise CatalogError(f"the judge has no {pair[1]} view of {pair[0]!r}")
        fixed = pair, functions
    passes = fails = 0
    for number, line in numbered:
        try:
            value = _read_value(line)
            if value is _BLANK:
                continue
            body, pair, functions = (value, *fixed) if fixed else _read_members(editions, value)
            old, new = functions[0].is_valid(body), functions[1].is_valid(body)
            if old and new:
                passes += 1
            elif not old and not new:
                fails += 1
            else:
                refusing = functions[1] if old else functions[0]
                report(_make_verdict(number, pair, refusing, body, starts=old))
        except _Unreadable as error:
            report(_make_skipped(number, error.detail, error.why))
        except RecursionError:
            report(_make_skipped(number, "nested too deeply"))
    return passes, fails


_BLANK: Any = object()
"""Value of a line without a body."""


class _Unreadable(Exception):
    """Raised when no body can be read from a line.

    Attributes:
        detail: the reason, without values of the line.
        why: the reason in full.
    """

    def __init__(self, detail: str, why: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.why = why or detail


def _read_value(line: str | bytes | None) -> Any:
    """Return the JSON value in *line*, or `_BLANK`.

    Raises:
        _Unreadable: it is not UTF-8 or not JSON.
    """
    if isinstance(line, bytes):
        try:
            line = line.decode()
        except UnicodeDecodeError:
            raise _Unreadable("not UTF-8") from None
    if line is None:
        return _BLANK
    try:
        value, end = _decode(line)
    except ValueError:
        return _read_odd_line(line)
    # A line that ends with a line feed is parsed only once.
    if end != len(line) and line[end:].strip(_SPACE):
        return _read_odd_line(line)
    return value


def _read_odd_line(line: str) -> Any:
    """Return the value of a line with a byte order mark or spaces in front, or `_BLANK`."""
    text = line.removeprefix("\ufeff")
    if not text or text.isspace():
        return _BLANK
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _Unreadable(f"not JSON: {error.msg}", f"not JSON: {error}") from None
    except ValueError as error:  # a number with thousands of digits
        raise _Unreadable("not JSON: a number is too long", f"not JSON: {error}") from None


def _read_members(editions: Editions, value: Any) -> tuple[Any, Pair, tuple[Functions, Functions]]:
    """Return the body that *value* has, its resource and view, and their validators.

    Raises:
        _Unreadable: it has none, or neither side has the resource and view.
    """
    if not is_object(value) or not {"resource", "view", "body"} <= value.keys():
        raise _Unreadable("needs resource, view and body, or --resource for all lines")
    pair = str(value["resource"]), str(value["view"])
    return value["body"], pair, _require_functions(editions, pair)


def _require_functions(editions: Editions, pair: Pair) -> tuple[Functions, Functions]:
    functions = editions.functions_of(pair)
    if functions is None:
        raise _Unreadable(
            "neither OLD nor NEW has such a resource and view",
            f"neither OLD nor NEW has a resource {pair[0]!r} with a {pair[1]} view",
        )
    return functions


def _make_verdict(
    line: int, pair: Pair, refusing: Functions, body: Any, *, starts: bool
) -> Verdict:
    return Verdict(
        line=line,
        outcome="starts" if starts else "stops",
        resource=pair[0],
        view=pair[1],
        violations=refusing.violations(body),
    )


def _make_skipped(line: int, detail: str, why: str = "") -> Verdict:
    return Verdict(line=line, outcome="skipped", violations=(why or detail,), detail=detail)
