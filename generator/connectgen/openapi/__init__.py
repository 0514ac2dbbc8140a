"""The API as an OpenAPI 3.1 document, for tools and for generators of other languages."""

from __future__ import annotations

from connectgen.openapi.document import build_document

__all__ = ["build_document"]
