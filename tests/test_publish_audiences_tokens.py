"""Tokens of an unsubscribe, and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from audience_people import SECRET
from research.ground.errors import AudienceError
from research.publish.audiences import addresses, tokens

_NAMES = some.text(min_size=1, max_size=40).filter(
    lambda text: "\n" not in text and not any("\ud800" <= one <= "\udfff" for one in text)
)


@given(name=_NAMES, audience=_NAMES)
def test_a_token_gives_back_whom_it_is_about(name: str, audience: str) -> None:
    token = tokens.unsubscribe_token(SECRET, name, audience)
    assert tokens.whose(SECRET, token) == (audience, name)


@given(name=_NAMES)
def test_a_token_is_found_in_the_subject_of_a_mail(name: str) -> None:
    token = tokens.unsubscribe_token(SECRET, name, "partners")
    found = tokens.TOKEN.search(f"Re: unsubscribe {token}.")
    assert found is not None
    assert found.group(0) == token


@given(place=some.integers(0, 60), letter=some.sampled_from("AbC9_-"))
def test_a_token_with_another_letter_is_none_of_ours(place: int, letter: str) -> None:
    token = tokens.unsubscribe_token(SECRET, "ada", "partners")[:-1]
    at = place % len(token)
    changed = token[:at] + letter + token[at + 1 :] + "A"
    if changed[:-1] != token:
        with pytest.raises(tokens.TokenError):
            tokens.whose(SECRET, changed)


def test_a_token_of_another_secret_is_refused() -> None:
    token = tokens.unsubscribe_token(SECRET, "ada", "partners")
    with pytest.raises(tokens.TokenError, match="signed with another RESEARCH_UNSUBSCRIBE_SECRET"):
        tokens.whose("another secret of the tests", token)


@pytest.mark.parametrize("token", ["", "x", "a.b", "ä.ö", "....", "YQ.YQ"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(tokens.TokenError):
        tokens.whose(SECRET, token)


def test_a_token_holds_no_address() -> None:
    assert "@" not in tokens.unsubscribe_token(SECRET, "ada", "partners")


@pytest.mark.parametrize("secret", [None, "short"])
def test_a_missing_or_short_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, secret: str | None
) -> None:
    monkeypatch.delenv(tokens.SECRET, raising=False)
    if secret is not None:
        monkeypatch.setenv(tokens.SECRET, secret)
    with pytest.raises(AudienceError, match="openssl rand -hex 32"):
        tokens.secret_of_environment()


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("ada+news@example.org", "ada@example.org"),
        ("+x@example.org", "+x@example.org"),
    ],
)
def test_a_mailbox_is_the_same_whatever_its_spelling(address: str, box: str) -> None:
    assert addresses.mailbox(address) == box


def test_a_name_is_printed_in_one_line_with_one_kind_of_accent() -> None:
    assert addresses.printed("  Jose\u0301\n Nu\u0301n\u0303ez ") == "José Núñez"
