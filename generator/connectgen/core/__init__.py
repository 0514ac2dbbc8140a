"""Vocabulary of all stages: the IR, documents, locations, errors."""
