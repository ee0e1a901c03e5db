"""Marks for numbers: the printed sheet is the same as with links, and no digit is added to it."""

import re
from pathlib import Path

import pytest

import sample_brief as sample
from research.ground.errors import RenderError
from research.render import pandoc
from research.render.fill import fill
from research.render.marks import Marks
from research.render.prose import Prose

FILTER = [f"--lua-filter={sample.ROOT / 'reports' / '_style' / 'accessible.lua'}"]
BODY = """
::: {.summary-numbers}
{{< var gap >}}
:   is *missing*, between {{< var gap.low >}} and {{< var gap.high >}} ({{< var gap.range >}}).
:::

## How {{< var wage >}} came to be

**{{< var wage >}}**\\
{{< var wage >}}/{{< var gap >}}, *{{< var verdict >}}: as [of {{< var wage >}}](https://example.org)*.

::: {.hurts}
“{{< var wage >}}” stands in {{< var odd >}}.
:::

::: {.sheet-sources}
{{< include _annex.qmd >}}

{{< include _sources.qmd >}}
:::
"""
LISTED = "````` {.listed}\n1\x1f2\x1fwage gap\x1fwage gap\x1fhttps://example.org\x1fA page\n`````\n"


def filled(is_marked: bool) -> str:
    odd = '1. -- it\'s [a] "list"\u2019s *first* #tag, @home & 5 % <b> ~ $x^2 \\ end...'
    findings = sample.findings() | {"odd": sample.finding("odd", "sentence", printed=odd)}
    includes = {"_annex.qmd": "", "_sources.qmd": LISTED}
    return fill(Prose(Path("b.qmd"), {}, BODY), findings, includes, {}, is_marked=is_marked).text


@pytest.mark.slow
def test_a_page_with_marks_is_set_as_a_page_with_links_is(tmp_path):
    ways = [pandoc.by_process(filled(way), "typst", tmp_path, FILTER) for way in (True, False)]
    assert ways[0] == ways[1]


def test_the_text_with_marks_holds_no_number_that_the_links_do_not():
    ways = [set(re.findall(r"\d+", filled(way))) for way in (True, False)]
    assert ways[0] <= ways[1]


def test_what_is_printed_twice_has_one_mark():
    wage, marks = sample.findings()["wage"], Marks()
    made = [marks.mark(wage, r"\$12.50"), marks.mark(wage, r"\$13"), marks.mark(wage, r"\$12.50")]
    assert made == ["\ue000a\ue001", "\ue000b\ue001", "\ue000a\ue001"]


def test_there_are_marks_for_any_count_of_numbers():
    wage, marks = sample.findings()["wage"], Marks()
    made = {marks.mark(wage, str(number)) for number in range(1000)}
    assert len(made) == 1000


@pytest.mark.slow
def test_a_mark_that_stands_for_nothing_stops_the_page(tmp_path):
    with pytest.raises(RenderError, match="nothing says what mark zz is"):
        pandoc.by_process("\ue000zz\ue001", "typst", tmp_path, FILTER)
