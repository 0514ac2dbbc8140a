from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.openapi import describe_api, format_document
from support import write_schemas
from support.injection_payloads import PAYLOADS

Document = dict[str, Any]


@pytest.fixture(scope="session")
def sample_openapi(sample_schemas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the OpenAPI document of the sample site."""
    return write_openapi(tmp_path_factory.mktemp("openapi"), sample_schemas)


@pytest.fixture(scope="session")
def hostile_openapi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the OpenAPI document of a site whose texts are markup."""
    texts = (
        *("<img src=x onerror=pwn()>", "<script>pwn()</script>", "[a](https://evil.example/b)"),
        *("https://evil.example/c", "www.evil.example", "a@evil.example", "<https://evil.example>"),
        *("![a](https://evil.example/d.png)", "[a]: https://evil.example/e\n\n[a]", "# PWN", "---"),
        *("javascript:pwn()", "`x`<b>pwn</b>", "<!-- -->", "&lt;script&gt;pwn()&lt;/script&gt;"),
        *PAYLOADS,
    )
    fields = {
        f"field{number}": {"type": "string", "description": text, "label": text}
        for number, text in enumerate(texts)
    }
    record = {"type": "object", "description": "\n\n".join(texts[:15]), "properties": fields}
    folder = tmp_path_factory.mktemp("hostile")
    schemas = write_schemas(folder, {"things": {"definitions": {"singularResource": record}}})
    return write_openapi(folder, schemas)


def write_openapi(folder: Path, schemas: Path, form: str = "json") -> Path:
    document, _ = describe_api(Options(schemas=schemas))
    file = folder / f"openapi.{form}"
    file.write_bytes(format_document(document, form))
    return file
