"""A study answers for the rate models that it opens, as for the tables that it reads."""

from pathlib import Path

import pytest

from research.builds import plan as plans
from research.builds.trace import trace
from research.ground.errors import ManifestError, MissingFindingError
from research.ground.paths import Project, using
from research.studies.freshness import Present
from research.studies.manifest import Study
from research.studies.record import RUN, RunRecord
from research.studies.run import run
from research.studies.slots import slot_path
from research.warehouse import rate_models, store
from research.warehouse.build import build
from small_project import AS_OF, GOOD, project, study

MODEL = """title = "An hour"
place = "Somewhere"
as_of = 2026-01-01
pays_for = "hour"
[parameters]
wage = { value = 20, unit = "dollars an hour", assumed = "an example", low = 19, high = 21 }
[[lines]]
name = "pay"
formula = "wage"
"""
OPEN = 'from research.warehouse import rate_models\n\nrate_models.open_model("hour")'


@pytest.fixture
def here(tmp_path: Path) -> Project:
    made = project(tmp_path / "project")
    made.models.mkdir()
    (made.models / "hour.toml").write_text(MODEL, encoding="utf-8")
    return made


def opened(here: Project, made: Study) -> None:
    """Keep the record of a run that opened the models which its study declares."""
    rests = Present(here).rests(made)
    with using(here.root):
        store.forget()
        for name in made.models:
            rate_models.open_model(name)
        read = store.reads()
    record = RunRecord(
        study=made.name,
        brief=made.brief,
        key="key",
        as_of=AS_OF,
        parameters={"n": 5},
        cells=rests.cells,
        declared=rests.declared,
        reads=read,
        imports=rests.imports,
        lock=rests.lock,
    )
    record.write(slot_path(here, made, {"n": 5}, AS_OF) / RUN)


def why(here: Project, made: Study) -> str:
    return Present(here).why(made, {"n": 5}, AS_OF)


def change(here: Project) -> None:
    path = here.models / "hour.toml"
    path.write_text(MODEL.replace("value = 20", "value = 20.5"), encoding="utf-8")


def test_a_changed_model_makes_a_study_that_opens_it_stale(here: Project):
    made = study(here, models=("hour",))
    opened(here, made)
    before = why(here, made)
    change(here)
    assert (before, why(here, made)) == ("", "model hour changed")


def test_a_changed_model_leaves_other_studies_alone(here: Project):
    made = study(here)
    opened(here, made)
    change(here)
    assert why(here, made) == ""


def test_a_changed_model_makes_tables_stale(here: Project):
    plans.note_tables(here)
    change(here)
    assert plans.tables_step(here).why == "a snapshot, ledger or reader changed"


def test_a_model_that_is_opened_without_being_declared_is_refused(here: Project):
    with pytest.raises(
        MissingFindingError, match=r'opened the rate model hour, .*\["hour"\] to wages'
    ):
        run(here, study(here, [*GOOD, OPEN]), {"n": 5}, AS_OF)


def test_a_declared_model_may_be_opened(here: Project):
    record = run(here, study(here, [*GOOD, OPEN], models=("hour",)), {"n": 5}, AS_OF)
    assert [finding.name for finding in record.findings] == ["middle"]


def test_a_model_that_is_not_there_is_refused_by_name(here: Project):
    with pytest.raises(ManifestError, match="names the rate model minute, which is not in"):
        study(here, models=("minute",))


SOURCED = (
    MODEL.replace(
        'assumed = "an example", low = 19, high = 21',
        'source = "book"',
    )
    + """[sources.book]
title = "A book of rates"
url = "https://example.org/book"
date = 2025-01-01
grade = 2
"""
)
FIND = """from research.models.rate_model import build_rate
from research.studies import findings
from research.warehouse import rate_models

model = rate_models.open_model("hour")
findings.number(
    "middle",
    build_rate(model).rate_usd,
    unit="dollars an hour",
    source=rate_models.rows_of(model),
    formula=build_rate,
)"""


def test_a_number_from_a_model_is_traced_to_the_file_and_to_its_source(here: Project):
    path = here.models / "hour.toml"
    path.write_text(SOURCED, encoding="utf-8")
    with using(here.root):
        build(here, ["model_parameters"])
    made = study(here, [FIND], models=("hour",), tables=("model_parameters",))
    run(here, made, {"n": 5}, AS_OF)
    found = trace(here, "middle")
    assert (
        [row.row_id for row in found.rows],
        [(kept.path, kept.state) for kept in found.snapshots],
        [source.url for source in found.sources],
    ) == (
        ["model_parameters:hour:wage"],
        [("data/models/hour.toml", "is the file that the tables were built from")],
        ["https://example.org/book"],
    )
