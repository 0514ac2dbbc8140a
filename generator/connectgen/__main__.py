"""`python -m connectgen` is the same as `connectgen`."""

from connectgen.cli.main import main

if __name__ == "__main__":
    main()
