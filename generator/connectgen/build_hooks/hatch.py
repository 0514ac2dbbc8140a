"""The build hook of hatchling: `[tool.hatch.build.hooks.connectgen]`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

from connectgen.build_hooks.generate import generate_in
from connectgen.core.errors import ConfigError, ConnectgenError
from connectgen.core.terminal_text import escape_control_chars

__all__ = ["ConnectgenHook", "hatch_register_build_hook"]

_OF_HATCH = frozenset(
    {
        *("dependencies", "enable-by-default"),
        *("require-runtime-dependencies", "require-runtime-features"),
    }
)
"""Keys that hatchling itself understands in the table of any hook."""


_COMPILED = "__pycache__"


class ConnectgenHook(BuildHookInterface[BuilderConfig]):
    """Generates before every build, and has the packages included though git may ignore them."""

    PLUGIN_NAME = "connectgen"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate, and add the packages to what is built.

        Args:
            version: `standard` or, for an editable install, `editable`.
            build_data: hatchling's; gets the folders of the packages.
        """
        root = Path(os.path.relpath(self.root))
        try:
            self._reject_unknown_options()
            targets = generate_in(root, self.app.display_warning)
        except ConnectgenError as error:
            self.app.abort("connectgen: " + "\n".join(map(escape_control_chars, error.lines)))
            return
        for target in targets:
            path = os.path.relpath(target, root)
            if version == "editable":  # which are found where they are; a copy would grow stale
                build_data["artifacts"].append(f"/{Path(path).as_posix()}/")
            else:
                # file by file: of a folder that `packages` names too, hatchling takes all twice
                included = {each: self._wheel_path(each) for each in _list_files(root, path)}
                build_data["force_include"].update(included)

    def _reject_unknown_options(self) -> None:
        misplaced = sorted(set(self.config) - _OF_HATCH)
        if misplaced:
            raise ConfigError(
                f"pyproject.toml: [tool.hatch.build.hooks.connectgen]: {misplaced[0]}: "
                "options of connectgen belong in [tool.connectgen]"
            )

    def _wheel_path(self, path: str) -> str:
        """Return where the package at *path* goes: mapped as the project's own, never in `src/`."""
        if self.target_name != "wheel":
            return path
        mapped = self.build_config.get_distribution_path(path)
        return os.path.relpath(mapped, "src") if mapped.startswith(f"src{os.sep}") else mapped


def _list_files(root: Path, folder: str) -> list[str]:
    """Return the files below *folder*, relative to *root*, without compiled ones."""
    found = (path for path in (root / folder).rglob("*") if path.is_file())
    return sorted(os.path.relpath(path, root) for path in found if path.parent.name != _COMPILED)


@hookimpl
def hatch_register_build_hook() -> type[ConnectgenHook]:
    """Return the hook, as hatchling's plugin manager asks for it."""
    return ConnectgenHook
