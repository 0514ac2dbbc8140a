"""The fetch stage: download a site's catalog, one document after another.

`urls` decides which URLs belong to a site, `credentials` finds the user's, `http_session` sends the
requests (no other module does), `listing` and `links` find what an answer leads to, `crawl` walks
the catalog, `site_check` asks only whether it can be reached, and `errors` makes every message
about a failure. Nothing is written here, except by `record` for those who ask for it.
"""

from __future__ import annotations

from connectgen.fetch.crawl import CatalogRequest, ProgressCallback, crawl_catalog
from connectgen.fetch.credentials import Credentials, find_credentials
from connectgen.fetch.http_session import CatalogSession, RequestPolicy
from connectgen.fetch.record import AnswerRecorder
from connectgen.fetch.site_check import SiteCheck, check_site
from connectgen.fetch.urls import Site, parse_site

__all__ = [
    "AnswerRecorder",
    "CatalogRequest",
    "CatalogSession",
    "Credentials",
    "ProgressCallback",
    "RequestPolicy",
    "Site",
    "SiteCheck",
    "check_site",
    "crawl_catalog",
    "find_credentials",
    "parse_site",
]
