"""Errata: which edition takes the place of which, for whom, and why."""

from datetime import date
from pathlib import Path

import pytest

import made_editions as made
from research.ground.errors import EditionError
from research.ground.paths import Project
from research.publish.errata import FILE, Erratum, declare, errata, superseding

DAY = date(2027, 2, 1)


@pytest.fixture
def here(tmp_path: Path) -> Project:
    project = made.project(tmp_path)
    for number in (1, 2, 3):
        held = {"H001": [made.finding()], "H002": [made.finding()]}
        made.edition(project.editions / f"district-{number}", held, number=number)
    made.edition(project.editions / "care-2", {"": [made.finding()]}, number=2, brief="care")
    return project


def erratum(**said: object) -> Erratum:
    plain = {"edition": "district-1", "superseded_by": "district-2", "date": DAY,
             "note": "The wage was that of another year."}  # fmt: skip
    return Erratum(**{**plain, **said})  # type: ignore[arg-type]


def test_an_erratum_is_read_as_it_was_declared(here: Project) -> None:
    declare(here, erratum(subjects=("H001",)))
    assert errata(here) == [erratum(subjects=("H001",))]


def test_without_the_file_there_are_none(here: Project) -> None:
    assert errata(here) == []


def test_a_second_erratum_stands_after_the_first(here: Project) -> None:
    declare(here, erratum())
    declare(here, erratum(superseded_by="district-3", note='It said "0.5", \\ or = 1.'))
    assert [one.note for one in errata(here)] == [
        "The wage was that of another year.",
        'It said "0.5", \\ or = 1.',
    ]


def test_the_same_erratum_is_declared_once(here: Project) -> None:
    declare(here, erratum())
    assert (declare(here, erratum(date=date(2027, 3, 1))), len(errata(here))) == (False, 1)


def test_a_note_is_one_line(here: Project) -> None:
    declare(here, erratum(note="One\r\nBcc: two"))
    assert errata(here)[0].note == "One Bcc: two"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"edition": "district-9"}, "no edition 'district-9' was released"),
        ({"superseded_by": "district-9"}, "no edition 'district-9' was released"),
        ({"edition": "district-2", "superseded_by": "district-1"}, "must be a later edition"),
        ({"superseded_by": "care-2"}, "must be a later edition of district"),
        ({"superseded_by": "district-1"}, "must be a later edition"),
        ({"subjects": ("H001", "H777")}, "1 of 2 subjects are not in district-1, first H777"),
        ({"note": " \n"}, "needs a note"),
    ],
)
def test_an_erratum_that_cannot_be_is_refused_and_nothing_is_written(
    here: Project, said: dict[str, object], why: str
) -> None:
    with pytest.raises(EditionError, match=why):
        declare(here, erratum(**said))
    assert not (here.reports / FILE).exists()


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("[[erratum]\n", "is not TOML"),
        ('[[erratum]]\nedition = "district-1"\n', "erratum 1 of 1 lacks 'superseded_by'"),
        ('erratum = ["x"]\n', "is no table"),
        (
            '[[erratum]]\nedition="d-1"\nsuperseded_by="d-2"\nnote="n"\ndate="soon"\n',
            "needs a day as date",
        ),
        (
            '[[erratum]]\nedition="d"\nsuperseded_by="d-2"\nnote="n"\ndate=2027-01-01\n',
            "editions such as district-1",
        ),
    ],
)
def test_a_file_that_does_not_say_what_it_must_is_refused(
    here: Project, toml: str, why: str
) -> None:
    (here.reports / FILE).write_text(toml)
    with pytest.raises(EditionError, match=why):
        errata(here)


def test_of_several_the_latest_edition_takes_the_place(here: Project) -> None:
    declare(here, erratum(superseded_by="district-3"))
    declare(here, erratum(superseded_by="district-2"))
    found = superseding(here, "district-1", "H002")
    assert found is not None
    assert found.superseded_by == "district-3"


def test_an_erratum_about_one_subject_leaves_the_others_as_they_are(here: Project) -> None:
    declare(here, erratum(subjects=("H001",)))
    assert superseding(here, "district-1", "H002") is None
