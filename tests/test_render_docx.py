import importlib.util
import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx as word
import pytest
from docx.oxml.ns import qn

import sample_brief as sample
from research.ground.errors import RenderError
from research.ground.paths import using
from research.render import docx, stage
from research.render.page import page_of
from research.render.prose import Prose

STYLE = sample.ROOT / "reports" / "_style"
SOFFICE = shutil.which("soffice")


def page_for(watermark: str = ""):
    front = {"title": "A day & a <night>", "lang": "en", "author": "The Coalition"}
    return page_of(Prose(Path("brief.qmd"), front, ""), "sample", "2026-01-02", watermark)


def written(folder: Path, text: str, watermark: str = "") -> bytes:
    with using(sample.ROOT):
        stage.stage(folder, sample.findings(), STYLE, ["png"])
    return docx.to_docx(text, folder, page_for(watermark))


def opened(folder: Path, text: str, watermark: str = ""):
    return word.Document(io.BytesIO(written(folder, text, watermark)))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        return whole.read(name).decode()


def everything() -> str:
    return "# Rates {.chapter}\n\n" + "\n\n".join(stage.includes(sample.findings(), "png").values())


def test_every_picture_bears_the_alt_text_and_not_the_caption(tmp_path):
    document = opened(tmp_path, everything())
    said = [one.get("descr") for one in document.element.iter(qn("wp:docPr"))]
    assert said == [sample.ALT.replace('"', "'")]


def test_the_head_of_a_table_is_repeated_on_each_page(tmp_path):
    (table,) = opened(tmp_path, everything()).tables
    marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert marked == [True, False, False]


def test_no_row_is_split_over_pages(tmp_path):
    (table,) = opened(tmp_path, everything()).tables
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_first_column_heads_its_rows(tmp_path):
    (table,) = opened(tmp_path, everything()).tables
    assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn")) == "1"


def test_a_table_has_a_caption_above_and_a_description(tmp_path):
    document = opened(tmp_path, everything())
    (table,) = document.tables
    above = table._tbl.getprevious()
    said = "".join(one.text for one in above.iter(qn("w:t")))
    assert (said.startswith("Table 1. Rates now"), above.pPr.pStyle.val) == (True, "TableCaption")


def test_cells_are_printed_as_the_finding_prints_them(tmp_path):
    (table,) = opened(tmp_path, everything()).tables
    assert [cell.text for cell in table.rows[2].cells] == ["Day <care>", "day", "$61.00"]


def test_columns_keep_their_relative_widths(tmp_path):
    (table,) = opened(tmp_path, everything()).tables
    widths = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid]
    assert [round(width / sum(widths), 1) for width in widths] == [0.6, 0.2, 0.2]


def test_title_language_and_author_are_properties_of_the_file(tmp_path):
    said = opened(tmp_path, everything()).core_properties
    assert (said.title, said.language, said.author) == (
        "A day & a <night>",
        "en-US",
        "The Coalition",
    )


def test_the_text_is_marked_as_american_english(tmp_path):
    assert 'w:val="en-US"' in part(written(tmp_path, everything()), "word/styles.xml")


def test_headings_are_headings(tmp_path):
    document = opened(tmp_path, "# One\n\n## Two\n")
    named = [one.style.name for one in document.paragraphs if one.text in ("One", "Two")]
    assert named == ["Heading 1", "Heading 2"]


def test_the_paper_is_letter(tmp_path):
    (section,) = opened(tmp_path, "# One\n").sections
    assert (section.page_width.inches, section.page_height.inches) == (8.5, 11)


def test_the_title_stands_at_the_head_of_each_page(tmp_path):
    (section,) = opened(tmp_path, "# One\n").sections
    assert section.header.paragraphs[0].text == "A day & a <night>"


def test_demonstration_data_stands_at_the_head_of_each_page(tmp_path):
    (section,) = opened(tmp_path, "# One\n", "DEMONSTRATION DATA").sections
    (run,) = section.header.paragraphs[0].runs
    assert (run.text, run.bold) == ("DEMONSTRATION DATA", True)


@pytest.mark.parametrize("name", ["lead", "takeaway", "assumed", "limits", "hurts", "cite"])
def test_a_block_has_a_style_of_its_own(name, tmp_path):
    document = opened(tmp_path, f"::: {{.{name}}}\nThe words.\n:::\n")
    assert document.paragraphs[-1].style.name == name.capitalize()


def test_a_number_leads_to_its_entry_in_the_annex(tmp_path):
    text = "[$12.50](#from-wage){.finding .grade-2}\n\n[$12.50]{#from-wage} as published.\n"
    document = opened(tmp_path, text)
    marks = {one.get(qn("w:name")) for one in document.element.iter(qn("w:bookmarkStart"))}
    (link,) = document.element.iter(qn("w:hyperlink"))
    assert link.get(qn("w:anchor")) in marks


def test_the_line_under_a_number_says_its_grade(tmp_path):
    text = "[$12.50](#a){.finding .grade-3}\n\n[x]{#a}\n"
    document = opened(tmp_path, text)
    (link,) = document.element.iter(qn("w:hyperlink"))
    assert [one.val for one in link.iter(qn("w:rStyle"))] == ["Finding3"]


def test_an_image_from_the_web_is_refused(tmp_path):
    with pytest.raises(RenderError, match="not in the project"):
        written(tmp_path, '![A map](https://example.org/map.png){fig-alt="A map of it."}\n')


def test_the_same_brief_gives_the_same_bytes(tmp_path):
    first, second = (written(tmp_path / name, everything()) for name in "ab")
    assert first == second


def test_no_part_of_the_file_bears_a_time_of_day(tmp_path):
    with zipfile.ZipFile(io.BytesIO(written(tmp_path, everything()))) as whole:
        assert {one.date_time for one in whole.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_day_inside_is_the_day_of_the_report(tmp_path):
    core = part(written(tmp_path, everything()), "docProps/core.xml")
    assert core.count("2026-01-02T00:00:00Z") == 2


def test_the_committed_reference_is_what_its_script_makes():
    spec = importlib.util.spec_from_file_location("reference", STYLE / "make_reference.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.made() == (STYLE / "reference.docx").read_bytes()


@pytest.mark.slow
@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine: see .ci/install")
def test_libreoffice_opens_the_file_and_finds_headings_and_tables_in_it(tmp_path):
    source = tmp_path / "sample.docx"
    source.write_bytes(written(tmp_path / "staged", everything()))
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(tmp_path / 'own').as_uri()}",
               "--convert-to", "fodt", "--outdir", str(tmp_path), str(source)]  # fmt: skip
    held = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=held)
    opened_there = (tmp_path / "sample.fodt").read_text(encoding="utf-8")
    wanted = ('text:outline-level="1"', "<table:table-header-rows>", "<svg:desc>A step line from")
    assert [one for one in wanted if one not in opened_there] == []


@pytest.mark.parametrize(("kind", "style"), [("limits", "Limits"), ("hurts", "Hurts")])
def test_a_block_of_any_kind_prints_the_label_that_its_author_gave(tmp_path, kind, style):
    document = opened(tmp_path, f'::: {{.{kind} label="Home care"}}\nMuch.\n:::\n')
    said = [one.text for one in document.paragraphs if one.style.name == style]
    assert said == ["Home care", "Much."]
