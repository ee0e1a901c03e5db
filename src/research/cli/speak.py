"""What the command says: lines for people, JSON for machines, progress for a terminal."""

import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from research.ground.errors import ResearchError

Tell = Callable[[str], None]


def answer(lines: Sequence[str], said: object, as_json: bool) -> None:
    """Print an answer: lines, or the same as JSON."""
    text = json.dumps(said, indent=1, default=str, ensure_ascii=False) if as_json else None
    sys.stdout.write(f"{text}\n" if text is not None else "".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def refuse(error: ResearchError, as_json: bool) -> None:
    """Print an error: its message, and what else failed."""
    also = list(getattr(error, "__notes__", ()))
    if as_json:
        kind = type(error).__name__
        answer([], {"error": kind, "message": str(error), "also": also,
                    "exit_code": error.exit_code}, True)  # fmt: skip
    warn("\n".join([str(error), *also]))


def warn(line: str) -> None:
    """Print a line to standard error."""
    sys.stderr.write(f"research: {line}\n")
    sys.stderr.flush()


def log_to_stderr(verbose: bool) -> None:
    """Show the log of this project on standard error, or leave it unheard."""
    if verbose:
        logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(name)s: %(message)s")
        logging.getLogger("research").setLevel(logging.INFO)
    else:
        logging.getLogger().addHandler(logging.NullHandler())


@contextmanager
def progress() -> Iterator[Tell]:
    """Show what is being done while it is done: on a terminal only, else nothing."""
    if not sys.stderr.isatty():
        yield _quiet
        return
    shown = _Spinner()
    try:
        yield shown.tell
    finally:
        shown.stop()


@contextmanager
def counting() -> Iterator[tuple[Tell, Tell, bool]]:
    """Show a long count: one moving line on a terminal; elsewhere a plain line now and then.

    Yields what tells of each thing done, what tells of the count, and whether lines move.
    """
    if sys.stderr.isatty():
        with progress() as tell:
            yield tell, tell, True
    else:
        yield _quiet, warn, False


def _quiet(_line: str) -> None:
    """Say nothing."""


class _Spinner:
    """One moving line on standard error; rich is loaded with the first word to show."""

    def __init__(self) -> None:
        self._stop: Callable[[], None] | None = None
        self._update: Callable[[str], None] | None = None

    def tell(self, line: str) -> None:
        if self._update is None:
            from rich.console import Console

            status = Console(stderr=True).status("", spinner="dots")
            status.start()
            self._stop, self._update = status.stop, status.update
        from rich.markup import escape

        self._update(escape(line))

    def stop(self) -> None:
        if self._stop is not None:
            self._stop()
