"""`python -m connectgen` is the same as `connectgen`."""

import sys

# pip refuses older versions. Here the sources are run, and most of them are not even read by these.
if sys.version_info < (3, 11):  # noqa: UP036 - older Pythons run it without pip
    here = f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable})"
    sys.stderr.write(f"connectgen: needs Python 3.11 or newer; this is Python {here}\n")
    sys.exit(2)

from connectgen.cli.main import main

if __name__ == "__main__":
    main()
