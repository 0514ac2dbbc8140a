"""JSON Schemas of the files that users and connectgen write, and their compiled validator."""
