"""What moved between two editions, by how much and why, and the few documents to read."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html

import edition_project as editions
import made_editions as made
from made_editions import SNAPSHOT, finding, run
from research.builds.pipeline import prune_kept
from research.ground.errors import ApprovalError, EditionError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.publish.editions import diff_pages
from research.publish.editions.approvals import approve
from research.publish.editions.diff import Diff, before, diff, named
from research.publish.editions.grouping import MOST_READ
from research.publish.editions.manifest import Edition
from research.publish.editions.release import release
from research.studies.record import Finding, RunRecord, SourceLine
from research.warehouse.kept import kept_path
from research.warehouse.reads import Read
from subject_project import change

Sides = Sequence[tuple[Mapping[str, Sequence[Finding]], Sequence[RunRecord]]]


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return made.project(tmp_path)


def compared(
    here: Project,
    *sides: tuple[Mapping[str, Sequence[Finding]], Sequence[RunRecord]],
    more: Sequence[Mapping[str, object]] = ({}, {}),
) -> Diff:
    """Compare two editions made of findings and runs."""
    two = [
        made.edition(here.build / f"side-{place}", *side, number=place, formats=["html"], **said)  # type: ignore[arg-type]
        for place, (side, said) in enumerate(zip(sides, more, strict=True), 1)
    ]
    return diff(here, *two)


def one(*findings: Finding, **ran: object) -> tuple[dict[str, list[Finding]], list[RunRecord]]:
    return {"": list(findings)}, [run(**ran)]  # type: ignore[arg-type]


def whys(found: Diff) -> list[str]:
    return [group.why for group in found.groups]


def test_a_number_that_moved_is_listed_with_old_new_and_change(here: Project) -> None:
    found = compared(here, one(finding(value=20.0)), one(finding(value=21.0), rows="r2"))
    move = found.moves[0]
    assert (move.finding, move.old, move.new, move.change, move.share) == (
        "wage", "$20.00", "$21.00", 1.0, 0.05,
    )  # fmt: skip


def test_two_editions_of_the_same_findings_have_no_move(here: Project) -> None:
    found = compared(here, one(finding()), one(finding()))
    assert (found.moves, found.groups, found.words) == ((), (), ())


def test_a_move_that_print_hides_shows_its_values(here: Project) -> None:
    found = compared(
        here, one(finding(value=20.501, printed="$20.50")),
        one(finding(value=20.502, printed="$20.50"), rows="r2"),
    )  # fmt: skip
    assert (found.moves[0].old, found.moves[0].is_printed) == ("20.501", False)


def test_range_and_grade_are_moves_of_their_own(here: Project) -> None:
    ends = {"low": 19.0, "printed_low": "$19.00", "high": 22.0, "printed_high": "$22.00"}
    found = compared(
        here, one(finding(**ends)),
        one(finding(**{**ends, "low": 18.0, "printed_low": "$18.00", "grade": 3}), rows="r2"),
    )  # fmt: skip
    assert [(m.part, m.old, m.new) for m in found.moves] == [
        ("low", "$19.00", "$18.00"), ("grade", "2", "3"),
    ]  # fmt: skip


def test_a_new_and_a_lost_finding_are_told(here: Project) -> None:
    found = compared(here, one(finding("a")), one(finding("b"), imports={"research.x": "2"}))
    assert [(m.finding, m.part) for m in found.moves] == [("a", "gone"), ("b", "new")]


def table(*cells: Sequence[str]) -> Finding:
    value = {"head": ["Year", "Wage"], "align": [], "widths": [], "cells": [list(c) for c in cells]}
    return finding("levels", value, kind="table", printed="Levels", caption="Levels")


def test_each_cell_of_a_table_is_compared_by_its_row_and_column(here: Project) -> None:
    found = compared(
        here, one(table(("2024", "$19.00"), ("2025", "$20.00"))),
        one(table(("2023", "$18.00"), ("2024", "$19.00"), ("2025", "−$20.50")), rows="r2"),
    )  # fmt: skip
    assert [(m.place, m.old, m.new, m.change) for m in found.moves] == [
        ("2025 / Wage", "$20.00", "−$20.50", -40.5), ("2023 / Wage", "", "$18.00", None),
    ]  # fmt: skip


def figure(rows: Sequence[Mapping[str, object]], mark: str = "bar") -> Finding:
    encoding = {"x": {"field": "place", "type": "nominal"}, "y": {"field": "wage", "title": "W"}}
    spec = {"mark": mark, "encoding": encoding, "data": {"values": list(rows)}}
    return finding("by_place", spec, kind="figure", printed="C", caption="C", alt="A")


def test_each_value_that_a_figure_draws_is_compared(here: Project) -> None:
    was = [{"place": "Cook", "wage": 20.0}, {"place": "Will", "wage": 18.0}]
    found = compared(
        here, one(figure(was)), one(figure([was[0], {"place": "Will", "wage": 19.0}]), rows="r2")
    )
    assert [(m.place.split(" / ")[1], m.change) for m in found.moves] == [("wage", 1.0)]


def test_a_figure_drawn_otherwise_from_the_same_values_says_so(here: Project) -> None:
    was = figure([{"place": "Cook", "wage": 20.0}])
    now = finding("by_place", {**was.value, "width": 3}, kind="figure", printed="C", caption="C",
                  alt="A")  # fmt: skip
    found = compared(here, one(was), one(now, imports={"research.figures.theme": "2"}))
    assert (found.moves[0].part, whys(found)[0].split("; ")[0]) == (
        "drawing", "code: figures.theme",
    )  # fmt: skip


def test_other_rows_are_a_cause_with_their_snapshot(here: Project) -> None:
    found = compared(
        here, one(finding(value=20.0)), one(finding(value=21.0), rows="r2"),
        more=({}, {"snapshots": {SNAPSHOT: "s2", "lists/2027/more.csv": "m"}}),
    )  # fmt: skip
    assert (found.groups[0].why, found.groups[0].causes[0].details) == (
        "data: table rates", (f"{SNAPSHOT} changed", "lists/2027/more.csv is new"),
    )  # fmt: skip


def test_another_module_is_a_cause(here: Project) -> None:
    found = compared(
        here,
        one(finding(value=20.0)),
        one(finding(value=21.0), imports={"research.metrics.rates": "m2"}),
    )
    assert whys(found) == ["code: metrics.rates"]


def test_another_parameter_is_a_cause_with_both_values(here: Project) -> None:
    found = compared(
        here, one(finding(value=20.0), parameters={"n": 1}),
        one(finding(value=21.0), parameters={"n": 2}),
    )  # fmt: skip
    assert found.groups[0].causes[0].details == ("was 1, now 2",)


def test_a_number_that_nothing_explains_comes_first(here: Project) -> None:
    found = compared(here, one(finding(value=20.0)), one(finding(value=21.0)))
    assert whys(found) == ["not explained: nothing that its run rests on changed"]


def test_only_the_tables_below_a_finding_are_its_cause(here: Project) -> None:
    other = [Read("prices", (), digest, "f") for digest in ("p1", "p2")]
    found = compared(
        here, one(finding(value=20.0), reads=[other[0]]),
        one(finding(value=21.0), rows="r2", reads=[other[1]]),
    )  # fmt: skip
    assert whys(found) == ["data: table rates"]


def test_rows_that_moved_below_a_shared_figure_reach_the_subjects(here: Project) -> None:
    through = [Read("finding state.total", (), digest, "f", "12") for digest in ("t1", "t2")]
    sides = [
        (
            {"H001": [finding("share", value, study="own", rows=("rates:a",))]},
            [
                run("state", rows=rows),
                RunRecord(
                    study="own", brief="brief", key="k", as_of="2026-11-21", subject="H001",
                    parameters={}, reads=(read,),
                ),
            ],
        )
        for value, rows, read in ((0.5, "r1", through[0]), (0.4, "r2", through[1]))
    ]  # fmt: skip
    assert whys(compared(here, *sides)) == ["data: table rates"]


def many(
    values: Mapping[str, float], rows: str
) -> tuple[dict[str, list[Finding]], list[RunRecord]]:
    """One finding about each of many subjects, each of its own run."""
    held = {subject: [finding("own", value)] for subject, value in values.items()}
    return held, [run(subject=subject, rows=rows) for subject in values]


def districts(count: int) -> list[str]:
    return [f"H{number:03}" for number in range(1, count + 1)]


@pytest.fixture
def wide(here: Project) -> Diff:
    """Of forty districts, thirty rise by little, one by much, and one falls."""
    was = dict.fromkeys(districts(40), 100.0)
    now = was | {one: 100.0 + place / 10 for place, one in enumerate(districts(30), 1)}
    return compared(here, many(was, "r1"), many(now | {"H031": 300.0, "H032": 90.0}, "r2"))


def test_the_moves_of_many_are_one_group(wide: Diff) -> None:
    assert [(group.finding, len(group.subjects)) for group in wide.groups] == [("own", 32)]


def test_of_a_group_the_extreme_the_typical_and_the_odd_are_picked(wide: Diff) -> None:
    assert [(pick.why, pick.move.subject) for pick in wide.groups[0].picks] == [
        ("the largest rise", "H031"), ("the largest fall", "H032"), ("typical", "H015"),
    ]  # fmt: skip


def test_at_most_nine_documents_show_every_finding_that_moved(here: Project) -> None:
    names = [f"f{number}" for number in range(12)]
    sides = []
    for step, rows in ((0.0, "r1"), (1.0, "r2")):
        held = {
            subject: [
                finding(name, 100.0 + step * ((place * (n + 3)) % 17))
                for n, name in enumerate(names)
            ]
            for place, subject in enumerate(districts(40))
        }
        sides.append((held, [run(subject=subject, rows=rows) for subject in held]))
    found = compared(here, *sides, more=({"prose": "x"}, {"prose": "x"}))
    shown = {why.rpartition(" of ")[2] for one in found.reading for why in one.whys}
    assert (len(found.subjects), len(found.reading) <= MOST_READ, shown) == (37, True, {*names})


def test_a_sentence_that_was_reworded_is_told_once_for_all_documents(here: Project) -> None:
    was, now = (dict.fromkeys(districts(3), value) for value in (20.0, 21.0))
    found = compared(
        here, many(was, "r1"), many(now, "r2"),
        more=({"prose": "It pays {own} an hour. Few stay."},
              {"prose": "It pays {own} an hour. Many leave."}),
    )  # fmt: skip
    assert [(w.old, w.new, len(w.subjects)) for w in found.words] == [
        ("Few stay.", "Many leave.", 3)
    ]


def test_what_all_documents_share_is_seen_in_any_of_them(here: Project) -> None:
    sides = [
        (
            {subject: [finding("total", value, study="state")] for subject in districts(3)},
            [run("state", rows=rows), *(run(subject=subject) for subject in districts(3))],
        )
        for value, rows in ((12.0, "r1"), (13.0, "r2"))
    ]
    prose = ({"prose": "Few stay."}, {"prose": "Many leave."})
    found = compared(here, *sides, more=prose)
    assert [(one.subject, one.whys) for one in found.reading] == [
        ("H001", ("the only one of total", "reworded sentence 1"))
    ]


def test_a_number_typed_into_the_prose_is_a_reworded_sentence(here: Project) -> None:
    found = compared(
        here, one(finding()), one(finding()),
        more=({"prose": "In 2025 it pays {wage}."}, {"prose": "In 2026 it pays {wage}."}),
    )  # fmt: skip
    assert [(w.old, w.new) for w in found.words] == [
        ("In 2025 it pays {wage}.", "In 2026 it pays {wage}.")
    ]


def test_what_both_were_made_from_is_compared(here: Project) -> None:
    found = compared(
        here, one(finding()), one(finding()),
        more=({"made_from": {"the prose": "1", "the code": "c"}},
              {"made_from": {"the prose": "2", "the code": "c"}}),
    )  # fmt: skip
    assert found.made_from == ("the prose",)


def test_editions_of_two_briefs_are_not_compared(here: Project) -> None:
    with pytest.raises(EditionError, match="are of two briefs"):
        compared(here, one(finding()), one(finding()), more=({}, {"brief": "care"}))


def test_a_file_that_is_no_list_of_findings_is_named(here: Project) -> None:
    edition = made.candidate(here)
    (edition.folder / "files" / "all" / "brief.record.json").write_text("{}")
    with pytest.raises(EditionError, match=r"all/brief\.record\.json cannot be read as findings"):
        diff(here, edition, edition)


@pytest.fixture
def signed(here: Project, tmp_path: Path) -> Edition:
    """A candidate that was approved and then rebuilt with another value."""
    key = made.key(tmp_path, "ada")
    made.approvers(here, {"Ada Invented": [key]})
    old = made.candidate(here, value=20.0)
    approve(here, old, "Ada Invented", key, made.NOW)
    made.edition(old.folder, {"": [finding(value=20.1)]}, [run(rows="r2")])
    return old


def test_a_rebuilt_candidate_is_compared_with_what_was_approved(
    here: Project, signed: Edition
) -> None:
    now = named(here, "district-1")
    found = diff(here, before(here, now), now)
    assert [(m.finding, m.old, m.new) for m in found.moves] == [("wage", "$20.00", "$20.10")]


def test_a_candidate_that_was_approved_is_found_by_its_digest(
    here: Project, signed: Edition
) -> None:
    assert named(here, f"district-1@{signed.digest[:8]}").digest == signed.digest


def test_an_edition_is_compared_with_the_release_before_it(here: Project) -> None:
    for number in (1, 2, 3):
        made.edition(here.editions / f"district-{number}", *one(finding()), number=number)
    assert before(here, named(here, "district-3")).id == "district-2"


@pytest.mark.parametrize("name", ["district-9", "district-1@ffff", "../x", ""])
def test_a_name_that_is_nobodys_is_refused(here: Project, name: str) -> None:
    made.candidate(here)
    with pytest.raises(EditionError, match="there is no edition or candidate"):
        named(here, name)


def test_nothing_before_the_first_edition_says_what_to_do(here: Project) -> None:
    with pytest.raises(EditionError, match="Name two"):
        before(here, made.candidate(here))


def test_the_lines_name_the_finding_its_change_and_its_cause(here: Project) -> None:
    found = compared(here, one(finding(value=20.0)), one(finding(value=21.0), rows="r2"))
    told = "\n".join(diff_pages.lines(found))
    assert ("data: table rates" in told, "$20.00 -> $21.00 (+1, +5.0%)" in told) == (True, True)


def test_the_csv_has_every_move_and_nothing_that_runs(wide: Diff) -> None:
    rows = list(csv.DictReader(io.StringIO(diff_pages.to_csv(wide).decode())))
    assert (len(rows), rows[0]["subject"], float(rows[0]["share"])) == (32, "H031", 2.0)


def test_a_cell_that_a_program_could_run_stands_behind_a_mark(here: Project) -> None:
    said = [finding("x", text, kind="sentence", unit="text") for text in ("=1+1", "=cmd()")]
    found = compared(here, one(said[0]), one(said[1], rows="r2"))
    row = next(csv.DictReader(io.StringIO(diff_pages.to_csv(found).decode())))
    assert (row["old"], row["new"]) == ("'=1+1", "'=cmd()")


def test_the_web_page_heads_every_table_and_escapes_what_it_prints(here: Project) -> None:
    said = [finding("x", text, kind="sentence", unit="text") for text in ("a<b>", "a<i>")]
    found = compared(here, one(said[0]), one(said[1], rows="r2"))
    page = html.document_fromstring(diff_pages.to_html(found))
    assert (page.xpath("//td[3]/text()"), len(page.xpath("//th[@scope='col']"))) == (["a<i>"], 7)


def test_the_plain_values_hold_every_move(wide: Diff) -> None:
    said = diff_pages.said(wide)
    assert (len(said["moves"]), said["groups"][0]["subjects"][0]) == (32, "H001")


def test_a_source_that_changed_alone_is_no_move_of_a_number(here: Project) -> None:
    other = (SourceLine("A list", "https://coalition.us/a", "lists/2027-01-01/rates.csv", 2),)
    found = compared(here, one(finding()), one(finding(sources=other), rows="r2"))
    assert [(m.part, m.old, m.new) for m in found.moves] == [
        ("sources", SNAPSHOT, "lists/2027-01-01/rates.csv")
    ]


def test_the_rows_behind_an_approved_candidate_outlive_a_build(
    here: Project, signed: Edition
) -> None:
    for digest in ("file-r1", "file-r2", "file-r9"):
        write_whole(kept_path(here, "rates", digest), b"rows")
    prune_kept(here)
    left = {path.stem for path in (here.build / "tables" / "rates").iterdir()}
    assert left == {"file-r1", "file-r2"}


@dataclass(frozen=True)
class Rebuilt:
    """Six districts: a candidate approved by two, then one digit changed, and made again."""

    here: Project
    keys: Mapping[str, Path]
    first: Edition
    second: Edition


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    folder = tmp_path_factory.mktemp("rebuilt")
    here = editions.ready(folder / "project")
    people = ("Ben Invented", "Cy Invented")
    keys = {name: made.key(folder, name.split(maxsplit=1)[0]) for name in people}
    made.approvers(here, {name: [path] for name, path in keys.items()})
    first = editions.candidate(here)
    for name, path in keys.items():
        approve(here, first, name, path, made.NOW)
    change(here, "170011", under_5=16)
    editions.bring_up_to_date(here)
    return Rebuilt(here, keys, first, editions.candidate(here))


@pytest.mark.slow
def test_one_digit_changed_after_approval_stops_the_release(rebuilt: Rebuilt) -> None:
    with pytest.raises(ApprovalError, match="has 0 of 2 approvals") as refused:
        release(rebuilt.here, rebuilt.second.id, made.NOW)
    assert "What moved: research diff district-1" in refused.value.__notes__[0]


@pytest.mark.slow
def test_the_findings_of_that_digit_are_named_with_its_row(rebuilt: Rebuilt) -> None:
    found = diff(rebuilt.here, before(rebuilt.here, rebuilt.second), rebuilt.second)
    moved = {(one.subject, one.finding) for one in found.moves if one.part in ("", "cell")}
    assert moved == {
        ("", "state_under_5"), ("H001", "own_share"), ("H001", "own_under_5"),
        ("H001", "own_tracts"), ("S01", "own_share"), ("S01", "own_under_5"),
        ("S01", "own_tracts"), *((one, "own_share") for one in ("S02", "H002", "H003", "H004")),
    }  # fmt: skip
    told = [line for one in found.causes["H001", "own_under_5"] for line in one.details]
    assert told[0] == "170011: under_5 was 11, now 16"


@pytest.mark.slow
def test_what_both_approve_again_is_released_as_it_is(rebuilt: Rebuilt) -> None:
    for name, path in rebuilt.keys.items():
        approve(rebuilt.here, rebuilt.second, name, path, made.NOW)
    done = release(rebuilt.here, rebuilt.second.id, made.NOW)
    assert (done.edition.files, done.was_there) == (rebuilt.second.files, False)
