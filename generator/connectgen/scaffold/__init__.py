"""Files of `connectgen init`: configuration, and a workflow that keeps packages current."""
