"""Texts for formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectgen import compile_validator

from support import module_of

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
    "duration": (
        ["P1Y2M3DT4H5M6S", "P1D", "PT0S", "P4W", "P1YT1M", "P10M3D", "PT1H", "P2DT12H30M"],
        [
            "P",
            "PT",
            "P1DT",
            "P1Y3D",
            "PT1H3S",
            "P1W2D",
            "1D",
            "P-1D",
            "P1.5D",
            "P1S",
            "p1d",
            "P1D\n",
        ],
    ),
    "uuid": (
        [
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "00000000-0000-0000-0000-000000000000",
            "2EB8AA08-AA98-11EA-B4Aa-73B441D16380",
        ],
        [
            "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
            "",
            "{}",
            "2eb8aa08-aa98-11ea-b4aa73b441d16380a",
            "zeb8aa08-aa98-11ea-b4aa-73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380\n",
        ],
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
