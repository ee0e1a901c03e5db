"""The mail server that takes our messages: who it is, and a connection that it cannot fake."""

import ipaddress
import math
import smtplib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from research.ground.errors import MailServerError, UsageError

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_LONGEST = 86_400


@dataclass(frozen=True)
class Settings:
    """What the environment says of the mail server.

    Attributes
    ----------
    tls
        ``starttls``, ``tls`` from the first byte, or ``none``, which only a server on this
        machine may have.
    seconds, ending_seconds
        How long a reply may take; the one to the end of a message may take ten minutes
        (RFC 5321, 4.5.3.2.6).
    """

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    seconds: float = 60.0
    ending_seconds: float = 600.0

    def __repr__(self) -> str:
        return f"{self.host}:{self.port}"


def settings(environment: Mapping[str, str], repeated: str = "") -> Settings:
    """Return the settings of RESEARCH_SMTP_HOST, _PORT, _USER, _PASSWORD and _TLS.

    Raises
    ------
    UsageError
        If one is missing or none, or the host is not loopback and was not repeated by hand.
    """
    host = environment.get("RESEARCH_SMTP_HOST", "")
    tls = environment.get("RESEARCH_SMTP_TLS", "starttls")
    port = environment.get("RESEARCH_SMTP_PORT", str(_PORTS.get(tls, "")))
    user = environment.get("RESEARCH_SMTP_USER", "")
    if not host or tls not in _PORTS or not port.isdigit():
        raise UsageError(
            "the mail server is not set: RESEARCH_SMTP_HOST is its name, RESEARCH_SMTP_TLS is "
            "starttls, tls or none, RESEARCH_SMTP_PORT a number. Nothing was sent."
        )
    if (repeated or not is_loopback(host)) and repeated != host:
        raise UsageError(
            f"RESEARCH_SMTP_HOST is {host}, and --host says {repeated or 'nothing'}: to send "
            f"through a server that is not on this machine, repeat its name, --host {host}. "
            "Nothing was sent."
        )
    if tls == "none" and not is_loopback(host):
        raise UsageError(f"{host} is not on this machine, so RESEARCH_SMTP_TLS cannot be none.")
    return Settings(
        host, int(port), user, environment.get("RESEARCH_SMTP_PASSWORD", ""), tls,
        _seconds(environment, "RESEARCH_SMTP_SECONDS", "60"),
        _seconds(environment, "RESEARCH_SMTP_ENDING_SECONDS", "600"),
    )  # fmt: skip


def _seconds(environment: Mapping[str, str], name: str, usual: str) -> float:
    """Return how long to wait, which must be a time: no word, not nothing, not for ever."""
    text = environment.get(name, usual)
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= _LONGEST:
        raise UsageError(
            f"{name} is {text!r}: it takes a number of seconds above 0, at most {_LONGEST}. "
            "Nothing was sent."
        )
    return seconds


def is_loopback(host: str) -> bool:
    """Return whether a name can only be this machine: localhost, 127.0.0.0/8, ::1."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def connected(to: Settings) -> smtplib.SMTP:
    """Return a connection that is encrypted, checked and logged in.

    Raises
    ------
    MailServerError
        If the server's name, certificate or answers are not what they must be, or it refuses the
        log-in: trying again would not help.
    OSError, smtplib.SMTPException
        If it cannot be reached now.
    """
    context = ssl.create_default_context()
    try:
        made = _opened(to, context)
    except ssl.SSLCertVerificationError as error:
        raise MailServerError(
            f"the certificate of {to!r} is not to be trusted ({error.verify_message}): nothing was "
            "said to it. A certificate of your own house goes into SSL_CERT_FILE."
        ) from error
    try:
        if to.user:
            made.login(to.user, to.password)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
        made.close()
        code = getattr(error, "smtp_code", 500)
        if 400 <= code < 500:
            raise
        raise MailServerError(
            f"{to!r} refuses the log-in of {to.user} ({error}): look at RESEARCH_SMTP_USER and "
            "RESEARCH_SMTP_PASSWORD. It was tried once, and nothing was sent."
        ) from error
    except BaseException:
        made.close()
        raise
    if made.sock is not None:  # read byte by byte, so that what is said out of turn stays there
        made.file = made.sock.makefile("rb", buffering=0)
    return made


def _opened(to: Settings, context: ssl.SSLContext) -> smtplib.SMTP:
    if to.tls == "tls":
        made: smtplib.SMTP = smtplib.SMTP_SSL(
            to.host, to.port, timeout=to.seconds, context=context, local_hostname="localhost"
        )
    else:
        made = smtplib.SMTP(to.host, to.port, timeout=to.seconds, local_hostname="localhost")
    try:
        _require_where_it_says(to, made.sock)
        made.ehlo()
        if to.tls == "starttls":
            if not made.has_extn("starttls"):
                raise MailServerError(
                    f"{to!r} offers no STARTTLS, so passwords and messages would travel open: "
                    "nothing was said to it. Set RESEARCH_SMTP_TLS=tls if it speaks TLS at once."
                )
            made.starttls(context=context)
            made.ehlo()
    except BaseException:
        made.close()
        raise
    return made


def _require_where_it_says(to: Settings, sock: socket.socket | None) -> None:
    """Refuse a name such as localhost that leads elsewhere."""
    peer = sock.getpeername()[0] if sock else ""
    if is_loopback(to.host) and not is_loopback(peer):
        raise MailServerError(f"{to.host} leads to {peer}, not to this machine. Nothing was sent.")
