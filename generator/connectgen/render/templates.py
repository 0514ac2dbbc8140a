"""The render stage: each view class has one template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import cast

import jinja2

from connectgen.core.documents import SourceFile
from connectgen.python_text.literals import docstring, literal
from connectgen.render.bytecode_cache import CompiledTemplates
from connectgen.view_models.package import (
    ClientView,
    IndexView,
    ModelsView,
    ResourceView,
    View,
)
from connectgen.view_models.validators import StandaloneView, ValidatorsView

__all__ = ["render", "render_page", "runtime_files"]

_TEMPLATES: dict[type[View], str] = {
    ClientView: "package/_client/client.py.jinja",
    IndexView: "package/__init__.py.jinja",
    ModelsView: "package/models/resource.py.jinja",
    ResourceView: "package/resources/resource.py.jinja",
    StandaloneView: "standalone/validator.py.jinja",
    ValidatorsView: "package/validators/resource.py.jinja",
}


def render(views: Iterable[View], templates: Path) -> tuple[SourceFile, ...]:
    """Print *views*.

    Args:
        views: what `layout` made.
        templates: the folder with `package/`, `macros/` and `runtime/`.

    Returns:
        One file per view, in their order.
    """
    environment = _environment(templates)
    return tuple(
        SourceFile(
            path=view.path, text=environment.get_template(_TEMPLATES[type(view)]).render(view=view)
        )
        for view in views
    )


@cache
def _environment(templates: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # this prints Python; `literal` and `docstring` quote it
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=CompiledTemplates(templates / "__pycache__"),
        optimized=False,  # nothing is constant here, and looking for it takes longer than printing
    )
    filters = cast("dict[str, Callable[..., str]]", environment.filters)
    filters.update(block=_block, docstring=docstring, literal=literal)
    return environment


_PAGES = {"DiffPage": "reports/diff.html.jinja"}
"""Templates of pages for people, by the class of what they show."""


def render_page(page: object, templates: Path) -> str:
    """Print *page*, all of whose text is escaped, as HTML.

    Args:
        page: what a report made.
        templates: the folder with `reports/`.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(_PAGES[type(page).__name__]).render(page=page)


def runtime_files(templates: Path, files: Iterable[SourceFile]) -> Iterator[SourceFile]:
    """Yield the files that a package holds word for word.

    Args:
        templates: the folder with `runtime/`.
        files: all other files of the package, which decide whether it holds those for formats.
    """
    folder = templates / "runtime"
    texts = [file.text for file in files if file.path.startswith("validators/")]
    unneeded = {name for name, needed in _FORMATS.items() if not _is_needed(needed, texts)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".py", ".typed") and name not in unneeded:
            yield SourceFile(path=name, text=path.read_text(encoding="utf-8"))


_FORMATS = {
    "validators/_formats.py": ("_formats", "_idn_email"),
    "validators/_hostnames.py": ("_hostnames", "_idn_email"),
    "validators/_idn_email.py": ("_idn_email",),
    "validators/_regex.py": ("_regex",),
    "validators/_unique.py": ("_unique",),
    "validators/_uris.py": ("_formats", "_idn_email", "_uris"),
}
"""Runtime modules that not every package needs, each with those that import it or are it."""


def _is_needed(modules: Iterable[str], texts: Iterable[str]) -> bool:
    imports = [f"\nfrom .{module} import " for module in modules]
    return any(line in text for text in texts for line in imports)


def _block(text: str, indent: int) -> str:
    """Return *text* as indented lines, each behind a newline; nothing where it is empty."""
    margin = " " * indent
    lines = text.strip("\n").split("\n")
    return "".join(f"\n{margin}{line}" if line else "\n" for line in lines) if any(lines) else ""
