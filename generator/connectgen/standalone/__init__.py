"""Compile any JSON Schema to one module that needs only the standard library."""
