"""Options from `[tool.connectgen]` in pyproject.toml; those of the command line go before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectgen.config.options import FetchOptions, Options, name_source_folder
from connectgen.core.errors import ConfigError, ConnectgenError, raise_all
from connectgen.core.json_types import is_object
from connectgen.file_formats.check import find_mistakes
from connectgen.file_formats.toml_text import read_toml
from connectgen.python_text.package_names import refusal_of

__all__ = [
    "FAIL_ON",
    "MODEL_BACKENDS",
    "is_configured",
    "read_diff_options",
    "read_fetch_options",
    "read_options",
    "read_packages",
    "read_site_options",
    "unused_configuration",
]

MODEL_BACKENDS = ("msgspec", "pydantic", "typeddict")
"""Model backends that `models` may name."""

FAIL_ON = ("breaking", "any", "none")
"""Changes that `fail-on` may name."""

_NO_SITE = "site: give its URL with https://, such as https://mysite.example.com"
_PATHS = ("accepted", "output", "schemas")
_PACKAGES = "packages"


def read_options(
    given: Mapping[str, Any], folder: Path, *, how: str = "use --api-version or --schemas"
) -> Options:
    """Return the options of a run that reads the documents of one package.

    Args:
        given: options of the command line by name; an absent, None or empty one was not given.
        folder: where pyproject.toml is looked for; paths in it are relative to it.
        how: what messages say of how to choose among several packages.

    Raises:
        ConfigError: an option is unknown, of the wrong type, or cannot be used (an `ErrorGroup` for
            several of them); or *given* does not choose among packages of different documents.
    """
    table = _read_table(folder)
    common, entries = table, table.pop(_PACKAGES, [])
    known = _drop_unset(given)
    found = [_to_options(common | entry | known) for entry in _choose(entries, known, common)]
    if len({(each.schemas, each.api_version) for each in found}) > 1:
        there = ", ".join(f"{each.package_name} of {each.snapshot_name}" for each in found)
        raise ConfigError(f"several packages are configured ({there}): which? {how}")
    return _with_source_folder(found[0] if found else _to_options(common | known), folder)


def read_packages(given: Mapping[str, Any], folder: Path) -> tuple[Options, ...]:
    """Return the options of every package: those that `packages` lists, else one.

    Args:
        given: as for `read_options`; `package` and `api-version` choose among the listed ones, the
            other options hold for all of them.
        folder: as for `read_options`.

    Raises:
        ConfigError: an option is unknown, of the wrong type, or cannot be used; or no listed
            package is chosen, or two would be written to one place.
    """
    table = _read_table(folder)
    common, entries = table, table.pop(_PACKAGES, [])
    known = _drop_unset(given)
    if not entries:
        return (_with_source_folder(_to_options(common | known), folder),)
    found = tuple(_to_options(common | entry | known) for entry in _choose(entries, known, common))
    if not found:
        there = ", ".join(_to_options(common | entry).package_name for entry in entries)
        raise ConfigError(f"none of the configured packages is that one; there are {there}")
    targets = [each.target for each in found]
    twice = [target for target in targets if targets.count(target) > 1]
    if twice:
        raise ConfigError(
            f"packages: two would be written to {twice[0]}; give one another `package`"
        )
    return tuple(_with_source_folder(each, folder) for each in found)


def is_configured(folder: Path) -> bool:
    """Return whether pyproject.toml in *folder* has the table `[tool.connectgen]`.

    Raises:
        ConfigError: the table cannot be used.
    """
    return bool(_read_table(folder))


def unused_configuration(folder: Path) -> Path | None:
    """Return the nearest folder above *folder* whose `[tool.connectgen]` holds for it only.

    None if there is none, or if *folder* has a table of its own.
    """
    for each in (folder.absolute(), *folder.absolute().parents):
        with suppress(ConnectgenError):
            if is_configured(each):
                return each if each != folder.absolute() else None
    return None


def _drop_unset(given: Mapping[str, Any]) -> dict[str, Any]:
    # A flag that is not given is False, and must not override the table.
    return {key: value for key, value in given.items() if value not in (None, (), False)}


def _only_package(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return entries[0] if len(entries) == 1 else {}


def _choose(
    entries: list[dict[str, Any]], known: dict[str, Any], common: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return those of *entries* that have the package and version of the command line."""

    def is_chosen(options: Options) -> bool:
        wanted = (known.get("package"), known.get("api-version"))
        there = (options.package_name, options.api_version)
        return all(want in (None, have) for want, have in zip(wanted, there, strict=True))

    return [entry for entry in entries if is_chosen(_to_options(common | entry))]


def _to_options(merged: dict[str, Any]) -> Options:
    options = Options(
        resources=tuple(merged.get("resources", ())),
        schemas=Path(merged["schemas"]) if "schemas" in merged else None,
        output=Path(merged.get("output", "")),
        package=merged.get("package", ""),
        api_version=merged.get("api-version", "v1.4"),
        # Their order means nothing, and must not change the digest of the options.
        models=tuple(sorted(set(merged.get("models", ())))),
        listed_only=merged.get("listed-only", False),
        strict=merged.get("strict", False),
        accepted=Path(merged["accepted"]) if "accepted" in merged else None,
    )
    raise_all(map(ConfigError, _invalid_options(options)))
    return options


def _with_source_folder(options: Options, folder: Path) -> Options:
    if options.schemas is None:
        return options
    return replace(options, source_folder=name_source_folder(options.schemas, folder))


def _invalid_options(options: Options) -> Iterator[str]:
    for model in options.models:
        if model not in MODEL_BACKENDS:
            yield f"models: {model!r} is none of {', '.join(MODEL_BACKENDS)}"
    refusal = refusal_of(options.package_name)
    if refusal is not None:
        yield f"package: {refusal}"


def read_fetch_options(given: Mapping[str, Any], folder: Path) -> FetchOptions:
    """Return the options of a fetch.

    Args:
        given: as for `read_options`; also `arguments`: resources, perhaps after the site's URL.
        folder: as for `read_options`.

    Raises:
        ConfigError: an option is unknown, of the wrong type, or missing.
    """
    merged = _merge_options(given, folder)
    arguments = merged.get("arguments", ())
    if "://" in "".join(arguments[:1]):
        merged["site"], *arguments = arguments
    site, into = merged.get("site"), merged.get("into", merged.get("schemas"))
    resources = tuple(arguments or merged.get("resources", ()))
    every = merged.get("all", False)
    missing = (
        (site is None, _NO_SITE),
        (into is None, "into: name a folder, with --into DIR or [tool.connectgen] schemas"),
        (not resources and not every, "resources: name those you need, or say --all"),
    )
    raise_all(ConfigError(message) for is_missing, message in missing if is_missing)
    return FetchOptions(
        site=str(site),
        into=Path(str(into)),
        resources=resources,
        every=every,
        partial=merged.get("partial", False),
        api_version=merged.get("api-version", "v1.4"),
        application_context=merged.get("application-context", "connectgen"),
        timeout=merged.get("timeout", 30.0),
        record=Path(merged["record"]) if "record" in merged else None,
    )


def read_site_options(given: Mapping[str, Any], folder: Path) -> FetchOptions:
    """Return the options of a command that only asks a site.

    Args:
        given: as for `read_options`; also `site`.
        folder: as for `read_options`.

    Raises:
        ConfigError: an option is unknown, of the wrong type, or missing.
    """
    merged = _merge_options(given, folder)
    if not merged.get("site"):
        raise ConfigError(_NO_SITE)
    return FetchOptions(
        site=str(merged["site"]),
        into=Path(),
        api_version=merged.get("api-version", "v1.4"),
        application_context=merged.get("application-context", "connectgen"),
        timeout=merged.get("timeout", 30.0),
    )


def read_diff_options(given: Mapping[str, Any], folder: Path) -> tuple[str, Path | None]:
    """Return the changes that a comparison fails on, and the file with those that are accepted.

    Args:
        given: as for `read_options`.
        folder: as for `read_options`.

    Raises:
        ConfigError: an option is unknown or of the wrong type.
    """
    merged = _merge_options(given, folder)
    accepted = merged.get("accepted")
    return merged.get("fail-on", "none"), Path(accepted) if accepted else None


def _merge_options(given: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the options for what has one value, whatever packages are configured."""
    table = _read_table(folder)
    common, entries = table, table.pop(_PACKAGES, [])
    known = _drop_unset(given)
    return common | _only_package(_choose(entries, known, common)) | known


def _read_table(folder: Path) -> dict[str, Any]:
    file = folder / "pyproject.toml"
    tool: Any = read_toml(file, file.name, only_with="connectgen").get("tool", {})
    if not is_object(tool) or "connectgen" not in tool:
        return {}
    table: Any = tool["connectgen"]
    mistakes = find_mistakes("pyproject", table)
    raise_all(ConfigError(f"{file.name}: {_format_mistake(*each)}") for each in mistakes)
    entries = table.pop(_PACKAGES, [])
    return {
        "output": str(folder),
        **_resolve_paths(table, folder),
        _PACKAGES: [_resolve_paths(entry, folder) for entry in entries],
    }


def _format_mistake(pointer: str, message: str) -> str:
    """Return a mistake with the header of its table, as it stands in the file."""
    first, _, rest = pointer.removeprefix("/").partition("/")
    index, _, name = rest.partition("/")
    if first == _PACKAGES and index:
        header = f"[[tool.connectgen.{_PACKAGES}]]"
    else:
        header, name = "[tool.connectgen]", pointer.removeprefix("/")
    return f"{header}: {name} {message}" if name else f"{header}: {message}"


def _resolve_paths(table: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return *table* with its paths below *folder*."""
    return table | {name: str(folder / table[name]) for name in _PATHS if name in table}
