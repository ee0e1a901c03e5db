"""A full ipykernel in a forked process, for every Jupyter tool that speaks to kernels."""

import atexit
import os
import sys
from typing import Any

from research.studies.forked.wire import Talk


def serve(job: dict[str, Any], line: Talk) -> None:
    """Bind the sockets that the connection file names, say so, and answer until shut down."""
    from ipykernel.kernelapp import IPKernelApp

    from research.studies.forked.lean import drop_kernel, launcher

    sys.argv = [launcher(), *job["argv"][1:]]
    drop_kernel()
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(job["argv"][1:])
    line.say({"bound": os.getpid()})
    line.over.close()
    app.start()
    atexit._run_exitfuncs()  # the process ends without them: it was forked, not started
