"""connectgen: typed Python for Oracle B2C Service's Connect REST API.

`connectgen.pipeline` does what the command line does; `connectgen.errors` holds all it raises.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
