"""A message as bytes: whole, readable by any mail program, and nothing in a header but a header."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

import pytest

import delivery_project
from research.ground.errors import DeliveryError
from research.ground.paths import Project
from research.publish.audiences.recipient import Recipient
from research.publish.audiences.tokens import unsubscribe_token, whose
from research.publish.delivery import words
from research.publish.delivery.attachments import Attachment, safe_name
from research.publish.delivery.ledger import Mailing
from research.publish.delivery.messages import Letter, Message, message
from research.publish.delivery.sender import Sender, load
from research.publish.delivery.words import Notice, Words
from research.publish.editions.manifest import EditionFile, find

DATED = datetime(2027, 1, 12, 15, 0, tzinfo=UTC)
SENDER = Sender("The research team", "us@mail.example.org", "us@mail.example.org",
                "leave@mail.example.org")  # fmt: skip
SECRET = "a secret for tests only"


def a_recipient(**changes: str) -> Recipient:
    made = Recipient("H042", "Zoë Prüfer", "h042@house.example", "legislators", "en", "pdf",
                     "H042", "holds the seat")  # fmt: skip
    return replace(made, **changes)


def a_letter(**changes: object) -> Letter:
    said = Words("House District 42", "Read this.\n.\nand that\n", "<p>Read this.</p>\n")
    document = Attachment("district-1-H042.pdf", ("application", "pdf"), b"%PDF \r\n.\r\n\xff", "")
    made = Letter(Mailing("district-1", "legislators"), a_recipient(), SENDER, said,
                  replace(document, sha256=digest(document.data)), "token.proof")  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def digest(data: bytes) -> str:
    from research.ground.provenance import digest_bytes

    return digest_bytes(data)


def read(made: Message) -> EmailMessage:
    found = message_from_bytes(made.data, policy=SMTP)
    assert isinstance(found, EmailMessage)
    return found


def test_the_same_letter_makes_the_same_bytes() -> None:
    assert message(a_letter(), DATED) == message(a_letter(), DATED)


def test_another_day_makes_the_same_message_id() -> None:
    later = message(a_letter(), DATED.replace(day=13))
    assert later.planned.message_id == message(a_letter(), DATED).planned.message_id


@pytest.mark.parametrize(
    "changes",
    [
        {"mailing": Mailing("district-2", "legislators")},
        {"mailing": Mailing("district-1", "legislators", "recall")},
        {"recipient": a_recipient(id="H043")},
        {"recipient": a_recipient(email="other@house.example")},
        {"words": Words("Other", "Read this.\n", "<p>Read this.</p>\n")},
        {"attachment": None},
    ],
)
def test_another_edition_recipient_or_content_makes_another_message_id(
    changes: dict[str, object],
) -> None:
    other = message(a_letter(**changes), DATED)
    assert other.planned.message_id != message(a_letter(), DATED).planned.message_id


def test_the_message_id_does_not_say_who_the_recipient_is() -> None:
    assert "h042" not in message(a_letter(), DATED).planned.message_id.lower()


def test_the_headers_are_those_of_a_letter() -> None:
    found = read(message(a_letter(), DATED))
    assert (found["From"], found["To"], parsedate_to_datetime(found["Date"])) == (
        "The research team <us@mail.example.org>",
        "Zoë Prüfer <h042@house.example>",
        DATED,
    )


def test_accents_travel_as_encoded_words() -> None:
    head = message(a_letter(), DATED).data.split(b"\r\n\r\n")[0]
    assert head.isascii()
    assert b"=?utf-8?q?Zo=C3=AB_Pr=C3=BCfer?=" in head


@pytest.mark.parametrize(
    "name", ["Łukasz Ñandú " * 8, 'Ada "the Count" O\'Neil, Jr.', "李 明", "a@b"]
)
def test_any_name_reads_back_as_it_is(name: str) -> None:
    name = name.strip()
    made = message(a_letter(recipient=a_recipient(name=name)), DATED)
    (written,) = re.findall(rb"^To: ([^\r]*(?:\r\n [^\r]*)*)", made.data, flags=re.MULTILINE)
    shown, address = parseaddr(written.decode("ascii").replace("\r\n ", " "))
    assert (str(make_header(decode_header(shown))), address) == (name, "h042@house.example")


@pytest.mark.parametrize(
    "nasty", ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\x85b"]
)
def test_a_line_break_in_a_subject_is_refused(nasty: str) -> None:
    with pytest.raises(DeliveryError, match="one line of printed text"):
        message(a_letter(words=Words(nasty, "text\n", "<p>text</p>")), DATED)


@pytest.mark.parametrize("field", ["name", "email"])
def test_a_line_break_in_a_name_or_address_is_refused(field: str) -> None:
    with pytest.raises(DeliveryError, match="one line of printed text"):
        message(
            a_letter(recipient=a_recipient(**{field: "a@b.example\r\nBcc: x@y.example"})), DATED
        )


@pytest.mark.parametrize("email", ["a@b@c", "no at", "a@b, c@d.example", "<a@b.example>", ""])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(DeliveryError):
        message(a_letter(recipient=a_recipient(email=email)), DATED)


def test_an_address_beyond_ascii_is_refused_in_words() -> None:
    with pytest.raises(DeliveryError, match="ask for another address"):
        message(a_letter(recipient=a_recipient(email="zoë@house.example")), DATED)


def test_no_line_is_longer_than_mail_allows() -> None:
    said = Words("x" * 900, "y" * 5000, f"<p>{'ä' * 5000}</p>")
    made = message(a_letter(words=said, token="t" * 420), DATED)
    assert max(len(line) for line in made.data.split(b"\r\n")) <= 998


def test_there_is_no_bare_line_end() -> None:
    data = message(a_letter(), DATED).data
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)


def test_the_document_arrives_byte_for_byte() -> None:
    (attached,) = read(message(a_letter(), DATED)).iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (
        "district-1-H042.pdf", b"%PDF \r\n.\r\n\xff",
    )  # fmt: skip


@pytest.mark.parametrize("kind", [("text", "html"), ("application", "vnd.oasis.opendocument.text")])
def test_a_document_of_another_format_arrives_byte_for_byte(kind: tuple[str, str]) -> None:
    data = "<p>Zoë</p>\n\r\n.\n".encode()
    document = Attachment("district-1-H042.x", kind, data, digest(data))
    made = message(a_letter(attachment=document), DATED)
    (attached,) = read(made).iter_attachments()
    assert (attached.get_content_type(), attached.get_payload(decode=True)) == (
        "/".join(kind),
        data,
    )


def test_there_is_plain_text_and_html() -> None:
    found = read(message(a_letter(), DATED))
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert (plain.get_content(), html.get_content()) == (
        "Read this.\r\n.\r\nand that\r\n", "<p>Read this.</p>\r\n",
    )  # fmt: skip


def test_list_unsubscribe_says_who_leaves() -> None:
    token = unsubscribe_token(SECRET, "H042", "legislators")
    head = message(a_letter(token=token), DATED).data.decode("ascii", "replace")
    found = re.search(
        r"List-Unsubscribe: <mailto:leave@mail\.example\.org\?subject=unsubscribe%20(\S+)>", head
    )
    assert found
    assert whose(SECRET, found[1]) == ("legislators", "H042")


def test_one_click_is_only_promised_where_a_page_takes_it() -> None:
    with_page = replace(SENDER, unsubscribe_page="https://care.example.org/leave?t=")
    one, other = message(a_letter(), DATED), message(a_letter(sender=with_page), DATED)
    assert (read(one)["List-Unsubscribe-Post"], read(other)["List-Unsubscribe-Post"]) == (
        None, "List-Unsubscribe=One-Click",
    )  # fmt: skip


@pytest.mark.parametrize("subject", ["../../etc/passwd", 'a"b', "ü;x=y", "a\r\nb"])
def test_the_name_of_a_document_is_safe(tmp_path: Path, subject: str) -> None:
    (tmp_path / "p").mkdir()
    edition = find(delivery_project.project(tmp_path / "p"), "district-1")
    name = safe_name(edition, EditionFile("x", "", 0, "pdf", subject))
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.pdf", name)


@pytest.fixture
def here(tmp_path: Path) -> Project:
    (tmp_path / "project").mkdir()
    return delivery_project.project(tmp_path / "project")


NOTICE = Notice("erratum", "A rate was <last> year's.", "district-2", True)


@pytest.mark.parametrize(
    ("audience", "language", "notice"),
    [
        ("legislators", "en", None),
        ("partners", "en", None), ("partners", "es", None),
        ("media", "en", None), ("media", "es", None),
        ("partners", "en", NOTICE), ("partners", "es", NOTICE),
        ("partners", "en", replace(NOTICE, kind="recall")),
        ("partners", "es", replace(NOTICE, kind="recall")),
    ],
)  # fmt: skip
def test_every_template_can_be_filled(
    here: Project, audience: str, language: str, notice: Notice | None
) -> None:
    to = a_recipient(audience=audience, language=language)
    said = words.words(here, find(here, "district-1"), to, SENDER, notice)
    assert "What it costs to care" in said.subject
    assert f'lang="{language}"' in said.html
    assert notice is None or "A rate was &lt;last&gt;" in said.html
    assert notice is None or notice.note in said.text


def test_a_name_cannot_become_html(here: Project) -> None:
    to = a_recipient(name="<script>alert(1)</script>")
    said = words.words(here, find(here, "district-1"), to, SENDER)
    assert "<script>" not in said.html


def test_a_language_without_a_template_is_refused(here: Project) -> None:
    with pytest.raises(DeliveryError, match=r"legislators\.pl\.subject cannot be used"):
        words.words(here, find(here, "district-1"), a_recipient(language="pl"), SENDER)


@pytest.mark.parametrize("key", ["name", "email", "unsubscribe_mail"])
def test_a_sender_without_a_key_is_refused(here: Project, key: str) -> None:
    path = here.reports / "audiences.toml"
    text = re.sub(rf'^{key} = ".*"$', "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeliveryError, match=f"lacks {key}"):
        load(here, "legislators")


def test_an_audience_may_have_a_sender_of_its_own(here: Project) -> None:
    path = here.reports / "audiences.toml"
    with path.open("a", encoding="utf-8") as out:
        out.write('[audiences.partners.sender]\nname = "Ada"\n')
    assert (load(here, "partners").name, load(here, "legislators").name) == (
        "Ada",
        "The research team",
    )
