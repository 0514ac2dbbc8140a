"""JSON Schema: keywords, drafts, patterns, and the compiler of validators."""
