"""Formats: what each accepts and refuses, that none raises, and who carries the code for them."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import idna
import pytest
from connectgen import compile_validator
from connectgen.json_schema.keywords import find_keyword
from connectgen.pipeline.generate import Options, generate_package, render_source_files
from hypothesis import given, settings
from hypothesis import strategies as st
from support import generate_into, import_from, module_of, write_schemas

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
LABEL_63 = "a" * 63
TABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "date-time": (
        ("2020-05-11T18:26:28Z", "1990-12-31T15:59:60-08:00", "2000-02-29t00:00:00.1+00:00"),
        ("2020-05-11", "2020-05-11 18:26:28Z", "2020-05-11T18:26:28", "1990-12-31T15:59:60Z"),
    ),
    "date": (("2020-02-29", "0000-01-01"), ("2019-02-29", "2020-1-1", "2020-01-01\n", "")),
    "time": (
        ("18:26:28Z", "18:26:28.123+05:30", "23:59:60z", "01:29:60+01:30", "00:00:00-00:00"),
        ("18:26:28", "24:00:00Z", "18:26Z", "22:59:60Z", "18:26:28+24:00", "1\u09e8:00:00Z", ""),
    ),
    "email": (
        (
            "joe.bloggs@example.com",
            '"joe bloggs"@example.com',
            '"a@b\\""@example.com',
            '""@example.com',
            "joe+tag@[192.0.2.1]",
            "joe@[IPv6:2001:db8::1]",
            f"{'a' * 64}@localhost",
        ),
        (
            "joe",
            "@example.com",
            "joe@",
            ".joe@example.com",
            "jo..e@example.com",
            "joe bloggs@example.com",
            "joe@-example.com",
            "joe@example..com",
            "joe@example.com\n",
            "joe@[192.0.2.256]",
            "joe@[2001:db8::1]",
            "joe@[192.0.2.1",
            '"joe"bloggs@example.com',
            "jo\u00e9@example.com",
            f"{'a' * 65}@example.com",
            f"joe@{'a.' * 127}aa",
        ),
    ),
    "idn-email": (
        ("joe@example.com", "\u00e9@\u00fc.example", '"\u00e9"@example.com', "\U0001d54f@a.b"),
        (
            *("\u00e9", "\u00e9@", "a\uff20b.example", "\u00e9" * 33 + "@a.b", "\ud800@a.b"),
            *(
                "\u00e9@\u00b7\u00fce",
                "a@\u00fc_b",
                "a@\u00fc..b",
                "a@-\u00fc",
                "a@\u00dc",
                "a@[\u00fc]",
            ),
        ),
    ),
    "hostname": (
        (
            "example.com",
            "1host",
            "a--b.example",
            "xn--mnchen-3ya.de",
            f"{LABEL_63}.com",
            "LOCALHOST",
        ),
        (
            "",
            ".",
            "example.com.",
            "-a",
            "a-",
            "a_b",
            f"{LABEL_63}a",
            ".".join([LABEL_63] * 4),
            "m\u00fcnchen.de",
            "xn--x",
            "xn--7a",
            "XN--aa---o47jg78q",
            "a.b\n",
            "\u212aelvin.com",
        ),
    ),
    "idn-hostname": (
        (
            "m\u00fcnchen.de",
            "example",
            "\u5b9e\u4f8b\u3002\u6d4b\u8bd5",
            "xn--mnchen-3ya.de",
            "l\u00b7l",
        ),
        (
            "",
            ".",
            "a..b",
            "\u00fc.",
            "-\u00fc",
            "M\u00dcNCHEN.de",
            "u\u0308",
            "a\u00b7l",
            "\u0915\u200d\u0937",
            "0a.\u05d0",
            "\ud800\u00fc",
            "\u00fc" * 60,
            ".".join(["\u00fc" * 50] * 5),
        ),
    ),
    "ipv4": (
        ("0.0.0.0", "255.255.255.255", "192.0.2.1"),
        ("", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4\n", "1\u09e8.0.0.1"),
    ),
    "ipv6": (
        (
            "::",
            "::1",
            "1::",
            "1:2:3:4:5:6:7:8",
            "1::7:8",
            "::ffff:192.0.2.1",
            "1:2:3:4:5:6:1.2.3.4",
        ),
        (
            "",
            ":",
            ":::",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1::2::3",
            "1:2:3:4::5:6:7:8",
            "12345::",
            "::g",
            "1.2.3.4",
            "1.2.3.4::",
            "::1.2.3",
            "::1.2.3.4:5",
            "fe80::1%eth0",
            "[::1]",
            "::1\n",
        ),
    ),
    "uri": (
        (
            "https://example.com",
            "https://example.com:8080/a/b?c=d#e",
            "http://user:pw@example.com?q",
            "http://[2001:db8::1]:80/",
            "http://[v1.a:b]/",
            "urn:a:b",
            "file:///etc/hosts",
            "mailto:joe@example.com",
            "http://example.com/%41",
            "http:",
            "http://",
            "http://example.com#a",
        ),
        (
            "",
            "/a",
            "example.com/a",
            "1http://a",
            "http://a b",
            "http://a/%4",
            "http://a/\u00e9",
            "http://a:b",
            "http://a@b@c",
            "http://a/[b]",
            "http://[::1",
            "http://[1::2::3]",
            "http://[::1]a",
            "http://[]",
            "http:/[::1]",
            "http://a#b#c",
            "http://a\n",
        ),
    ),
    "uri-reference": (
        ("", "#a", "?a", "a/b:c", "./a:b", "//host/a", "/a//b", "https://example.com/", "a:b"),
        ("1:b", "a b", "/%zz", "/[::1]", "//a:b", "\\a", "#a#b", "/\u00e9", "a\n"),
    ),
    "iri": (
        ("http://\u00fc.example/\u00e9?\ue000#\u00e9", "http://[::1]/\u00e9", "urn:\u00e9"),
        (
            "\u00e9",
            "http://a/\ue000",
            "http://a/\ud800",
            "http://[\u00e9]",
            "http://a/\n",
            "\u00e9:a",
        ),
    ),
    "iri-reference": (
        ("", "\u00e9", "/\u00e9", "#\u00e9", "//\u00fc.example"),
        ("\\\u00e9", "#\u00e9\\", "/\ufdd0", "\u00e9 ", "\u00e9:a"),
    ),
    "uri-template": (
        (
            "",
            "/a",
            "/{a}",
            "/{a,b*}{?c:3,d.e}",
            "{%41}",
            "a'b",
            "/\u00e9\ue000",
            "{+a}{#b}{;c}{&d}",
        ),
        (
            "{",
            "}",
            "{}",
            "{a",
            "{a,}",
            "{a:0}",
            "{a:12345}",
            "{a-b}",
            "{a..b}",
            "a b",
            "%4",
            "{{a}}",
        ),
    ),
    "json-pointer": (
        ("", "/", "/a/0", "/a~0b~1c", "/\n\u00e9", "/ "),
        ("a", "#/a", "/~", "/~2", "/a~~0"),
    ),
    "relative-json-pointer": (
        ("0", "1", "10#", "0/a/b", "2//"),
        ("", "/a", "01", "-1", "+1", "1#a", "1a", "1/~2", "1\n", "\u0661"),
    ),
    "regex": (
        ("", "^a+$", "(?<q>['\"]).*\\k<q>", "\\p{L}", "[^]"),
        ("(", "(?P<a>b)", "[a", "a**", "\\a", "(?i)a", "b{2,1}", "\\p{1L}"),
    ),
}


def compiled(name: str) -> Any:
    schema = {"$schema": DRAFT_7, "format": name}
    return module_of(compile_validator(schema, formats=True))


CHECKS: dict[str, Callable[[object], bool]] = {name: compiled(name).is_valid for name in TABLE}


def table(kind: int) -> list[tuple[str, str]]:
    return [(name, text) for name, pair in TABLE.items() for text in pair[kind]]


def test_valid_texts_are_accepted():
    assert [(name, text) for name, text in table(0) if not CHECKS[name](text)] == []


def test_invalid_texts_are_refused():
    assert [(name, text) for name, text in table(1) if CHECKS[name](text)] == []


@pytest.mark.parametrize("name", TABLE)
def test_other_types_pass(name: str):
    assert all(CHECKS[name](value) for value in (None, True, 1, 1.5, [], {}))


@pytest.mark.parametrize("name", TABLE)
def test_a_violation_says_what_is_wanted(name: str):
    known = find_keyword("format", name)
    assert known is not None
    (violation,) = compiled(name).violations(TABLE[name][1][0])
    assert violation.message.startswith(f"must {known.expectation(name)}")
    assert known.docstring_phrase(name).endswith(".")


def test_a_format_that_nobody_knows_is_not_checked():
    assert compiled("colour").is_valid("?")


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


def schemas_with(folder: Path, *formats: str) -> Path:
    """Write the schemas of a site whose things have one member for each of *formats*."""
    properties = {name: {"type": "string", "format": name} for name in formats}
    record = {"type": "object", "properties": properties}
    things = {"type": "object", "definitions": {"singularResource": record}}
    return write_schemas(folder, {"things": things})


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        (("date", "date-time", "time"), set[str]()),
        (("uri", "date"), {"_uris"}),
        (("email",), {"_formats", "_uris"}),
        (("hostname",), {"_hostnames"}),
        (("idn-email",), {"_formats", "_hostnames", "_idn_email", "_uris"}),
        (("regex",), {"_regex"}),
    ],
)
def test_a_package_holds_only_the_formats_that_it_uses(
    tmp_path: Path, formats: tuple[str, ...], expected: set[str]
):
    options = Options(schemas=schemas_with(tmp_path, *formats), resources=("things",))
    files, _ = render_source_files(options)
    names = ("_formats", "_hostnames", "_idn_email", "_regex", "_uris")
    optional = {f"validators/{name}.py" for name in names}
    assert {file.path for file in files} & optional == {f"validators/{n}.py" for n in expected}


def test_a_module_that_is_kept_keeps_its_formats(tmp_path: Path):
    options = Options(
        schemas=schemas_with(tmp_path / "schemas", "email"),
        output=tmp_path,
        package="kept",
        resources=("things",),
    )
    generate_package(options)
    notes = {"type": "object", "definitions": {"singularResource": {"type": "object"}}}
    write_schemas(tmp_path / "schemas", {"notes": notes})
    result = generate_package(replace(options, resources=("notes", "things")))
    assert "validators/things.py" not in result.generated
    assert not import_from(tmp_path, "kept.validators.things").is_valid_create({"email": "joe"})
    generate_package(replace(options, resources=("notes",)))
    assert not (tmp_path / "kept" / "validators" / "_formats.py").exists()


def test_a_package_judges_by_each_format(tmp_path: Path):
    schemas = schemas_with(tmp_path / "schemas", *TABLE)
    generate_into(tmp_path, "with_formats", schemas=schemas, resources=("things",))
    validators = import_from(tmp_path, "with_formats.validators.things")
    for name, (valid, invalid) in TABLE.items():
        assert validators.create_violations({name: valid[0]}) == [], name
        (violation,) = validators.create_violations({name: invalid[0]})
        assert violation.keyword == "format", name


def test_importing_validators_compiles_no_pattern(tmp_path: Path):
    schemas = schemas_with(tmp_path / "schemas", *TABLE)
    generate_into(tmp_path, "lazy_formats", schemas=schemas, resources=("things",))
    code = (
        "import sys; before = set(sys.modules); import lazy_formats.validators.things; "
        "print(sorted({'re', 'unicodedata', 'ipaddress', 'typing'} & (set(sys.modules) - before)))"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")
