"""What a consumer writes: the quickstart's example, held to `mypy --strict` and pyright."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connect_v1_4 import (
    UNSET,
    AsyncClient,
    BearerAuth,
    Client,
    IncidentResponse,
    IncidentResponseCreate,
    OutcomeUnknownError,
    Reference,
    StatusError,
    ValidationError,
)
from connect_v1_4.models.incident_response import FileAttachmentCreate, IncidentCreate, ThreadCreate
from connect_v1_4.validators import incident_response as validators


def answer(client: Client, incident: int, text: str, files: list[Path]) -> str:
    """Send one message to the customer of *incident*, and return the reference number."""
    response = IncidentResponseCreate(
        incident=IncidentCreate(
            id=incident,
            threads=[
                ThreadCreate(text=text, channel=Reference(id=9), entry_type=Reference(id=2)),
            ],
        ),
        file_attachments=[FileAttachmentCreate.from_path(file) for file in files],
    )
    response.use_email_signature = True
    try:
        reply = client.incident_response.create(response)
    except ValidationError as error:
        return "; ".join(violation.message for violation in error.violations)
    except (OutcomeUnknownError, StatusError) as error:
        return str(error)
    return number_of(reply)


def number_of(reply: IncidentResponse) -> str:
    """Return the reference number that a reply carries, or an empty one."""
    if reply.incident and reply.incident.lookup_name is not UNSET:
        return reply.incident.lookup_name
    return ""


async def answer_later(token: str, body: Mapping[str, Any]) -> IncidentResponse:
    """Do the same without blocking, with a mapping."""
    if not validators.is_valid_create(body):
        raise ValidationError(validators.create_violations(body))
    async with AsyncClient(
        "https://mysite.example.com", auth=BearerAuth(token), application_context="Ticket sync"
    ) as client:
        return await client.incident_response.create(body)
