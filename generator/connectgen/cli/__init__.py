"""The commands of `connectgen`, one module each."""
