"""The parse stage: the catalog's dialect of JSON Schema, read into the IR.

The rules are listed in CONTRIBUTING.md; the facts behind them are Oracle's own pages and what live
sites were seen to send.
"""

from connectgen.parse.api import parse_api
from connectgen.parse.standard_resources import (
    add_standard_resources,
    unlisted_standard_resources,
)

__all__ = ["add_standard_resources", "parse_api", "unlisted_standard_resources"]
