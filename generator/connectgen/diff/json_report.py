"""A report as JSON for machines."""

from __future__ import annotations

from typing import Any

from connectgen.diff.report import PythonReportLine, Report, ReportLine

__all__ = ["as_json"]


def as_json(report: Report) -> dict[str, Any]:
    """Return *report* as a JSON object; docs/guide/diff-and-replay.md describes its members."""
    return {
        "old": report.old,
        "new": report.new,
        "bump": report.bump,
        "bumps": {"api": report.api_bump, "python": report.python_bump},
        "changes": [_change_as_json(entry) for entry in report.lines],
        "python": [_python_change_as_json(entry) for entry in report.python_lines],
    }


def _change_as_json(entry: ReportLine) -> dict[str, Any]:
    change = entry.change
    return {
        "resource": change.resource,
        "pointer": change.pointer,
        "old_pointer": change.old_pointer,
        "new_pointer": change.new_pointer,
        "kind": change.kind,
        "old": change.old,
        "new": change.new,
        "breaks": list(change.breaks),
        "cosmetic": change.cosmetic,
        "reason": change.reason,
        "suggestion": change.suggestion,
        "accepted": entry.accepted,
    }


def _python_change_as_json(entry: PythonReportLine) -> dict[str, Any]:
    change = entry.change
    return {
        "name": change.name,
        "kind": change.kind,
        "old": change.old,
        "new": change.new,
        "breaks": change.breaks,
        "reason": change.reason,
        "accepted": entry.accepted,
    }
