"""The file of those who must be left in peace: it only grows, and nothing in it is passed over."""

from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as some

from audience_people import project
from research.ground.errors import AudienceError, DiskError
from research.ground.paths import Project
from research.publish.audiences import suppressions
from research.publish.audiences.suppressions import Event, Reason, Suppressions

DAY = date(2026, 10, 1)
EMAIL = "ada@example.org"


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return project(tmp_path)


def event(number: int = 1, **said: str) -> Event:
    return Event(DAY, Reason.UNSUBSCRIBED, EMAIL, source=f"<{number}@example.org>", **said)


def test_what_is_kept_is_read_back_whatever_its_words(here: Project) -> None:
    kept = [event(1, note='=cmd|"x", y'), Event(DAY, Reason.HARD, "+x@example.org", note="-1")]
    suppressions.append(here, kept)
    assert suppressions.read(here) == kept


def test_keeping_the_same_again_adds_nothing(here: Project) -> None:
    suppressions.append(here, [event()])
    assert (suppressions.append(here, [event(), event(2)]), len(suppressions.read(here))) == (
        [event(2)], 2,
    )  # fmt: skip


def test_a_file_grows_and_its_old_bytes_stay(here: Project) -> None:
    suppressions.append(here, [event()])
    before = suppressions.path_of(here).read_bytes()
    suppressions.append(here, [event(2)])
    assert suppressions.path_of(here).read_bytes().startswith(before)


def test_a_last_line_without_an_end_is_not_run_into(here: Project) -> None:
    suppressions.append(here, [event()])
    path = suppressions.path_of(here)
    path.write_bytes(path.read_bytes().rstrip(b"\r\n"))
    suppressions.append(here, [event(2)])
    assert suppressions.read(here) == [event(), event(2)]


def test_two_who_keep_at_once_lose_nothing(here: Project) -> None:
    threads = [
        Thread(target=suppressions.append, args=(here, [event(number)])) for number in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(suppressions.read(here)) == 8


def test_a_full_disk_keeps_what_was_there(here: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    suppressions.append(here, [event()])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("research.ground.provenance._replace", full)
    with pytest.raises(DiskError):
        suppressions.append(here, [event(2)])
    assert suppressions.read(here) == [event()]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-13-01,unsubscribed,ada@example.org,,,,,", "line 2: "),
        ("2026-10-01,gone,ada@example.org,,,,,", "line 2: 'gone' is not a valid Reason"),
        ("2026-10-01,unsubscribed,,,,,,", "line 2 names nobody"),
    ],
)
def test_a_row_that_cannot_be_read_stops_everything(here: Project, line: str, said: str) -> None:
    head = ",".join(suppressions.COLUMNS)
    suppressions.path_of(here).write_text(f"{head}\n{line}\n", encoding="utf-8")
    with pytest.raises(AudienceError, match=said):
        suppressions.read(here)


@pytest.mark.parametrize(
    "reason", [Reason.UNSUBSCRIBED, Reason.ASKED, Reason.COMPLAINT, Reason.HARD]
)
def test_each_of_these_stands_until_a_later_consent(reason: Reason) -> None:
    held = Suppressions([Event(DAY, reason, EMAIL)])
    found = [held.against("media", "x", EMAIL, on) for on in (None, DAY, date(2026, 10, 2))]
    assert [one is None for one in found] == [False, False, True]


def test_an_officials_consent_that_was_taken_in_counts_as_one_on_a_list() -> None:
    back = Event(date(2026, 10, 2), Reason.CONSENTED, EMAIL)
    held = Suppressions([Event(DAY, Reason.UNSUBSCRIBED, EMAIL), back])
    assert held.against("legislators", "x", EMAIL, None) is None


def test_a_bounce_is_about_the_address_as_it_was_written_and_a_refusal_about_the_mailbox() -> None:
    tagged = "Ada+news@example.org"
    found = [
        Suppressions([Event(DAY, reason, tagged)]).against("a", "x", email, None) is None
        for reason in (Reason.HARD, Reason.ASKED)
        for email in (EMAIL, tagged.lower())
    ]
    assert found == [True, False, False, False]


_DAYS = some.dates(date(2026, 1, 1), date(2026, 1, 20))
_EVENTS = some.lists(
    some.builds(Event, date=_DAYS, reason=some.sampled_from(Reason), email=some.just(EMAIL))
)


@given(before=_EVENTS, consented=some.none() | _DAYS, day=_DAYS)
def test_another_unsubscribe_never_lets_anyone_be_written_to(
    before: list[Event], consented: date | None, day: date
) -> None:
    after = [*before, Event(day, Reason.UNSUBSCRIBED, EMAIL)]
    was, now = (Suppressions(one).against("a", "x", EMAIL, consented) for one in (before, after))
    assert was is None or now is not None


@given(before=_EVENTS, consented=some.none() | _DAYS)
def test_whoever_refused_on_the_last_day_is_left_in_peace(
    before: list[Event], consented: date | None
) -> None:
    last = Event(date(2026, 1, 20), Reason.ASKED, EMAIL)
    assert Suppressions([*before, last]).against("a", "x", EMAIL, consented) is not None
