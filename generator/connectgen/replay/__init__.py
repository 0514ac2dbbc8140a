"""Replay recorded bodies against two versions of the validators."""
