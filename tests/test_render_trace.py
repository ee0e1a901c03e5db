"""The annex and the table of sources: one entry a finding, one row a source."""

from pathlib import Path

import pytest
import typst

from research.ground.provenance import digest_file
from research.render.fill import Quoted
from research.render.pandoc import convert
from research.render.trace import cited, generated_includes
from research.studies.record import Assumption, Finding, SourceLine

BULLETIN = SourceLine("A bulletin", "https://example.org/b", "state/2026-01-01/rates.csv", 2)
STORY = SourceLine("A story | told (twice)", "https://example.org/s(1)", BULLETIN.snapshot, 3)
NOTICE = SourceLine("A notice", "https://example.org/n", "federal/2026-02-02/match.csv", 1)
SIDECAR = """publisher = "The Department"
title = "Rates"
url = "https://example.org"
retrieved = "2026-01-03"
licence = "facts"
sha256 = "0"
"""


def finding(name: str = "wage", **said) -> Finding:
    plain = {
        "name": name,
        "kind": "number",
        "value": 20.5,
        "unit": "dollars an hour",
        "printed": "$20.50",
        "grade": 2,
        "formula": "rate in force on a day",
        "sources": (BULLETIN,),
        "rows": ("rates:wage:2025-01-01",),
        "row_count": 1,
        "study": "reimbursement_rates",
        "cell": 4,
    }
    return Finding(**{**plain, **said})


def made(folder: Path, *findings: Finding, numbers=None) -> dict[str, str]:
    known = {one.name: one for one in findings}
    return generated_includes(known, Quoted(tuple(known), numbers or {}), folder)


def annex(folder: Path, *findings: Finding, **how) -> str:
    return made(folder, *findings, **how)["_annex.qmd"]


def sources(folder: Path, *findings: Finding) -> str:
    return made(folder, *findings)["_sources.qmd"]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "raw" / BULLETIN.snapshot
    path.parent.mkdir(parents=True)
    path.write_text("rate\n20.50\n", encoding="utf-8")
    path.with_name("rates.csv.toml").write_text(SIDECAR, encoding="utf-8")
    return tmp_path / "raw"


def test_an_entry_gives_value_formula_rows_and_source(raw):
    assert annex(raw, finding()) == (
        "::: {.annex-entries}\n"
        r"[\$20.50]{#from-wage}" + "\n"
        ":   `wage`, grade 2, cell 4 of `reimbursement_rates`. *Formula:* rate in force on a day. "
        "*Rows:* 1 of rates (wage 2025-01-01). *Source:* [1](#source-1) "
        "[A bulletin](https://example.org/b).\n"
        ":::\n"
    )


def test_an_assumption_is_printed_with_the_range_tried(raw):
    assumed = (Assumption("productivity", 0.85, 0.75, 0.95, "share", "No source gives it."),)
    guessed = finding(assumed=assumed, grade=3, printed_low="$18.00", printed_high="$23.00")
    assert (
        r"*Range:* \$18.00 to \$23.00. *Assumed:* productivity 85.0%, tried from 75.0% to 95.0%; "
        "No source gives it."
    ) in annex(raw, guessed)


def test_more_than_two_assumptions_stand_once_in_a_table(raw):
    three = tuple(
        Assumption(name, 0.85, 0.75, 0.95, "share", "none was found")
        for name in ("billed", "filled", "paid")
    )
    text = annex(raw, finding("a", assumed=three), finding("b", assumed=three[:1]))
    assert text.count("*Assumed:* [1](#assumed-1) to [3](#assumed-3).") == 1
    assert "*Assumed:* billed 85.0%, tried from 75.0% to 95.0%; none was found." in text
    assert "| [2]{#assumed-2} | filled | 85.0% | 75.0% to 95.0% | none was found |" in text


def test_an_entry_says_in_few_words_why_its_grade_is_no_firmer(raw):
    why = ("from a secondary source", "its assumptions move it by 31 percent")
    assert (
        "`wage`, grade 3 (from a secondary source; its assumptions move it by 31 percent), cell 4"
    ) in annex(raw, finding(grade=3, grade_reasons=why))


def test_an_assumption_in_a_unit_of_its_own_is_printed_as_it_is(raw):
    assumed = (Assumption("span", 8, 6, 10, "workers a supervisor", "no source; assumed"),)
    guessed = finding(assumed=assumed)
    assert "span 8 workers a supervisor, tried from 6 to 10 workers" in annex(raw, guessed)


def test_rows_are_counted_and_the_first_are_named(raw):
    rows = (*(f"rates:wage:{year}" for year in range(2019, 2024)), "prices:cpi:2024:1")
    assert (
        "*Rows:* 70 of rates (wage 2019, wage 2020, wage 2021, …); prices (cpi 2024 1)."
    ) in annex(raw, finding(rows=rows, row_count=70))


def test_many_sources_are_given_by_their_numbers(raw):
    assert "*Sources:* [1](#source-1) to [3](#source-3)." in annex(
        raw, finding(sources=(BULLETIN, STORY, NOTICE))
    )


def test_numbers_of_sources_that_follow_one_another_are_drawn_together(raw):
    lines = tuple(SourceLine(f"T{n}", f"https://e.org/{n}", "p/2026-01-01/f", 2) for n in range(7))
    used = tuple(lines[n] for n in (0, 2, 3, 5, 6))
    text = annex(raw, finding("a", sources=lines), finding("b", sources=used))
    assert text.endswith(
        "*Sources:* [1](#source-1), [3](#source-3), [4](#source-4), [6](#source-6), "
        "[7](#source-7).\n:::\n"
    )


def test_a_page_that_was_kept_in_two_files_is_one_source(raw):
    again = SourceLine(BULLETIN.title, BULLETIN.url, NOTICE.snapshot, 2)
    text = sources(raw, finding("a"), finding("b", sources=(again,)))
    assert "| [A](#snapshot-a), [B](#snapshot-b) | 2 | 2 |" in text


def test_a_figure_is_named_by_its_number(raw):
    chart = finding("by_size", kind="figure", caption="By size")
    assert "[Figure 3]{#from-by_size}" in annex(raw, chart, numbers={"fig-by-size": 3})


def test_a_long_sentence_is_cut_at_a_word(raw):
    said = finding("verdict", kind="sentence", printed="Rates fell. " * 20)
    assert r"Rates fell. Rates …]{#from-verdict}" in annex(raw, said)


def test_demonstration_data_is_said_in_the_entry(raw):
    assert "**Demonstration data.**" in annex(raw, finding(is_synthetic=True))


def test_every_quoted_finding_has_one_entry(raw):
    entries = annex(raw, finding("a"), finding("b"))
    assert [entries.count(f"{{#from-{name}}}") for name in "ab"] == [1, 1]


def test_sources_are_numbered_by_first_appearance_and_counted():
    known = {"a": finding("a", sources=(STORY,)), "b": finding("b", sources=(STORY, NOTICE))}
    found = cited(known, Quoted(("a", "b")))
    assert [(one.number, one.title, one.findings) for one in found] == [
        (1, STORY.title, ("a", "b")),
        (2, NOTICE.title, ("b",)),
    ]


def test_a_source_of_two_grades_bears_the_weaker():
    firm = SourceLine(STORY.title, STORY.url, STORY.snapshot, 1)
    known = {"a": finding("a", sources=(firm,)), "b": finding("b", sources=(STORY,))}
    assert [one.grade for one in cited(known, Quoted(("a", "b")))] == [3]


def test_a_source_links_to_its_address_and_to_the_file_that_was_kept(raw):
    assert (
        r"| [1]{#source-1} | [A story \| told (twice)](https://example.org/s%281%29) "
        "| [A](#snapshot-a) | 3 | 1 |"
    ) in sources(raw, finding(sources=(STORY,)))


def test_a_kept_file_is_told_from_its_sidecar_and_its_bytes(raw):
    digest = digest_file(raw / BULLETIN.snapshot)[:12]
    assert (
        "| [A]{#snapshot-a} | The Department | state / 2026-01-01 / rates.csv | January 3, 2026 "
        f"| {digest} |"
    ) in sources(raw, finding())


def test_a_file_that_is_not_here_says_so(raw):
    assert (
        "| [A]{#snapshot-a} | federal | federal / 2026-02-02 / match.csv | February 2, 2026 "
        "| not on this machine |"
    ) in sources(raw, finding(sources=(NOTICE,)))


def test_files_beyond_the_alphabet_go_on_with_two_letters(raw):
    lines = tuple(SourceLine("T", "https://e.org", f"p/2026-01-01/{n}", 2) for n in range(28))
    assert "[AB]{#snapshot-ab}" in sources(raw, finding(sources=lines))


def test_a_brief_that_quotes_nothing_says_so(raw):
    assert made(raw) == {
        "_annex.qmd": "No published figure is quoted under these conditions.\n",
        "_sources.qmd": "No published figure is quoted under these conditions.\n",
    }


def test_the_parts_link_to_one_another_in_the_set_page(raw, tmp_path):
    parts = made(raw, finding(sources=(BULLETIN, STORY)), finding("two", printed="3% & more"))
    text = (
        f"# Sources\n\n{parts['_sources.qmd']}\n\n# Annex\n\n{parts['_annex.qmd']}\n[x](#from-two)"
    )
    head = b'#set document(title: "T")\n#set text(lang: "en")\n'
    page = head + convert(text, "typst", tmp_path)
    assert bytes(typst.compile(page, format="pdf")).startswith(b"%PDF")


def test_a_rate_model_of_our_own_is_cited_with_its_digest_and_no_day(tmp_path: Path):
    model = tmp_path / "data" / "models" / "hour.toml"
    model.parent.mkdir(parents=True)
    model.write_text('title = "An hour"\n', encoding="utf-8")
    line = SourceLine("A book", "https://example.org/book", "data/models/hour.toml", 2)
    assert (
        "| this project: a rate model, which names the source of each figure "
        f"| data / models / hour.toml | kept with the code | {digest_file(model)[:12]} |"
    ) in sources(tmp_path / "data" / "raw", finding(sources=(line,)))
