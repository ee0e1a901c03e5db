"""Each thing that a finished PDF is refused for, on real PDFs made to be wrong."""

import json
from pathlib import Path

import pikepdf
import pytest
import typst

from research.ground.errors import ProofError
from research.ground.provenance import digest_file
from research.render.proof import proof, require
from research.render.proof.accounts import numbers
from research.studies.record import Finding, SourceLine

ROOT = Path(__file__).resolve().parents[1]
FONTS = str(ROOT / "reports" / "_style" / "fonts")
GOOD = """
= What the state pays
The wage is \\$20.50 an hour.
#figure(rect(width: 2cm, height: 1cm, fill: teal), alt: "a box", caption: [A box])
== By year
#table(columns: 2, table.header([Year], [Wage]), [first], [\\$20.50])
"""
HEAD = '#set document(title: "A brief")\n#set text(lang: "en", font: "IBM Plex Sans")\n'


def pdf(folder: Path, body: str = GOOD, head: str = HEAD, name: str = "brief", **how) -> Path:
    source = folder / "brief.typ"
    source.write_text(head + body, encoding="utf-8")
    plain = {"pdf_standards": ["ua-1"], "font_paths": [FONTS], "ignore_system_fonts": True}
    path = folder / f"{name}.pdf"
    path.write_bytes(typst.compile(str(source), format="pdf", **{**plain, **how}))
    return path


def loose(folder: Path, body: str = GOOD, **how) -> Path:
    """A PDF that Typst was not asked to check."""
    return pdf(folder, body, **{"pdf_standards": [], **how})


def edited(path: Path, edit) -> Path:
    """The same PDF after somebody changed its objects."""
    with pikepdf.open(path, allow_overwriting_input=True) as held:
        edit(held)
        held.save(path)
    return path


def elements(held: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [
        one
        for one in held.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == pikepdf.Name(kind)
    ]


def finding(name: str = "wage", **said) -> Finding:
    plain = {
        "name": name,
        "kind": "number",
        "value": 20.5,
        "unit": "dollars an hour",
        "printed": "$20.50",
        "grade": 2,
        "formula": "as published",
        "sources": (SourceLine("A page", "https://example.org/a", "state/2026-01-01/a.csv", 2),),
        "rows": ("rates:wage:2025-01-01",),
        "row_count": 1,
    }
    return Finding(**{**plain, **said})


def recorded(path: Path, *findings: Finding, **said) -> Path:
    held = {
        "quoted": [one.name for one in findings],
        "findings": [one.to_dict() for one in findings],
        "files": {path.name: digest_file(path)},
        "numbers": ["$20.50"],
    }
    beside = path.with_name(f"{path.stem}.record.json")
    beside.write_text(json.dumps({**held, **said}), encoding="utf-8")
    return path


def failures(path: Path) -> str:
    return " | ".join(proof(path).failures)


def test_a_sound_pdf_passes(tmp_path):
    assert proof(pdf(tmp_path)).failures == ()


def test_the_pages_are_counted(tmp_path):
    assert proof(pdf(tmp_path, GOOD + "\n#pagebreak()\nMore.")).pages == 2


def test_rules_that_nobody_evaluated_are_named(tmp_path):
    gaps = " | ".join(proof(pdf(tmp_path)).not_checked)
    assert ("90 of 106 PDF/UA-1 rules" in gaps, "UA-14-001, at which pdfua stopped" in gaps) == (
        True,
        True,
    )


def test_without_a_record_the_proof_says_that_it_compared_nothing(tmp_path):
    assert "the figures against the run record: there is none beside the file" in (
        proof(pdf(tmp_path)).not_checked
    )


def test_a_file_that_is_no_pdf_is_refused(tmp_path):
    path = tmp_path / "brief.pdf"
    path.write_text("<html>not found</html>", encoding="utf-8")
    with pytest.raises(ProofError, match=r"brief\.pdf is no PDF that can be read"):
        proof(path)


def test_a_pdf_that_is_cut_short_is_refused(tmp_path):
    path = pdf(tmp_path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ProofError, match="no PDF that can be read"):
        proof(path)


def test_failures_stop_a_build(tmp_path):
    with pytest.raises(ProofError, match=r"brief\.pdf is refused, 1 failures: page 1 shows a miss"):
        require(proof(pdf(tmp_path, "= A\nThe rate is nan.")))


def test_a_pdf_without_tags_is_refused(tmp_path):
    assert "it has no tags" in failures(loose(tmp_path, pdf_tags=False))


def test_a_pdf_without_language_is_refused(tmp_path):
    path = edited(pdf(tmp_path), lambda held: held.Root.__delitem__("/Lang"))
    assert failures(path) == "it has no language"


def test_a_pdf_without_title_is_refused(tmp_path):
    assert "it has no title" in failures(loose(tmp_path, head='#set text(lang: "en")\n'))


def test_a_pdf_that_hides_its_title_is_refused(tmp_path):
    path = edited(pdf(tmp_path), lambda held: held.Root.__delitem__("/ViewerPreferences"))
    assert failures(path) == "its window shows the file name, not the title (DisplayDocTitle)"


def test_a_pdf_that_does_not_claim_pdf_ua_is_refused(tmp_path):
    assert "it does not say that it is PDF/UA-1 (pdfuaid:part)" in failures(loose(tmp_path))


def test_a_figure_without_alt_text_is_refused(tmp_path):
    def silence(held):
        for one in elements(held, "/Figure"):
            del one["/Alt"]

    assert failures(edited(pdf(tmp_path), silence)) == "1 of 1 figures have no alt text"


def test_a_file_name_is_no_alt_text(tmp_path):
    path = pdf(tmp_path, GOOD.replace('"a box"', '"fig-1.svg"'))
    assert failures(path) == "1 of 1 figures have a file name for alt text: fig-1.svg"


def test_a_heading_that_skips_a_level_is_refused(tmp_path):
    def skip(held):
        elements(held, "/H2")[0]["/S"] = pikepdf.Name("/H4")

    assert failures(edited(pdf(tmp_path), skip)) == "heading 'By year' has level 4 after level 1"


def test_a_first_heading_below_the_first_level_is_refused(tmp_path):
    def lower(held):
        elements(held, "/H1")[0]["/S"] = pikepdf.Name("/H2")

    assert "has level 2 as the first heading" in failures(edited(pdf(tmp_path), lower))


def test_several_pages_without_a_heading_are_refused(tmp_path):
    assert failures(pdf(tmp_path, "Text.\n#pagebreak()\nMore.")) == "it has no headings to move by"


def test_a_table_without_header_cells_is_refused(tmp_path):
    path = loose(tmp_path, "= A\n#table(columns: 2, [a], [b], [c], [d])")
    assert "1 of 1 tables have no header cells" in failures(path)


def test_a_font_that_is_not_embedded_is_refused(tmp_path):
    def drop(held):
        for one in held.objects:
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if isinstance(one, pikepdf.Dictionary) and key in one:
                    del one[key]

    assert "fonts are not embedded: " in failures(edited(pdf(tmp_path), drop))


def test_a_font_inside_a_form_is_found(tmp_path):
    def add_form(held):
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        form = held.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=held.make_indirect(font)))
        held.pages[0].obj.Resources.XObject = pikepdf.Dictionary(X=form)

    assert failures(edited(pdf(tmp_path), add_form)) == "1 fonts are not embedded: Helvetica"


def test_a_drawn_font_without_text_is_refused(tmp_path):
    def add_font(held):
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3, Name=pikepdf.Name.Drawn
        )
        held.pages[0].obj.Resources.Font["/F99"] = held.make_indirect(font)

    assert failures(edited(pdf(tmp_path), add_font)) == (
        "1 drawn fonts (Type 3) cannot be read as text: Drawn"
    )


def test_a_blank_page_is_refused(tmp_path):
    path = pdf(tmp_path, "= A\nText.\n#pagebreak()\n#pagebreak()\nMore.")
    assert failures(path) == "page 2 is blank"


def test_a_page_with_only_its_running_head_is_refused(tmp_path):
    head = HEAD + "#set page(header: [A brief], background: text(40pt, gray)[DRAFT])\n"
    path = pdf(tmp_path, "= A\nText.\n#pagebreak()\n#pagebreak()\nMore.", head)
    assert failures(path) == "page 2 is blank but for its running head, foot or background"


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "The rate is NaN.",
        "\\$nan",
        "nan%",
        "None",
        "None, none",
        "−inf",
        "\\<NA>",
        "NaT",
        "\\#N/A",
    ],
)
def test_a_missing_value_on_a_page_is_refused(tmp_path, text):
    assert "page 1 shows a missing value" in failures(pdf(tmp_path, f"= A\n{text}\n\nMore."))


@pytest.mark.parametrize(
    "text", ["None of the agencies", "finance", "an informal Nancy", "information", "banana"]
)
def test_a_word_is_no_missing_value(tmp_path, text):
    assert failures(pdf(tmp_path, f"= A\n{text}")) == ""


@pytest.mark.parametrize(
    "text",
    [
        "TODO",
        "TBD",
        "{{\\< var x >}}",
        "???",
        "Lorem ipsum",
        "as in \\@fig-by-size",
        "[insert name]",
    ],
)
def test_a_placeholder_is_refused(tmp_path, text):
    said = text.replace("[", "\\[").replace("]", "\\]")
    assert "page 1 shows a placeholder" in failures(pdf(tmp_path, f"= A\n{said}"))


def test_a_pdf_that_agrees_with_its_record_passes(tmp_path):
    found = proof(recorded(pdf(tmp_path), finding()))
    assert (found.failures, "1 quoted findings against the run record" in found.checked) == (
        (),
        True,
    )


def test_a_quoted_number_that_is_not_printed_is_refused(tmp_path):
    path = recorded(pdf(tmp_path), finding(printed="$21.50"))
    assert failures(path) == "finding wage should print '$21.50' and does not"


def test_a_table_cell_that_is_not_printed_is_refused(tmp_path):
    laid = {"head": ["Year", "Wage"], "cells": [["first", "$20.50"], ["second", "high"]]}
    table = finding("by_year", kind="table", value=laid, caption="By year")
    assert failures(recorded(pdf(tmp_path), table)) == (
        "finding by_year should print 'second' and does not"
    )


@pytest.mark.parametrize(("printed", "refused"), [("it may be B", ""), ("it may be C", "C")])
def test_a_sentence_that_runs_over_a_page_is_read_without_head_and_foot(tmp_path, printed, refused):
    running = "#set page(header: [A report], footer: context [Grades #counter(page).display()])\n"
    body = running + "= A\nIt cannot be said: it may\n#pagebreak()\nbe B. More.\n"
    body += "#pagebreak()\nThird\n#pagebreak()\nFourth"
    said = finding("verdict", kind="sentence", printed=printed)
    found = failures(recorded(pdf(tmp_path, body), said))
    assert (found == "") is (refused == "")


def test_a_word_that_breaks_over_a_line_is_read_whole(tmp_path):
    body = "= A\n#set text(hyphenate: true)\n#box(width: 3cm)[The wage is adjusted for prices]"
    said = finding("verdict", kind="sentence", printed="The wage is adjusted for prices")
    assert failures(recorded(pdf(tmp_path, body), said)) == ""


def test_a_finding_that_no_run_holds_is_refused(tmp_path):
    path = recorded(pdf(tmp_path), finding(), quoted=["wages"])
    assert failures(path) == "it quotes wages, which no run record holds"


def test_a_pdf_that_was_changed_after_its_build_is_refused(tmp_path):
    path = edited(recorded(pdf(tmp_path), finding()), lambda held: held.docinfo)
    assert failures(path).startswith("it was changed after it was built")


def test_the_record_of_another_file_is_refused(tmp_path):
    path = recorded(pdf(tmp_path), finding(), files={"other.pdf": "0"})
    assert failures(path) == "its record does not name it: it belongs to another file"


def test_a_record_that_cannot_be_read_is_refused(tmp_path):
    path = recorded(pdf(tmp_path), finding(), findings=[{"name": "wage"}])
    with pytest.raises(ProofError, match=r"brief\.record\.json is no record of a page"):
        proof(path)


def test_a_number_that_nothing_accounts_for_is_refused(tmp_path):
    path = recorded(pdf(tmp_path, GOOD + "\nIt rose 47% by 2031, on 1 page."), finding())
    assert failures(path) == (
        "2 numbers stand on its pages that no finding or literal accounts for: "
        "2031 on page 1, 47% on page 1"
    )


CHART = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="200" height="100">
<text x="10" y="50" font-family="IBM Plex Sans" font-size="12">7,000</text></svg>"""


def test_the_numbers_inside_a_chart_are_not_asked_for(tmp_path):
    (tmp_path / "chart.svg").write_text(CHART, encoding="utf-8")
    body = GOOD + '#figure(image("chart.svg", alt: "a number"), caption: [A chart])'
    assert failures(recorded(pdf(tmp_path, body), finding(), numbers=["$20.50", "2"])) == ""


def test_the_numbers_of_a_caption_are_asked_for(tmp_path):
    (tmp_path / "chart.svg").write_text(CHART, encoding="utf-8")
    body = GOOD + '#figure(image("chart.svg", alt: "a number"), caption: [Up to 8,000])'
    assert "8,000 on page 1" in failures(recorded(pdf(tmp_path, body), finding()))


def test_a_record_without_numbers_says_that_they_were_not_compared(tmp_path):
    path = recorded(pdf(tmp_path), finding(), numbers=None)
    assert "each number of each page: the record does not list them" in proof(path).not_checked


def test_numbers_are_found_as_they_are_written():
    said = "On 2026-11-21 it was \\$1,234.50 (−4.2%), in FY2025, 1A, and 1,000 of 12."
    assert numbers(said) == sorted(["2026", "11", "21", "$1,234.50", "4.2%", "1,000", "12"])


MARK = "#set page(background: rotate(45deg, text(40pt, luma(220))[DEMONSTRATION DATA]))\n"


def test_demonstration_data_without_its_watermark_is_refused(tmp_path):
    path = recorded(pdf(tmp_path, name="brief-demonstration"), finding(is_synthetic=True))
    assert failures(path) == "1 of 1 pages do not say DEMONSTRATION DATA, first page 1"


def test_demonstration_data_under_a_plain_name_is_refused(tmp_path):
    path = recorded(pdf(tmp_path, head=HEAD + MARK), finding(is_synthetic=True))
    assert failures(path) == (
        "it bears demonstration data and its name does not end in -demonstration"
    )


def test_demonstration_data_that_says_so_passes(tmp_path):
    path = pdf(tmp_path, head=HEAD + MARK, name="brief-demonstration")
    assert failures(recorded(path, finding(is_synthetic=True))) == ""
