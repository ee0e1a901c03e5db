"""The 102 counties of Illinois and what each is part of, typed; their readers stand apart."""

from research.sources.publishers import PublishedFile, Publisher

COUNTIES = "counties.csv"
DD_GROUPS = "dd_county_groups.csv"
WAGE_AREAS = "wage_area_counties.csv"

PUBLISHER = Publisher(
    id="illinois_counties",
    name="Illinois Partners for Human Service, typed from the sources named in each row",
    files=tuple(
        PublishedFile(name=name, title=title, url=None, licence="facts")
        for name, title in (
            (COUNTIES, "The 102 counties of Illinois and their codes"),
            (DD_GROUPS, "Counties by region of the developmental disabilities rates"),
            (WAGE_AREAS, "Counties by area of the occupational wage survey"),
        )
    ),
)
