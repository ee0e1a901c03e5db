"""Subjects are the rows of a table, and a person who misnames one is told whom they meant."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import subject_project as small
from research.ground.errors import ContractError, ManifestError, TableMissingError, UsageError
from research.ground.paths import Project, using
from research.studies.subjects import Subject, choose, nearest, noun, subjects


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return small.project(tmp_path)


def one(name: str, family: str = "", chamber: str = "house") -> Subject:
    label = f"{chamber.title()} District {int(name[1:])}, {family}"
    return Subject(name, label, {"district_id": name, "chamber": chamber, "family_name": family})


SEVERAL = (
    one("S21", "Muñoz-Vega", "senate"), one("S07", "O'Dell", "senate"),
    one("H042", "Featherstone"), one("H004", "Quill"),
)  # fmt: skip


def with_seats(here: Project, change) -> None:
    with using(here.root):
        small.write("seats", change(small.seats()))


def test_subjects_come_in_the_order_of_their_table(here: Project):
    assert [s.id for s in subjects(here, small.manifest(here))] == list(small.SUBJECTS)


def test_a_row_bears_its_own_columns_and_no_provenance(here: Project):
    assert set(subjects(here, small.manifest(here))[0].row) == {
        "district_id", "chamber", "label", "member", "senate_district_id"
    }  # fmt: skip


def test_a_subject_that_stands_twice_is_refused_by_name(here: Project):
    with_seats(here, lambda frame: pd.concat([frame, frame.iloc[[2]].rename(index=lambda i: "x")]))
    with pytest.raises(ContractError, match=r"1 of 7 rows repeat a district_id, first 'H001'"):
        subjects(here, small.manifest(here))


def test_ids_that_differ_only_in_case_would_share_a_folder(here: Project):
    with_seats(here, lambda frame: frame.replace({"district_id": {"H002": "h001"}}))
    with pytest.raises(ContractError, match="first 'h001'"):
        subjects(here, small.manifest(here))


@pytest.mark.parametrize("bad", ["", "../S01", "H 1", None])
def test_an_id_that_names_no_folder_is_refused(here: Project, bad: str | None):
    with_seats(here, lambda frame: frame.replace({"district_id": {"H002": bad}}))
    with pytest.raises(ContractError, match="1 of 6 rows have no usable district_id"):
        subjects(here, small.manifest(here))


def test_an_empty_table_of_subjects_is_refused(here: Project):
    with_seats(here, lambda frame: frame.iloc[:0])
    with pytest.raises(ContractError, match="table seats has no rows"):
        subjects(here, small.manifest(here))


def test_a_table_of_subjects_that_was_not_built_says_how(here: Project):
    (here.processed / "seats.parquet").unlink()
    with pytest.raises(TableMissingError, match=r"research snapshot .*openstates"):
        subjects(here, small.manifest(here))


def test_a_table_of_subjects_that_is_cut_short_is_no_table(here: Project):
    path = here.processed / "seats.parquet"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(TableMissingError, match="cut short"):
        subjects(here, small.manifest(here))


def test_a_label_column_that_is_not_there_is_named(here: Project):
    made = small.manifest(here)
    assert made.subjects is not None
    with pytest.raises(ManifestError, match="names the column 'title'"):
        subjects(here, replace(made, subjects=replace(made.subjects, label="title")))


def test_a_brief_about_nobody_has_no_subjects(here: Project):
    with pytest.raises(UsageError, match=r"has no \[subjects\]"):
        subjects(here, replace(small.manifest(here), subjects=None))


def test_without_a_wish_all_are_chosen():
    assert choose(SEVERAL) == SEVERAL


def test_ids_are_read_in_any_case_and_come_in_the_order_of_the_table():
    assert [s.id for s in choose(SEVERAL, ["h042", "s21"])] == ["S21", "H042"]


def test_a_column_chooses_those_with_its_value():
    assert [s.id for s in choose(SEVERAL, (), ["chamber=Senate"])] == ["S21", "S07"]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("H42", ["H042"]),
        ("h-42", ["H042"]),
        ("S021", ["S21"]),
        ("Senate 21", ["S21"]),
        ("senate district 7", ["S07"]),
        ("Munoz", ["S21"]),
        ("Fetherstone", ["H042"]),
        ("o'dell", ["S07"]),
        ("H0042", ["H042"]),
    ],
)
def test_the_nearest_subject_is_suggested(wanted: str, meant: list[str]):
    assert [s.id for s in nearest(SEVERAL, wanted)] == meant


def test_an_unknown_subject_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match=r"no subject 'H42'. Did you mean H042 \(House District"):
        choose(SEVERAL, ["H42"])


def test_a_subject_like_no_other_is_refused_with_the_range():
    with pytest.raises(UsageError, match="There are 4, from S21 to H004"):
        choose(SEVERAL, ["zzzzzz"])


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UsageError, match="they have district_id, chamber, family_name"):
        choose(SEVERAL, (), ["party=x"])


def test_a_value_that_never_occurs_is_refused_with_those_that_do():
    with pytest.raises(UsageError, match="chamber is never 'lords'; it is house, senate"):
        choose(SEVERAL, (), ["chamber=lords"])


def test_a_choice_without_a_value_is_refused():
    with pytest.raises(UsageError, match="--where chamber is not COLUMN=VALUE"):
        choose(SEVERAL, (), ["chamber"])


def test_a_choice_that_leaves_nobody_is_refused():
    with pytest.raises(UsageError, match="no subject is left"):
        choose(SEVERAL, ["S21"], ["chamber=house"])


@pytest.mark.parametrize(
    ("key", "count", "said"),
    [
        ("district_id", 1, "1 district"),
        ("county_fips", 102, "102 counties"),
        ("ein", 2, "2 subjects"),
    ],
)
def test_subjects_are_called_after_their_key(here: Project, key: str, count: int, said: str):
    made = small.manifest(here)
    assert made.subjects is not None
    assert noun(replace(made, subjects=replace(made.subjects, key=key)), count) == said


def test_a_bare_number_suggests_it_in_every_chamber():
    every = [Subject(one, one, {}) for one in ("H034", "H042", "S42", "S04")]
    assert [one.id for one in nearest(every, "42")] == ["H042", "S42"]
