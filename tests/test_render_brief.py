import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import sample_brief as sample
from research.ground.errors import BriefError, ProofError, QuartoError, RenderError
from research.ground.paths import using
from research.ground.provenance import digest_file
from research.render import stage
from research.render.brief import render_brief, write_project
from research.render.draft import draft_of
from research.studies.record import RunRecord

pytestmark = pytest.mark.slow
WHOLE = sample.FRONT + sample.BODY
EVERY = ("pdf", "html", "docx")


def rendered(folder: Path, *formats: str, found=None, skipped=("extra",), **said):
    """Return the files of a rendered sample by their names."""
    manifest = sample.manifest(folder / "brief", *formats, text=said.get("text", WHOLE))
    manifest = replace(manifest, pages=said.get("pages", 0))
    record = RunRecord(
        study="one", brief="sample", key="k", as_of="2026-01-02", parameters={}, skipped=skipped
    )
    work = folder / "work"
    work.mkdir()
    engine = said.get("engine", "embedded")
    found = found or sample.findings()
    with using(sample.ROOT):
        files = render_brief(sample.project(), manifest, found, {"one": record}, work, engine)
    return {path.relative_to(work).as_posix(): path for path in files}


def test_one_set_of_findings_gives_every_format_and_a_record(tmp_path):
    assert set(rendered(tmp_path, *EVERY)) == {
        "sample.pdf", "sample.html", "sample.docx", "sample.record.json", "assets/vega.js",
        "assets/page.js",
    }  # fmt: skip


def test_only_the_declared_formats_are_set(tmp_path):
    assert set(rendered(tmp_path, "docx")) == {"sample.docx", "sample.record.json"}


def test_a_brief_that_is_longer_than_it_promises_is_refused(tmp_path):
    with pytest.raises(ProofError, match=r"sample\.pdf has \d+ pages, and study\.toml promises 1"):
        rendered(tmp_path, "pdf", pages=1)


def test_two_renders_give_the_same_bytes(tmp_path):
    made = [rendered(tmp_path / name, *EVERY) for name in "ab"]
    first, second = ({name: digest_file(path) for name, path in one.items()} for one in made)
    assert first == second


def test_the_staged_folder_is_one_that_quarto_could_render(tmp_path):
    manifest = sample.manifest(tmp_path / "brief", "html")
    folder = tmp_path / "staged"
    with using(sample.ROOT) as here:
        draft = draft_of(here, manifest, sample.findings(), {}, folder)
        stage.stage(folder, draft.findings, here.style, {"svg"})
        write_project(draft)
    text = (folder / "brief.qmd").read_text()
    named = [*re.findall(r"include (_[\w.-]+)", text), "_quarto.yml", "_variables.yml"]
    assert [one for one in named if not (folder / one).is_file()] == []


def test_the_record_names_the_digest_of_each_file(tmp_path):
    files = rendered(tmp_path, "html")
    said = json.loads(files["sample.record.json"].read_text())
    assert said["files"]["sample.html"] == digest_file(files["sample.html"])


def test_demonstration_data_stands_in_every_file_name(tmp_path):
    files = rendered(tmp_path, "html", "docx", found=sample.unreal())
    names = {name for name in files if not name.startswith("assets/")}
    assert all(name.startswith("sample-demonstration.") for name in names)


def test_a_table_that_is_absent_leaves_its_declared_sentence(tmp_path):
    page = rendered(tmp_path, "html")["sample.html"].read_text()
    assert "The extra table is not on this machine." in page


def test_a_table_that_is_there_shows_its_block(tmp_path):
    found = sample.findings() | {"extra_number": sample.finding("extra_number", printed="$7.77")}
    page = rendered(tmp_path, "html", found=found, skipped=())["sample.html"].read_text()
    assert ("$7.77" in page, "is not on this machine" in page) == (True, False)


def test_a_name_that_no_run_found_stops_the_build(tmp_path):
    with pytest.raises(BriefError, match="wages"):
        rendered(tmp_path, "html", text=WHOLE.replace("wage >", "wages >"))


def test_a_format_that_is_not_known_is_refused(tmp_path):
    with pytest.raises(RenderError, match="no format 'epub'"):
        rendered(tmp_path, "epub")


def test_without_quarto_its_engine_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    with pytest.raises(QuartoError, match="Install it"):
        rendered(tmp_path, "html", engine="quarto")
