"""Source text that is checked as a generated module."""

from __future__ import annotations

import warnings

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.render.verify import verify_generated_source


def refusal(text: str, path: str = "module.py") -> str | None:
    """Return why *text* is rejected as a generated module; None if it is accepted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as a number directly followed by a word
        try:
            verify_generated_source(SourceFile(path=path, text=text))
        except OutputError as error:
            return str(error)
    return None
