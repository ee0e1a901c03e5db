"""Illinois Department of Human Services: what child care assistance pays a day, typed."""

import pandas as pd

from research.ground.terms import Grade
from research.sources import files
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

CCAP = "il_ccap_max_daily_rates_2021_2025_2026.csv"

PUBLISHER = Publisher(
    id="il_dhs",
    name="Illinois Department of Human Services",
    files=tuple(
        PublishedFile(name=name, title=f"Transcribed: {title}", url=None, licence="facts")
        for name, title in (
            ("il_ccap_county_groups.csv", "ccap county groups"),
            (CCAP, "ccap max daily rates 2021 2025 2026"),
            (
                "il_cila_rates_annual_update_2019_2020_2024.csv",
                "cila rates annual update 2019 2020 2024",
            ),
            ("il_ddd_dsp_wage_increases.csv", "ddd dsp wage increases"),
            ("il_dsp_reimbursed_wage_levels.csv", "dsp reimbursed wage levels"),
            ("il_sodc_interim_rates_2016_secondary.csv", "sodc interim rates 2016 secondary"),
        )
    ),
)

_CCAP_COLUMNS = (
    "provider_type", "county_group", "age_group", "day", "effective", "rate_usd", "source", "via",
)  # fmt: skip
_READ_DIRECTLY = "stored page, read directly"


def read_ccap(snapshot: Snapshot) -> pd.DataFrame:
    """Return the most that the child care program pays a day, in nominal dollars.

    Codes are those of the file. Rates read on the department's own page are usable, those
    read in another organization's parameter file weak.
    """
    cells = files.read_cells(snapshot.path, _CCAP_COLUMNS)
    direct = cells["via"].str.startswith(_READ_DIRECTLY)
    title = "IDHS: payment rates for child care providers, effective " + cells["effective"]
    return pd.DataFrame(
        {
            **{name: cells[name] for name in _CCAP_COLUMNS[:4]},
            "effective": files.dates(cells["effective"], "effective"),
            "rate_usd_per_day": files.numbers(cells["rate_usd"], "rate_usd"),
            "source_title": title.where(direct, title + ", read in policyengine-us 2.68.0"),
            "source_url": cells["source"],
            "snapshot": snapshot.id,
            "grade": direct.map({True: Grade.USABLE, False: Grade.WEAK}).astype("int64"),
            "is_synthetic": snapshot.is_synthetic,
        }
    )
