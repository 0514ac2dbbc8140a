"""The fetch stage: a site's catalog, asked for document by document.

`addresses` says which URLs belong to a site, `credentials` who asks, `session` how it is asked
(the only module that sends anything), `listing` and `references` what an answer leads to, and
`crawl_catalog` puts them together. Nothing is written here.
"""

from __future__ import annotations

from connectgen.fetch.crawl import CatalogRequest, ProgressCallback, crawl_catalog
from connectgen.fetch.credentials import Credentials, find_credentials
from connectgen.fetch.http_session import CatalogSession, RequestPolicy
from connectgen.fetch.urls import Site, parse_site

__all__ = [
    "CatalogRequest",
    "CatalogSession",
    "Credentials",
    "ProgressCallback",
    "RequestPolicy",
    "Site",
    "crawl_catalog",
    "find_credentials",
    "parse_site",
]
