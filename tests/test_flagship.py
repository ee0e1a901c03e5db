"""The flagship as a reader holds it: built from nothing, twice, and read back."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pdfua
import pytest
from docx import Document
from docx.oxml.ns import qn

from conftest import FLAGSHIP, built_flagship, whole_copy
from research.builds import pipeline
from research.ground.paths import using
from research.ground.provenance import digest_file
from research.sources.take import take
from research.studies import manifest

pytestmark = pytest.mark.slow
SOFFICE = shutil.which("soffice")


def record(built: Path) -> dict[str, dict]:
    said = json.loads((built / f"{FLAGSHIP}.record.json").read_text(encoding="utf-8"))
    return {finding["name"]: finding for finding in said["findings"]}


def files(built: Path) -> dict[str, str]:
    return {path.name: digest_file(path) for path in built.glob(f"{FLAGSHIP}.*")}


def summary_numbers(built: Path) -> list[str]:
    """The names quoted as the large numbers of the summary, from the prose itself."""
    prose = (built.parents[1] / "reports" / FLAGSHIP / "brief.qmd").read_text(encoding="utf-8")
    block = prose.split("::: {.summary-numbers}")[1].split("\n:::")[0]
    lines = [line for line in block.splitlines() if line.startswith("{{< var")]
    return [line.split()[2] for line in lines]


def test_two_builds_of_the_same_inputs_are_the_same_bytes(flagship, tmp_path):
    assert files(built_flagship(whole_copy(tmp_path))) == files(flagship)


def test_a_second_build_with_nothing_changed_does_nothing(flagship):
    with using(flagship.parents[1]) as project:
        again = pipeline.report(project, manifest.load(project, FLAGSHIP), lambda line: None)
    assert again.did_nothing


def test_pdfua_reports_no_failure(flagship):
    assert pdfua.validate(str(flagship / f"{FLAGSHIP}.pdf")).findings == ()


def test_the_summary_has_five_numbers(flagship):
    assert len(summary_numbers(flagship)) == 5


def test_a_summary_number_that_rests_on_an_assumption_shows_its_range(flagship):
    found = record(flagship)
    bare = [
        name
        for name in summary_numbers(flagship)
        if found[name]["assumed"] and not found[name]["printed_low"]
    ]
    assert bare == []


def test_what_rests_on_an_assumption_is_at_best_grade_three(flagship):
    found = record(flagship).values()
    assert [one["name"] for one in found if one["assumed"] and one["grade"] != 3] == []


def test_every_finding_has_a_source_with_an_address(flagship):
    bare = [
        name
        for name, finding in record(flagship).items()
        if not finding["sources"]
        or not all(line["url"].startswith("http") for line in finding["sources"])
    ]
    assert bare == []


def test_no_finding_is_demonstration_data(flagship):
    assert not any(finding["is_synthetic"] for finding in record(flagship).values())


def test_the_word_file_has_a_header_row_in_every_table(flagship):
    document = Document(str(flagship / f"{FLAGSHIP}.docx"))
    bare = [
        table for table in document.tables if table._tbl.find(f".//{qn('w:tblHeader')}") is None
    ]
    assert document.tables
    assert bare == []


def test_the_word_file_has_alt_text_on_every_picture(flagship):
    document = Document(str(flagship / f"{FLAGSHIP}.docx"))
    found = record(flagship).values()
    alts = sorted(one["alt"].replace('"', "'") for one in found if one["kind"] == "figure")
    said = sorted(one.get("descr") for one in document.element.iter(qn("wp:docPr")))
    assert said == alts


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine: see .ci/install")
def test_libreoffice_opens_the_word_file_with_alt_text_and_header_rows(flagship, tmp_path):
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(tmp_path / 'own').as_uri()}",
               "--convert-to", "fodt", "--outdir", str(tmp_path),
               str(flagship / f"{FLAGSHIP}.docx")]  # fmt: skip
    held = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=held)
    text = (tmp_path / f"{FLAGSHIP}.fodt").read_text(encoding="utf-8")
    figures = [one for one in record(flagship).values() if one["kind"] == "figure"]
    assert text.count("<svg:desc>") == len(figures)
    assert "<table:table-header-rows>" in text


@pytest.mark.mirror
def test_with_the_missing_snapshots_the_sections_gain_what_they_promise(mirror, tmp_path):
    root = whole_copy(tmp_path / "project")
    with using(root) as project:
        for publisher in ("irs_form990_tables", "il_cms"):
            take(project, publisher, mirror, False, lambda line: None)
    found = record(built_flagship(root))
    assert {
        "overhead_median", "overhead_by_size", "overhead_illinois", "overhead_by_service",
        "deficit_table", "state_pay_table",
    } <= set(found)  # fmt: skip
