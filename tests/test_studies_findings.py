"""A finding carries unit, grade and source, or it is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.ground.paths import using
from research.metrics.formula import formula
from research.studies import findings, show
from research.studies.record import Assumption, Finding, from_dict
from research.tables.layouts import Column
from research.warehouse import store
from small_project import project, table

BILLABLE = Assumption("billable", 0.85, 0.75, 0.95, "share", "no source; assumed")


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[pd.DataFrame]:
    with using(project(tmp_path).root):
        yield store.read("wages")


def number(rows: object, value: float = 20.0, **given: object) -> Finding:
    return findings.number("middle", value, unit="dollars an hour", source=rows, **given)


def rows_of_grade(grade: int, why: str = "") -> pd.DataFrame:
    """Return the rows of a table of this grade, with the reasons that it states."""
    frame = store.read_whole("wages").assign(grade=grade)
    frame.index = pd.Index([f"graded:{n}" for n in range(len(frame))], name="row_id")
    frame = frame.assign(grade_reasons=why) if why else frame
    store.write(frame, replace(store.lineage("wages"), table="graded"))
    return store.read("graded")


def chart(rows: pd.DataFrame) -> alt.Chart:
    return alt.Chart(rows).mark_bar().encode(x="wage_usd:Q")


def test_a_finding_cites_the_rows_it_rests_on(rows: pd.DataFrame):
    assert number(rows[rows["wage_usd"] > 19.9]).rows == ("wages:1", "wages:2")


def test_a_finding_takes_grade_and_citation_from_its_rows(rows: pd.DataFrame):
    found = number(rows)
    assert (found.grade, found.sources[0].url) == (2, "https://example.org/wages")


def test_a_column_is_a_source_too(rows: pd.DataFrame):
    assert number(rows["wage_usd"]).row_count == 3


def test_a_notebook_may_lower_a_grade(rows: pd.DataFrame):
    assert number(rows, grade=3).grade == 3


def test_a_notebook_never_raises_a_grade(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="asks for grade 1, its rows bear grade 2"):
        number(rows, grade=1)


@pytest.mark.parametrize(
    ("low", "high", "grade", "why"),
    [
        (19.6, 20.4, 2, "typed from the issuing body's own page"),
        (18.0, 22.0, 2, "its assumptions move it by 20 percent"),
        (18.0, 22.04, 3, "its assumptions move it by 20.2 percent"),
        (19.5, 20.55, 2, "its assumptions move it by 5.3 percent"),
        (17.0, 23.2, 3, "its assumptions move it by 31 percent"),
    ],
)
def test_an_assumption_lowers_a_grade_by_what_it_moves(rows, low, high, grade, why):
    found = number(rows, assumed=[BILLABLE], low=low, high=high)
    assert (found.grade, found.grade_reasons[-1]) == (grade, why)


def test_what_is_itself_assumed_is_weak_however_narrow_its_range(rows: pd.DataFrame):
    found = number(rows, assumed=[BILLABLE], low=19.9, high=20.1, formula="assumed")
    assert (found.grade, found.grade_reasons) == (
        3,
        ("it rests on an assumption whose weight was not worked out",),
    )


@pytest.mark.parametrize(("value", "low", "high"), [(0.0, -1.0, 1.0), (20.0, 21.0, 22.0)])
def test_an_assumption_that_cannot_be_weighed_is_weak(rows, value, low, high):
    assert number(rows, value, assumed=[BILLABLE], low=low, high=high).grade == 3


def test_a_sentence_on_an_assumption_is_weak(rows: pd.DataFrame):
    assert findings.sentence("told", "It falls.", source=rows, assumed=[BILLABLE]).grade == 3


def test_a_small_swing_never_raises_a_grade_above_its_rows(rows: pd.DataFrame):
    weak = rows_of_grade(3)
    found = number([rows, weak], assumed=[BILLABLE], low=19.9, high=20.1)
    assert (found.grade, found.grade_reasons) == (3, ("from a secondary source",))


def test_a_range_without_an_assumption_lowers_nothing(rows: pd.DataFrame):
    assert number(rows, low=10.0, high=30.0).grade == 2


def test_the_reason_of_a_grade_is_that_of_the_weakest_rows(rows: pd.DataFrame):
    found = number([rows, rows_of_grade(3)])
    assert found.grade_reasons == ("from a secondary source",)


def test_a_table_that_says_why_is_quoted_with_what_alone_decides(rows: pd.DataFrame):
    told = "typed from the issuing body's own page; more than 7 years older than its use"
    found = number([rows, rows_of_grade(3, told)])
    assert found.grade_reasons == ("more than 7 years older than its use",)


def test_a_firm_finding_needs_no_reason(rows: pd.DataFrame):
    assert number(rows_of_grade(1)).grade_reasons == ()


def test_a_grade_that_the_notebook_lowers_says_so(rows: pd.DataFrame):
    assert number(rows, grade=3).grade_reasons == ("lowered by the notebook",)


def test_what_rests_on_an_assumption_states_the_range_tried(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="rests on an assumption: give the range tried"):
        number(rows, assumed=[BILLABLE])


def test_what_rests_on_an_assumption_cannot_ask_for_a_better_grade(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="asks for grade 2, its rows bear grade 3"):
        number(rows, assumed=[BILLABLE], low=15.0, high=25.0, grade=2)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_finding_is_never_missing_or_infinite(rows: pd.DataFrame, value: float):
    with pytest.raises(FindingError, match="finding middle is"):
        number(rows, value)


def test_a_range_is_never_missing(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="finding middle is nan"):
        number(rows, low=float("nan"), high=22.0)


def test_rows_that_lost_their_ids_are_no_source(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="has no source: pass the rows"):
        number(rows.reset_index(drop=True))


def test_no_rows_are_no_source(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="has no source"):
        number(rows[rows["wage_usd"] > 99])


def test_a_formula_comes_from_the_metric_that_computed_it(rows: pd.DataFrame):
    @formula("middle = median(wage_usd)")
    def middle() -> float:
        return 20.0

    assert number(rows, formula=middle).formula == "middle = median(wage_usd)"


def test_a_function_without_a_formula_is_refused(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="has no formula"):
        number(rows, formula=len)


def test_a_name_is_snake_case(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="'Middle wage': a name is snake_case"):
        findings.number("Middle wage", 1.0, unit="count", source=rows)


@pytest.mark.parametrize("text", ["", "the wage is nan dollars", "it rose by None"])
def test_a_sentence_with_a_hole_is_refused(rows: pd.DataFrame, text: str):
    with pytest.raises(FindingError, match="empty sentence or shows a missing value"):
        findings.sentence("told", text, source=rows)


def test_a_figure_without_alt_text_is_refused(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="needs a caption and alt text of its own"):
        findings.figure("drawn", chart(rows), caption="Wages", alt=" ", source=rows)


def test_alt_text_that_repeats_the_caption_is_refused(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="repeats the caption"):
        findings.figure("drawn", chart(rows), caption="Wages", alt="Wages", source=rows)


def test_a_table_without_a_caption_is_refused(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="a table needs a caption"):
        findings.table("listed", rows, columns=[Column("wage_usd", "Wage")], caption="")


def test_demonstration_rows_make_a_demonstration_finding(rows: pd.DataFrame):
    table("invented", synthetic=True)
    assert number([rows, store.read("invented")]).is_synthetic


def test_a_finding_survives_its_way_through_a_notebook(rows: pd.DataFrame):
    found = number(rows, assumed=[BILLABLE], low=18.0, high=22.0)
    assert from_dict(found.to_dict()) == found


def test_a_finding_shows_as_it_will_be_printed(rows: pd.DataFrame):
    card = show.as_html(number(rows))
    assert "<strong>$20.00</strong>" in card
    assert "grade 2" in card


def test_a_figure_shows_its_alt_text_in_the_notebook(rows: pd.DataFrame):
    found = findings.figure("drawn", chart(rows), caption="Wages", alt="Three bars", source=rows)
    assert 'alt="Three bars"' in show.as_html(found)
