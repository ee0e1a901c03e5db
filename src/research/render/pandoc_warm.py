"""One pandoc that stays, so that a document does not cost a process.

pandoc runs `pandoc_worker.lua` and answers one request after another. Only a clean conversion
counts: whatever it warns of or fails at is converted again by a process of its own, whose words
and whose verdict stand. So the bytes and the errors are those of the command line.

The few terms in ``pandoc_data`` are why that folder exists: pandoc reads its whole list of
translations for each piece of Typst that a filter writes, which took two thirds of the time.
"""

import atexit
import json
import os
import select
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pypandoc

_HERE = Path(__file__).parent
_SECONDS = 120.0
_LAST_WORDS = 2.0
_PLAIN = {"standalone": "standalone", "section-divs": "section_divs", "table-of-contents": "toc"}
_NAMED = {
    "template": "template", "lua-filter": "filter", "wrap": "wrap",
    "reference-doc": "reference_doc",
}  # fmt: skip
_NUMBERS = {"toc-depth": "toc_depth", "shift-heading-level-by": "shift"}
_PAIRS = {"variable": "variables", "metadata": "metadata"}
_LINE = 64


class SilentError(Exception):
    """The worker did not answer: it died, took too long or said something else."""


class Worker:
    """One pandoc process and the pipes to it; it ends when its input does."""

    def __init__(self) -> None:
        self.documents = 0
        self._kept = b""
        self._process = subprocess.Popen(
            [
                pypandoc.get_pandoc_path(), f"--data-dir={_HERE / 'pandoc_data'}",
                f"--from={_HERE / 'pandoc_worker.lua'}", "--to=native", os.devnull,
            ],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, asked: dict[str, Any], text: str, seconds: float = _SECONDS) -> bytes | None:
        """Return the converted document, or None if pandoc warned or failed.

        Raises
        ------
        SilentError
            If no answer came: this worker is of no more use.
        """
        self.documents += 1
        head, body = json.dumps(asked).encode(), text.encode()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"%d %d\n" % (len(head), len(body)) + head + body)
            self._process.stdin.flush()
        except OSError as error:
            raise SilentError(str(error)) from error
        until = time.monotonic() + seconds
        word, _, length = self._line(until).partition(b" ")
        if word not in (b"done", b"warned", b"failed") or not length.isdigit():
            raise SilentError(f"it said {word[:40]!r}")
        answer = self._bytes(int(length), until)
        return answer if word == b"done" else None

    def close(self) -> None:
        """End the process: its input ends first, and it is killed if it does not go."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):  # what it did not read any more
            self._process.stdin.close()
        try:
            self._process.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _line(self, until: float) -> bytes:
        while b"\n" not in self._kept:
            if len(self._kept) > _LINE:
                raise SilentError("it did not answer with a line")
            self._read(until)
        line, _, self._kept = self._kept.partition(b"\n")
        return line

    def _bytes(self, count: int, until: float) -> bytes:
        parts, have = [self._kept], len(self._kept)
        while have < count:
            self._kept = b""
            self._read(until)
            parts.append(self._kept)
            have += len(self._kept)
        whole = b"".join(parts)
        self._kept = whole[count:]
        return whole[:count]

    def _read(self, until: float) -> None:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        said = os.read(pipe, 1 << 20) if ready else b""
        if not said:
            raise SilentError("it ended" if ready else "it took too long")
        self._kept += said


class _Stable:
    """The workers of this process that wait for work; a fork does not take them along."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._owner = os.getpid()

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """Lend a worker for a block; one that fell silent does not come back."""
        worker = self._take()
        try:
            yield worker
        except BaseException:
            worker.kill()
            raise
        with self._lock:
            if worker.documents < MOST_DOCUMENTS and len(self._idle) < MOST_IDLE:
                self._idle.append(worker)
                return
        worker.close()

    def close(self) -> None:
        """End the workers that wait."""
        if self._owner != os.getpid():
            return
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _take(self) -> Worker:
        with self._lock:
            if self._owner != os.getpid():
                self._idle, self._owner = [], os.getpid()
            if self._idle:
                return self._idle.pop()
        return Worker()


MOST_DOCUMENTS = 500
"""After so many documents a worker is replaced, so that what it keeps cannot grow."""
MOST_IDLE = 3
"""One for each format that is set at the same time."""
_stable = _Stable()
atexit.register(_stable.close)
close = _stable.close


def convert(
    text: str, reader: str, writer: str, folder: Path, options: Sequence[str]
) -> bytes | None:
    """Return a document converted by a pandoc that was there already.

    Parameters
    ----------
    text
        Markdown.
    reader, writer
        Pandoc's names of the formats, with extensions.
    folder
        Where it works: images, template and filter are found from here.
    options
        Options of pandoc's command line.

    Returns
    -------
    bytes | None
        None where only the command line can say more: an option that has no counterpart here,
        a warning, an error, no answer.
    """
    asked = request(reader, writer, folder, options)
    if asked is None:
        return None
    try:
        with _stable.worker() as worker:
            return worker.ask(asked, text.replace("\r", "").expandtabs(4))
    except SilentError:
        return None


def request(
    reader: str, writer: str, folder: Path, options: Sequence[str]
) -> dict[str, Any] | None:
    """Return options of the command line as the worker knows them, or None if it does not."""
    asked: dict[str, Any] = {
        "reader": reader, "writer": writer, "folder": str(folder.resolve()), "standalone": False,
        "section_divs": False, "toc": False, "toc_depth": 3, "shift": 0, "wrap": "auto",
        "variables": {}, "metadata": {},
    }  # fmt: skip
    for option in options:
        name, has_value, value = option.removeprefix("--").partition("=")
        key, _, held = value.partition(":")
        if name in _PAIRS and has_value and held not in ("true", "false"):
            asked[_PAIRS[name]][key] = held
        elif name in _NAMED and has_value:
            asked[_NAMED[name]] = value
        elif name in _NUMBERS and value.isdigit():
            asked[_NUMBERS[name]] = int(value)
        elif name in _PLAIN and not has_value:
            asked[_PLAIN[name]] = True
        else:
            return None
    return asked
