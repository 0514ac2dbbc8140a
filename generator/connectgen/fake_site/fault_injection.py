"""Parse and apply injected faults, throttling and latency."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from time import monotonic

from connectgen.core.errors import ConfigError

__all__ = ["InjectedFault", "Throttle", "parse_duration", "parse_fault", "parse_throttle"]

_FAULT = re.compile(
    r"(?:(?P<status>[45]\d\d)(?P<body>html|empty)?|(?P<kind>throttled|hang|break))"
    r"@(?:(?P<first>\d{1,9})(?:(?P<range>-)(?P<last>\d{1,9})?)?|\*)",
    re.ASCII,
)
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(ms|s)", re.ASCII)
_THROTTLE = re.compile(r"(\d{1,9})(/s)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class InjectedFault:
    """Fault to inject, with the requests that it applies to."""

    kind: str
    """`status`: refused without effect. `throttled`: the same, with Oracle's code. `hang`: takes
    effect, but is never answered. `break`: takes effect, but the answer breaks off."""

    status: int
    body: str
    """`json`, `html` (as from a gateway) or `empty`."""

    first: int
    """Number of the first matching request, from 1."""

    last: int | None
    """Number of the last matching request; None for all that follow."""

    def is_hit(self, number: int) -> bool:
        """Return whether the request with that *number* fails."""
        return self.first <= number and (self.last is None or number <= self.last)


def parse_fault(text: str) -> InjectedFault:
    """Return the fault that *text* describes: `503@3`, `throttled@1-2`, `500html@5-`, `hang@*`.

    Raises:
        ConfigError: *text* is not a fault.
    """
    found = _FAULT.fullmatch(text)
    if found is None:
        raise ConfigError(
            f"fail: {text!r} is not WHAT@WHICH: a status (503, 503html, 503empty), throttled, hang"
            " or break; then a number of a request, N-M, N- or *"
        )
    first = int(found["first"] or 1)
    last: int | None = first
    if not found["first"] or found["range"]:
        last = int(found["last"]) if found["last"] else None
    return InjectedFault(
        kind=found["kind"] or "status",
        status=int(found["status"] or 503),
        body=found["body"] or "json",
        first=first,
        last=last,
    )


def parse_duration(option: str, text: str) -> float:
    """Return the seconds of the duration *text*, given for *option*: `50ms`, `1.5s`.

    Raises:
        ConfigError: *text* is not a duration.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ConfigError(f"{option}: {text!r} is not a duration such as 50ms or 1.5s")
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


class Throttle:
    """Limit on requests.

    Args:
        most: number of requests.
        per_second: True if *most* is a rate; otherwise it limits concurrent requests.
    """

    def __init__(self, most: int, *, per_second: bool) -> None:
        self._most = most
        self._per_second = per_second
        self._recent: deque[float] = deque()

    def is_admitted(self, running: int) -> bool:
        """Return whether one more request is accepted while *running* others are being answered."""
        if not self._per_second:
            return running < self._most
        time = monotonic()
        while self._recent and self._recent[0] <= time - 1:
            self._recent.popleft()
        if len(self._recent) >= self._most:
            return False
        self._recent.append(time)
        return True


def parse_throttle(text: str) -> Throttle:
    """Return the limit *text*: `5` concurrent requests, or `20/s`.

    Raises:
        ConfigError: *text* is not a limit.
    """
    found = _THROTTLE.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise ConfigError(
            f"throttle: {text!r} is neither a number of requests nor a rate like 20/s"
        )
    return Throttle(int(found[1]), per_second=found[2] is not None)
