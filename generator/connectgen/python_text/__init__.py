"""Python source text: identifiers, literals and docstrings from untrusted text."""
