"""Hand one message to the server so that a cut at any byte leaves something certain.

The end of a message is five bytes, CR LF . CR LF. Everything before the dot goes first; then the
other side must have acknowledged it; then the ledger says ``ending``; then the dot goes, alone.
A connection that ends before the dot makes the server drop the message (RFC 5321, 4.1.1.10: a
pending transaction is canceled), so it may be offered again. One that ends after the dot and
before the reply leaves it unknown (RFC 5321, 6.1; RFC 1047), and nobody may guess.
"""

import fcntl
import re
import smtplib
import socket
import ssl
import struct
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from research.ground.errors import MailServerError
from research.publish.audiences.addresses import visible
from research.publish.delivery.mail_server import Settings
from research.publish.delivery.messages import Message


@dataclass(frozen=True)
class Answer:
    """What became of an offer.

    Attributes
    ----------
    event, said
        As the ledger keeps them.
    is_open
        Whether the connection still stands.
    is_cut
        Whether nothing was answered because the connection ended.
    is_about_us
        Whether the server put off the sender, not this recipient.
    """

    event: str
    said: str
    is_open: bool = True
    is_cut: bool = False
    is_about_us: bool = False


def offer(
    server: smtplib.SMTP, to: Settings, message: Message, note: Callable[[str], None]
) -> Answer:
    """Offer one message; ``note`` writes an event to the ledger before the next step is taken.

    Raises
    ------
    MailServerError
        If the server does not take messages from this sender at all.
    """
    try:
        answer = _envelope(server, to, message)
        if answer:
            return answer
        note("handed over")
        code, said = server.docmd("DATA")
        if code != 354:
            return _answered(code, said)
        _send_all_but_the_dot(server, to, message.data)
    except OSError as error:
        server.close()
        return Answer("cut", f"{type(error).__name__}: {error}", is_open=False, is_cut=True)
    note("ending")
    return _end(server, to)


def _envelope(server: smtplib.SMTP, to: Settings, message: Message) -> Answer | None:
    """Say from whom and to whom; return None where the server agrees."""
    try:
        code, said = server.docmd("MAIL", f"FROM:<{message.sender}>")
        if code >= 500:
            raise MailServerError(
                f"{to!r} takes no message from {message.sender} ({code} {_plain(said)}): look at "
                "the sender of reports/audiences.toml and at the log-in. Nobody was refused."
            )
        if code != 250:
            return replace(_answered(code, said), is_about_us=True)
        code, said = server.docmd("RCPT", f"TO:<{message.planned.email}>")
    except OSError as error:
        server.close()
        return Answer("deferred", f"{type(error).__name__}: {error}", is_open=False, is_cut=True)
    return None if code in (250, 251) else _answered(code, said)


def _send_all_but_the_dot(server: smtplib.SMTP, to: Settings, data: bytes) -> None:
    """Send a message and its last line's end; wait until the other side has it all."""
    body = re.sub(rb"(?m)^\.", b"..", data)
    server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    sock = server.sock
    until = time.monotonic() + to.seconds
    while sock is not None and _on_the_way(sock) and not _has_spoken(sock):
        if time.monotonic() > until:
            raise TimeoutError(f"{_on_the_way(sock)} bytes were never acknowledged")
        time.sleep(0.001)
    if sock is None or _has_spoken(sock):
        raise smtplib.SMTPServerDisconnected("the server ended the connection before the dot")


def _end(server: smtplib.SMTP, to: Settings) -> Answer:
    """Send the dot and read the reply."""
    sock = server.sock
    try:
        if sock is None or _has_spoken(sock):
            server.close()
            return Answer("cut", "the connection ended before the dot", False, is_cut=True)
        sock.settimeout(to.ending_seconds)
        try:
            sock.sendall(b".\r\n")
        except (BrokenPipeError, ConnectionResetError) as error:
            server.close()
            return Answer("cut", f"the dot could not be sent: {error}", False, is_cut=True)
        code, said = server.getreply()
        sock.settimeout(to.seconds)
    except OSError as error:
        server.close()
        return Answer("unknown", f"{type(error).__name__}: {error}", is_open=False)
    if 200 <= code < 300:
        return Answer("accepted", f"{code} {_plain(said)}")
    if not 400 <= code < 600:
        server.close()
        return Answer("unknown", f"no reply that means anything: {code}", is_open=False)
    return _answered(code, said)


def _answered(code: int, said: bytes) -> Answer:
    text = f"{code} {_plain(said)}"
    if 500 <= code < 600:
        return Answer("refused", text)
    is_open = 400 <= code < 500 and code != 421
    return Answer("deferred", text, is_open, is_about_us=not is_open)


def _on_the_way(sock: socket.socket) -> int:
    """Return how many bytes the other side has not acknowledged; 0 where this cannot be asked."""
    if sys.platform != "linux":
        return 0
    (waiting,) = struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, b"\0" * 4))
    return int(waiting)


def _has_spoken(sock: socket.socket) -> bool:
    """Return whether the other side ended the connection, or said something out of turn."""
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    wait = sock.gettimeout()
    try:
        sock.settimeout(0)
        # Of the socket below the encryption: any byte there is out of turn, an end all the more.
        socket.socket.recv(sock, 1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        if sock.fileno() >= 0:
            sock.settimeout(wait)
    return True


def _plain(said: bytes) -> str:
    """Return what the server said as a terminal may show it: one line, nothing that steers it."""
    return visible(said.decode("utf-8", "replace").replace("\n", " "))[:500]
