"""What study.toml must say, and what a brief may ask of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from research.ground.errors import ManifestError, ParameterError, UsageError
from research.studies.manifest import absences, at_day, find_study, load, meta
from research.studies.record import RunRecord
from small_project import project, study

GAP = """
[[studies.wages.optional]]
table = "pay"
findings = ["pay_mean"]
sentence = "With the pay file this section would add the mean."
"""


def record(**given: object) -> RunRecord:
    made = RunRecord(study="wages", brief="brief", key="k", as_of="2026-11-21", parameters={})
    return replace(made, **given)  # type: ignore[arg-type]


def test_an_unknown_brief_is_refused_with_those_that_exist(tmp_path: Path):
    here = project(tmp_path)
    study(here)
    with pytest.raises(UsageError, match="no brief 'brif'; there are: brief"):
        load(here, "brif")


def test_an_unknown_study_is_refused_with_those_that_exist(tmp_path: Path):
    here = project(tmp_path)
    study(here)
    with pytest.raises(UsageError, match="no study 'wage'; there are: wages"):
        find_study(here, "wage")


def test_a_manifest_that_is_no_toml_is_refused(tmp_path: Path):
    here = project(tmp_path)
    study(here)
    (here.reports / "brief" / "study.toml").write_text("formats = [", encoding="utf-8")
    with pytest.raises(ManifestError, match="is not TOML"):
        load(here, "brief")


@pytest.mark.parametrize("line", ["formats", "as_of", "question", "notebook", "tables", "findings"])
def test_a_manifest_that_lacks_an_entry_names_it(tmp_path: Path, line: str):
    here = project(tmp_path)
    study(here)
    path = here.reports / "brief" / "study.toml"
    kept = [t for t in path.read_text(encoding="utf-8").splitlines() if not t.startswith(line)]
    path.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(ManifestError, match=f"lacks '{line}'"):
        load(here, "brief")


def test_a_notebook_that_is_not_there_is_refused(tmp_path: Path):
    here = project(tmp_path)
    study(here).notebook.unlink()
    with pytest.raises(ManifestError, match=r"names wages\.ipynb, which is not there"):
        load(here, "brief")


def test_two_studies_of_a_brief_never_share_a_finding(tmp_path: Path):
    here = project(tmp_path)
    study(here, name="one")
    with pytest.raises(ManifestError, match="middle is declared by one and two"):
        study(here, name="two")


def test_a_parameter_of_unknown_type_is_refused(tmp_path: Path):
    with pytest.raises(ManifestError, match="unknown type 'whole'"):
        study(project(tmp_path), typed='n = { type = "whole" }')


def test_a_gap_for_a_table_that_the_study_does_not_read_is_refused(tmp_path: Path):
    with pytest.raises(ManifestError, match="gap for table pay, which is not among its tables"):
        study(project(tmp_path), more=GAP)


def test_a_brief_may_ask_whether_a_declared_table_is_here(tmp_path: Path):
    here = project(tmp_path)
    study(here, tables=("wages", "pay"), more=GAP)
    assert meta(load(here, "brief"), {"wages": record()}) == {"tables.pay": True}


def test_a_table_that_is_not_here_leaves_its_sentence(tmp_path: Path):
    here = project(tmp_path)
    study(here, tables=("wages", "pay"), more=GAP)
    found = absences(load(here, "brief"), {"wages": record(skipped=("pay",))})
    assert found == {"without_pay": "With the pay file this section would add the mean."}


def test_a_table_that_is_here_leaves_no_sentence(tmp_path: Path):
    here = project(tmp_path)
    study(here, tables=("wages", "pay"), more=GAP)
    assert absences(load(here, "brief"), {"wages": record()}) == {}


def test_a_manifest_looks_back_from_the_day_that_is_given(tmp_path: Path):
    here = project(tmp_path)
    study(here)
    assert at_day(load(here, "brief"), "2027-01-31").as_of == "2027-01-31"


def test_a_day_that_is_none_is_refused(tmp_path: Path):
    here = project(tmp_path)
    study(here)
    with pytest.raises(ParameterError, match="--as-of=2027-02-30 is not a date"):
        at_day(load(here, "brief"), "2027-02-30")
