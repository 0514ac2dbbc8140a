"""Validate payload files against a view of a resource."""
