"""The bodies that benchmarks use, always parsed anew, as from the wire."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "generated")]

TYPES = ["application/pdf", "text/plain", "image/png", "application/vnd.ms-excel"]
SITE = {"createdTime", "size", "updatedTime"}


def small() -> Any:
    """Return the documented request."""
    return json.loads((Path(__file__).parents[1] / "examples" / "request.json").read_text())


def large() -> Any:
    """Return a body of 130 KB, every attachment with all members."""
    data = small()["fileAttachments"][0]["data"]
    body = {
        "incident": {
            "id": 152,
            "subject": "Sample incident",
            "threads": [
                {
                    "text": f"Sample thread number {n} with a little more text in it",
                    "channel": {"id": 1 + n % 9},
                    "entryType": {"id": 1 + n % 5},
                }
                for n in range(200)
            ],
        },
        "fileAttachments": [
            {
                "contentType": TYPES[n % 4],
                "createdTime": f"2024-05-{1 + n % 28:02d}T10:{n % 60:02d}:00.000Z",
                "data": data,
                "description": f"The attachment with number {n}, as sent by the customer",
                "fileName": f"myfile_{n}.txt",
                "formData": f"form-data-{n}",
                "id": 1000 + n,
                "name": f"attachment_{n}",
                "private": n % 2 == 0,
                "size": 1024 + 37 * n,
                "updatedTime": None if n % 3 == 0 else "2024-06-01T11:00:00.000Z",
                "uRL": f"https://example.com/services/rest/connect/v1.4/incidents/152/{n}",
            }
            for n in range(200)
        ],
        "cc": {"emailAddresses": [f"first.last{n}@example.com" for n in range(100)]},
        "bcc": {"emailAddresses": [f"other.person{n}@example.org" for n in range(100)]},
        "useEmailSignature": True,
    }
    return json.loads(json.dumps(body))


def as_sent() -> Any:
    """Return the large body without what only the site sets."""
    body = large()
    for attachment in body["fileAttachments"]:
        for name in SITE:
            del attachment[name]
    return body


def invalid() -> Any:
    """Return the documented request with errors at levels 1, 3 and 5."""
    body = small()
    body["useEmailSignature"] = "yes"
    body["fileAttachments"][0]["fileName"] = "my file?.txt"
    body["incident"]["threads"][0]["channel"]["id"] = -1
    return body
