"""How a run, its parent and whoever asked for it talk: JSON over sockets without a name.

A packet is small and whole (the parent's side); a line of talk has its length before it and may
be as long as a notebook (the run's side).
"""

import json
import select
import socket
import struct
from collections.abc import Sequence
from typing import Any

_LENGTH = struct.Struct("!Q")
_PACKET = 65_536
_MOST_FDS = 8


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two joined sockets for whole packets; no path on disk, no port."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send_packet(to: socket.socket, said: dict[str, Any], fds: Sequence[int] = ()) -> None:
    """Send a packet, and open files with it."""
    socket.send_fds(to, [json.dumps(said).encode()], list(fds))


def receive_packet(on: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """Return a packet and the files that came with it; None when the other side is gone."""
    try:
        data, fds, _, _ = socket.recv_fds(on, _PACKET, _MOST_FDS)
    except ConnectionResetError:
        return None, []
    return (json.loads(data) if data else None), list(fds)


class Talk:
    """Lines of JSON over a stream, of any length."""

    def __init__(self, over: socket.socket) -> None:
        self.over = over
        self._read = bytearray()

    def say(self, said: dict[str, Any]) -> None:
        """Send one line, whole."""
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        data = text.encode(errors="surrogatepass")  # an environment may hold bytes that are no text
        self.over.sendall(_LENGTH.pack(len(data)) + data)

    def hear(self) -> dict[str, Any] | None:
        """Wait for one line; None when the other side is gone."""
        while (line := self._whole()) is None:
            if not self.more():
                return None
        return line

    def more(self) -> bool:
        """Take what has arrived; False when the other side is gone."""
        try:
            data = self.over.recv(1 << 18)
        except ConnectionResetError:
            return False
        self._read += data
        return bool(data)

    def heard(self) -> list[dict[str, Any]]:
        """Return the lines that have arrived whole."""
        lines = []
        while (line := self._whole()) is not None:
            lines.append(line)
        return lines

    def _whole(self) -> dict[str, Any] | None:
        if len(self._read) < _LENGTH.size:
            return None
        end = _LENGTH.size + _LENGTH.unpack_from(self._read)[0]
        if len(self._read) < end:
            return None
        line: dict[str, Any] = json.loads(bytes(self._read[_LENGTH.size : end]))
        del self._read[:end]
        return line


def ready(sockets: Sequence[socket.socket], seconds: float | None) -> set[socket.socket]:
    """Return which of some sockets have something to say, after at most so many seconds."""
    asked = select.poll()
    by_number = {one.fileno(): one for one in sockets}
    for number in by_number:
        asked.register(number, select.POLLIN | select.POLLHUP | select.POLLERR)
    said = asked.poll(None if seconds is None else max(0.0, seconds) * 1000)
    return {by_number[number] for number, _ in said}
