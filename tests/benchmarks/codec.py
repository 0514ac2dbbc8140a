"""`from_json` and `to_json` against pydantic's strict models, in one run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import bodies
from connect_v1_4 import IncidentResponseCreate
from harness import ratios
from pydantic import BaseModel, ConfigDict, Field
from support import generate_into, import_from


class Light(BaseModel):
    """A peer that does less: wire names as attributes, dates as text, unknown members dropped."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Emails(Light):
    emailAddresses: list[str] | None = None


class Attachment(Light):
    contentType: (
        Annotated[str, Field(max_length=128, pattern=r"^[a-zA-Z-]+/[-a-zA-Z0-9.+_*]+$")] | None
    ) = None
    createdTime: str | None = None
    data: str | None = None
    description: Annotated[str, Field(max_length=1333)] | None = None
    fileName: Annotated[str, Field(max_length=100, pattern=r'^[^ /:*?"<>|]*$')] | None = None
    formData: str | None = None
    id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    name: Annotated[str, Field(max_length=40, pattern="^[^ ]*$")] | None = None
    private: bool | None = None
    size: Annotated[int, Field(ge=1, le=2147483647)] | None = None
    updatedTime: str | None = None
    uRL: Annotated[str, Field(max_length=1333)] | None = None


class Ref(Light):
    id: Annotated[int, Field(ge=1)] | None = None
    lookupName: str | None = None


class Thread(Light):
    text: str | None = None
    channel: Ref | None = None
    entryType: Ref | None = None


class Incident(Light):
    id: Annotated[int, Field(ge=1)] | None = None
    lookupName: str | None = None
    subject: str | None = None
    threads: list[Thread] | None = None


class Response(Light):
    bcc: Emails | None = None
    cc: Emails | None = None
    fileAttachments: list[Attachment] | None = None
    incident: Incident | None = None
    useEmailSignature: bool | None = None


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    generate_into(folder, "flavoured", models=("pydantic",))
    same = import_from(folder, "flavoured.pydantic_models.incident_response").IncidentResponseCreate
    for name in ("small", "large", "as_sent"):
        body = getattr(bodies, name)()
        reading = {
            "ours": lambda body=body: IncidentResponseCreate.from_json(body),
            "pydantic, same": lambda body=body: same.model_validate(body, strict=True),
            "pydantic, light": lambda body=body: Response.model_validate(body),
        }
        print("from_json", name, {k: f"{v:.2f}" for k, v in ratios(reading).items()})
        ours = IncidentResponseCreate.from_json(body)
        theirs = same.model_validate(body, strict=True)
        writing = {
            "ours": ours.to_json,
            "pydantic": lambda model=theirs: model.model_dump(by_alias=True, exclude_unset=True),
        }
        assert ours.to_json() == theirs.model_dump(by_alias=True, exclude_unset=True) == body
        print("to_json", name, {k: f"{v:.2f}" for k, v in ratios(writing).items()})


if __name__ == "__main__":
    main()
