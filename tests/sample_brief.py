"""A small brief with every form in it, on made-up findings, for the tests of pages."""

from dataclasses import replace
from pathlib import Path

from research.ground.paths import Project
from research.studies.manifest import Manifest
from research.studies.record import Assumption, Finding, SourceLine

ROOT = Path(__file__).resolve().parents[1]
SOURCE = SourceLine("A table of rates", "https://example.org/rates", "il_rates/2026-01-02/r.csv", 2)
ALT = 'A step line from 2020 to 2024: "paid" rises from $10.00 to $12.50 in one step, in 2022.'

FRONT = """---
title: What a day costs & who pays <it>
subtitle: A sample of every form
author: The Example Coalition
lang: en
literals:
  "990": the number of a tax form
---
"""
BODY = """
# In one page {.summary}

::: {.lead}
The rate pays {{< var wage >}} an hour.
:::

::: {.summary-numbers}
{{< var wage >}}
:   an hour is what the rate pays.

{{< var gap >}}
:   is missing, between {{< var gap.low >}} and {{< var gap.high >}}.
:::

::: {.takeaway}
Rates wait. See @fig-paid-rate and @tbl-rates-now.
:::

# What the state pays {.chapter}

## Over time

{{< var verdict >}} Form 990 is a form.

{{< include _fig-paid-rate.qmd >}}

{{< include _tbl-rates-now.qmd >}}

::: {.assumed}
The gap rests on a guess, of grade {{< var gap.grade >}}.
:::

::: {.content-visible when-meta="tables.extra"}
Only with the extra table: {{< var extra_number >}}.
:::

::: {.content-visible unless-meta="tables.extra"}
{{< var without_extra >}}
:::

# What hurts {.chapter}

::: {.hurts}
One number hurts.
:::

::: {.limits label="What nobody saw"}
Much.
:::

Agency
:   Who is paid to serve.

# Methods {.annex}

How it was done.

# Sources {.annex}

{{< include _sources.qmd >}}

# Where each number comes from {.annex}

{{< include _annex.qmd >}}
"""


def finding(name: str, kind: str = "number", **said: object) -> Finding:
    """Return a finding with good defaults."""
    whole: dict[str, object] = {
        "value": 12.5, "unit": "dollars an hour", "printed": "$12.50", "grade": 2,
        "formula": "as published", "sources": (SOURCE,), "rows": ("rates:a:2024",), "row_count": 1,
    }  # fmt: skip
    return Finding(name=name, kind=kind, **(whole | said))  # type: ignore[arg-type]


def chart_spec() -> dict[str, object]:
    """Return a Vega-Lite chart of three points."""
    rows = [
        {"effective": "2020-07-01T00:00:00", "amount_usd": 10.0, "kind": "paid"},
        {"effective": "2022-07-01T00:00:00", "amount_usd": 12.5, "kind": "paid"},
        {"effective": "2024-01-01T00:00:00", "amount_usd": 12.5, "kind": "paid"},
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": {"font": "IBM Plex Sans"},
        "width": 560, "height": 200,
        "data": {"name": "rows"}, "datasets": {"rows": rows},
        "mark": {"type": "line", "interpolate": "step-after", "clip": True, "point": True},
        "encoding": {
            "x": {"field": "effective", "type": "temporal", "title": "In force from"},
            "y": {"field": "amount_usd", "type": "quantitative", "title": "Dollars an hour",
                  "axis": {"format": "$.2f"}},
            "color": {"field": "kind", "type": "nominal", "title": "Kind"},
        },
    }  # fmt: skip


def findings() -> dict[str, Finding]:
    """Return the findings that the sample quotes, one of each kind."""
    guess = Assumption("hours", 2080, 2000, 2100, "count", "no source; assumed")
    table = {
        "head": ["Service", "Unit", "Rate | now"], "align": ["left", "left", "right"],
        "widths": [3, 1, 1],
        "cells": [["Care at home", "hour", "$12.50"], ["Day <care>", "day", "$61.00"]],
    }  # fmt: skip
    made = [
        finding("wage", grade=1),
        finding("gap", printed="$1.20", grade=3, low=1.0, high=1.4, printed_low="$1.00",
                printed_high="$1.40", assumed=(guess,)),
        finding("verdict", "sentence", value="x", printed="Two of *three* rates fell behind."),
        finding("paid_rate", "figure", value=chart_spec(), printed="The rate moved once",
                caption="The rate moved once", alt=ALT),
        finding("rates_now", "table", value=table, printed="Rates now", caption="Rates now",
                note="Published."),
    ]  # fmt: skip
    return {one.name: one for one in made}


def unreal() -> dict[str, Finding]:
    """Return the same findings, resting on a synthetic snapshot."""
    return {name: replace(one, is_synthetic=True) for name, one in findings().items()}


def project() -> Project:
    """Return this checkout, for its style."""
    return Project(ROOT)


def manifest(folder: Path, *formats: str, text: str = FRONT + BODY) -> Manifest:
    """Return a manifest of the sample, its prose written into a folder."""
    from research.studies.manifest import Gap, Study

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "brief.qmd").write_text(text, encoding="utf-8")
    gap = Gap("extra", ("extra_number",), "The extra table is not on this machine.")
    study = Study("one", "sample", "Why?", folder / "one.ipynb", ("extra",), (), {}, (gap,))
    return Manifest("sample", folder, "sample", formats, "2026-01-02", {"one": study})
