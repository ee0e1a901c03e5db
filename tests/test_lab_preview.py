"""Which page a notebook belongs to, what a preview is made from, and what it refuses."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import small_project as small
from first_day import NOTEBOOK, PARAMETERS, first_day
from lab_kernel import Cells, lab_kernel
from research.ground.errors import MissingFindingError, UsageError
from research.ground.paths import Project, using
from research.lab import frame
from research.lab.preview import Moved, Preview, choose, preview
from research.studies.manifest import load
from research.studies.record import Finding


def finding(name: str = "middle", printed: str = "$20.00", kind: str = "number") -> Finding:
    return Finding(name, kind, 20.0, "dollars an hour", printed, 2, "median", (), (), 3)


def made(moved: tuple[Moved, ...] = (), page: str = "<head></head><body>text</body>") -> Preview:
    study = small.Study("wages", "brief", "A question?", Path("wages.ipynb"), (), (), {})
    return Preview(study, {"n": 5}, page, moved, is_compared=True, older=())


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Project]:
    """A project of two briefs with a study each."""
    here = small.project(tmp_path / "project")
    small.study(here, name="wages", brief="one", finds=("middle",))
    small.study(here, name="hours", brief="two", finds=("longest",))
    with using(here.root):
        yield here


def test_the_name_of_the_notebook_tells_the_study(two):
    _, study = choose(two, "", "/somewhere/notebooks/hours.ipynb", {})
    assert study.name == "hours"


def test_a_study_can_be_asked_for_by_name(two):
    _, study = choose(two, "hours", "wages.ipynb", {})
    assert study.name == "hours"


def test_a_brief_can_be_asked_for_by_name(two):
    manifest, _ = choose(two, "two", "Untitled.ipynb", {})
    assert manifest.brief == "two"


def test_where_the_notebook_has_no_name_its_findings_tell_the_study(two):
    _, study = choose(two, "", "", {"longest": finding("longest")})
    assert study.name == "hours"


def test_a_notebook_of_no_study_is_told_what_to_do(two):
    with pytest.raises(UsageError, match=r"Untitled\.ipynb is not the notebook of any study"):
        choose(two, "", "Untitled.ipynb", {})


def test_an_unknown_name_is_answered_with_the_known_ones(two):
    with pytest.raises(UsageError, match="there are: hours, one, two, wages"):
        choose(two, "hour", "", {})


def test_a_finding_that_was_not_recorded_yet_is_named(two):
    manifest = load(two, "one")
    with pytest.raises(MissingFindingError, match=r"1 of 1 findings of wages .* first middle"):
        preview(two, manifest, manifest.studies["wages"], {}, {})


def test_another_study_that_was_never_run_is_named(two):
    small.study(two, name="days", brief="one", finds=("last",))
    manifest = load(two, "one")
    with pytest.raises(MissingFindingError, match=r"never run: days.*research report one"):
        preview(two, manifest, manifest.studies["wages"], {"middle": finding()}, {})


def test_a_number_that_moved_is_set_off_on_the_page():
    moved = Moved("middle", "number", "$20.00", "$21.00")
    assert 'a[href="#from-middle"]' in frame.marked(made((moved,)))


def test_what_moved_is_said_word_by_word():
    moved = Moved("verdict", "sentence", "It covered 103% of it.", "It covered 100% of it.")
    said = frame.as_html(made((moved,)))
    assert "It covered <del>103%</del> <ins>100%</ins> of it." in said


def test_a_page_bears_the_word_preview():
    assert "Preview, not a release" in frame.marked(made())


def test_scripts_of_the_page_stay_out_of_the_notebook():
    page = '<head><script src="a.js"></script></head><body>text</body>'
    assert "a.js" not in frame.marked(made(page=page))


def test_text_of_a_finding_cannot_break_out_of_the_frame():
    said = frame.as_html(made(page='<head></head><body>"><b>out</b></body>'))
    assert '"><b>out' not in said


def test_a_study_that_was_never_run_is_not_called_unchanged():
    assert "nothing to compare with" in frame.as_html(replace(made(), is_compared=False))


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cells]:
    """A kernel in which the notebook of a real study has run to its end."""
    root = first_day(tmp_path_factory.mktemp("preview") / "project")
    with lab_kernel(root, str(root / "notebooks" / NOTEBOOK)) as kernel:
        kernel.run_notebook(root / "notebooks" / NOTEBOOK)
        yield kernel


@pytest.mark.slow
def test_a_preview_holds_the_number_of_this_kernel(cells):
    printed = cells.run("print(findings.recorded()['hour_cost'].printed)")[0]["text"].strip()
    said = cells.run("%preview")[0]["data"]["text/html"]
    assert f"&gt;{printed}&lt;span" in said  # the grade follows, heard and not seen


@pytest.mark.slow
def test_an_assumption_out_of_bounds_is_refused_in_one_line(cells):
    cells.run(PARAMETERS.replace("productivity = 0.90", "productivity = 1.90"))
    shown = cells.run("%preview")
    cells.run(PARAMETERS)
    said = "".join(output.get("text", "") for output in shown)
    assert said.startswith("UsageError: productivity=1.9 is not between 0.5 and 1")


@pytest.mark.slow
def test_a_chart_that_is_no_finding_shows_without_the_web(cells):
    cells.run("import altair as alt")
    shown = cells.run('alt.Chart(rate_rows.head(3)).mark_point().encode(x="amount_usd:Q")')
    assert shown[0]["data"]["text/html"].startswith('<img style="max-width:100%" alt="A chart')


@pytest.mark.slow
def test_dollar_signs_in_a_frame_are_not_a_formula(cells):
    assert "mathjax_ignore" in cells.run("rate_rows.head(2)")[0]["data"]["text/html"]


@pytest.mark.slow
def test_our_own_errors_show_the_line_and_what_to_do(cells):
    error = cells.run('x = 1\nstore.read("no_such_table")')[0]
    lines = ['line 2: store.read("no_such_table")', "TableMissingError: table no_such_table is not"]
    shown = "\n".join(error["traceback"])
    assert [line in shown for line in lines] + [len(error["traceback"])] == [True, True, 2]
