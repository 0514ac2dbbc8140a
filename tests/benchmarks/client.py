"""A create through the client against a bare `httpx2.Client.post` of the same, on localhost."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import bodies
import httpx2
from connect_v1_4 import Client, IncidentResponseCreate

SERVER = r"""
import asyncio

REPLY = b'{"incident": {"id": 91, "lookupName": "180417-000000"}, "links": []}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


async def serve(reader, writer):
    while head := await reader.readuntil(b"\r\n\r\n"):
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        await reader.readexactly(length)
        writer.write(ANSWER % (len(REPLY), REPLY))


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
"""


def main() -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    url = f"http://127.0.0.1:{int(server.stdout.readline())}"
    try:
        with (
            httpx2.Client(base_url=url) as bare,
            Client(url, auth=("u", "s"), application_context="t") as client,
        ):
            for name in ("small", "large"):
                measure(name, client, bare)
    finally:
        server.terminate()
        server.wait()


def measure(name: str, client: Client, bare: httpx2.Client) -> None:
    body = getattr(bodies, name)()
    model = IncidentResponseCreate.from_json(body)
    path = "/services/rest/connect/v1.4/incidentResponse"
    unchecked = client.with_options(validate=False)
    contenders = {
        "post": lambda: bare.post(path, json=body),
        "create, model": lambda: client.incident_response.create(model),
        "create, mapping": lambda: client.incident_response.create(body),
        "create, mapping, unchecked": lambda: unchecked.incident_response.create(body),
    }
    ratios: dict[str, list[float]] = {contender: [] for contender in contenders}
    names = list(contenders)
    for _ in range(400):
        random.shuffle(
            names
        )  # single calls in pairs: in batches one of them keeps the server awake
        times = {contender: time_of(contenders[contender]) for contender in names}
        for contender in names:
            ratios[contender].append(times[contender] / times["post"])
    print(name, {each: f"{statistics.median(found):.2f}" for each, found in ratios.items()})


def time_of(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
