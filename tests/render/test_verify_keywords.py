"""The last look at the table of keywords, the only module with lambdas."""

from __future__ import annotations

import pytest
from support.verified_source import refusal


@pytest.mark.parametrize(
    ("check", "path", "is_taken"),
    [
        ("lambda value, limit: len(value) < limit", "validators/_keywords.py", True),
        ("lambda value, limit: len(value) < limit", "validators/things.py", False),
        ("lambda x: x", "validators/_keywords.py", False),
        ("lambda value, limit=open('x'): value", "validators/_keywords.py", False),
        ("lambda value, limit: value.__class__.mro()", "validators/_keywords.py", False),
        ("lambda value, limit: eval(value)", "validators/_keywords.py", False),
    ],
)
def test_only_the_table_of_keywords_has_checks_as_lambdas(check: str, path: str, is_taken: bool):
    entry = f'KEYWORDS = {{"minLength": ("string", make_limit({check}), "")}}\n'
    assert (refusal(entry, path) is None) is is_taken
