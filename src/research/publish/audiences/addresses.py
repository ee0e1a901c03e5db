"""Addresses and names as they may stand on an envelope: one form, one line, no surprises."""

import unicodedata

from research.ground.errors import AudienceError

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Categories of characters that nobody sees: they can break a header or turn a line around."""

JOINERS = {"\u200c", "\u200d"}
"""Hidden, but needed to spell names in some scripts."""


def checked(text: str) -> str:
    """Return an address as it is written on an envelope; no name server is asked.

    The domain is lower case and in its ASCII form. The part before the @ keeps its spelling
    and its case; outside of ASCII it needs a server that takes SMTPUTF8 all the way, which
    nobody can know beforehand, so that it is refused.

    Raises
    ------
    AudienceError
        If it is no address, or one that cannot be written in ASCII.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as error:
        raise AudienceError(f"{text!r} is no address ({str(error).rstrip('.')})") from error
    if found.ascii_email is None:
        raise AudienceError(
            f"{text!r} has letters outside of ASCII before its @: few servers take such mail"
        )
    return found.ascii_email


def mailbox(address: str) -> str:
    """Return the mailbox behind an address: lower case, without what follows a plus sign.

    Two addresses with one mailbox reach one person: Ada+news@Example.org is ada@example.org.
    """
    local, _, domain = address.strip().rpartition("@")
    return f"{local.split('+', 1)[0] or local}@{domain}".lower()


def printed(name: str) -> str:
    """Return a name as it is printed: one line, one kind of accent, one space between words.

    Raises
    ------
    AudienceError
        If a character in it is one that nobody sees.
    """
    line = " ".join(unicodedata.normalize("NFC", name).split())
    for letter in line:
        if unicodedata.category(letter) in _HIDDEN and letter not in JOINERS:
            raise AudienceError(f"a hidden character (U+{ord(letter):04X}) stands in the name")
    return line


def visible(text: str) -> str:
    """Return a text for a terminal: a character that could move the cursor becomes a mark."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
