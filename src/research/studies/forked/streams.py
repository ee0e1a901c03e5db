"""Standard output and error of a run without ZeroMQ: the same text in the same order, in cells.

What Python writes is kept until something is shown, as ipykernel does; what a library or a
command writes to the descriptors themselves lands in a file and is taken from there before the
next word of Python's, so that it stands where it was written.
"""

import codecs
import os
import threading
from contextvars import ContextVar
from typing import Any

from ipykernel import iostream
from jupyter_client.session import Session


class OutStream(iostream.OutStream):
    """One standard stream of a run; ``number`` is its descriptor, a file opened to append."""

    def __init__(self, session: Session, name: str, number: int, log: int) -> None:
        # Nothing of OutStream's own beginning: it starts threads and redirects descriptors.
        self.session = session
        self.name = name
        self.pub_thread = self  # asked only whether it is None
        self.echo = None
        self._parent_header: ContextVar[dict[str, Any]] = ContextVar("parent_header")
        self._parent_header.set({})
        self._parent_header_global: dict[str, Any] = {}
        self._isatty = False
        self._should_watch = False
        self._exc = None
        self._original_stdstream_copy = log
        self._number = number
        self._at = os.lseek(number, 0, os.SEEK_END)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._text: list[str] = []
        self._lock = threading.RLock()
        self._master_pid = os.getpid()

    def write(self, string: str) -> int:
        """Keep a text until something is shown."""
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if os.getpid() != self._master_pid:  # a process that the cell forked
            return os.write(self._number, string.encode())
        with self._lock:
            self._take()
            self._text.append(string)
        return len(string)

    def flush(self) -> None:
        """Show what was kept."""
        if os.getpid() != self._master_pid:
            return
        with self._lock:
            self._take()
            said, self._text = "".join(self._text), []
        if said:
            said = said.encode(errors="replace").decode()  # half a character is none
            self.session.send(None, "stream", {"name": self.name, "text": said})

    def _take(self) -> None:
        """Take what was written past Python."""
        while data := os.pread(self._number, 1 << 16, self._at):
            self._at += len(data)
            text = self._decoder.decode(data)
            if text:
                self._text.append(text)
