"""Options of a run: from the command line and from `[tool.connectgen]` in pyproject.toml."""
