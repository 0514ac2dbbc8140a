"""Texts that try to get out of a literal, a docstring, a comment, a template or a page.

Each runs `CODE` where it succeeds, which leaves a file behind: the canary.
"""

from __future__ import annotations

__all__ = ["CODE", "PAYLOADS", "benign"]

CODE = "__import__('pathlib').Path('canary').touch()"
_CODE = CODE.replace("'", '"')
_WITHOUT_QUOTES = f"__import__({'+'.join(f'chr({ord(c)})' for c in 'os')}).mkdir(chr(99))"


def _stand_in(text: str) -> str:
    """Return *text* as a stand-in for wire names wrote it, until it was abused."""
    return f"wire name {text.encode('utf-16-be').hex()}"


_BEHIND_A_QUOTE = (
    *(f"'+{_CODE}+'", f'"+{CODE}+"', f"';{_CODE}#", f'";{CODE}#', f"',{_CODE},'", f'",{CODE},"'),
    *(f"'''\n{CODE}\n'''", f'"""\n{CODE}\n"""', f'"""+{CODE}+"""', f'x"""\n    {CODE}\n    """'),
    *(f"')\n{_CODE}\n('", f'")\n{CODE}\n("', f"']={_CODE};x['", f'": {CODE}, "', f"']|{_CODE}|['"),
    *(f"' if {_CODE} else '", f"\n\n{CODE}\n", f"\n    {CODE}\n", f"x; {CODE}", f"#\n{CODE}"),
)
_ESCAPES = (
    *("\\", "\\\\", "\\\\\\", f'\\"+{CODE}+\\"', f"\\'+{_CODE}+\\'", f'\\\\"+{CODE}+\\\\"'),
    *(f"\\\n{CODE}", f"\\x22+{CODE}+\\x22", f"\\x27+{_CODE}+\\x27", f"\\42+{CODE}+\\42"),
    *(f"\\u0022+{CODE}+\\u0022", f"\\N{{APOSTROPHE}}+{_CODE}+\\N{{APOSTROPHE}}", "\\N{NO SUCH}"),
    *("\\u12", "\\U00110000", "\\x", "\\N{", f'x\\", {CODE}, "', "'\"'\"'\"", '"""', "'''", '""""'),
)
_TEMPLATES = (
    *(f"{{{CODE}}}", f"{{{{ {CODE} }}}}", f"{{{_WITHOUT_QUOTES}}}", "{0.__class__}", "{value}"),
    "{{ cycler.__init__.__globals__.os.mkdir('canary') }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    *(
        "{% raw %}",
        "{# comment #}",
        "{%- endmacro %}",
        "{{ view }}",
        "}}",
        "%}",
        "%(x)s %s %",
        "$x",
    ),
    *(f"f'{{{_CODE}}}'", f"${{{CODE}}}", "`touch canary`", "$(touch canary)"),
)
_LINES = tuple(
    f"a{separator}{CODE}{separator}"
    for separator in (
        "\r",
        "\r\n",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x1d",
        "\x1e",
        "\x85",
        "\u2028",
        "\u2029",
    )
)
_COMMENTS = (
    *("# -*- coding: utf-7 -*-", "coding: utf-7", "\n# vim: set fileencoding=utf_16 :", "+AG8-"),
    *("# type: ignore", "# fmt: off", "# pyright: strict, basic", "#!/bin/sh", "# noqa"),
)
_CHARACTERS = (
    *(
        "\x00",
        f"\x00{CODE}",
        f"\n\x00\n{CODE}",
        "\x1b]0;title\x07",
        "\x7f",
        "\ufeff",
        "\u202e\u2066",
    ),
    *(
        f"\u202e'+{_CODE}+'\u202c",
        "\ud800",
        "\udc00\ud800",
        "x\udfff'",
        "\U0001f600",
        "\ufb01",
        "\u037e",
    ),
    *("\uff45val(1)", "\u200b", "\ue000\ue001\ue002\ue003\ue004", f"\ue004\ue004\ue004\n{CODE}"),
)
_PAGES = (
    *("<script>alert(1)</script>", "</td><img src=x onerror=alert(1)>", "<!--", "]]>", "&lt;b&gt;"),
    *(
        "[x](javascript:alert(1))",
        "``` | `` | `",
        "| a | b |\n| --- | --- |",
        "![x](http://a.example)",
    ),
)
_STAND_IN = _stand_in(f"'+{_CODE}+'")
_NAMES = (
    *(_STAND_IN, f'"{_STAND_IN}"', f"'{_STAND_IN}'", "wire name 0041", '"wire name 0041"'),
    *(
        "__class__",
        "__import__",
        "__builtins__",
        "import os",
        "lambda: 0",
        "None",
        "self",
        "Thing.a",
    ),
    *(
        "f_globals",
        "write_text",
        "eval",
        "print",
        "match",
        "type",
        "Any",
        "Field",
        "BaseModel",
        "field",
    ),
    *("..", "a/../../b", "a.b", "con", "#/definitions/x", "~0~1", "%2e%2e", "x" * 300),
)

PAYLOADS = tuple(
    dict.fromkeys(
        (
            *(*_BEHIND_A_QUOTE, *_ESCAPES, *_TEMPLATES, *_LINES, *_COMMENTS, *_CHARACTERS),
            *(*_PAGES, *_NAMES),
        )
    )
)


def benign(index: int) -> str:
    """Return a harmless text like no other: a short one, a long one, one of several words."""
    kinds = (
        "h{}",
        "harmless{}",
        "harmless {} text",
        "harmless {}" + " and long" * 12,
        "harmless{}(",
        "harmless[ab]+{}",
        "^harmless{}\\w$",
    )
    return kinds[index % len(kinds)].format(f"{index:03}")
