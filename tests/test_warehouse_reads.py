"""What a read notes: which rows, and a digest by which it is seen whether they changed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from research.ground.errors import TableMissingError
from research.ground.paths import Project, using
from research.ground.terms import Kind
from research.warehouse import kept, store
from research.warehouse.reads import Read, from_dict, plain, where_of
from research.warehouse.row_digests import row_digests
from research.warehouse.slices import Slices
from subject_project import project, write

ROWS = pd.DataFrame(
    {
        "place": ["a", "b", "a", None],
        "year": [2020, 2021, 2021, 2020],
        "share": [0.1, float("nan"), 0.3, 0.4],
        "day": pd.to_datetime(["2020-01-01", "2021-01-01", None, "2020-01-01"]),
        "is_new": [True, False, True, False],
    },
    index=["things:0", "things:1", "things:2", "things:3"],
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Project]:
    made = project(tmp_path / "project")
    with using(made.root):
        write("things", ROWS)
        store.forget()
        yield made
    store.forget()


def read(**where: object) -> Read:
    store.forget()
    store.read("things", **where)
    (noted,) = store.reads()
    return noted


CHOICES: list[dict[str, object]] = [
    {},
    {"place": "a"},
    {"place": ["a", "b"], "year": 2021},
    {"place": {"b", "a"}},
    {"year": np.int64(2020)},
    {"share": 0.3},
    {"day": pd.Timestamp("2020-01-01")},
    {"is_new": True},
    {"place": "nowhere"},
    {"row_id": ["things:2", "things:0"]},
]


@pytest.mark.parametrize("where", CHOICES, ids=str)
def test_a_slice_of_the_file_has_the_digest_that_its_read_noted(here: Project, where):
    noted = read(**where)
    slices = Slices(store.table_path("things"))
    assert slices.digest(from_dict(noted.to_dict()).where) == noted.digest


def test_a_read_survives_its_way_through_a_notebook(here: Project):
    noted = read(place=["b", "a"], day=pd.Timestamp("2020-01-01"))
    assert from_dict(noted.to_dict()) == noted


def test_other_rows_do_not_move_the_digest_of_a_slice(here: Project):
    before = read(place="a")
    write("things", ROWS.assign(share=[0.1, 9.0, 0.3, 9.0]))
    after = read(place="a")
    assert (before.digest == after.digest, before.file == after.file) == (True, False)


@pytest.mark.parametrize("change", [{"share": 0.2}, {"is_new": False}, {"place": "b"}], ids=str)
def test_a_cell_of_a_slice_moves_its_digest(here: Project, change: dict[str, object]):
    before = read(place="a").digest
    moved = ROWS.copy()
    for column, value in change.items():
        moved.loc["things:0", column] = value
    write("things", moved)
    assert read(place="a").digest != before


def test_the_order_of_rows_is_part_of_a_slice(here: Project):
    before = read(place="a").digest
    write("things", ROWS.iloc[::-1])
    assert read(place="a").digest != before


def test_the_grade_of_a_row_is_part_of_its_slice(here: Project):
    before = read(place="a").digest
    store.write(store.read_whole("things").assign(grade=3), store.lineage("things"))
    assert read(place="a").digest != before


def test_who_asks_for_provenance_has_read_nothing_more(here: Project):
    rows = store.read("things", place="a")
    store.provenance(rows.index)
    assert [one.where for one in store.reads()] == [(("place", "a"),)]


def test_a_choice_is_noted_as_plain_values():
    chosen = where_of({"kind": Kind.PAID, "day": date(2020, 1, 1), "n": [np.int64(2), 1]})
    assert chosen == (("day", "2020-01-01"), ("kind", "paid"), ("n", (1, 2)))


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, np.float64("nan")])
def test_a_missing_value_is_none_whatever_its_kind(value):
    assert plain(value) is None


def test_only_synthetic_rows_that_were_read_are_told(here: Project):
    frame = store.read_whole("things")
    frame.loc["things:1", "is_synthetic"] = True
    store.write(frame, store.lineage("things"))
    store.forget()
    store.read("things", place="a")
    before = store.has_read_synthetic()
    store.read("things", place="b")
    assert (before, store.has_read_synthetic()) == (False, True)


def test_the_digest_of_a_row_does_not_depend_on_the_order_of_columns():
    assert row_digests(ROWS) == row_digests(ROWS[ROWS.columns[::-1]])


def test_the_digest_of_a_row_does_not_depend_on_how_texts_are_held():
    held = ROWS.assign(place=ROWS["place"].astype(object))
    assert row_digests(held) == row_digests(ROWS.assign(place=ROWS["place"].astype("str")))


@pytest.mark.parametrize(
    ("one", "other"),
    [("1", 1), (1, 1.0), (True, 1), ("", None), ("-", None), (0.1, 0.1000000000000001)],
)
def test_values_that_differ_have_rows_that_differ(one, other):
    rows = [
        row_digests(pd.DataFrame({"x": pd.Series([value], dtype=object)})) for value in (one, other)
    ]
    assert rows[0] != rows[1]


def test_a_cell_cannot_pass_for_two():
    one = pd.DataFrame({"a": ["x\x1eb:sy"], "c": ["z"]}, index=["r"])
    two = pd.DataFrame({"a": ["x"], "b": ["y"], "c": ["z"]}, index=["r"])
    assert row_digests(one) != row_digests(two)


def test_lists_and_bytes_have_digests():
    frame = pd.DataFrame({"x": [[1, 2], [1, 3]], "y": [b"a", b"a"]}, index=["r", "s"])
    assert len(set(row_digests(frame.assign(z=[np.array([1.0]), np.array([1.0])])))) == 2


def test_known_rows_have_the_digests_they_always_had():
    """The same on every machine and in every version: else all runs would be stale at once."""
    assert row_digests(ROWS.iloc[:2]) == [
        "db33cc17c80bd814ba832bd908ebb039",
        "06c71bc3cd6113e56ee5bf3ace1e3e1e",
    ]


def test_a_table_without_digests_is_refused_with_what_to_do(here: Project):
    ROWS.rename_axis("row_id").reset_index().to_parquet(store.table_path("things"))
    with pytest.raises(TableMissingError, match=r"no digest of its rows.*research build things"):
        store.read("things")


def test_a_replaced_table_is_kept_until_no_run_names_it(here: Project):
    old = read().file
    write("things", ROWS.assign(year=2030))
    before = kept.find(here, "things", old)
    gone = kept.prune(here, {("things", "another")})
    assert (before, gone, kept.find(here, "things", old)) == (
        kept.kept_path(here, "things", old), 1, None
    )  # fmt: skip


def test_a_replaced_table_that_a_run_names_stays(here: Project):
    old = read().file
    write("things", ROWS.assign(year=2030))
    kept.prune(here, {("things", old)})
    assert kept.find(here, "things", old) is not None
