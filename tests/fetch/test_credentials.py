"""Where credentials come from, and that they are not told."""

from __future__ import annotations

import base64
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from connectgen.core.errors import ConfigError
from connectgen.fetch.credentials import find_credentials
from connectgen.fetch.urls import parse_site
from keyring.credentials import SimpleCredential

SITE = parse_site("https://mysite.example.com")
SECRET = "hush:hüsh"


class Backend(keyring.backend.KeyringBackend):
    priority = 1.0

    def __init__(self, credential: SimpleCredential | None) -> None:
        self.credential = credential
        self.asked: list[tuple[str, str | None]] = []

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringError(SECRET)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringError(SECRET)

    def get_credential(self, service: str, username: str | None) -> SimpleCredential | None:
        self.asked.append((service, username))
        return self.credential


@pytest.fixture(autouse=True)
def backend() -> Iterator[Backend]:
    before = keyring.get_keyring()
    backend = Backend(None)
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"NETRC": str(tmp_path / "netrc")}


def basic(username: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


def test_a_staff_account(environment: dict[str, str]):
    environment |= {"CONNECTGEN_USERNAME": "ann", "CONNECTGEN_PASSWORD": SECRET}
    assert find_credentials(SITE, environment).authorization == basic("ann", SECRET)


@pytest.mark.parametrize(
    ("name", "scheme"), [("CONNECTGEN_SESSION", "Session"), ("CONNECTGEN_TOKEN", "Bearer")]
)
def test_a_token(environment: dict[str, str], name: str, scheme: str):
    environment[name] = "abc.def-123"
    assert find_credentials(SITE, environment).authorization == f"{scheme} abc.def-123"


def test_nothing_is_found(environment: dict[str, str]):
    assert find_credentials(SITE, environment).authorization == ""


@pytest.mark.parametrize(
    "given",
    [
        {"CONNECTGEN_PASSWORD": SECRET},
        {"CONNECTGEN_USERNAME": "ann"},
        {"CONNECTGEN_USERNAME": f"ann:{SECRET}", "CONNECTGEN_PASSWORD": SECRET},
        {"CONNECTGEN_TOKEN": f"{SECRET}\r\nX: y"},
        {"CONNECTGEN_TOKEN": f"{SECRET} "},
        {"CONNECTGEN_SESSION": SECRET},
        {"CONNECTGEN_SESSION": "hush", "CONNECTGEN_TOKEN": "hush"},
    ],
)
def test_what_cannot_be_used_is_refused_and_not_repeated(
    environment: dict[str, str], given: dict[str, str]
):
    with pytest.raises(ConfigError) as caught:
        find_credentials(SITE, environment | given)
    assert "hush" not in repr(caught.value)
    assert caught.value.__context__ is None


def test_netrc_is_asked_for_the_host_and_not_for_any(environment: dict[str, str]):
    netrc = Path(environment["NETRC"])
    netrc.write_text("default login all password everywhere\n")
    assert find_credentials(SITE, environment).authorization == ""
    netrc.write_text(f'machine mysite.example.com login bob password "{SECRET}"\n')
    assert find_credentials(SITE, environment).authorization == basic("bob", SECRET)
    other = parse_site("https://other.example.com")
    assert find_credentials(other, environment).authorization == ""
    with pytest.raises(ConfigError, match="no password"):
        find_credentials(SITE, environment | {"CONNECTGEN_USERNAME": "ann"})


def test_a_broken_netrc_is_told_by_its_line_alone(environment: dict[str, str]):
    Path(environment["NETRC"]).write_text(f"machine mysite.example.com login bob\n{SECRET}\n")
    with pytest.raises(ConfigError, match=r"cannot be read as netrc at line \d") as caught:
        find_credentials(SITE, environment)
    assert "hush" not in str(caught.value)
    assert caught.value.__context__ is None


def test_keyring_is_asked_last(environment: dict[str, str], backend: Backend):
    backend.credential = SimpleCredential("eve", SECRET)
    assert find_credentials(SITE, environment).authorization == basic("eve", SECRET)
    assert backend.asked == [("https://mysite.example.com", None)]
    find_credentials(SITE, environment | {"CONNECTGEN_USERNAME": "eve"})
    assert backend.asked[-1] == ("https://mysite.example.com", "eve")
    find_credentials(SITE, environment | {"CONNECTGEN_TOKEN": "abc"})
    assert len(backend.asked) == 2


def test_they_are_shown_nowhere(environment: dict[str, str], caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    environment |= {"CONNECTGEN_USERNAME": "ann", "CONNECTGEN_PASSWORD": SECRET}
    found = find_credentials(SITE, environment)
    encoded = found.authorization.removeprefix("Basic ")
    for text in (repr(found), str(found), caplog.text):
        assert SECRET not in text
        assert encoded not in text
    told = found.redact_secrets(f"{found.authorization} of ann, {SECRET}, {SECRET!r}")
    assert told == "Basic [redacted] of ann, [redacted], '[redacted]'"
    assert found.redact_name(told).startswith("Basic [redacted] of [redacted],")


def test_what_is_as_short_as_a_syllable_is_a_secret_as_a_word_alone(environment: dict[str, str]):
    environment |= {"CONNECTGEN_USERNAME": "u", "CONNECTGEN_PASSWORD": "p"}
    found = find_credentials(SITE, environment)
    told = found.redact_name(found.redact_secrets("http is not supported, u; your password is 'p'"))
    assert told == "http is not supported, [redacted]; your password is '[redacted]'"


def test_a_missing_keyring_is_named_with_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    environment = {"CONNECTGEN_USERNAME": "kim", "NETRC": str(tmp_path / "none")}
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"pip install 'keyring>=.*' \(extra keyring of"):
        find_credentials(SITE, environment)
