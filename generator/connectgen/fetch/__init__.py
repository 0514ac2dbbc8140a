"""The fetch stage: a site's catalog, asked for document by document.

`addresses` says which URLs belong to a site, `credentials` who asks, `session` how it is asked
(the only module that sends anything), `listing` and `references` what an answer leads to, and
`crawl` puts them together. Nothing is written here.
"""

from __future__ import annotations

from connectgen.fetch.crawl import Progress, Request, crawl
from connectgen.fetch.credentials import Credentials, find_credentials
from connectgen.fetch.http_session import Manners, Session
from connectgen.fetch.urls import Site, site_of

__all__ = [
    "Credentials",
    "Manners",
    "Progress",
    "Request",
    "Session",
    "Site",
    "crawl",
    "find_credentials",
    "site_of",
]
