"""The parse stage: the catalog's dialect of JSON Schema, read into the IR.

The rules are listed in CONTRIBUTING.md; the facts behind them are Oracle's own pages and what live
sites were seen to send.
"""

from connectgen.parse.api import parse_api

__all__ = ["parse_api"]
