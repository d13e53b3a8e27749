"""`python -m mailwatch` and the `mailwatch` command."""

from mailwatch.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
