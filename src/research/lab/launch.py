"""Open JupyterLab on the project: our kernels, our settings, this machine only."""

import errno
import os
import secrets
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from research.ground.errors import UsageError
from research.ground.paths import Project, project
from research.lab.scheduler_settings import settings

_HERE = Path(__file__).resolve().parent
_MOST_SECONDS_TO_STOP = 8
_HOST = "127.0.0.1"


def launch(port: int | None = None, browser: bool = True) -> int:
    """Serve JupyterLab on the project around the working folder until Ctrl-C; return 0.

    Parameters
    ----------
    port
        The port to listen on; None takes 8888 or the next free one.
    browser
        Whether to open it in the reader's browser.

    Raises
    ------
    UsageError
        If the port is taken or cannot be had.
    ProjectError
        If the working folder is not inside a project.
    """
    here = project()
    if port is not None:
        _require_free(port)
    _set_environment(here)
    from jupyterlab.labapp import LabApp

    from research.lab.saving import leave_outputs_out

    server = LabApp.initialize_server(argv=arguments(here, port, browser))
    server.contents_manager.register_pre_save_hook(leave_outputs_out)
    _stop_on_signal(server)
    server.io_loop.add_callback(_announce, server, here)  # only once it answers
    server.start()
    return 0


def arguments(here: Project, port: int | None, browser: bool) -> list[str]:
    """Return the settings of the server; given as arguments, they win over a reader's own."""
    said: dict[str, object] = {
        "ServerApp.root_dir": str(here.root),
        "ServerApp.ip": _HOST,
        "ServerApp.local_hostnames": "localhost",
        "ServerApp.allow_remote_access": False,
        "ServerApp.allow_root": True,  # on loopback and with a token; containers often run as root
        "ServerApp.open_browser": browser,
        "ServerApp.allow_origin": "",
        "IdentityProvider.token": secrets.token_hex(24),
        "KernelManager.transport_encryption": "auto",  # between server and kernels, if they can
        "Application.log_level": "ERROR",
        "LabApp.default_url": "/lab/tree/notebooks",
        "LabApp.workspaces_dir": str(here.build / "lab" / "workspaces"),
        "LabApp.extension_manager": "readonly",
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    if port is not None:
        said |= {"ServerApp.port": port, "ServerApp.port_retries": 0}
    said |= settings(here)
    return [f"--{name}={value}" for name, value in said.items()]


def _require_free(port: int) -> None:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((_HOST, port))
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        why = "is taken by another program" if taken else f"cannot be had ({error})"
        raise UsageError(
            f"port {port} {why}: choose another, or leave --port out and take the next free one."
        ) from error


def _set_environment(here: Project) -> None:
    """Tell the server and its kernels where our kernel, our settings and the project are."""
    os.environ["RESEARCH_PROJECT"] = str(here.root)
    for name, folder in (("JUPYTER_PATH", "share"), ("JUPYTER_CONFIG_PATH", "settings")):
        theirs = os.environ.get(name)
        ours = str(_HERE / folder)
        os.environ[name] = f"{ours}{os.pathsep}{theirs}" if theirs else ours
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")


def _stop_on_signal(server: Any) -> None:
    """Stop on the first Ctrl-C, kernels first, without a question; a second one ends it hard.

    The server gives up its own stop when a kernel goes away while it ends them all (it answers
    404 to itself); then the loop is ended all the same, and a kernel ends with its parent.
    """

    def end() -> None:
        server.io_loop.call_later(_MOST_SECONDS_TO_STOP, server.io_loop.stop)

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        server.stop(from_signal=True)
        server.io_loop.add_callback_from_signal(end)

    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, stop)


def _announce(server: Any, here: Project) -> None:
    address, token = server.connection_url.rstrip("/"), server.identity_provider.token
    lines = [
        f"JupyterLab: {address}/lab/tree/notebooks?token={token}",
        "It answers to this machine only. Ctrl-C stops it and its kernels.",
    ]
    if not any(here.processed.glob("*.parquet")):
        lines.append("There are no tables yet: `research build` in another terminal makes them.")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
