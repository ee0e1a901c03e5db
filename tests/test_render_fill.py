"""How names become values, and what stops a brief from being filled."""

from pathlib import Path

import pytest

from research.ground.errors import BriefError
from research.render.conditions import decide
from research.render.fill import escape, fill, quoted, variables
from research.render.pandoc import convert
from research.render.prose import Prose
from research.studies.record import Assumption, Finding, SourceLine

PARTS = "\n\n{{< include _sources.qmd >}}\n\n{{< include _annex.qmd >}}\n"
GENERATED = {"_sources.qmd": "SOURCES", "_annex.qmd": "ANNEX"}
ASSUMED = (Assumption("productivity", 0.85, 0.75, 0.95, "share", "no source gives it"),)


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


def figure(name: str = "by_size", **said) -> Finding:
    shown = {"kind": "figure", "caption": "Shares by size", "alt": "Three dots that rise"}
    return finding(name, **{**shown, **said})


def known(*findings: Finding) -> dict[str, Finding]:
    return {one.name: one for one in findings}


def filled(body: str, *findings: Finding, meta=None, texts=None, parts: str = PARTS, more=None):
    prose = Prose(Path("brief.qmd"), {}, body + parts)
    done = fill(prose, known(*findings), GENERATED | (more or {}), meta or {}, texts)
    return done.text.removesuffix("\n\nSOURCES\n\nANNEX\n")


def test_a_number_links_to_where_it_comes_from():
    assert filled("It is {{< var wage >}}.", finding()) == (
        r"It is [\$20.50](#from-wage){.finding .grade-2}."
    )


def test_a_range_and_a_grade_can_be_quoted():
    ranged = finding(printed_low="$18.00", printed_high="$23.00")
    body = (
        "{{< var wage.low >}}|{{< var wage.high >}}|{{< var wage.range >}}|{{< var wage.grade >}}"
    )
    link = "](#from-wage){.finding .grade-2}"
    assert filled(body, ranged) == "|".join(
        [rf"[\$18.00{link}", rf"[\$23.00{link}", rf"[\$18.00 to \$23.00{link}", "2"]
    )


def test_a_sentence_links_too_and_is_told_apart():
    said = finding("verdict", kind="sentence", printed="Rates fell.")
    assert filled("{{< var verdict >}}", said) == (
        "[Rates fell.](#from-verdict){.finding .grade-2 .sentence}"
    )


def test_a_value_from_demonstration_data_carries_its_mark():
    assert ".demonstration" in filled("{{< var wage >}}", finding(is_synthetic=True))


@pytest.mark.parametrize(
    "printed",
    [
        "*a* _b_ `c` [d](e) <f> #g |h| ~i~ ^j^ $k$ @fig-l ! \"m\" 'n' \\o &copy; {p}",
        "{{< var other >}} and {{< include _annex.qmd >}}",
        "AT&T pays −4.1%",
    ],
)
def test_a_value_is_printed_as_it_is(tmp_path, printed):
    text = filled("{{< var said >}}", finding("said", kind="sentence", printed=printed))
    assert convert(text, "plain", tmp_path, ["--wrap=none"]).decode().strip() == printed


def test_a_value_stays_on_one_line():
    assert escape("one\n  two") == "one two"


def test_a_heading_shows_a_value_without_a_link():
    assert filled("## Paid: {{< var wage >}}", finding()) == r"## Paid: \$20.50"


def test_a_link_shows_a_value_without_a_second_link():
    body = "[all **{{< var wage >}}** of it](#there)"
    assert filled(body, finding()) == r"[all **\$20.50** of it](#there)"


def test_alt_text_typed_by_hand_shows_the_bare_value():
    body = '![A map](map.png){fig-alt="paid {{< var wage >}} here"}'
    assert filled(body, finding()) == '![A map](map.png){fig-alt="paid $20.50 here"}'


def test_a_value_inside_an_address_is_refused():
    with pytest.raises(BriefError, match="quotes wage inside an address"):
        filled("[more](https://example.org/{{< var wage >}})", finding())


def test_a_plain_text_can_be_named():
    assert filled("On {{< var day >}}.", texts={"day": "May 5, 2026"}) == "On May 5, 2026."


def test_a_text_that_bears_the_name_of_a_finding_is_refused():
    with pytest.raises(BriefError, match="wage is a finding and a text"):
        filled("Text.", finding(), texts={"wage": "x"})


def test_an_unknown_finding_is_named_with_what_comes_near():
    with pytest.raises(BriefError, match=r"unknown finding: wages\. Did you mean wage\?"):
        filled("{{< var wages >}}", finding())


def test_a_range_that_a_finding_does_not_have_is_refused():
    with pytest.raises(BriefError, match=r"unknown finding: wage\.low"):
        filled("{{< var wage.low >}}", finding())


def test_a_figure_quoted_as_a_value_is_told_how_to_be_included():
    with pytest.raises(BriefError, match=r"it is a figure.*include _fig-by-size\.qmd"):
        filled("{{< var by_size >}}", figure())


def test_an_unknown_shortcode_is_refused():
    with pytest.raises(BriefError, match=r"\{\{< pagebreak >\}\} is no shortcode"):
        filled("{{< pagebreak >}}")


def test_an_unknown_include_is_named_with_what_comes_near():
    with pytest.raises(BriefError, match=r"unknown include: _fig-by-sise\.qmd\. Did you mean _fig"):
        filled("{{< include _fig-by-sise.qmd >}}", figure(), more={"_fig-by-size.qmd": "x"})


def test_an_unknown_reference_is_named():
    with pytest.raises(BriefError, match="refers to @fig-by-size, which it does not include"):
        filled("As in @fig-by-size.", figure())


def test_figures_and_tables_are_counted_apart_in_order_of_appearance():
    body = "@tbl-b, @fig-c.\n\n" + "\n\n".join(
        f"{{{{< include _{label}.qmd >}}}}" for label in ("fig-a", "tbl-b", "fig-c")
    )
    found = [figure("a"), figure("b", kind="table"), figure("c")]
    more = {f"_{label}.qmd": label for label in ("fig-a", "tbl-b", "fig-c")}
    assert filled(body, *found, more=more).startswith("[Table 1](#tbl-b), [Figure 2](#fig-c).")


def test_a_mail_address_is_no_reference():
    assert filled("Write to ask@fig-tree.org.") == "Write to ask@fig-tree.org."


def test_a_figure_included_twice_is_refused():
    with pytest.raises(BriefError, match=r"includes _fig-by-size\.qmd 2 times"):
        filled("{{< include _fig-by-size.qmd >}}\n\n" * 2, figure())


def test_a_figure_without_alt_text_of_its_own_is_refused():
    with pytest.raises(BriefError, match="1 of 1 figures have no alt text of their own"):
        filled("{{< include _fig-by-size.qmd >}}", figure(alt="Shares by size"))


def test_a_brief_that_quotes_and_has_no_annex_is_refused():
    with pytest.raises(BriefError, match=r"does not include _annex\.qmd and _sources\.qmd"):
        filled("{{< var wage >}}", finding(), parts="")


def test_an_assumed_summary_number_without_its_range_is_refused():
    body = "::: {.summary-numbers}\n{{< var wage >}}\n:   an hour\n:::"
    guessed = finding(assumed=ASSUMED, grade=3, printed_low="$18.00", printed_high="$23.00")
    with pytest.raises(BriefError, match=r"wage rests on an assumption .* without its range"):
        filled(body, guessed)


def test_an_assumed_summary_number_with_its_range_may_stand():
    term = "{{< var wage.low >}} to {{< var wage.high >}}"
    body = f"::: {{.summary-numbers}}\n{{{{< var wage >}}}}\n:   {term}\n:::"
    guessed = finding(assumed=ASSUMED, grade=3, printed_low="$18.00", printed_high="$23.00")
    assert filled(body, guessed).count("#from-wage") == 3


def test_quoted_findings_come_in_order_of_appearance_and_once():
    body = "{{< var b.grade >}} {{< include _fig-a.qmd >}} {{< var c >}} {{< var b >}}"
    prose = Prose(Path("brief.qmd"), {}, body)
    assert quoted(prose, known(figure("a"), finding("b"), finding("c")), {}).names == (
        "b",
        "a",
        "c",
    )


def test_what_stands_in_a_comment_is_not_quoted():
    prose = Prose(Path("brief.qmd"), {}, "<!-- {{< var wage >}} -->")
    assert quoted(prose, known(finding()), {}).names == ()


def test_figures_and_tables_are_no_values():
    assert set(variables(known(figure()))) == {"by_size.grade"}


def block(condition: str, inside: str) -> str:
    return f"before\n\n::: {{{condition}}}\n{inside}\n:::\n\nafter"


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ('.content-visible when-meta="tables.returns"', True),
        ('.content-visible unless-meta="tables.returns"', False),
        ('.content-hidden when-meta="tables.returns"', False),
        ('.content-hidden unless-meta="tables.returns"', True),
        (".content-visible when-meta=tables.returns", True),
    ],
)
def test_a_block_is_shown_where_its_condition_holds(condition, shown):
    body = decide(block(condition, "inside"), {"tables.returns": True}, "brief.qmd")
    assert ("inside" in body, ":::" in body) == (shown, False)


def test_blocks_in_a_shown_block_stay_whole():
    inside = "::: {.limits}\n- text\n\n::::: box\nmore\n:::::\n:::"
    body = decide(block('.content-visible when-meta="a"', inside), {"a": True}, "brief.qmd")
    assert body == f"before\n\n{inside}\n\nafter"


def test_blocks_in_a_hidden_block_go_with_it():
    inside = '::: {.limits}\ntext\n:::\n\n::: {.content-visible when-meta="b"}\nmore\n:::'
    meta = {"a": False, "b": True}
    assert decide(block('.content-visible when-meta="a"', inside), meta, "brief.qmd") == (
        "before\n\n\nafter"
    )


def test_a_condition_inside_another_block_is_decided():
    inside = '::: {.content-visible when-meta="a"}\ntext\n:::'
    assert decide(block(".limits", inside), {"a": True}, "brief.qmd") == (
        "before\n\n::: {.limits}\ntext\n:::\n\nafter"
    )


def test_fences_in_a_code_block_are_no_blocks():
    body = "```\n::: {.content-visible when-meta=x}\n```"
    assert decide(body, {}, "brief.qmd") == body


def test_an_unknown_condition_is_named_with_what_comes_near():
    body = block('.content-visible when-meta="tables.return"', "x")
    with pytest.raises(BriefError, match=r"line 3: condition .* Did you mean tables\.returns\?"):
        decide(body, {"tables.returns": True}, "brief.qmd")


def test_a_condition_that_only_quarto_could_decide_is_refused():
    with pytest.raises(BriefError, match="shown by one when-meta"):
        decide(block('.content-visible when-format="html"', "x"), {}, "brief.qmd")


def test_a_condition_on_part_of_a_line_is_refused():
    with pytest.raises(BriefError, match="line 1 makes part of a line conditional"):
        decide('[x]{.content-visible when-meta="a"}', {"a": True}, "brief.qmd")


def test_an_unknown_finding_in_a_hidden_block_does_no_harm():
    body = block('.content-visible when-meta="a"', "{{< var absent >}}")
    assert filled(body, meta={"a": False}) == "before\n\n\nafter"
