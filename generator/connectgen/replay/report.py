"""Result of a replay, as text and as JSON."""

from __future__ import annotations

import json

from connectgen.replay.causes import Verdict
from connectgen.replay.counts import Cause, CauseCount, Counts

__all__ = [
    "cause_as_json",
    "cause_as_text",
    "counts_as_json",
    "counts_as_text",
    "verdict_as_json",
    "verdict_as_text",
]

_WORDS = {"starts": "starts to fail", "stops": "stops failing"}

_SUMS = (
    ("starts", "starts to fail", "start to fail"),
    ("stops", "stops failing", "stop failing"),
    ("fails", "fails with both", "fail with both"),
    ("passes", "is valid with both", "are valid with both"),
)


def verdict_as_text(verdict: Verdict, source: str) -> str:
    """Return a line per violation of a body in the file called *source*."""
    start = f"{source}:{verdict.line}: {verdict.resource} {verdict.view}"
    return "\n".join(f"{start} {_WORDS[verdict.outcome]}: {why}" for why in verdict.why)


def verdict_as_json(verdict: Verdict, source: str) -> str:
    """Return the verdict on a body in the file called *source* as one line of JSON."""
    return json.dumps(
        {
            "file": source,
            "line": verdict.line,
            "resource": verdict.resource,
            "view": verdict.view,
            "outcome": verdict.outcome,
            "why": list(verdict.why),
        }
    )


def cause_as_text(cause: Cause, count: CauseCount) -> str:
    """Return the example of a cause, and how many more lines have it."""
    example = count.example
    at = f"{example.source}:{example.line}: "
    if cause.outcome == "skipped":
        what = "line" if count.lines == 2 else "lines"
        text = f"{at}skipped: {example.why}"
    else:
        what = "body" if count.lines == 2 else "bodies"
        text = f"{at}{cause.resource} {cause.view} {_WORDS[cause.outcome]}: {example.why}"
    return f"{text} (and {count.lines - 1:,} more {what})" if count.lines > 1 else text


def cause_as_json(cause: Cause, count: CauseCount) -> str:
    """Return a cause, how many lines have it and its example as one line of JSON."""
    return json.dumps(
        {
            "outcome": cause.outcome,
            "resource": cause.resource,
            "view": cause.view,
            "path": cause.path,
            "keyword": cause.keyword,
            "detail": cause.detail,
            "lines": count.lines,
            "file": count.example.source,
            "line": count.example.line,
            "why": count.example.why,
        }
    )


def counts_as_text(counts: Counts) -> str:
    """Return the numbers as one sentence."""
    numbers = {name: getattr(counts, name) for name, _, _ in _SUMS}
    summary = ", ".join(
        f"{numbers[name]:,} {one if numbers[name] == 1 else more}" for name, one, more in _SUMS
    )
    text = f"{counts.bodies:,} {'body' if counts.bodies == 1 else 'bodies'}: {summary}"
    if counts.skipped:
        text += f"; {counts.skipped:,} {'line' if counts.skipped == 1 else 'lines'} skipped"
    return text


def counts_as_json(counts: Counts) -> str:
    """Return the numbers as one line of JSON."""
    return json.dumps(
        {
            "bodies": counts.bodies,
            "starts": counts.starts,
            "stops": counts.stops,
            "fails": counts.fails,
            "passes": counts.passes,
            "skipped": counts.skipped,
        }
    )
