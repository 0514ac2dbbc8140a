from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.pipeline.openapi import describe_api, format_document
from connectgen.snapshot.menus import store_menus
from support import ROOT, write_schemas
from support.injection_payloads import PAYLOADS

Document = dict[str, Any]


@pytest.fixture(scope="session")
def sample_openapi(sample_schemas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the OpenAPI document of the sample site."""
    return write_openapi(tmp_path_factory.mktemp("openapi"), sample_schemas)


@pytest.fixture(scope="session")
def demo_openapi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the OpenAPI document of the site that is invented: its menus are pinned."""
    return write_openapi(tmp_path_factory.mktemp("demo"), ROOT / "schemas" / "demo")


@pytest.fixture(scope="session")
def hostile_openapi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the OpenAPI document of a site whose texts and labels are markup."""
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
    kind = {"$ref": "/services/rest/connect/v1.4/metadata-catalog/namedIDs/things/kind"}
    record = {
        "type": "object",
        "description": "\n\n".join(texts[:15]),
        "properties": {**fields, "kind": kind},
    }
    folder = tmp_path_factory.mktemp("hostile")
    schemas = write_schemas(folder, {"things": {"definitions": {"singularResource": record}}})
    labels = (MenuEntry(id=number, name=text) for number, text in enumerate(texts[:25], 1))
    menu = Menu(path="namedIDs/things/kind", entries=tuple(labels))
    store_menus(schemas, "v1.4", MenuFile(site="0", menus=(menu,)), name="schemas")
    return write_openapi(folder, schemas)


def write_openapi(folder: Path, schemas: Path, form: str = "json") -> Path:
    document, _ = describe_api(Options(schemas=schemas))
    file = folder / f"openapi.{form}"
    file.write_bytes(format_document(document, form))
    return file
