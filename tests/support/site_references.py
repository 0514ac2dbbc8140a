"""Site references for tests: rendered in this process, and read back with the standard parser."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from connectgen.config.options import Options
from connectgen.diff.run import compare_snapshots
from connectgen.pipeline.site_reference import OtherVersion, read_site, render_pages

VOID = {"br", "circle", "input", "link", "meta", "path", "polygon", "rect"}


def render_reference(schemas: Path, *, since: Path | None = None, **given: Any) -> dict[str, str]:
    """Return the pages of the snapshot in *schemas*, by path."""
    options = Options(schemas=schemas, **given)
    other = None
    if since is not None:
        found = compare_snapshots(str(since), str(schemas / options.api_version))
        other = OtherVersion(name=found.name, api=found.api, changes=found.changes)
    pages = render_pages(read_site(options), options, other)
    return {page.path: page.text for page in pages}


class Element:
    """An element with its attributes, its children, and the text inside it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    @property
    def text(self) -> str:
        """The text inside, with white space folded."""
        return " ".join(" ".join(self._texts()).split())

    def _texts(self) -> list[str]:
        return [
            each if isinstance(each, str) else " ".join(each._texts()) for each in self.children
        ]

    def find_all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Return the elements inside it, in order; `class_` may be one of several classes."""
        found: list[Element] = []
        for each in self.children:
            if isinstance(each, Element):
                if tag in ("", each.tag) and each.matches(attributes):
                    found.append(each)
                found += each.find_all(tag, **attributes)
        return found

    def matches(self, attributes: dict[str, str]) -> bool:
        return all(
            value in self.attributes.get("class", "").split()
            if name == "class_"
            else self.attributes.get(name) == value
            for name, value in attributes.items()
        )

    def find(self, tag: str = "", **attributes: str) -> Element:
        """Return the only such element."""
        (found,) = self.find_all(tag, **attributes)
        return found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse_page(text: str) -> Element:
    """Return the document *text*; every element must be closed in order."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    assert len(parser.open) == 1, f"{parser.open[-1].tag} is not closed"
    return parser.open[0]
