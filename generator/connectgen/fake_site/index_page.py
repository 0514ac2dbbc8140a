"""The page at `/`, which shows a person what the site has; it loads nothing."""

from __future__ import annotations

import shlex
from html import escape
from urllib.parse import quote

from connectgen.fake_site.site import SimulatedSite

__all__ = ["PAGE_HEADERS", "RECORDS", "index_page"]

RECORDS = "/_connectgen/records"
"""URL below which a browser sees the stored records, without credentials and context."""

PAGE_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem }
table { border-collapse: collapse }
th, td { border-bottom: 1px solid #ccc; padding: .2rem 1.5rem .2rem 0; text-align: left }
pre { background: #f4f4f4; overflow-x: auto; padding: 1rem }
"""
_METHODS = {"list": "GET", "get": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}


def index_page(site: SimulatedSite, url: str) -> str:
    """Return the page as HTML.

    Args:
        site: site that it describes.
        url: URL of the site, without a slash at the end.
    """
    root = f"{url}/services/rest/connect/{site.version}"
    user = site.authenticator.example_user
    credentials = (
        f"It accepts the password of {_text(user)} and of no other user."
        if site.authenticator.is_strict
        else "It accepts any user name and password."
    )
    first = next((name for name in ("contacts", "incidents") if name in site.schemas), "")
    login = shlex.quote(f"{user}:PASSWORD")
    call = f"curl -u {login} -H 'OSvC-CREST-Application-Context: trying' {root}/{first}"
    rows = "\n".join(_table_row(site, name) for name in sorted(site.schemas))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Fake site {_text(site.version)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Fake site, Connect REST API {_text(site.version)}</h1>
<p>This is <code>connectgen serve</code>: a site for tests, without customers and e-mail.
The API is at <code>{_text(root)}</code>. {credentials}</p>
<pre>{_text(call)}</pre>
<ul>
<li><a href="/_connectgen/outbox">E-mails</a> that a site would have sent</li>
<li><a href="/_connectgen/requests">Requests</a> that it received</li>
</ul>
<table>
<thead><tr><th>Resource</th><th>Records</th><th>Methods</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def _table_row(site: SimulatedSite, name: str) -> str:
    operations = site.schemas[name].resource.operations
    methods = dict.fromkeys(_METHODS[each] for each in operations if each in _METHODS)
    link = f'<a href="{RECORDS}/{_text(quote(name, safe=""))}">{_text(name)}</a>'
    count = site.store.count_records(name)
    return f"<tr><td>{link}</td><td>{count}</td><td>{_text(', '.join(methods))}</td></tr>"


def _text(value: str) -> str:
    return escape(value, quote=True)
