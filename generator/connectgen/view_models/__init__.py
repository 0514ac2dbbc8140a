"""Template contexts: what each template prints, as finished expressions."""
