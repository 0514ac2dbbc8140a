"""Generating at build time: plugins of build backends, each in a module of its own."""
