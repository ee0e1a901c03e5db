"""The one console command: a verb each, no logic of its own; heavy rooms are imported late."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from research.cli import speak
from research.cli.arguments import PUBLISHING, parser
from research.ground.errors import ResearchError
from research.ground.quick_imports import leave_out

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return its exit code.

    0 is done; every error that is raised on purpose has a code of its own
    (research/ground/errors.py); 2 is a wrong command line, 130 an interruption.
    """
    options = parser().parse_args(arguments)
    speak.log_to_stderr(options.verbose)
    if options.verb != "lab":
        leave_out()
    try:
        return int(_verb(options.verb)(options))
    except ResearchError as error:
        speak.refuse(error, options.json)
        return error.exit_code
    except KeyboardInterrupt:
        speak.warn("interrupted; nothing half-finished was kept")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _verb(name: str) -> Callable[[Namespace], int]:
    """Return the function of a verb: of a module that says it has it, else of the first ones."""
    for module in PUBLISHING:
        if name in module.VERBS:
            found: Callable[[Namespace], int] = getattr(module, name)
            return found
    from research.cli import verbs

    first: Callable[[Namespace], int] = getattr(verbs, name)
    return first
