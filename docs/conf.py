"""Settings of the docs site: `sphinx-build -W docs docs/_build`."""

import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config
from sphinx.ext.napoleon.docstring import GoogleDocstring

# the package that the API reference shows is the one that is checked in
sys.path.insert(0, str(Path(__file__).parents[1] / "generated"))

project = "connectgen"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
default_role = "code"  # docstrings set names in single backticks

html_theme = "furo"
html_theme_options = {"light_css_variables": {"code-font-size": "78%"}}  # 92 columns fit
html_title = "connectgen"
html_show_copyright = False
html_copy_source = False

myst_heading_anchors = 3

toc_object_entries_show_parents = "hide"

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True


def parse_docstring(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Turn the sections of Google docstrings into reStructuredText.

    Napoleon itself would take the text before a colon in a field's docstring for a type.
    """
    if what not in {"attribute", "data", "property"}:
        config = Config(napoleon_use_ivar=True, napoleon_use_rtype=False)
        lines[:] = GoogleDocstring(lines, config, app, what, name, obj).lines()


def setup(app: Sphinx) -> None:
    """Register the handler of docstrings."""
    app.connect("autodoc-process-docstring", parse_docstring)
