"""A review copy: numbered, marked on each page, for one reader, never released, tagged still."""

import shutil
from collections import Counter
from pathlib import Path

import pikepdf
import pytest

import small_project
import subject_project
from research.builds import pipeline
from research.builds.release import require_releasable
from research.ground.errors import MissingFindingError, ReleaseError, ReviewError, UsageError
from research.ground.paths import Project, using
from research.publish.reviews.copies import ReviewCopy, copy_of, make_copy
from research.publish.reviews.journal import load
from research.publish.reviews.rounds import open_round
from research.render.brief import render_brief
from research.render.proof import pages, proof
from research.render.proof.content import TEXT, read
from research.sources.review_journal import Person
from research.studies.binding import spread
from research.studies.manifest import for_subject
from research.studies.manifest import load as load_brief
from reviewed_project import ADA, NOW, later

pytestmark = pytest.mark.slow
STYLE = Path(__file__).resolve().parents[1] / "reports" / "_style"
BRIEF = subject_project.BRIEF
PRINTED = "what_it_costs_to_care.pdf"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A brief about six districts, of which one has its runs and its pages."""
    here = subject_project.project(tmp_path_factory.mktemp("built") / "project", STYLE)
    manifest = subject_project.manifest(here)
    with using(here.root):
        held = spread(manifest, {"subject": "H001"})
        _, records = pipeline.study_runs(here, manifest.studies, held, manifest.as_of, print)
        own = for_subject(manifest, "H001")
        render_brief(here, own, pipeline.gather(records), records, here.build / "printed")
    return here


@pytest.fixture
def here(built: Project):
    shutil.rmtree(built.reviews, ignore_errors=True)
    shutil.rmtree(built.build / "reviews", ignore_errors=True)
    with using(built.root) as project:
        yield project


def copied(here: Project, who: Person = ADA, **more: str) -> ReviewCopy:
    given = {"subject": "H001", **more}
    return make_copy(here, subject_project.manifest(here), who, NOW, **given)


def printed(here: Project) -> Path:
    return here.build / "printed" / "district-H001.pdf"


def tags(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [
            str(one.S)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.StructElem
        ]


def words(path: Path) -> Counter[str]:
    return Counter(word for page in pages.read(path) for word in page.text.split())


def loose_text(path: Path) -> int:
    """Count the pieces of text that are neither tagged nor marked as artifacts."""
    with pikepdf.open(path) as pdf:
        count = 0
        for page in read(pdf):
            depth = 0
            for one in page:
                depth += one.operator in ("BDC", "BMC")
                depth -= one.operator == "EMC"
                count += one.operator in TEXT and not depth
    return count


def test_each_page_says_its_number_and_its_reader(here):
    said = [page.text for page in pages.read(copied(here).path)]
    assert all("REVIEW COPY 1 for Ada Example, November 22, 2026" in text for text in said)


def test_lines_are_numbered_on_through_all_pages(here):
    added = words(copied(here).path) - words(printed(here))
    assert {str(number) for number in range(9, 25)} <= set(added)


def test_a_copy_keeps_the_tags_of_the_printed_page(here):
    assert tags(copied(here).path) == tags(printed(here))


def test_numbers_of_lines_and_marks_are_nothing_to_who_hears_the_page(here):
    assert loose_text(copied(here).path) == 0


def test_a_copy_passes_the_rules_for_tagged_pages(here):
    assert proof(copied(here).path).failures == ()


def test_copies_are_numbered_one_after_the_other_and_noted(here):
    made = [copied(here, Person(name)) for name in ("Ada Example", "Bo Sample")]
    noted = load(here, BRIEF).copies
    assert [(one.number, one.who, one.subject) for one in noted] == [
        (1, "Ada Example", "H001"), (2, "Bo Sample", "H001"),
    ]  # fmt: skip
    assert [one.path.name for one in made] == [
        "district-H001-review-1.pdf", "district-H001-review-2.pdf",
    ]  # fmt: skip


def test_a_copy_that_was_found_is_told_by_its_bytes(here):
    copied(here)
    second = copied(here, Person("Bo Sample"))
    assert copy_of(load(here, BRIEF), second.path).who == "Bo Sample"


def test_a_copy_with_one_byte_flipped_is_none_of_them(here):
    path = copied(here).path
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    path.write_bytes(data)
    with pytest.raises(ReviewError, match="none of the 1 review copies of district"):
        copy_of(load(here, BRIEF), path)


def test_a_copy_is_not_released_under_its_own_name(here):
    with pytest.raises(ReleaseError, match="is a review copy, as its name says"):
        require_releasable(copied(here).path)


def test_a_copy_is_not_released_under_the_name_of_the_edition(here, tmp_path):
    shutil.copytree(printed(here).parent, tmp_path / "out")
    shutil.copy(copied(here).path, tmp_path / "out" / printed(here).name)
    with pytest.raises(ReleaseError, match="3 pages say REVIEW COPY, first page 1"):
        require_releasable(tmp_path / "out" / printed(here).name)


def test_a_name_with_quotes_and_marks_of_typst_is_printed_as_it_is(here):
    name = 'Zoë "Z" #Sample \\ $x$'
    assert name in pages.read(copied(here, Person(name)).path)[1].text


def test_a_subject_may_be_written_small(here):
    assert copied(here, subject="h001").noted.subject == "H001"


def test_a_copy_names_the_round_that_it_is_for(here):
    open_round(here, BRIEF, "final", "2026-12-01", [ADA], NOW)
    text = pages.read(copied(here, phase="final").path)[1].text
    assert "November 22, 2026, final review. Not for release." in text


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"subject": ""}, UsageError, "is about many subjects: say whom"),
        ({"subject": "H009"}, UsageError, "H009"),
        ({"subject": "H002"}, MissingFindingError, "report district --subject H002"),
        ({"phase": "final"}, ReviewError, "has no final round"),
    ],
)
def test_a_copy_that_cannot_be_made_is_refused_and_takes_no_number(here, given, error, said):
    with pytest.raises(error, match=said):
        copied(here, **given)
    assert load(here, BRIEF).copies == ()


def test_nothing_half_made_is_left_beside_a_copy(here):
    copied(here)
    assert [path.name for path in (here.build / "reviews").iterdir()] == [BRIEF]


def test_a_copy_of_the_flagship_keeps_its_tables_and_charts_tagged(flagship):
    with using(flagship.parents[1]) as project:
        made = make_copy(project, load_brief(project, flagship.name), ADA, NOW)
    assert (proof(made.path).failures, tags(made.path)) == ((), tags(flagship / PRINTED))


def test_a_number_is_spent_when_it_is_noted(here):
    copied(here)
    shutil.rmtree(here.build / "reviews")
    made = make_copy(here, subject_project.manifest(here), ADA, later(1), "H001")
    assert made.noted.number == 2


def test_a_copy_of_demonstration_data_says_both(tmp_path):
    here = small_project.project(tmp_path)
    made = small_project.study(here)
    (here.reports / "brief" / "brief.qmd").write_text(DEMONSTRATION)
    (here.reports / "_style").rmdir()
    (here.reports / "_style").symlink_to(STYLE)
    with using(here.root):
        small_project.table("wages", synthetic=True)
        small_project.result(here, made)
        copy = make_copy(here, load_brief(here, "brief"), ADA, NOW)
    said = [page.text for page in pages.read(copy.path)]
    assert all("DEMONSTRATION DATA" in text and "REVIEW COPY 1 for Ada" in text for text in said)


DEMONSTRATION = """---
title: A demonstration
lang: en
---

# What was found

The middle wage is {{< var middle >}}.

# Where each number comes from

{{< include _sources.qmd >}}

{{< include _annex.qmd >}}
"""
