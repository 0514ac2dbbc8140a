"""Write stage: source files to disk, atomically, with a manifest."""
