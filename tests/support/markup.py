"""A site whose texts are markup of reStructuredText, Google docstrings, Markdown and HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.snapshot.menus import store_menus

from support import write_schemas
from support.injection_payloads import PAYLOADS

__all__ = ["FIELDS", "MARKUP", "write_marked_up_schemas"]

_MENU = "namedIDs/things/state"
_BLOCKS = (
    *(".. include:: /etc/passwd", ".. literalinclude:: /etc/passwd", ".. automodule:: os"),
    *(".. raw:: html\n\n   <script>pwn()</script>", ".. image:: http://evil.example/x.png"),
    *(".. |a| replace:: b", ".. _a: http://evil.example", "__ http://evil.example", ".. [1] a"),
    *(
        "=====\nTitle\n=====",
        "Title\n-----",
        "----",
        "- a\n  b\n c",
        "* a",
        "1. a",
        "(a) b",
        "iv. c",
    ),
    *("-v  verbose", "--all", "/V", ":param x: y", ":type: x", "| a\n| b", ">>> import os", "a::"),
    *("+---+\n| a |\n+---+", "=== ===\na   b\n=== ===", "```mermaid\na\n```", "# PWN", "\u2022 a"),
    *("Args:\n    x: y", "Raises:", "Attributes:\n    a: b", "Note:", "Warning: \n", "Example::"),
)
_PHRASES = (
    *(":ref:`x`", ":doc:`index`", ":class:`Client`", ":download:`/etc/passwd`", ":math:`a`"),
    *("`x <javascript:pwn()>`_", "`x`__", "`x", "``x", "*x", "**x", "|x|", "|x|_", "_`x`"),
    *(
        "name_",
        "name__",
        "[1]_",
        "[#]_",
        "[CIT]_",
        "x\\",
        "a\\b",
        "\\*a*",
        "\\\\",
        "\ue000..\ue000x",
    ),
    *("javascript:pwn()", "data:text/html,<script>pwn()</script>", "<javascript:pwn()>"),
    *("[a](javascript:pwn())", "[a] (javascript:pwn())", "[a]: javascript:pwn()\n\n[a]", "![a](x)"),
    *("<script>pwn()</script>", "</p><img src=x onerror=pwn()>", "<!-- x", "<?x", "<![CDATA[x"),
    *("<div markdown=1>\n<script>pwn()</script>\n</div>", "&lt;script&gt;pwn()&lt;/script&gt;"),
    *(
        "`<script>pwn()</script>`",
        "x`<script>pwn()</script>",
        "``x`` <b>`` :file:`x`",
        "<<script>pwn()</script>",
        "<\\script>",
    ),
)
MARKUP = (*_BLOCKS, *_PHRASES, *(f"{'word ' * 14}{text} {'word ' * 14}" for text in _BLOCKS))
"""Texts that nothing may take for markup, those of lines also where a line is broken."""

FIELDS = {
    f"field{number}": {"type": "string", "description": text, "label": text}
    for number, text in enumerate(dict.fromkeys((*MARKUP, *PAYLOADS)))
}


def write_marked_up_schemas(folder: Path) -> Path:
    """Write a snapshot with markup in every text of a resource, and return its folder."""
    wire_names = {text: {"type": "string"} for text in ("", " ", *MARKUP)}
    patterns = {f"matched{n}": {"type": "string", "pattern": t} for n, t in enumerate(MARKUP)}
    choices = {"choice": {"type": "string", "enum": [*MARKUP[:20]]}}
    parts: dict[str, Any] = {
        f"part{number}": {"type": "object", "description": text, "properties": {"a": {}}}
        for number, text in enumerate(MARKUP)
    }
    menus = {
        "state": {"type": "object", "$ref": "/services/rest/connect/v1.4/metadata-catalog/" + _MENU}
    }
    properties = {**FIELDS, **wire_names, **patterns, **choices, **parts, **menus}
    record = {
        "type": "object",
        "description": "\n\n".join(MARKUP),
        "properties": properties,
        "x-connectgen-advice": [{"pointer": "", "message": text, "schema": {}} for text in MARKUP],
    }
    menu = {"type": "object", "isMenu": True, "properties": {"id": {"type": "integer"}}}
    documents = {"things": {"definitions": {"singularResource": record}}, _MENU: menu}
    entries = tuple(MenuEntry(id=number, name=text) for number, text in enumerate(MARKUP))
    values = MenuFile(site="0", menus=(Menu(path=_MENU, entries=entries),))
    store_menus(write_schemas(folder, documents), "v1.4", values, name="schemas")
    return folder
