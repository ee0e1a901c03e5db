"""What a shared study found, for the notebooks after it; and what a finding bears of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from research.ground.errors import FindingError, MissingFindingError, ParameterError
from research.ground.paths import Project, using
from research.studies import findings, shared
from research.studies.binding import bind
from research.studies.checks import assert_own, assert_read
from research.studies.record import Assumption, Finding, RunRecord, SourceLine, read_head
from research.studies.record import read_record as read
from research.studies.slots import slot_of, slot_path
from research.warehouse import store
from research.warehouse.reads import Read
from subject_project import AS_OF, manifest, project

STATE = Finding(
    name="state_under_5",
    kind="number",
    value=324.0,
    unit="count",
    printed="324",
    grade=3,
    grade_reasons=("from a secondary source",),
    formula="the sum",
    sources=(SourceLine("A census", "https://example.org/census", "c/2026-01-01/c.csv", 3),),
    rows=tuple(f"counts:{n}" for n in range(60)),
    row_count=3265,
    assumed=(Assumption("a", 1.0, 0.0, 2.0, "share", "an example"),),
    study="statewide",
    cell=4,
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Project]:
    made = project(tmp_path / "project")
    with using(made.root):
        store.forget()
        yield made
    store.forget()


def record(here: Project, *found: Finding) -> Path:
    study = manifest(here).studies["statewide"]
    held = bind(study, {}, AS_OF)
    made = RunRecord(
        study="statewide", brief="district", key="k1", as_of=AS_OF, parameters=held, findings=found
    )
    path = slot_path(here, study, held, AS_OF) / "run.json"
    made.write(path)
    return path


def test_a_shared_finding_is_read_by_name(here: Project):
    record(here, STATE)
    assert shared.findings("statewide", as_of=AS_OF)["state_under_5"] == STATE


def test_looking_at_a_shared_finding_is_noted(here: Project):
    path = record(here, STATE)
    found = shared.findings("statewide", as_of=AS_OF)["state_under_5"]
    assert store.reads() == (
        Read(
            "finding statewide.state_under_5",
            (("slot", path.parent.name),),
            found.digest,
            "k1",
            "324",
        ),
    )


def test_what_is_not_looked_at_is_not_noted(here: Project):
    record(here, STATE)
    shared.findings("statewide", as_of=AS_OF)
    assert store.reads() == ()


def test_without_a_finished_run_the_message_says_what_to_do(here: Project):
    with pytest.raises(
        MissingFindingError, match=f"`research run statewide --as-of {AS_OF}`, then run this cell"
    ):
        shared.findings("statewide", as_of=AS_OF)


def test_a_run_of_another_day_is_not_taken(here: Project):
    record(here, STATE)
    with pytest.raises(MissingFindingError, match="no finished run for 2026-12-01"):
        shared.findings("statewide", as_of="2026-12-01")


def test_a_misspelt_finding_is_answered_with_the_nearest(here: Project):
    record(here, STATE)
    with pytest.raises(FindingError, match=r"no 'state_under_6' .* Did you mean state_under_5\?"):
        shared.findings("statewide", as_of=AS_OF)["state_under_6"]


def test_a_finding_bears_the_grade_and_the_sources_of_a_shared_one(here: Project):
    record(here, STATE)
    rows = store.read("tracts", house_district_id="H001")
    found = findings.number("x", 0.1, unit="share", source=[rows, STATE])
    assert (found.grade, found.grade_reasons, [s.title for s in found.sources]) == (
        3,
        ("from a secondary source",),
        ["The list of tracts", "A census"],
    )


def test_a_finding_bears_the_assumptions_of_a_shared_one(here: Project):
    found = findings.number("x", 0.1, unit="share", source=STATE)
    assert found.assumed == STATE.assumed


def test_rows_of_a_shared_finding_come_after_its_own_and_are_counted(here: Project):
    rows = store.read("tracts", house_district_id="H001")
    found = findings.number("x", 0.1, unit="share", source=[rows, STATE])
    assert (found.rows[:4], found.row_count) == (
        ("tracts:170011", "tracts:170012", "tracts:170013", "counts:0"),
        3268,
    )


def test_rows_that_a_shared_finding_may_hold_already_are_not_counted_twice(here: Project):
    rows = store.read("tracts", house_district_id="H001")
    whole = replace(STATE, rows=tuple(f"tracts:{n}" for n in range(60)))
    assert findings.number("x", 0.1, unit="share", source=[rows, whole]).row_count == 3265


def test_demonstration_data_is_inherited_from_a_shared_finding(here: Project):
    record(here, replace(STATE, is_synthetic=True))
    shared.findings("statewide", as_of=AS_OF)["state_under_5"]
    rows = store.read("tracts", house_district_id="H001")
    assert findings.number("x", 1, unit="count", source=rows).is_synthetic


def test_no_source_at_all_is_refused(here: Project):
    with pytest.raises(FindingError, match="finding x has no source"):
        findings.number("x", 1, unit="count", source=[])


def test_the_digest_of_a_finding_is_that_of_what_may_be_printed():
    moved = replace(STATE, cell=9, study="other")
    assert (moved.digest == STATE.digest, replace(STATE, note="n").digest == STATE.digest) == (
        True,
        False,
    )


def test_a_record_is_read_as_it_was_written(here: Project):
    made = read(record(here, STATE))
    assert (made.findings, made.digests) == ((STATE,), {"state_under_5": STATE.digest})


def test_the_head_of_a_record_says_all_but_the_findings(here: Project):
    path = record(here, STATE)
    whole, head = read(path), read_head(path)
    assert (head.key, head.digests, head.parameters) == (
        whole.key,
        whole.digests,
        whole.parameters,
    )


@pytest.mark.parametrize("cut", [1, 5, 400])
def test_a_head_whose_findings_are_cut_short_is_refused(here: Project, cut: int):
    path = record(here, STATE)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(MissingFindingError, match="is no run record"):
        read_head(path)


def test_the_slot_of_a_subject_is_its_id(here: Project):
    study = manifest(here).studies["district"]
    assert slot_of(study, {"subject": "H001", "as_of": AS_OF}, AS_OF) == "H001"


@pytest.mark.parametrize("name", ["../up", ".hidden", "a/b", "", "x" * 80])
def test_a_subject_that_could_name_another_folder_gets_a_digest(here: Project, name: str):
    study = manifest(here).studies["district"]
    assert len(slot_of(study, {"subject": name}, AS_OF)) == 16


def own(here: Project, **where: object) -> None:
    study = manifest(here).studies["district"]
    store.forget()
    store.read("seats", **where)
    assert_own(here, study, {"subject": "H001"}, store.reads())


@pytest.mark.parametrize("ids", ["H001", "S01", ["H001", "H004"], ["S01", "H001"]])
def test_a_run_may_read_its_own_rows_and_those_around_it(here: Project, ids: object):
    own(here, district_id=ids)


@pytest.mark.parametrize("ids", ["H002", "S02", ["H002", "H003"]])
def test_a_run_may_not_read_the_rows_of_another(here: Project, ids: object):
    with pytest.raises(ParameterError, match="choose rows by the parameter subject"):
        own(here, district_id=ids)


def test_a_choice_by_another_column_is_anybodys(here: Project):
    own(here, chamber="senate")


def test_a_shared_study_that_is_not_declared_is_refused(here: Project):
    study = replace(manifest(here).studies["district"], after=())
    with pytest.raises(MissingFindingError, match="add statewide to `after` of district"):
        assert_read(study, [Read("finding statewide.x", (("slot", "s"),), "d", "k")], {})


def test_another_run_of_the_shared_study_is_refused(here: Project):
    study = manifest(here).studies["district"]
    with pytest.raises(MissingFindingError, match="with other parameters or for another day"):
        assert_read(
            study, [Read("finding statewide.x", (("slot", "s"),), "d", "k")], {"statewide": "t"}
        )
