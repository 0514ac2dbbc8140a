"""Judge a batch of recorded bodies with the old and the new validators."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from connectgen.core.json_types import is_object
from connectgen.replay.result import Batch, Outcome, ReplayVerdict

__all__ = ["Pair", "ReplayJudge", "ValidatorSet"]

VIEWS = ("create", "patch", "read")

Pair = tuple[str, str]
"""Name of a resource and of a view."""

_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatorSet:
    """Source of the validators of one side; a worker imports those that its bodies need."""

    package: str
    """Package name to import its modules under; each side has its own."""

    texts: Mapping[str, str]
    """Modules by path in the package."""

    modules: Mapping[str, str]
    """Path of the module of each resource, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ViewFunctions:
    """Validator functions of one view of one resource."""

    is_valid: Callable[[Any], bool]
    violations: Callable[[Any], list[Any]]


@dataclass(slots=True, kw_only=True)
class ReplayJudge:
    """Judge of bodies, with an old and a new set of validators."""

    old: ValidatorSet
    new: ValidatorSet
    load: Callable[[ValidatorSet, str], ModuleType]
    """Imports the module at a path of a validator set."""

    pair: Pair | None
    """Resource and view of every line; None if each line names its own."""

    rules: dict[Pair, tuple[_ViewFunctions, _ViewFunctions]] = field(
        default_factory=dict[Pair, tuple[_ViewFunctions, _ViewFunctions]]
    )

    def judge_batch(self, data: bytes, first: int) -> Batch:
        """Judge the lines of *data*, of which the first one is line *first* of the file."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            before = data[: data.rfind(b"\n", 0, error.start) + 1]
            number = first + before.count(b"\n")
            done = self.judge_batch(before.removesuffix(b"\n"), first)
            return replace(done, size=len(data), error=done.error or f"{number}: not UTF-8")
        text = text.removeprefix("\ufeff") if first == 1 else text
        return self._judge_text(text, len(data), first)

    def _judge_text(self, text: str, size: int, first: int) -> Batch:
        counts: Counter[Outcome] = Counter()
        verdicts: list[ReplayVerdict] = []
        number, passes, why = first - 1, 0, None
        try:
            fixed = self._functions_for_pair(self.pair) if self.pair else None
            # Not splitlines, which also splits at U+2028: JSON allows that inside strings.
            for line in text.split("\n"):
                number += 1
                if not line or line.isspace():
                    continue
                body, rules, pair = self._read_line(line, fixed)
                old, new = rules[0].is_valid(body), rules[1].is_valid(body)
                if old and new:
                    passes += 1
                elif not old and not new:
                    counts["fails"] += 1
                else:
                    refusing = rules[1] if old else rules[0]
                    verdict = _make_verdict(number, pair, refusing, body, starts=old)
                    counts[verdict.outcome] += 1
                    verdicts.append(verdict)
        except (ValueError, RecursionError) as error:
            why = f"{number}: {error}"
        counts["passes"] = passes
        return Batch(size=size, counts=counts, verdicts=tuple(verdicts), error=why)

    def _read_line(
        self, line: str, fixed: tuple[_ViewFunctions, _ViewFunctions] | None
    ) -> tuple[Any, tuple[_ViewFunctions, _ViewFunctions], Pair]:
        """Return the body in *line*, its validators, and its resource and view.

        Raises:
            ValueError: it cannot be judged.
        """
        try:
            value, end = _decode(line)
        except ValueError:
            value, end = None, -1
        if end != len(line):
            value = _parse_line(line)  # spaces around the value, or invalid JSON
        if fixed is not None and self.pair is not None:
            return value, fixed, self.pair
        if not is_object(value) or not {"resource", "view", "body"} <= value.keys():
            raise ValueError("needs resource, view and body; or pass --resource and --view")
        pair = str(value["resource"]), str(value["view"])
        return value["body"], self._functions_for_pair(pair), pair

    def _functions_for_pair(self, pair: Pair) -> tuple[_ViewFunctions, _ViewFunctions]:
        """Return the validators of both sides for *pair*.

        Raises:
            ValueError: neither side has such a view.
        """
        known = self.rules.get(pair)
        if known is None:
            old, new = (self._load_functions(side, pair) for side in (self.old, self.new))
            if old is None and new is None:
                raise ValueError(
                    f"neither OLD nor NEW has a resource {pair[0]!r} with a {pair[1]} view"
                )
            known = self.rules[pair] = (
                old or _reject_everything(pair),
                new or _reject_everything(pair),
            )
        return known

    def _load_functions(self, side: ValidatorSet, pair: Pair) -> _ViewFunctions | None:
        name, view = pair
        if name not in side.modules or view not in VIEWS:
            return None
        module = self.load(side, side.modules[name])
        if not hasattr(module, f"is_valid_{view}"):
            return None
        return _ViewFunctions(
            is_valid=getattr(module, f"is_valid_{view}"),
            violations=getattr(module, f"{view}_violations"),
        )


def _parse_line(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error


def _reject_everything(pair: Pair) -> _ViewFunctions:
    """Return validators for a side without *pair*, which reject every body."""
    return _ViewFunctions(
        is_valid=lambda _: False, violations=lambda _: [f"{pair[0]} has no {pair[1]} view"]
    )


def _make_verdict(
    line: int, pair: Pair, refusing: _ViewFunctions, body: Any, *, starts: bool
) -> ReplayVerdict:
    why = tuple(
        f"{each} ({each.keyword})" if hasattr(each, "keyword") else str(each)
        for each in refusing.violations(body)
    )
    return ReplayVerdict(
        line=line,
        resource=pair[0],
        view=pair[1],
        outcome="starts" if starts else "stops",
        why=why,
    )
