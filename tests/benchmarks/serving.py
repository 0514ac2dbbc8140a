"""How long the fake site takes: creates, pages and searches, against one that reads one table.

Run it alone: `python tests/benchmarks/serving.py`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import httpx2
from connectgen.testing import FakeSite

BODY = {
    "incident": {
        "primaryContact": {"id": 1},
        "threads": [{"text": "Hi", "channel": {"id": 9}, "entryType": {"id": 2}}],
    }
}


def median(call: Callable[[], httpx2.Response], times: int) -> float:
    """Return the median of the milliseconds that *call* takes."""
    taken: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        assert call().status_code == 200
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure in one run, with the outbox, which reads no more than a table, as the peer."""
    with (
        FakeSite() as site,
        httpx2.Client(
            base_url=f"{site.url}/services/rest/connect/v1.4/",
            auth=site.auth,
            headers={"OSvC-CREST-Application-Context": "benchmark"},
        ) as http,
    ):
        bare = median(lambda: http.get(f"{site.url}/_connectgen/outbox"), 200)
        http.post("incidentResponse", json=BODY)
        create = median(lambda: http.post("incidentResponse", json=BODY), 200)
        site.add("incidents", *({"subject": f"{number}"} for number in range(10_000)))
        page = median(lambda: http.get("incidents?limit=1000"), 20)
        search = median(lambda: http.get("incidents?q=subject='9999'"), 5)
    print(f"bare request {bare:.2f} ms, create {create / bare:.1f} times that")
    print(f"page of 1,000 {page:.0f} ms, search of 10,000 {search:.0f} ms")


if __name__ == "__main__":
    main()
