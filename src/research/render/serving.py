"""What a render worker does: take a job, set its pages, say how it went, until its input ends.

The parent starts it as ``python -m research.render.serving ROOT`` (see `render.workers`) and
speaks with it in pickled values. It ends when its input does, or when its parent is gone.
"""

import gc
import os
import pickle
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

from research.ground.errors import ResearchError
from research.ground.paths import using
from research.render.job import set_pages
from research.render.warm import warm

_LOOKS = 0.5


def serve(root: Path, jobs: IO[bytes], answers: IO[bytes]) -> None:
    """Answer jobs one after another: a `RenderedPages`, or the error that one of ours raised."""
    with using(root):
        warm()
    gc.collect()
    gc.freeze()  # what is warm stays: nobody looks through it again for what could go
    while True:
        try:
            job = pickle.load(jobs)
        except EOFError:
            return
        try:
            said: object = set_pages(job)
        except ResearchError as error:
            said = error
        pickle.dump(said, answers)
        answers.flush()


def main() -> None:
    """Serve until the input ends; whatever else prints goes to the parent's log."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends this input
    _end_with_parent(os.getppid())
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        serve(Path(sys.argv[1]), sys.stdin.buffer, answers)
    except BrokenPipeError:
        os._exit(1)


def _end_with_parent(parent: int) -> None:
    """End this process once its parent is another: who asked for pages is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOKS)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


if __name__ == "__main__":
    main()
