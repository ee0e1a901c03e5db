"""Run the cells of a notebook inside this process, with ipykernel's own shell and no sockets.

The cells go through the same `do_execute` as in a kernel, and the messages that it would publish
go through the same nbclient that makes outputs of them; only ZeroMQ between the two is left out.
"""

import asyncio
import importlib.util
import logging
import os
import resource
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any, ClassVar

import nbformat
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.shellapp import InteractiveShellApp
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat import NotebookNode
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from traitlets.config import Config

from research.studies.forked.child import held
from research.studies.forked.streams import OutStream
from research.studies.forked.wire import Talk

_SKIP = "skip-execution"


class Messages(Session):
    """A session whose messages go to a function, packed and unpacked as if they had travelled."""

    heard = AnyTrait()

    def send(  # noqa: PLR0913, PLR0917 - Session's own
        self,
        stream: Any,  # noqa: ARG002
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,  # noqa: ARG002
        buffers: Any = None,
        track: bool = False,  # noqa: ARG002
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Hand a message on."""
        said = msg_or_type
        if not isinstance(said, dict):
            said = self.msg(said, content=content, parent=parent, header=header, metadata=metadata)
        told = {
            **said,
            "content": self.unpack(self.pack(said["content"])),
            "buffers": buffers or [],
        }
        self.heard(told)
        return said


class LeanKernel(IPythonKernel):
    """ipykernel's kernel without a socket: `do_execute` is all that is asked of it."""

    async def answer(self, source: str) -> dict[str, Any]:
        """Run a cell as a client's request would; return the reply."""
        whole: Any = self  # ipykernel's own methods have no types
        assert self.session is not None
        whole.set_parent([b"run"], self.session.msg("execute_request", {"code": source}))
        reply = await whole.do_execute(source, silent=False, store_history=True)
        sys.stdout.flush()
        sys.stderr.flush()
        return dict(reply)

    def begin(self) -> None:
        """Belong to the loop and the thread that run the cells."""
        self.io_loop = IOLoop.current()
        self.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())


class Outputs(NotebookClient):
    """nbclient's half of a run: messages become the outputs of cells."""

    def begin(self, cell: NotebookNode, index: int) -> None:
        """Start on a cell."""
        self.cell, self.index = cell, index
        self.touched = {index}
        self.waiting: list[dict[str, Any]] = []
        cell.outputs = []
        self.clear_before_next_output = False

    def take(self, message: dict[str, Any]) -> None:
        """Take a message of the cell that runs."""
        self.waiting.append(message)

    def make(self) -> list[Any] | None:
        """Make outputs of what was taken; return what is wrong with one that cannot be kept."""
        try:
            for message in self.waiting:
                self.process_message(message, self.cell, self.index)
        except nbformat.ValidationError as error:
            return [type(error).__name__, str(error), []]
        return None

    def _update_display_id(self, display_id: str, msg: dict[str, Any]) -> None:
        super()._update_display_id(display_id, msg)
        self.touched |= {n for n, held in self._display_id_map.get(display_id, {}).items() if held}


class Remembering(TransformerManager):
    """IPython's own way from a cell's text to Python, walked once for each text.

    Forked runs inherit what their parent walked. A run that adds or takes away a transformer, or
    has one with side effects, walks all of its cells anew.
    """

    _known: ClassVar[dict[tuple[object, ...], str]] = {}

    def transform_cell(self, cell: str) -> str:
        """Return a cell as Python."""
        steps = (*self.cleanup_transforms, *self.line_transforms, *self.token_transformers)
        if any(getattr(step, "has_side_effects", False) for step in steps):
            return str(super().transform_cell(cell))
        key = (cell, *steps)
        if key not in self._known:
            self._known[key] = str(super().transform_cell(cell))
        return self._known[key]


def make_kernel(session: Messages) -> LeanKernel:
    """Return a kernel whose shell has run nothing yet and keeps its history in memory."""
    in_memory = Config({"HistoryManager": {"hist_file": ":memory:"}})
    log = logging.getLogger("ipykernel")
    made = LeanKernel.instance(session=session, iopub_socket=None, config=in_memory, log=log)
    shell: Any = made.shell
    shell.input_transformer_manager = Remembering()  # type: ignore[no-untyped-call]
    shell.extension_manager.load_extension("storemagic")  # as each kernel does that is started
    return made


def as_started(kernel: LeanKernel) -> None:
    """Let a kernel that was made before the fork begin in the environment of its run."""
    shell: Any = kernel.shell
    shell.init_environment()
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    app: Any = SimpleNamespace(ignore_cwd=False)
    InteractiveShellApp.init_path(app)


def drop_kernel() -> None:
    """Forget a kernel and its shell, so that another can be made."""
    ZMQInteractiveShell.clear_instance()
    LeanKernel.clear_instance()


def launcher() -> str:
    """Return the script that starts a kernel which is not forked: cells may look at sys.argv."""
    found = importlib.util.find_spec("ipykernel_launcher")
    return str(found.origin) if found is not None else ""


def run(job: dict[str, Any], line: Talk) -> None:
    """Run a prepared notebook cell by cell and tell each cell's start, end and outputs."""
    inherited = held("VmRSS")
    notebook = nbformat.from_dict(job["notebook"])
    outputs = Outputs(notebook, record_timing=False)
    outputs.waiting = []
    kernel = LeanKernel.instance() if LeanKernel.initialized() else make_kernel(Messages())
    session: Any = kernel.session
    session.heard = outputs.take
    as_started(kernel)
    log = os.open(job["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    sys.stdout = OutStream(session, "stdout", 1, log)
    sys.stderr = OutStream(session, "stderr", 2, log)
    sys.argv = [launcher()]
    loop = asyncio.new_event_loop()  # asyncio.run would take SIGINT for itself
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_cells(kernel, outputs, line))
    outputs.set_widgets_metadata()
    notebook.metadata["language_info"] = dict(kernel.language_info)
    line.say(
        {
            "done": dict(notebook.metadata),
            "peak_bytes": _peak(),
            "inherited_bytes": inherited,
            "cpu_seconds": time.process_time(),
        }
    )


async def rehearse(kernel: LeanKernel, outputs: Outputs) -> None:
    """Run all cells of a notebook, failing ones too, and tell nobody."""
    kernel.begin()
    for index, cell in enumerate(outputs.nb.cells):
        outputs.begin(cell, index)
        await kernel.answer(cell.source)
        outputs.make()


async def _cells(kernel: LeanKernel, outputs: Outputs, line: Talk) -> None:
    kernel.begin()
    for index, cell in enumerate(outputs.nb.cells):
        if runs(cell):
            line.say({"starts": index})
            if not await _cell(kernel, outputs, line, index):
                return


def runs(cell: NotebookNode) -> bool:
    """Return whether nbclient would execute a cell."""
    is_code = cell.cell_type == "code" and bool(cell.source.strip())
    return is_code and _SKIP not in cell.metadata.get("tags", [])


async def _cell(kernel: LeanKernel, outputs: Outputs, line: Talk, index: int) -> bool:
    """Run a cell and tell what it showed; return whether the run goes on."""
    cell = outputs.nb.cells[index]
    outputs.begin(cell, index)
    cell.execution_count = kernel.execution_count
    began = time.perf_counter()
    reply = await kernel.answer(cell.source)
    seconds = time.perf_counter() - began
    wrong = outputs.make()
    asked_to_exit = any(load.get("source") == "ask_exit" for load in reply["payload"])
    left = asked_to_exit or reply.get("ename") == "SystemExit"
    if reply["status"] == "error":
        shown = [one for one in cell.outputs if one.output_type == "error"]
        said = shown[-1] if shown else reply  # an error that showed nothing is in the reply alone
        wrong = [said["ename"], said["evalue"], list(said["traceback"])]
    line.say(
        {
            "ends": index,
            "seconds": seconds,
            "peak_bytes": _peak(),
            "cells": [
                [n, outputs.nb.cells[n].execution_count, outputs.nb.cells[n].outputs]
                for n in sorted(outputs.touched)
            ],
            "left": left,
            "error": wrong,
        }
    )
    return not left and wrong is None


def _peak() -> int:
    """Return the most memory that this process has held, what it was born with included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
