"""Overlay stage: correct documents that are wrong or silent (JSON Patch, RFC 6902)."""
