"""The one console command: a verb each, no logic of its own; heavy rooms are imported late."""

import os
import sys
from collections.abc import Sequence

from research.cli import speak
from research.cli.arguments import parser
from research.ground.errors import ResearchError

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return its exit code.

    0 is done; every error that is raised on purpose has a code of its own
    (research/ground/errors.py); 2 is a wrong command line, 130 an interruption.
    """
    options = parser().parse_args(arguments)
    speak.log_to_stderr(options.verbose)
    try:
        from research.cli import verbs

        return int(getattr(verbs, options.verb)(options))
    except ResearchError as error:
        speak.refuse(error, options.json)
        return error.exit_code
    except KeyboardInterrupt:
        speak.warn("interrupted; nothing half-finished was kept")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
