"""Which URLs belong to a site: nothing else is ever asked."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from connectgen.core.catalog_paths import decode_name, encode_path, is_path
from connectgen.core.errors import ConfigError
from connectgen.fetch.urls import CatalogUrlError, parse_site

SITE = parse_site("https://mysite.example.com")
CATALOG = "https://mysite.example.com/services/rest/connect/v1.4/metadata-catalog"
BASE = f"{CATALOG}/incidents"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://mysite.example.com", "https://mysite.example.com"),
        ("https://mysite.example.com/", "https://mysite.example.com"),
        ("HTTPS://MySite.Example.com:443/", "https://mysite.example.com"),
        ("https://mysite.example.com:8443", "https://mysite.example.com:8443"),
        ("https://name--tst.custhelp.example", "https://name--tst.custhelp.example"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_site_is_an_origin(url: str, origin: str):
    assert parse_site(url).origin == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mysite.example.com",
        "ftp://mysite.example.com",
        "http://mysite.example.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "https://",
        "https://user:hush-hush@mysite.example.com",
        "https://hush-hush@mysite.example.com",
        "https://mysite.example.com/services/rest?hush-hush",
        "https://mysite.example.com#hush-hush",
        "https://mysite.example.com:hush-hush",
        "https://mysite.example.com:99999",
        "https://my site.example.com",
        "https://mysite.example.com\\@evil.example.com",
        "https://[::1",
        "https://mysité.example.com",
    ],
)
def test_what_is_not_a_site_is_refused_and_not_repeated(url: str):
    with pytest.raises(ConfigError, match=r"^site: ") as caught:
        parse_site(url)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (f"{CATALOG}/incidents/threads", "incidents/threads"),
        (f"{CATALOG}/incidents/threads/", "incidents/threads"),
        (f"{CATALOG}/CO.Warranty", "CO.Warranty"),
        (f"{CATALOG}/incidents%2Fthreads", "incidents/threads"),
        ("HTTPS://MYSITE.example.com:443" + CATALOG[26:] + "/contacts", "contacts"),
        ("/services/rest/connect/v1.4/metadata-catalog/contacts", "contacts"),
        ("contacts", "contacts"),
        ("incidents/threads", "incidents/threads"),
        (CATALOG, ""),
        (f"{CATALOG}/incidents#/definitions/singularResource", "incidents"),
        (f"{CATALOG}//incidents//threads/", "incidents/threads"),
        (f"{CATALOG}/contacts?x=1#y", "contacts"),
        (f"{CATALOG}/thr%65ads", "threads"),
        (f"{CATALOG}/a%00b", "a%00b"),
        (f"{CATALOG}/.hidden", "%2Ehidden"),
        (f"{CATALOG}/snapshot", "%73napshot"),
        (f"{CATALOG}/SNAPSHOT/x", "SNAPSHOT/x"),
        (f"{CATALOG}/CO.Gr\u00f6\u00dfe/it's", "CO.Gr%C3%B6%C3%9Fe/it%27s"),
        (f"{CATALOG}/CO.Gr%c3%b6%c3%9fe", "CO.Gr%C3%B6%C3%9Fe"),
        (f"{CATALOG.upper()[:26].lower()}{CATALOG[26:].upper()}/contacts", "contacts"),
        (f"  {CATALOG}/contacts ", "contacts"),
    ],
)
def test_a_url_of_the_catalog_names_a_path(url: str, found: str):
    assert SITE.version_and_path(url, BASE) == ("v1.4", found)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/services/rest/connect/v1.4/metadata-catalog/contacts",
        "//evil.example.com/services/rest/connect/v1.4/metadata-catalog/contacts",
        "http://mysite.example.com/services/rest/connect/v1.4/metadata-catalog/contacts",
        "https://mysite.example.com:444/services/rest/connect/v1.4/metadata-catalog/contacts",
        "https://mysite.example.com.evil.example/services/rest/connect/v1.4/metadata-catalog/x",
        "https://[::1/contacts",
        "file:///etc/passwd",
        f"{CATALOG}/../../../../etc/passwd",
        f"{CATALOG}/%2e%2e/%2e%2e/secrets",
        f"{CATALOG}/..%2F..%2Fsecrets",
        f"{CATALOG}/{'a/' * 101}a",
        f"{CATALOG}/{'a' * 251}",
        f"{CATALOG}/{'%C3' * 84}",
        f"{CATALOG}/%20/x",
        "https://mysite.example.com/services/rest/connect/v1.4/incidents",
    ],
)
def test_what_is_no_document_of_the_catalog_is_refused(url: str):
    with pytest.raises(CatalogUrlError):
        SITE.version_and_path(url, f"{CATALOG}/")


@pytest.mark.parametrize(
    "name", ["CO.Gr\u00f6\u00dfe", "a b", "%", "%41", "a\nb", ".x", "-", "\u6f22"]
)
def test_a_name_can_be_read_back_from_its_path(name: str):
    path = encode_path(quote(name))
    assert path is not None
    assert path.isascii()
    assert is_path(path)
    assert decode_name(path) == name


def test_a_path_has_a_hundred_steps_at_most():
    assert is_path("/".join("a" * 100))
    assert not is_path("/".join("a" * 101))


def test_the_digest_tells_sites_apart():
    assert SITE.digest == parse_site("https://MYSITE.example.com/").digest
    assert SITE.digest != parse_site("https://mysite.example.com:8443").digest
    assert len(SITE.digest) == 64
