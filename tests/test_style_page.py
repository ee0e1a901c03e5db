"""The printed page: what the blocks of a brief become, and what a screen reader finds."""

import io
import shutil

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name

from research.ground.errors import RenderError
from research.ground.paths import project
from research.render import pandoc, typst
from research.render.row_heads import head_rows
from research.render.tags import tagged

IMAGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="624" height="90"><path d="M0 0h9v9z"/></svg>'
)
NUMBERS = """
::: {.summary-numbers}
[$20.50](#from-a){.finding .grade-2}
:   an hour is what the rate pays.
:::
"""
TABLE = """
| Series | Rate |
|:-------|-----:|
| Wage | $20.50 |
| Home care | $29.63 |

: What is paid. {#tbl-a .data}
"""
FIGURE = '![A caption.](a.svg){#fig-a .chart fig-alt="What is to be seen." width="100%"}'
ANNEX = """
# Where each number comes from {.annex}

::: {.annex-entries}
[$20.50]{#from-a}
:   as published.
:::
"""


@pytest.fixture
def printed(tmp_path):
    shutil.copytree(project().style, tmp_path / "_style")
    (tmp_path / "a.svg").write_text(IMAGE, encoding="utf-8")

    def build(text, **said):
        values = {"title": "A title", "lang": "en", "as_of": "2026-11-21", "author": "We"} | said
        options = [
            "--standalone", "--template=_style/brief.typst", "--lua-filter=_style/accessible.lua",
            *pandoc.variables(values),
        ]  # fmt: skip
        source = tmp_path / "brief.typ"
        source.write_bytes(pandoc.convert(text, "typst", tmp_path, options))
        return typst.to_pdf(source, tmp_path / "_style" / "fonts", "2026-11-21")

    return build


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def tags(pdf, kind):
    found = []

    def walk(node):
        for kid in node if isinstance(node, pikepdf.Array) else [node]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                if str(kid.S) == kind:
                    found.append(kid)
                walk(kid.get("/K"))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot.K)
        return [{str(k): v for k, v in tag.items() if k in ("/A", "/ID", "/Alt")} for tag in found]


def scopes(pdf):
    return [str(said.Scope) for tag in tags(pdf, "/TH") for said in tag["/A"] if "/Scope" in said]


def test_the_cover_says_title_publisher_and_day(printed):
    cover = pages(printed("# One\n\nText.", subtitle="And more"))[0]
    assert cover.split("\n") == ["We", "A title", "And more", "November 21, 2026"]


def test_chapters_are_numbered_by_the_house_and_start_a_page(printed):
    text = "# One {.chapter}\n\nText.\n\n# Two {.chapter}\n\nText."
    said = pages(printed(text))
    assert [page.split("\n")[1:3] for page in said[2:]] == [
        ["Chapter 1", "One"],
        ["Chapter 2", "Two"],
    ]


def test_a_number_of_the_summary_says_its_grade(printed):
    assert "what the rate pays. Grade 2." in pages(printed(f"# One\n{NUMBERS}{ANNEX}"))[2]


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("takeaway", "The short of it"),
        ("assumed", "Assumed"),
        ("limits", "What this does not show"),
        ("hurts", "What hurts the case"),
    ],
)
def test_a_callout_prints_its_own_label(printed, kind, label):
    assert f"{label}\nText." in pages(printed(f"# One\n\n::: {{.{kind}}}\nText.\n:::\n"))[2]


def test_a_callout_may_have_another_label(printed):
    said = pages(printed('# One\n\n::: {.limits label="Unseen"}\nText.\n:::\n'))[2]
    assert "Unseen\nText." in said


def test_figures_and_tables_are_numbered_in_order_of_kind(printed):
    said = pages(printed(f"# One\n\n{FIGURE}\n{TABLE}"))[2]
    assert ("Figure 1. A caption." in said, "Table 1. What is paid." in said) == (True, True)


def test_a_figure_has_its_alt_text(printed):
    alts = [str(tag["/Alt"]) for tag in tags(printed(f"# One\n\n{FIGURE}\n"), "/Figure")]
    assert alts == ["What is to be seen."]


def test_an_image_without_alt_text_is_refused(printed):
    with pytest.raises(RenderError, match="no alt text"):
        printed("# One\n\n![Caption](a.svg)\n")


def test_a_table_has_heads_of_columns_and_of_rows(printed):
    assert scopes(printed(f"# One\n{TABLE}")) == ["/Column", "/Column", "/Row", "/Row"]


def test_every_cell_names_the_heads_of_its_column_and_its_row(printed):
    pdf = printed(f"# One\n{TABLE}")
    ids = [str(tag["/ID"]) for tag in tags(pdf, "/TH")]
    cells = [[str(head) for head in tag["/A"][0].Headers] for tag in tags(pdf, "/TD")]
    assert cells == [[ids[1], ids[2]], [ids[1], ids[3]]]


def test_row_heads_are_set_once(printed):
    pdf = printed(f"# One\n{TABLE}")
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        head_rows(document, tagged(document, ("/Table",))["/Table"])
        document.save(whole)
    assert scopes(whole.getvalue()) == scopes(pdf)


def test_a_long_table_repeats_its_head_on_each_page(printed):
    rows = "\n".join(f"| Row {n} | $1.00 |" for n in range(90))
    table = f"| Series | Rate |\n|:----|---:|\n{rows}\n\n: Long. {{#tbl-a}}\n"
    said = pages(printed(f"# One\n\n{table}"))[2:]
    assert [page.count("Series\nRate") + page.count("Series Rate") for page in said] == [1] * len(
        said
    )


def test_a_watermark_stands_on_every_page_and_is_not_read_out(printed):
    pdf = printed("# One\n\nText.", watermark="DEMONSTRATION")
    marked = all("DEMONSTRATION" in page for page in pages(pdf))
    read_out = [tag for tag in tags(pdf, "/P") if "DEMONSTRATION" in str(tag)]
    assert (marked, read_out) == (True, [])


def test_only_shipped_fonts_are_used(printed):
    with pikepdf.open(io.BytesIO(printed(f"# One\n\n**Bold** *slanted* `code`\n{TABLE}"))) as pdf:
        fonts = {
            str(item.BaseFont) for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == Name.Font
        }  # fmt: skip
    assert {name.split("+")[1][:7] for name in fonts} == {"IBMPlex"}


def test_the_same_brief_is_the_same_bytes(printed):
    text = f"# One\n{NUMBERS}{TABLE}{ANNEX}"
    assert printed(text) == printed(text)


@pytest.mark.parametrize(("kind", "label"), [("limits", "Unseen"), ("hurts", "Home care")])
def test_a_callout_of_any_kind_may_have_another_label(printed, kind, label):
    said = pages(printed(f'# One\n\n::: {{.{kind} label="{label}"}}\nText.\n:::\n'))[2]
    assert f"{label}\nText." in said


def long_table(count):
    rows = "\n".join(f"| Row {n} | $1.00 |" for n in range(count))
    return f"# One\n\n| Series | Rate |\n|:----|---:|\n{rows}\n\n: Long. {{#tbl-a}}\n"


def rows_on_each_page(pdf):
    return [page.count("Row ") for page in pages(pdf)[2:]]


def test_no_row_of_a_long_table_stands_alone_on_a_page(printed):
    full = rows_on_each_page(printed(long_table(90)))[0]
    alone = rows_on_each_page(printed(long_table(full + 1)))
    assert alone == [full - 1, 2]


def test_what_keeps_rows_together_is_not_in_the_tags(printed):
    pdf = printed(long_table(12))
    assert (len(tags(pdf, "/TD")), scopes(pdf)) == (12, ["/Column"] * 2 + ["/Row"] * 12)


SAID = "::: {.cite}\n[%s](#from-a){.finding .grade-%s%s}\n:::\n"


def descriptions(pdf):
    """Return what each link of a page is said to be, in order."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        notes = [note for page in document.pages for note in page.get("/Annots", [])]
        return [str(note.get("/Contents", "")) for note in notes]


@pytest.mark.parametrize("grade", [1, 2, 3])
def test_the_link_of_a_number_tells_its_grade_to_who_hears_the_page(printed, grade):
    pdf = printed(f"# One\n\n{SAID % ('$20.50', grade, '')}{ANNEX}")
    assert f"grade {grade}; see page 4" in descriptions(pdf)


def test_the_link_of_a_computed_sentence_tells_its_grade_too(printed):
    pdf = printed(f"# One\n\n{SAID % ('Rates rose.', 3, ' .sentence')}{ANNEX}")
    assert "grade 3; see page 4" in descriptions(pdf)


def test_a_reference_has_no_grade(printed):
    pdf = printed(f"# One\n\nSee [Table 1](#tbl-a).\n{TABLE}")
    assert [said for said in descriptions(pdf) if "grade" in said] == []


def lines_under(pdf):
    """Return the color of each line that the tags say stands under a text."""
    spans = [said for tag in tags(pdf, "/Span") for said in tag.get("/A", [])]
    return [
        [round(float(part), 2) for part in said.TextDecorationColor]
        for said in spans
        if "/TextDecorationColor" in said
    ]


def test_a_whole_sentence_has_a_lighter_line_than_a_number(printed):
    text = f"# One\n\n{SAID % ('$1', 2, '')}\n{SAID % ('Rates rose.', 2, ' .sentence')}{ANNEX}"
    number, sentence = lines_under(printed(text))
    assert sum(sentence) > sum(number)
