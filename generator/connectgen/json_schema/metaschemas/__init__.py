"""Predicates compiled from the meta-schemas; `pytest --update` compiles them again."""
