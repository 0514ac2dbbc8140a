"""The manifest of a package: what connectgen wrote into it, and from what.

It holds the digest of every file. By it, connectgen recognizes a file that was edited by hand, and
distinguishes a file that is no longer generated from one of the user's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectgen.core.errors import OutputError
from connectgen.core.os_errors import describe_read_error
from connectgen.core.portable import is_below, with_line_feeds
from connectgen.file_formats.check import find_mistakes

__all__ = ["MANIFEST", "Manifest", "dump_manifest", "read_manifest", "sha256_hex"]

MANIFEST = "connectgen.json"
"""Name of the file."""

_ADVICE = (
    "not a manifest of connectgen (a conflict of a merge in it?); "
    "delete it, and generate with --force"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Digests of what a package was generated from, and of its files."""

    inputs: Mapping[str, str]
    """Digest of each kind of input, by its name."""

    files: Mapping[str, str]
    """SHA-256 of each file, by its path below the package."""

    modules: Mapping[str, str] = field(default_factory=dict[str, str])
    """Digest of what each resource module was made from, by its path below the package."""


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of *data* in hexadecimal, the same for CRLF and for line feeds."""
    return hashlib.sha256(with_line_feeds(data)).hexdigest()


def read_manifest(package: Path) -> Manifest | None:
    """Return the manifest of *package*, or None if it has none.

    Raises:
        OutputError: it cannot be read, or is not a manifest.
    """
    file = package / MANIFEST
    try:
        content: Any = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        at = next((path for path in (package, *package.parents) if path.is_file()), package)
        raise OutputError(f"{at}: is a file, not a folder") from error
    except OSError as error:
        raise OutputError(describe_read_error(file, error)) from error
    except (ValueError, RecursionError) as error:
        raise OutputError(f"{file}: {_ADVICE}") from error
    mistakes = find_mistakes("manifest", content)
    if mistakes:
        lines = (f"{file}#{pointer}: {message}" for pointer, message in mistakes)
        raise OutputError(*lines, f"{file}: {_ADVICE}")
    manifest = Manifest(
        inputs=content["inputs"], files=content["files"], modules=content.get("modules", {})
    )
    # A merge or an attacker may have written it, and what it lists is removed when it is stale.
    if not all(is_below(path) for path in (*manifest.files, *manifest.modules)):
        raise OutputError(f"{file}: {_ADVICE}")
    return manifest


def dump_manifest(manifest: Manifest) -> bytes:
    """Return the content of the file: keys sorted, one entry a line, for short diffs."""
    content = {
        "files": dict(manifest.files),
        "inputs": dict(manifest.inputs),
        "modules": dict(manifest.modules),
    }
    text = json.dumps(content, indent=2, sort_keys=True)
    return f"{text}\n".encode()
