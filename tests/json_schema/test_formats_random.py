"""Formats on random texts: none raises, and other implementations agree."""

from __future__ import annotations

import unicodedata

import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.format_texts import CHECKS, TABLE

pytestmark = pytest.mark.slow

PIECES = st.sampled_from(
    [text[:cut] for pair in TABLE.values() for text in pair[0] + pair[1] for cut in (2, 5, 9, 99)]
)
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=40),
    st.lists(PIECES | st.text(st.characters(codec=None), max_size=2), max_size=4).map("".join),
    st.text("0aA.:-/~[]{}()@%#?*\\\u00b7\u0660\u06f0\u05d0\u200d\ud800", max_size=20),
    st.text("az09-").map(lambda text: f"xn--{text}"),
)


@settings(max_examples=300)
@given(TEXTS)
def test_no_format_raises_whatever_the_text(text: str):
    assert all(check(text) in (True, False) for check in CHECKS.values())


@settings(max_examples=200)
@given(TEXTS)
def test_what_narrows_another_format_is_within_it(text: str):
    for narrow, wide in (
        ("uri", "iri"),
        ("uri", "uri-reference"),
        ("uri-reference", "iri-reference"),
        ("email", "idn-email"),
        ("hostname", "idn-hostname"),
    ):
        assert CHECKS[wide](text) or not CHECKS[narrow](text), (narrow, wide)


LETTERS = st.sampled_from(
    "abl-019\u00b7\u0375\u05f3\u05f4\u30fb\u0660\u06f0\u200c\u200d\u05d0\u0628\u0627\u064a\u094d\u0915"
    "\u03b1\u30a2\u4e00\u0300\u00df\u0640\u302e\u3042\u00fc\u0301\u0710\ua872\u1820\U00010ac0"
)


@settings(max_examples=500)
@given(st.text(LETTERS, min_size=1, max_size=6))
def test_labels_are_judged_as_another_implementation_does(label: str):
    assert CHECKS["idn-hostname"](label) is is_encoded(label)


@settings(max_examples=500)
@given(st.text(LETTERS, max_size=6))
def test_domains_of_mailboxes_are_judged_as_another_implementation_does(label: str):
    expected = is_encoded(unicodedata.normalize("NFC", label))  # which typing may not make
    assert CHECKS["idn-email"](f"\u00e9@{label}") is expected


def is_encoded(label: str) -> bool:
    try:
        idna.encode(label, strict=True)
    except UnicodeError:
        return False
    return True


def test_characters_are_allowed_or_not_as_another_implementation_says():
    wrong: list[str] = []
    for letter in map(chr, range(0x80, 0x3400)):
        if unicodedata.category(letter) == "Cn" or letter in "\u3002":  # unassigned; a separator
            continue
        # Between letters of its own direction, whatever that is.
        side = "\u05d0" if unicodedata.bidirectional(letter) in ("R", "AL", "AN") else "a"
        label = f"{side}{letter}{side}"
        try:
            idna.check_label(label)
        except UnicodeError:
            expected = False
        else:
            expected = True
        if CHECKS["idn-hostname"](label) is not expected:
            wrong.append(f"{ord(letter):04x}")
    assert wrong == []
