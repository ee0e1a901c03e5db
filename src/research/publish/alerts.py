"""Tell somebody that a scheduled build failed: by mail, or through any address Apprise knows.

All of it comes from the environment, and nothing secret is printed or kept anywhere:
``RESEARCH_ALERT_MAIL_TO`` and ``RESEARCH_ALERT_MAIL_FROM``, with the mail server of
``RESEARCH_SMTP_HOST`` and its kin; ``RESEARCH_ALERT_URLS``, the addresses of Apprise between
spaces (the optional extra `alerts`).
"""

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage

from research.ground.errors import MailServerError, ScheduleError, UsageError
from research.publish.delivery.mail_server import Settings, connected, settings


@dataclass(frozen=True)
class Mail:
    """Whom to write, and through which server."""

    to: tuple[str, ...]
    sender: str
    server: Settings


@dataclass(frozen=True)
class Ways:
    """How somebody is told; Apprise addresses often hold a secret, so they are never shown."""

    mail: Mail | None = None
    urls: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_silent(self) -> bool:
        """Return whether nobody would be told."""
        return self.mail is None and not self.urls


def ways(environ: Mapping[str, str]) -> Ways:
    """Return how the environment wants somebody told.

    Raises
    ------
    ScheduleError
        If a part is missing or cannot be: a mail address that is none, or without a server.
    """
    return Ways(_mail(environ), tuple(environ.get("RESEARCH_ALERT_URLS", "").split()))


def _mail(environ: Mapping[str, str]) -> Mail | None:
    to = environ.get("RESEARCH_ALERT_MAIL_TO", "").replace(",", " ").split()
    if not to:
        return None
    sender = environ.get("RESEARCH_ALERT_MAIL_FROM", to[0])
    for address in (*to, sender):
        _require_address(address)
    host = environ.get("RESEARCH_SMTP_HOST", "")
    try:
        # An alert goes to whoever set it up and to nobody else, so its host needs no second word.
        server = settings(environ, host)
    except (UsageError, ValueError) as error:
        raise ScheduleError(f"RESEARCH_ALERT_MAIL_TO is set, but {error}") from error
    return Mail(tuple(to), sender, server)


def _require_address(text: str) -> None:
    try:
        Address(addr_spec=text)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise ScheduleError(f"{text!r} is no address to send an alert to or from.") from error


def send(subject: str, body: str, chosen: Ways) -> str:
    """Tell somebody in every way that is set; return nothing, or why a way failed.

    A way that fails never stops what it speaks of: it is a reason, not an error.
    """
    failed = []
    if chosen.mail:
        failed.append(_send_mail(subject, body, chosen.mail))
    if chosen.urls:
        failed.append(_send_apprise(subject, body, chosen.urls))
    return "; ".join(why for why in failed if why)


def _send_mail(subject: str, body: str, mail: Mail) -> str:
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.to)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    try:
        with connected(mail.server) as server:
            refused = server.send_message(message)
    except (MailServerError, smtplib.SMTPException, OSError) as error:
        return f"mail through {mail.server!r} failed: {type(error).__name__}: {error}"
    return f"{len(refused)} of {len(mail.to)} addresses were refused" if refused else ""


def _send_apprise(subject: str, body: str, urls: tuple[str, ...]) -> str:
    try:
        import apprise
    except ImportError:
        return (
            "RESEARCH_ALERT_URLS is set and Apprise is not installed: it is the optional extra "
            "`alerts` of this project"
        )
    told = apprise.Apprise()
    unknown = [number for number, url in enumerate(urls, 1) if not told.add(url)]
    if unknown:
        return f"address {unknown[0]} of {len(urls)} in RESEARCH_ALERT_URLS is none Apprise knows"
    if not told.notify(title=subject, body=body):
        return f"Apprise could not reach all of the {len(urls)} addresses in RESEARCH_ALERT_URLS"
    return ""
