"""Snapshot stage: documents of a catalog to and from a pinned folder."""
