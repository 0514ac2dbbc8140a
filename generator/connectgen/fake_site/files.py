"""Answer with the content of attached files."""

from __future__ import annotations

import io
import tarfile
from base64 import b64encode

from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.core.sub_collections import FILES
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.store import Store
from connectgen.fake_site.sub_resources import SubResource

__all__ = ["ARCHIVE", "ARCHIVE_NAME", "archive_files", "file_content", "file_data"]

ARCHIVE = "application/x-tar"
ARCHIVE_NAME = f"{FILES}.tar"


def file_content(store: Store, place: SubResource, entry: JsonObject) -> bytes:
    """Return the content of the file *entry* of the list at *place*.

    Raises:
        Problem: it has none.
    """
    content = store.get_file(place.shape.name, place.record["id"], entry["id"])
    if content is None:
        raise Problem(404, 5, f"{entry.get('fileName')} has no content")
    return content


def file_data(store: Store, place: SubResource) -> JsonObject | None:
    """Return the answer to `GET …/fileAttachments/<id>/data`; None if *place* is another.

    Raises:
        Problem: the file has no content.
    """
    if len(place.names) < 3 or (place.names[-3], place.names[-1]) != (FILES, "data"):
        return None
    content = file_content(store, place, {"id": int(place.names[-2])})
    return {"data": b64encode(content).decode()}


def archive_files(store: Store, place: SubResource) -> bytes:
    """Return a tar archive of all files of the list at *place*."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for entry in place.value if is_array(place.value) else ():
            if not is_object(entry):
                continue
            content = store.get_file(place.shape.name, place.record["id"], entry["id"]) or b""
            member = tarfile.TarInfo(str(entry.get("fileName") or entry["id"]))
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return archive.getvalue()
