import re
from pathlib import Path

import pytest

import sample_brief as sample
from research.figures import theme
from research.ground.errors import RenderError
from research.ground.paths import using
from research.render import chart_page, html, stage
from research.render.page import page_of
from research.render.prose import Prose

STYLE = sample.ROOT / "reports" / "_style"


def page_for(watermark: str = "", **front: str):
    said = {"title": "A title", "lang": "en", "subtitle": 'Of "it" & <all>'} | front
    return page_of(Prose(Path("brief.qmd"), said, ""), "sample", "2026-01-02", watermark)


def written(folder: Path, text: str, watermark: str = "") -> str:
    with using(sample.ROOT):
        stage.stage(folder, sample.findings(), STYLE, ["svg"])
        return html.to_html(text, folder, page_for(watermark), sample.findings()).decode()


def with_parts(folder: Path, name: str) -> str:
    return written(folder, stage.includes(sample.findings(), "svg")[name])


def test_a_page_fetches_nothing_from_anywhere(tmp_path):
    page = written(tmp_path, "# One\n\nText.\n")
    fetched = re.findall(r'(?:src|href)="([^"#]+)"|url\(([^)]{0,20})', page)
    outside = [a or b for a, b in fetched if not (a or b).startswith(("data:", "assets/"))]
    assert outside == []


def test_the_head_escapes_what_an_author_typed(tmp_path):
    page = written(tmp_path, "# One\n")
    assert 'name="description" content="Of &quot;it&quot; &amp; &lt;all&gt;"' in page


def test_a_page_has_one_first_heading(tmp_path):
    page = written(tmp_path, "# One\n\n# Two\n\n## Three\n")
    assert re.findall(r"<(h[1-6])", page).count("h1") == 1


def test_a_chart_says_its_alt_text_once_and_hides_the_drawing(tmp_path):
    page = with_parts(tmp_path, "_fig-paid-rate.qmd")
    assert (page.count("A step line from 2020"), page.count('role="img"')) == (1, 1)


def test_alt_text_keeps_its_quotation_marks(tmp_path):
    page = with_parts(tmp_path, "_fig-paid-rate.qmd")
    assert "2024: &quot;paid&quot; rises" in page


def test_a_figure_and_a_table_bear_numbers_of_their_own(tmp_path):
    parts = stage.includes(sample.findings(), "svg")
    page = written(tmp_path, "\n\n".join(parts.values()))
    assert re.findall(r'caption-number"><strong>([^<]+)', page) == ["Figure 1.", "Table 1."]


def test_a_chart_offers_its_numbers_as_a_table(tmp_path):
    page = with_parts(tmp_path, "_fig-paid-rate.qmd")
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">([^<]+)</td>', page)
    assert rows[1] == ("July 1, 2022", "$12.50")


def test_the_live_chart_is_drawn_from_the_same_numbers_as_the_drawing(tmp_path):
    page = with_parts(tmp_path, "_fig-paid-rate.qmd")
    assert page.count('"amount_usd":12.5') == 2


def test_header_cells_say_what_they_head(tmp_path):
    page = with_parts(tmp_path, "_tbl-rates-now.qmd")
    assert (page.count('scope="col"'), page.count('scope="row"')) == (3, 2)


def test_a_cell_with_markup_in_it_stays_text(tmp_path):
    assert "Day &lt;care&gt;" in with_parts(tmp_path, "_tbl-rates-now.qmd")


def test_relative_widths_reach_the_page(tmp_path):
    page = with_parts(tmp_path, "_tbl-rates-now.qmd")
    assert re.findall(r'<col style="width: (\d+)%"', page) == ["59", "20", "20"]


def test_no_id_stands_twice(tmp_path):
    spec = sample.chart_spec()
    other = sample.finding("other", "figure", value=spec, caption="Other", alt="Another line.")
    found = sample.findings() | {"other": other}
    with using(sample.ROOT):
        stage.stage(tmp_path, found, STYLE, ["svg"])
        text = "\n\n".join(stage.includes(found, "svg").values())
        page = html.to_html(text, tmp_path, page_for(), found).decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_a_drawing_refers_to_the_ids_that_it_was_given(tmp_path):
    page = with_parts(tmp_path, "_fig-paid-rate.qmd")
    used = set(re.findall(r"url\(#([^)]+)\)", page))
    assert used
    assert used <= set(re.findall(r'\sid="([^"]+)"', page))


def test_a_script_end_inside_the_numbers_does_not_end_the_script():
    spec = {"datasets": {"a": [{"x": "</script><b>"}]}, "encoding": {"x": {"field": "x"}}}
    made = sample.finding("odd", "figure", value=spec, caption="Odd", alt="Odd text.")
    assert "</script><b>" not in chart_page.numbers(made)


def test_a_share_on_an_axis_is_printed_as_percent():
    spec = {
        "datasets": {"a": [{"x": 0.125}]},
        "encoding": {"x": {"field": "x", "axis": {"format": ".0%"}}},
    }
    made = sample.finding("share", "figure", value=spec, caption="Share", alt="A share.")
    assert '<th scope="row">12.5%</th>' in chart_page.numbers(made)


def test_a_chart_without_data_of_its_own_offers_no_table():
    made = sample.finding("none", "figure", value={"mark": "rule"}, caption="None", alt="A rule.")
    assert "<table>" not in chart_page.numbers(made)


def test_an_image_without_alt_text_is_refused(tmp_path):
    with pytest.raises(RenderError, match="no alt text"):
        written(tmp_path, "![](map.png)\n")


def test_an_image_from_the_web_is_refused(tmp_path):
    with pytest.raises(RenderError, match="not in the project"):
        written(tmp_path, '![A map](https://example.org/map.png){fig-alt="A map of it."}\n')


def test_an_image_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RenderError, match=r"map\.png"):
        written(tmp_path, '![A map](map.png){fig-alt="A map of it."}\n')


def test_an_image_of_the_brief_stands_in_the_page(tmp_path):
    tmp_path.joinpath("dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    page = written(tmp_path, '![A dot](dot.svg){fig-alt="One dot."}\n')
    assert 'src="data:image/svg+xml;base64,' in page


def test_demonstration_data_is_marked_for_the_eye_and_said_once_to_the_ear(tmp_path):
    page = written(tmp_path, "# One\n", watermark="DEMONSTRATION DATA")
    hidden = page.count('<div class="watermark" aria-hidden="true">DEMONSTRATION DATA')
    assert (hidden, page.count("<strong>DEMONSTRATION DATA.</strong>")) == (1, 1)


def test_real_data_bears_no_mark(tmp_path):
    assert 'class="watermark"' not in written(tmp_path, "# One\n")


def test_a_block_prints_the_label_that_its_author_gave(tmp_path):
    page = written(tmp_path, '::: {.limits label="What nobody saw"}\nMuch.\n:::\n')
    assert "<strong>What nobody saw</strong>" in page


def test_chapters_are_numbered_by_the_house(tmp_path):
    page = written(tmp_path, "# In short\n\n# Rates {.chapter}\n\n# Costs {.chapter}\n")
    numbers = re.findall(r'<h2 class="chapter"><span class="chapter-number">(\d)</span>', page)
    assert numbers == ["1", "2"]


def test_a_summary_number_shows_its_grade(tmp_path):
    text = "::: {.summary-numbers}\n[a](#from-a){.finding .grade-3}\n:   is much.\n:::\n"
    assert '<span class="grade-note">Grade 3</span>' in written(tmp_path, text)


@pytest.mark.parametrize("name", ["PAPER", "INK", "MUTED", "ACCENT", "GRID", "TINT"])
def test_the_web_uses_the_colors_of_the_charts(name):
    css = (STYLE / "page.css").read_text(encoding="utf-8")
    assert f"--{name.lower()}: {getattr(theme, name)};" in css


def test_the_chart_library_is_kept_once_it_was_bundled(tmp_path):
    first = html.assets(STYLE, tmp_path)["assets/vega.js"]
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == first


@pytest.mark.parametrize("kind", ["limits", "hurts"])
def test_a_block_of_any_kind_prints_the_label_that_its_author_gave(tmp_path, kind):
    page = written(tmp_path, f'::: {{.{kind} label="Home care"}}\nMuch.\n:::\n')
    assert re.findall(r'class="label"><strong>([^<]+)', page) == ["Home care"]


def test_a_caption_stands_outside_of_what_scrolls_and_names_the_table(tmp_path):
    page = with_parts(tmp_path, "_tbl-rates-now.qmd")
    caption = page.index('<div id="caption-of-tbl-rates-now" class="table-caption">')
    scroller = page.index('<div class="table-scroll"')
    table = page.index('aria-labelledby="caption-of-tbl-rates-now"')
    assert (caption < scroller < table, "<caption>" in page[scroller:table]) == (True, False)


def test_a_reference_to_a_table_leads_above_its_caption(tmp_path):
    page = with_parts(tmp_path, "_tbl-rates-now.qmd")
    assert re.search(r'<div id="tbl-rates-now" class="table-whole">\s*<div id="caption-of', page)


def test_a_number_says_its_grade_to_who_does_not_see_its_line(tmp_path):
    page = written(tmp_path, "It is [$5](#from-a){.finding .grade-3} a day.\n")
    assert '>$5<span class="unseen"> (grade 3)</span></a>' in page


def test_a_summary_number_says_its_grade_once(tmp_path):
    text = "::: {.summary-numbers}\n[a](#from-a){.finding .grade-3}\n:   is much.\n:::\n"
    page = written(tmp_path, text)
    assert (page.count(">Grade 3<"), 'class="unseen"' in page) == (1, False)


def test_a_chart_that_does_not_scroll_is_no_stop_of_the_keyboard(tmp_path):
    page = with_parts(tmp_path, "_fig-paid-rate.qmd")
    assert "tabindex" not in re.search(r'<div class="chart-picture"[^>]*>', page)[0]
