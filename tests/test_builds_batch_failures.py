"""Failures of a batch are grouped by what caused them, whoever they hit."""

import pytest

from research.builds.failures import Failure, failure, grouped, lines, plain
from research.ground.errors import CellError, MetricError, ProofError
from research.studies.subjects import Subject


def subject(n: int) -> Subject:
    row = {"district_id": f"H{n:03}", "label": f"House District {n}", "family_name": f"Quill{n}x"}
    return Subject(f"H{n:03}", f"House District {n}", row)


def cell_error(last: str, cell: int = 7) -> CellError:
    return CellError(f"district.ipynb, cell {cell}, line 1 raised X:\n  > x()\n{last}")


def failed(n: int, error: Exception, phase: str = "run") -> Failure:
    return failure(subject(n), phase, "district", error)


def test_one_missing_column_is_one_group():
    groups = grouped(failed(n, cell_error("KeyError: 'fy2026'")) for n in range(1, 15))
    told = lines(groups, lambda n: f"{n} districts", "research run district")
    assert told[1] == "14 districts fail in cell 7: KeyError fy2026 (H001, H002, H003, ... 11 more)"


def test_a_group_shows_its_cell_once_and_one_command_that_repeats_it():
    groups = grouped(failed(n, cell_error("KeyError: 'fy2026'")) for n in range(1, 15))
    told = lines(groups, lambda n: f"{n} districts", "research run district")
    assert told[2:] == [
        "  district.ipynb, cell 7, line 1 raised X:",
        "    > x()",
        "  KeyError: 'fy2026'",
        "  repeat it: research run district --subject H001",
    ]


@pytest.mark.parametrize(
    "text",
    ["KeyError: 'H00{n}'", "ValueError: House District {n} has no rows",
     "TypeError: QUILL{n}X is missing", "E: <object at 0x7f{n}>"],
)  # fmt: skip
def test_what_is_the_subject_s_own_does_not_part_a_group(text: str):
    groups = grouped(failed(n, cell_error(text.format(n=n))) for n in (1, 2))
    assert [group.subjects for group in groups] == [("H001", "H002")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (failed(1, cell_error("KeyError: 'a'")), failed(2, cell_error("KeyError: 'b'"))),
        (failed(1, cell_error("KeyError: 'a'", 6)), failed(2, cell_error("KeyError: 'a'", 7))),
        (failed(1, ProofError("x")), failed(2, MetricError("x"))),
        (failed(1, ProofError("x"), "run"), failed(2, ProofError("x"), "pages")),
    ],
)
def test_another_cause_cell_class_or_phase_is_another_group(first: Failure, second: Failure):
    assert len(grouped([first, second])) == 2


def test_what_a_proof_quotes_of_each_page_does_not_part_a_group():
    told = "district-H00{n}.pdf is refused: page 1 names the member of H00{m}: 'Ann {n}' (A. {m})"
    ids = {"H001", "H002", "H003", "H004"}
    made = [
        failure(subject(n), "pages", "district", ProofError(told.format(n=n, m=n + 2)), ids)
        for n in (1, 2)
    ]
    assert [group.subjects for group in grouped(made)] == [("H001", "H002")]


def test_the_largest_group_comes_first():
    groups = grouped([failed(1, ProofError("a")), *(failed(n, ProofError("b")) for n in (2, 3))])
    assert [len(group.subjects) for group in groups] == [2, 1]


def test_one_alone_fails_in_the_singular():
    told = lines(grouped([failed(1, ProofError("a hole"), "pages")]), lambda n: "1 district", "c")
    assert told[1] == "1 district fails in the pages: ProofError: a hole (H001)"


def test_an_error_that_nobody_raised_on_purpose_is_kept_with_its_place():
    try:
        {}["gone"]
    except KeyError as error:
        found = failed(1, error)
    assert (found.exit_code, found.error) == (1, "KeyError")
    assert "a bug of the project" in found.notes[0]


def test_machines_get_every_subject_and_command():
    said = plain(grouped(failed(n, ProofError("a")) for n in range(1, 9)), "research run district")
    assert (len(said[0]["subjects"]), said[0]["repeat"][7]) == (
        8, "research run district --subject H008"
    )  # fmt: skip
