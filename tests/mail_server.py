"""A mail server on loopback with STARTTLS and log-in, its own log, and a line that can be cut."""

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "research", "a pass phrase"

Say = Callable[[str], str | None]
"""What is answered about an address; None: as usual."""


@dataclass
class Log:
    """What the server did, in its own words.

    Attributes
    ----------
    accepted
        Messages it took, in order: address of the envelope, and the message.
    at
        When it took each.
    begun
        Addresses for which DATA began.
    lost
        Addresses whose connection ended within DATA, and whether all but the dot had come.
    """

    accepted: list[tuple[str, EmailMessage]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    lost: list[tuple[str, bool]] = field(default_factory=list)
    peers: set[str] = field(default_factory=set)

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _, message in self.accepted]


@dataclass
class Manners:
    """How the server behaves; the default is a good server."""

    mail: Say = lambda address: None
    rcpt: Say = lambda address: None
    end: Say = lambda address: None
    seconds_before_reply: float = 0.0


class _Server(SMTP):
    """aiosmtpd's own server, which also notes when DATA begins and what was lost in it."""

    log: Log
    manners: Manners

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        assert self.envelope is not None
        self.in_data = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ""
        self.tail = b""
        if self.in_data:
            self.log.begun.append(self.in_data)
        await super().smtp_DATA(arg)
        self.in_data = ""

    def data_received(self, data: bytes) -> None:
        self.tail = (getattr(self, "tail", b"") + data)[-64:]
        super().data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        if getattr(self, "in_data", ""):
            is_whole = self.tail.endswith((b"--\r\n", b"\r\n.\r\n"))
            self.log.lost.append((self.in_data, is_whole))
            self.in_data = ""
        super().connection_lost(error)


class _Handler:
    def __init__(self, log: Log, manners: Manners) -> None:
        self.log, self.manners = log, manners

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.log.peers.add(session.peer[0])
        said = self.manners.mail(address)
        if said is None:
            envelope.mail_from = address
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.manners.rcpt(address)
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        said = self.manners.end(address)
        if said is None:
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=MAIL)
            assert isinstance(message, EmailMessage)
            self.log.accepted.append((address, message))
            self.log.at.append(time.time())
        server.in_data = ""  # type: ignore[attr-defined]
        if self.manners.seconds_before_reply:
            import asyncio

            await asyncio.sleep(self.manners.seconds_before_reply)
        return said or f"250 OK number {len(self.log.accepted)}"


class _Controller(Controller):
    def __init__(self, handler: _Handler, context: ssl.SSLContext | None) -> None:
        self.context = context
        super().__init__(handler, hostname="127.0.0.1", port=free_port())

    def factory(self) -> SMTP:
        made = _Server(
            self.handler, tls_context=self.context, require_starttls=self.context is not None,
            auth_required=self.context is not None, authenticator=_authenticated,
            hostname="localhost",
        )  # fmt: skip
        made.log, made.manners = self.handler.log, self.handler.manners
        return made


def _authenticated(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    is_known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


@dataclass
class Post:
    """A running server."""

    port: int
    log: Log
    manners: Manners
    environment: dict[str, str]


@contextmanager
def post(folder: Path, tls: bool = True) -> Iterator[Post]:
    """Run a mail server for the length of a block."""
    folder.mkdir(parents=True, exist_ok=True)
    log, manners = Log(), Manners()
    certificate = a_certificate(folder)
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    controller = _Controller(_Handler(log, manners), context)
    controller.start()
    environment = {
        "RESEARCH_SMTP_HOST": "127.0.0.1", "RESEARCH_SMTP_PORT": str(controller.port),
        "RESEARCH_SMTP_TLS": "starttls" if tls else "none", "SSL_CERT_FILE": str(certificate),
        "RESEARCH_UNSUBSCRIBE_SECRET": "a secret for tests only",
    }  # fmt: skip
    if tls:
        environment |= {"RESEARCH_SMTP_USER": USER, "RESEARCH_SMTP_PASSWORD": PASSWORD}
    try:
        yield Post(controller.port, log, manners, environment)
    finally:
        controller.stop()


def a_certificate(folder: Path, name: str = "localhost") -> Path:
    """Write a key and a certificate for loopback, signed by itself."""
    path = folder / f"{name}.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    hosts = [x509.DNSName(name)]
    if name == "localhost":
        hosts.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))  # type: ignore[arg-type]
    made = (
        x509.CertificateBuilder().subject_name(named).issuer_name(named)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    return path


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class CutLine:
    """A line to a server that can be cut after so many more bytes, one way or the other.

    Attributes
    ----------
    cuts
        The cuts that happened: which way ("up" to the server, "down" from it).
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.cuts: list[str] = []
        self.port = 0
        self._left: dict[str, int | None] = {"up": None, "down": None}
        self._guard = threading.Lock()

    def arm(self, way: str, count: int) -> None:
        """Cut whatever connection passes the next so many bytes that way."""
        with self._guard:
            self._left = {"up": None, "down": None, way: count}

    def disarm(self) -> None:
        with self._guard:
            self._left = {"up": None, "down": None}

    @contextmanager
    def running(self) -> Iterator["CutLine"]:
        with socket.create_server(("127.0.0.1", 0)) as door:
            self.port = int(door.getsockname()[1])
            serving = threading.Thread(target=self._serve, args=(door,), daemon=True)
            serving.start()
            try:
                yield self
            finally:
                with suppress(OSError):
                    door.shutdown(socket.SHUT_RDWR)
                serving.join(timeout=10)

    def _serve(self, door: socket.socket) -> None:
        while True:
            try:
                near, _ = door.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            for way, source, goal in (("up", near, far), ("down", far, near)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pass, args=(way, source, goal), daemon=True).start()

    def _pass(self, way: str, source: socket.socket, goal: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                allowed, is_cut = self._allowed(way, len(data))
                goal.sendall(data[:allowed])
                if is_cut:
                    break
        for one in (source, goal):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _allowed(self, way: str, count: int) -> tuple[int, bool]:
        """Return how many bytes still pass, and whether the line is cut after them."""
        with self._guard:
            left = self._left[way]
            if left is None:
                return count, False
            if count < left:
                self._left[way] = left - count
                return count, False
            self._left[way] = None
            self.cuts.append(way)
            return left, True
