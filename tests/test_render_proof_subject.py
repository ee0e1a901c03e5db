"""A finished PDF says whom it is about, and the proof holds it to that."""

from pathlib import Path

import pdfua
import pikepdf
import pytest

import render_jobs as jobs
import sample_brief as sample
from research.ground.errors import BriefError, ProofError
from research.ground.paths import using
from research.render import pandoc, stage
from research.render.draft import draft_of
from research.render.job import set_pages
from research.render.page import page_of
from research.render.proof import content, proof, rules, subject
from research.render.prose import read_prose
from research.studies.record import RunRecord

pytestmark = pytest.mark.slow
LISTED = jobs.TEXT.split("# Sources {")[0] + (
    "## Sources\n\n::: {.sheet-sources}\n{{< include _annex.qmd >}}\n\n"
    "{{< include _sources.qmd >}}\n:::\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The PDF of one subject."""
    here = jobs.project(tmp_path_factory.mktemp("made") / "p")
    return set_pages(jobs.job(here, "H001")).files[0]


def changed(path: Path, folder: Path, edit) -> Path:
    """Return a copy of a PDF, with its record, after somebody changed its properties."""
    copy = folder / path.name
    with pikepdf.open(path) as pdf:
        edit(pdf)
        pdf.save(copy)
    record = path.with_name(f"{path.stem}.record.json")
    copy.with_name(record.name).write_text(record.read_text())
    return copy


def rename(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as meta:
        meta["pdf:Keywords"] = "H002"


def forget(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as meta:
        del meta["pdf:Keywords"]


def test_the_properties_of_the_file_name_its_subject(made):
    with pikepdf.open(made) as pdf:
        assert (subject.told(pdf), str(pdf.docinfo["/Keywords"])) == (("H001",), "H001")


def test_the_proof_says_that_the_guard_has_read_it(made):
    assert "subject guard: H001, against 3 members" in proof(made, jobs.guard("H001")).checked


def test_without_a_guard_the_proof_says_what_it_did_not_read(made):
    assert any("whom the pages name" in said for said in proof(made).not_checked)


@pytest.mark.parametrize(("edit", "said"), [(rename, "name H002"), (forget, "name no subject")])
def test_a_file_that_names_another_subject_or_none_is_refused(edit, said, made, tmp_path):
    failures = proof(changed(made, tmp_path, edit)).failures
    assert any(said in failure and "not H001" in failure for failure in failures)


def test_a_file_of_another_subject_is_refused_by_its_record(made):
    failures = proof(made, jobs.guard("H002")).failures
    assert "its record is about H001, not H002" in failures


def test_an_alt_text_that_names_another_member_is_refused(tmp_path):
    here = jobs.project(tmp_path / "p")
    found = jobs.found("H001")
    drawn = found["paid_rate"]
    alt = {"paid_rate": type(drawn)(**{**vars(drawn), "alt": "As Rep. Price saw it, it rose."})}
    with pytest.raises(ProofError, match=r"what is read aloud of H001 names the member of H002"):
        set_pages(jobs.job(here, "H001", findings=found | alt))


def test_the_rules_of_pdfua_find_the_same_where_lines_are_left_out(made, tmp_path):
    def untag(pdf):
        tags = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
        for one in tags:
            del one["/Alt"]

    for path in (made, changed(made, tmp_path, untag)):
        with pikepdf.open(path) as pdf:
            drawn = content.read(pdf)
            ours = [(one.rule_id, one.findings) for one in rules.outcomes_of(pdf, path, drawn)]
        theirs = [(one.rule_id, one.findings) for one in pdfua.validate(str(path)).outcomes]
        assert ours == theirs


def test_a_sheet_that_lists_its_sources_is_the_same_without_the_rest_of_the_annex(tmp_path):
    here = jobs.project(tmp_path / "p")
    manifest = sample.manifest(here.reports / "sample", "pdf", text=LISTED)
    record = RunRecord(
        study="one", brief="sample", key="k", as_of="2026-01-02", parameters={}, subject="H001",
        skipped=("extra",),
    )  # fmt: skip
    with using(here.root):
        draft = draft_of(here, manifest, jobs.found("H001"), {"one": record}, tmp_path / "staged")
        stage.stage(draft.folder, draft.findings, here.style, {"svg"})
        texts = [draft.filled("svg", is_listed).text for is_listed in (False, True)]
        options = ["--standalone", "--lua-filter=_style/accessible.lua"]
        whole, listed = (pandoc.convert(one, "typst", draft.folder, options) for one in texts)
    assert (whole == listed, len(texts[1]) < len(texts[0]), draft.is_listed) == (True, True, True)


def test_a_title_may_say_whom_the_brief_is_about(tmp_path):
    sample.manifest(tmp_path, "pdf", text=jobs.TEXT)
    prose = read_prose(tmp_path / "brief.qmd")
    assert page_of(prose, "x", "2026-01-02", "", jobs.found("H001")).title == (
        "Care in district H001"
    )


def test_a_title_that_quotes_what_no_run_found_is_refused(tmp_path):
    sample.manifest(tmp_path, "pdf", text=jobs.TEXT)
    with pytest.raises(BriefError, match="its title names place"):
        page_of(read_prose(tmp_path / "brief.qmd"), "x", "2026-01-02", "", {})
