"""How a phase was closed is a table that a brief may quote: counts and no names."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import small_project
from research.builds import pipeline
from research.builds.plan import note_tables, tables_step
from research.builds.status import status
from research.builds.trace import trace
from research.ground.errors import ReviewError
from research.ground.paths import using
from research.publish.reviews.comments import add
from research.publish.reviews.dispositions import Ruling, dispose
from research.publish.reviews.journal import append, load, path_of, writing
from research.publish.reviews.rounds import open_round
from research.render.brief import render_brief
from research.render.proof import pages
from research.sources.review_journal import Copied, Disposition
from research.sources.review_rounds import Closure, closure
from research.studies.manifest import load as load_brief
from research.warehouse import store
from research.warehouse.build import build_one, why_stale
from research.warehouse.contracts.reviews import RECIPES
from reviewed_project import ADA, BO, BRIEF, commented, later, reviewed

RECIPE = RECIPES[0]
ROOT = Path(__file__).resolve().parents[1]
COPY = Copied("2026-12-24T00:00:00.000000+00:00", 1, "Ada Example", "0" * 64, 2, "2026-11-21")
COUNTS = ["asked", "answered", "comments", "accepted", "declined", "later", "open"]


@pytest.fixture
def here(tmp_path):
    """Two asked, one answered: four comments, of which one stands each way."""
    made = reviewed(tmp_path)
    names = [commented(made, f"Comment {n}.", BO, n) for n in range(4)]
    rulings = [
        Ruling(names[0], Disposition.ACCEPTED, "Ada Example", "", ("sentence:Now.",)),
        Ruling(names[1], Disposition.DECLINED, "Ada Example", "It is right."),
        Ruling(names[2], Disposition.LATER, "Ada Example"),
    ]
    dispose(made, BRIEF, rulings, later(30))
    with using(made.root):
        yield made


def test_the_counts_of_a_phase_add_up(here):
    assert closure(load(here, BRIEF)) == [
        Closure(BRIEF, "draft", asked=2, answered=1, comments=4, accepted=1, declined=1, later=1,
                open=1)
    ]  # fmt: skip


def test_phases_stand_in_the_order_of_the_work(here):
    open_round(here, BRIEF, "design", "2026-12-01", [ADA], later(40))
    add(here, BRIEF, "design", ADA, "", later(41))
    assert [(one.phase, one.answered) for one in closure(load(here, BRIEF))] == [
        ("design", 1), ("draft", 1),
    ]  # fmt: skip


def test_a_notebook_reads_the_counts_as_a_table(here):
    build_one(here, RECIPE, "code")
    rows = store.read("review_closure", brief=BRIEF, phase="draft")
    assert rows[COUNTS].iloc[0].tolist() == [2, 1, 4, 1, 1, 1, 1]


def test_a_row_cites_the_journal_by_its_day_and_the_site_by_its_address(here):
    build_one(here, RECIPE, "code")
    row = pd.read_parquet(store.table_path("review_closure")).iloc[0]
    assert (row["snapshot"], row["source_url"], row["grade"]) == (
        f"reviews/2026-11-22/{BRIEF}.jsonl", "https://briefs.example.org", 1,
    )  # fmt: skip


def test_no_name_and_no_comment_reaches_the_table(here):
    build_one(here, RECIPE, "code")
    stored = store.table_path("review_closure")
    text = stored.read_bytes() + stored.with_suffix(".json").read_bytes()
    assert not any(word in text for word in (b"Ada", b"Bo Sample", b"Comment 1", b"ada@"))


def test_without_a_journal_the_table_is_absent(here):
    build_one(here, RECIPE, "code")
    path_of(here, BRIEF).unlink()
    made = build_one(here, RECIPE, "code")
    assert (made.rows, store.table_path("review_closure").is_file()) == (0, False)


def test_status_says_that_the_table_is_absent_and_why(here):
    shutil.rmtree(here.reviews)
    (here.corrections).write_text("")
    found = next(one for one in status(here).tables if one.table == "review_closure")
    assert (found.state, found.why) == ("absent", "there is no reports/private/reviews/*.jsonl")


def test_another_comment_makes_the_table_stale(here):
    build_one(here, RECIPE, "code")
    commented(here, "One more.", at=60)
    assert why_stale(here, RECIPE, "code") == f"reports/private/reviews/{BRIEF}.jsonl changed"


def test_a_build_notices_another_comment(here):
    note_tables(here)
    commented(here, "One more.", at=60)
    assert tables_step(here).why == "a round of review moved on"


def test_a_comment_makes_nothing_stale_for_who_does_not_read_the_counts(here):
    note_tables(here)
    commented(here, "One more.", at=60)
    assert (tables_step(here, {"wages"}).is_due, tables_step(here, {"review_closure"}).is_due) == (
        False, True,
    )  # fmt: skip


def test_a_copy_handed_out_changes_no_row(here):
    build_one(here, RECIPE, "code")
    before = pd.read_parquet(store.table_path("review_closure"))
    with writing(here, BRIEF):
        append(here, BRIEF, [COPY])
    build_one(here, RECIPE, "code")
    pd.testing.assert_frame_equal(pd.read_parquet(store.table_path("review_closure")), before)


def test_a_journal_of_copies_alone_makes_an_empty_table(here):
    path_of(here, BRIEF).unlink()
    with writing(here, BRIEF):
        append(here, BRIEF, [COPY])
    assert build_one(here, RECIPE, "code").rows == 0


def test_a_journal_without_an_address_to_cite_is_refused(here):
    (here.reports / "site.toml").unlink()
    with pytest.raises(ReviewError, match="names no base_address"):
        build_one(here, RECIPE, "code")


QUOTING = [
    """from research.studies import findings
from research.tables.layouts import Column
from research.ground.terms import Unit
from research.studies.manifest import load as load_brief
from research.warehouse import store

rows = store.read("review_closure", brief="brief")""",
    """findings.table("closure", rows, caption="How comments were answered", columns=[
    Column("phase", "Phase"), Column("comments", "Comments", Unit.COUNT),
    Column("open", "Open", Unit.COUNT)])""",
]


@pytest.mark.slow
def test_a_study_quotes_how_its_brief_was_reviewed(here):
    build_one(here, RECIPE, "code")
    made = small_project.study(
        here, QUOTING, name="reviewed", finds=("closure",), tables=("review_closure",)
    )
    found = small_project.result(here, made).findings[0]
    kept = next(iter(trace(here, "closure").snapshots))
    assert (kept.path, kept.state) == (
        "reports/private/reviews/brief.jsonl",
        "is the file that the tables were built from",
    )
    assert json.loads(json.dumps(found.value["cells"])) == [["draft", "4", "1"]]


PROSE = """---
title: A reviewed brief
lang: en
---

# How it was reviewed

{{< include _tbl-closure.qmd >}}

# Where each number comes from

{{< include _sources.qmd >}}

{{< include _annex.qmd >}}
"""


@pytest.mark.slow
def test_a_brief_prints_the_counts_and_where_they_are_kept(here):
    build_one(here, RECIPE, "code")
    made = small_project.study(
        here, QUOTING, name="reviewed", finds=("closure",), tables=("review_closure",)
    )
    record = small_project.result(here, made)
    (here.reports / BRIEF / "brief.qmd").write_text(PROSE)
    (here.reports / "_style").rmdir()
    (here.reports / "_style").symlink_to(ROOT / "reports" / "_style")
    files = render_brief(
        here, load_brief(here, BRIEF), pipeline.gather({"reviewed": record}),
        {"reviewed": record}, here.build / "pages",
    )  # fmt: skip
    text = " ".join(" ".join(page.text for page in pages.read(files[0])).split())
    assert "How comments were answered" in text
    assert "its own record of reviews, which is private" in text
