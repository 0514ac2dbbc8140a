"""Render stage: prints each context with the template of its class."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import cast
from unicodedata import category

import jinja2

from connectgen.core.documents import SourceFile
from connectgen.python_text.literals import docstring, py_literal
from connectgen.render.bytecode_cache import FileBytecodeCache
from connectgen.view_models.package import (
    ClientContext,
    DictsContext,
    IndexContext,
    MenusContext,
    ModelsContext,
    ResourceContext,
    TemplateContext,
)
from connectgen.view_models.validators import (
    KeywordsContext,
    ValidatorsContext,
)

__all__ = ["make_reference_policy", "render", "render_page", "runtime_files"]

_TEMPLATES: dict[type[TemplateContext], str] = {
    ClientContext: "package/_client/client.py.jinja",
    DictsContext: "package/dicts/resource.py.jinja",
    IndexContext: "package/__init__.py.jinja",
    KeywordsContext: "package/validators/_keywords.py.jinja",
    MenusContext: "package/menus.py.jinja",
    ModelsContext: "package/models/resource.py.jinja",
    ResourceContext: "package/resources/resource.py.jinja",
    ValidatorsContext: "package/validators/resource.py.jinja",
}


def render(contexts: Iterable[TemplateContext], templates: Path) -> Iterator[SourceFile]:
    """Yield one file per context, in the same order.

    Args:
        contexts: the contexts from `layout`.
        templates: the folder with `package/`, `macros/` and `runtime/`.
    """
    environment = _make_environment(templates)
    for context in contexts:
        template = environment.get_template(_TEMPLATES[type(context)])
        yield SourceFile(path=context.path, text=template.render(context=context))


@cache
def _make_environment(templates: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # the output is Python; the filters `literal` and `docstring` escape it
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=FileBytecodeCache(templates / "__pycache__"),
        optimized=False,  # constant folding takes longer than rendering
    )
    filters = cast("dict[str, Callable[..., str]]", environment.filters)
    filters.update(block=_indent_block, docstring=docstring, literal=py_literal)
    return environment


_PAGES = {
    "DiffPage": "reports/diff.html.jinja",
    "IndexPage": "reference/index.html.jinja",
    "ResourcePage": "reference/resource.html.jinja",
}
"""Templates of HTML pages, by class name of their context."""


def render_page(page: object, templates: Path) -> str:
    """Render *page* as HTML, with all text escaped.

    Args:
        page: the context from a report.
        templates: the folder with `reports/` and `reference/`.
    """
    environment = _make_page_environment(templates)
    return environment.get_template(_PAGES[type(page).__name__]).render(page=page)


@cache
def _make_page_environment(templates: Path) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_show_characters,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _show_characters(value: object) -> object:
    """Return *value*, a text with an escape for each character that does not show.

    Controls turn the direction of writing or end the file for some tools, and half of a surrogate
    pair cannot be written at all.
    """
    if type(value) is not str or value.isprintable():  # other texts were escaped already
        return value
    return "".join(each if _is_shown(each) else ascii(each)[1:-1] for each in value)


def _is_shown(character: str) -> bool:
    return character.isprintable() or character in "\t\n" or category(character) == "Zs"


def make_reference_policy(templates: Path) -> str:
    """Return the content security policy of the pages of a reference.

    Only the style and the script of the templates apply, by their digests, and nothing is loaded.

    Args:
        templates: the folder with `reference/`.
    """
    style, script = (
        _csp_digest((templates / "reference" / name).read_text(encoding="utf-8"))
        for name in ("reference.css", "reference.js")
    )
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; "
        "form-action 'none'"
    )


def _csp_digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def runtime_files(templates: Path, files: Iterable[SourceFile]) -> Iterator[SourceFile]:
    """Yield the runtime files, which are copied into a package.

    Args:
        templates: the folder with `runtime/`.
        files: all other files of the package. Modules for formats are copied only if validators
            import them.
    """
    folder = templates / "runtime"
    texts = [file.text for file in files if file.path.startswith("validators/")]
    # Each format is the whole grammar of its RFC: too much for packages that do not use it.
    unneeded = {
        name for name, needed in _OPTIONAL_MODULES.items() if not _is_imported(needed, texts)
    }
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".py", ".typed") and name not in unneeded:
            yield SourceFile(path=name, text=path.read_text(encoding="utf-8"))


_OPTIONAL_MODULES = {
    "validators/_formats.py": ("_formats", "_idn_email"),
    "validators/_hostnames.py": ("_hostnames", "_idn_email"),
    "validators/_idn_email.py": ("_idn_email",),
    "validators/_regex.py": ("_regex",),
    "validators/_unevaluated.py": ("_unevaluated",),
    "validators/_unique.py": ("_unique",),
    "validators/_uris.py": ("_formats", "_idn_email", "_uris"),
}
"""Optional runtime modules, each with the modules whose import makes it necessary."""


def _is_imported(modules: Iterable[str], texts: Iterable[str]) -> bool:
    imports = [f"\nfrom .{module} import " for module in modules]
    return any(line in text for text in texts for line in imports)


def _indent_block(text: str, indent: int) -> str:
    """Return *text* indented, with a newline before each line; an empty string if it is empty."""
    margin = " " * indent
    lines = text.strip("\n").split("\n")
    return "".join(f"\n{margin}{line}" if line else "\n" for line in lines) if any(lines) else ""
