"""Recorded bodies judged by two editions of the validators: what would start to fail, or stop."""
