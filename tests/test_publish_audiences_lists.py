"""Lists of people: what leaves out one person, and what stops the whole list."""

from datetime import date
from pathlib import Path

import pytest

from audience_people import HEAD, TODAY, people, project, row
from research.ground.errors import AudienceError
from research.ground.paths import Project
from research.publish.audiences import declared, lists
from research.publish.audiences.entry import Entry
from research.publish.audiences.recipient import LeftOut


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return project(tmp_path)


def entries(here: Project, *rows: str) -> list[Entry | LeftOut]:
    people(here, *rows)
    return lists.entries(here, declared.load(here).audience("partners"), TODAY)


def entry(here: Project, *rows: str) -> Entry:
    (found,) = entries(here, *rows)
    assert isinstance(found, Entry)
    return found


def why(here: Project, *rows: str) -> list[str]:
    return [one.why for one in entries(here, *rows) if isinstance(one, LeftOut)]


def test_a_row_becomes_a_person_with_language_format_and_consent(here: Project) -> None:
    assert entry(here, row(language="ES", format="HTML", subject="S01", interest="a; b")) == Entry(
        "ada", "Ada Elm", "ada@example.org", "es", "html", "S01", ("a", "b"), date(2026, 3, 1),
        "is listed as ada in partners.csv; agreed on 2026-03-01",
    )  # fmt: skip


def test_where_a_row_says_nothing_the_first_language_and_format_hold(here: Project) -> None:
    found = entry(here, row(language="", format=""))
    assert (found.language, found.format) == ("en", "pdf")


def test_a_person_without_a_name_is_addressed_by_the_organization(here: Project) -> None:
    assert entry(here, row(name="")).name == "Elm House"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"consent": "no"}, "consent is no"),
        ({"consent": ""}, "consent is '', and only yes is yes"),
        ({"consent": "maybe"}, "consent is 'maybe', and only yes is yes"),
        ({"consent_date": ""}, "consent_date is ''; write it as YYYY-MM-DD"),
        ({"consent_date": "3/1/2026"}, "consent_date is '3/1/2026'; write it as YYYY-MM-DD"),
        ({"consent_date": "2026-10-16"}, "consent_date is 2026-10-16, which is still to come"),
        ({"email": ""}, "no address is given"),
        ({"language": "xx"}, "language is 'xx'; there is en, es"),
        ({"format": "docx"}, "format is 'docx'; there is pdf, html"),
        ({"name": "Ada \u202eElm"}, "a hidden character (U+202E) stands in the name"),
    ],
)
def test_what_is_wrong_with_a_row_leaves_out_that_person(
    here: Project, cells: dict[str, str], said: str
) -> None:
    assert why(here, row(**cells)) == [f"line 2 (ada): {said}"]


@pytest.mark.parametrize(
    "email",
    ["ada", "ada@", "@example.org", "ada@example", "ada@@example.org", "a da@example.org",
     "ada@example..org", "ada.@example.org", "Ada <ada@example.org>", "ada@localhost",
     "ada@example.org;ben@example.org", "=ada@example.org()"],
)  # fmt: skip
def test_a_malformed_address_leaves_out_that_person(here: Project, email: str) -> None:
    (said,) = why(here, row(email=email))
    assert said.startswith(f"line 2 (ada): {email!r} is no address")


def test_a_line_break_in_a_name_or_address_reaches_no_header(here: Project) -> None:
    people(here)
    path = here.reports / "private" / "partners.csv"
    cells = row().replace("Ada Elm", '"Ada\nBcc: all@example.org Elm"')
    path.write_text(f"{HEAD}\n{cells}\n", encoding="utf-8")
    (found,) = lists.entries(here, declared.load(here).audience("partners"), TODAY)
    assert isinstance(found, Entry)
    assert found.name == "Ada Bcc: all@example.org Elm"


def test_a_cell_that_begins_with_an_equals_sign_is_kept_as_text(here: Project) -> None:
    assert entry(here, row(name="=1+1")).name == "=1+1"


def test_an_international_domain_is_written_in_its_ascii_form(here: Project) -> None:
    assert entry(here, row(email="ada@Bücher.example.org")).email == "ada@xn--bcher-kva.example.org"


def test_an_international_name_before_the_at_sign_is_left_out(here: Project) -> None:
    assert why(here, row(email="adé@example.org")) == [
        "line 2 (ada): 'adé@example.org' has letters outside of ASCII before its @: few servers "
        "take such mail"
    ]


def test_a_no_in_another_row_of_the_mailbox_holds_against_an_earlier_yes(here: Project) -> None:
    no = row("ada2", email="ADA@example.org", consent="no", consent_date="2026-03-01")
    assert why(here, row(), no)[0] == (
        "line 2 (ada): line 3 says no for the same mailbox, and not before this yes"
    )


def test_a_later_yes_outweighs_the_no_of_another_row(here: Project) -> None:
    no = row("ada2", email="ada@example.org", consent="no", consent_date="2026-02-28")
    assert isinstance(entries(here, row(), no)[0], Entry)


@pytest.mark.parametrize("name", ["", "a b", "../x", "ada\u00e9", "=1"])
def test_an_odd_id_stops_the_list(here: Project, name: str) -> None:
    with pytest.raises(AudienceError, match=r"line 2: id is .* unsubscribes and receipts go by it"):
        entries(here, row("x", id=name))


def test_an_id_that_stands_twice_stops_the_list(here: Project) -> None:
    with pytest.raises(AudienceError, match="line 3: id 'ADA' stands in line 2 too"):
        entries(here, row(), row("ben", id="ADA"))


def test_a_list_that_is_not_there_says_where_it_belongs(here: Project) -> None:
    with pytest.raises(AudienceError, match=r"reports/private/partners.csv is not there"):
        lists.entries(here, declared.load(here).audience("partners"), TODAY)
