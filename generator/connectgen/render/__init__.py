"""Render stage: template contexts to source files, and the verification of these."""
