"""The command as `python -m research.cli`."""

from research.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
