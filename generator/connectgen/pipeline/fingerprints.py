"""Digests of everything that generated files depend on, one for each kind of input."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from connectgen.core.bundled_data import TEMPLATES
from connectgen.core.portable import with_line_feeds
from connectgen.jsonio.documents import read_document
from connectgen.jsonio.folders import walk_json_files
from connectgen.overlay.apply import overlay_files
from connectgen.snapshot.menus import menu_file_name

if TYPE_CHECKING:
    from connectgen.config.options import Options

__all__ = ["NOT_OF_PACKAGES", "input_digests"]

_TEMPLATE_FOLDERS = ("macros", "package", "runtime")
"""Templates of packages. Those of pages and reports change nothing in a package."""

NOT_OF_PACKAGES = (
    "__main__.py",
    *("build_hooks", "cli", "diff", "fake_site", "fetch", "openapi"),
    *(f"pipeline/{name}.py" for name in ("docs", "doctor", "dump", "fetch", "menus", "openapi")),
    *("pipeline/preview.py", "pipeline/site_reference.py", "pytest_plugin.py", "reference"),
    *("replay", "scaffold", "testing.py", "validate"),
)
"""Folders and modules of connectgen that `generate` does not use.

They are listed, and not those that it uses, so that a module that nobody thought of counts. A test
follows the imports.
"""


def input_digests(options: Options) -> dict[str, str]:
    """Return a digest of everything that generated files depend on, by kind.

    Raises:
        CatalogError: a document cannot be read.
    """
    folder, version, name = options.schemas_folder, options.api_version, options.schemas_name
    choice = (options.resources, options.package_name, version, options.models, options.strict)
    listed = ("listed-only",) if options.listed_only else ()
    here = Path(__file__).parents[1]
    below = walk_json_files(folder / version, f"{name}/{version}")
    menus = folder / menu_file_name(version)
    documents = [folder / version / path for path in below]
    return {
        "connectgen": _digest_files(here, _list_own_modules(here), "connectgen"),
        "options": hashlib.sha256(
            repr((*choice, *listed)).encode() + _accepted_digest(options)
        ).hexdigest(),
        "overlays": _overlays_digest(folder, version, name),
        "schemas": _digest_files(folder, documents, name),
        "templates": _digest_files(TEMPLATES, _list_templates(), "templates"),
        **({"menus": _digest_files(folder, [menus], name)} if menus.is_file() else {}),
        **({"model_backends": _model_backends_version()} if options.models else {}),
    }


def _accepted_digest(options: Options) -> bytes:
    """Return a digest of what is accepted, which decides whether a strict run fails."""
    if not options.accepted or not options.strict:
        return b""
    name = options.accepted.as_posix()
    return hashlib.sha256(with_line_feeds(read_document(options.accepted, name))).digest()


def _overlays_digest(folder: Path, version: str, name: str) -> str:
    files = overlay_files(folder, version, name=name)
    return _digest_contents(
        (path.name, read_document(path, place)) for place, path in files.items()
    )


def _list_own_modules(here: Path) -> Iterable[Path]:
    """Yield connectgen's modules that make packages; in a wheel the templates are below them."""
    left_out = {TEMPLATES, *(here / name for name in NOT_OF_PACKAGES)}
    return (path for path in here.rglob("*.py") if left_out.isdisjoint((path, *path.parents)))


def _list_templates() -> Iterable[Path]:
    folders = (TEMPLATES / name for name in _TEMPLATE_FOLDERS)
    return (path for folder in folders for path in folder.rglob("*") if path.is_file())


def _digest_files(root: Path, paths: Iterable[Path], name: str) -> str:
    kept = sorted(path for path in paths if "__pycache__" not in path.parts)
    relative = ((path, path.relative_to(root).as_posix()) for path in kept)
    return _digest_contents(
        (place, read_document(path, f"{name}/{place}")) for path, place in relative
    )


def _digest_contents(contents: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, data in contents:
        text = with_line_feeds(data)
        digest.update(f"{name} {len(text)}\n".encode())
        digest.update(text)
    return digest.hexdigest()


def _model_backends_version() -> str:
    from importlib.metadata import version

    return version("datamodel-code-generator")
