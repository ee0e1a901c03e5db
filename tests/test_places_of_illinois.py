"""Districts, tracts and counties of Illinois as published; skips where the mirror is absent."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pandas as pd
import pytest

from made_places import chamber_files, square
from research.ground.paths import Project, using
from research.ground.provenance import digest_file
from research.metrics.allocation import by_points, near_border_share, placing_error
from research.sources import geometry
from research.sources.districts import HOUSE, SENATE, outlines_of
from research.sources.shapes import read_attributes
from research.sources.snapshots import locate, read_sidecar
from research.sources.take import take
from research.warehouse import store
from research.warehouse.build import build

pytestmark = pytest.mark.mirror

PUBLISHERS = ("census_tiger", "census_dhc", "census")
TABLES = [
    "districts", "district_shapes", "county_shapes", "tracts", "county_districts", "zip_areas",
]  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


def bare(root: Path) -> AbstractContextManager[Project]:
    """Use a project folder that has pins and nothing else."""
    (root / "data").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    shutil.copy(ROOT / "data" / "pins.toml", root / "data")
    return using(root)


@pytest.fixture(scope="module")
def illinois(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Iterator[Project]:
    """A project with the tables of places, built from the published files."""
    with bare(tmp_path_factory.mktemp("illinois") / "project") as project:
        for publisher in PUBLISHERS:
            take(project, publisher, mirror, False, lambda _: None)
        build(project, TABLES)
        yield project


@pytest.fixture
def tracts(illinois: Project) -> pd.DataFrame:
    return store.read("tracts")


def published(illinois: Project, *columns: str) -> int:
    """The sum of columns over every line of the published file, read without our reader."""
    path = locate(illinois, "census_dhc", "il_tract_age_sex_household.csv").path
    with path.open(encoding="utf-8", newline="") as handle:
        return sum(int(row[name]) for row in csv.DictReader(handle) for name in columns)


@pytest.mark.parametrize(
    ("table", "count", "held"),
    [
        ("districts", 177, 2), ("district_shapes", 59, 0), ("county_shapes", 102, 0),
        ("tracts", 3263, 2), ("zip_areas", 1396, 0),
    ],
)  # fmt: skip
def test_every_published_row_is_kept_or_held_back(
    illinois: Project, table: str, count: int, held: int
) -> None:
    assert (len(store.read(table)), store.lineage(table).quarantined) == (count, held)


def test_two_tracts_of_open_water_and_nobody_are_held_back(illinois: Project) -> None:
    held = store.quarantined("tracts")
    assert held["population"].to_dict() == {
        "tracts.quarantine:17031990000:0": 0,
        "tracts.quarantine:17097990000:0": 0,
    }


@pytest.mark.parametrize(
    ("amount", "columns"),
    [("population", ("TOT_POP",)), ("under_5", ("U5_M", "U5_F")), ("households", ("HH_IN_HH",))],
)
def test_districts_add_up_to_the_state_exactly(
    illinois: Project, tracts: pd.DataFrame, amount: str, columns: tuple[str, ...]
) -> None:
    districts = by_points(tracts[amount], tracts["senate_district_id"])
    assert (len(districts), districts.sum()) == (59, published(illinois, *columns))


@pytest.mark.parametrize("amount", ["population", "under_5"])
def test_counties_in_districts_add_up_to_the_state_exactly(
    illinois: Project, tracts: pd.DataFrame, amount: str
) -> None:
    assert store.read("county_districts")[amount].sum() == tracts[amount].sum()


def test_equal_districts_are_missed_by_no_more_than_is_said(tracts: pd.DataFrame) -> None:
    people = by_points(tracts["population"], tracts["senate_district_id"])
    error = placing_error(people)
    assert (round(error.median(), 3), round(error.max(), 3)) == (0.044, 0.172)


def test_less_than_half_of_all_people_live_in_tracts_near_a_border(tracts: pd.DataFrame) -> None:
    state = pd.Series("IL", index=tracts.index)
    near = near_border_share(tracts["population"], state, tracts["boundary_km"])
    assert round(near.item(), 3) == 0.423


def test_outlines_have_the_area_that_is_published(illinois: Project) -> None:
    parts = [
        read_sidecar(locate(illinois, "census_tiger", SENATE.stem + end).path)
        for end in (".shp", ".shx", ".dbf")
    ]
    names, drawn = outlines_of(SENATE, tuple(parts))
    rows = store.read("districts", chamber="senate").set_index("district_id").loc[names]
    said = (rows["land_sqkm"] + rows["water_sqkm"]).to_numpy()
    assert geometry.area_sqkm(drawn) == pytest.approx(said, rel=1e-5)


def test_neighbors_are_neighbors_of_one_another(illinois: Project) -> None:
    rows = store.read("district_shapes").set_index("district_id")["neighbors"].str.split(",")
    pairs = {(one, other) for one, others in rows.items() for other in others}
    assert {(other, one) for one, other in pairs} == pairs


def test_every_house_district_lies_in_a_senate_district_that_is_there(illinois: Project) -> None:
    rows = store.read("districts")
    held = rows.groupby("senate_district_id")["chamber"].value_counts().unstack()
    assert (held["house"].eq(2) & held["senate"].eq(1)).all()


def test_points_of_house_districts_lie_in_their_senate_district(illinois: Project) -> None:
    parts = [
        read_sidecar(locate(illinois, "census_tiger", SENATE.stem + end).path)
        for end in (".shp", ".shx", ".dbf")
    ]
    names, drawn = outlines_of(SENATE, tuple(parts))
    rows = store.read("districts", chamber="house")
    place = geometry.place_points(rows["lon"].to_numpy(), rows["lat"].to_numpy(), drawn)
    assert [names[one] for one in place] == rows["senate_district_id"].tolist()


@pytest.fixture
def mirror_with_house(tmp_path: Path, mirror: Path) -> Path:
    """A mirror that has outlines of the lower chamber too: made ones, columns of the state."""
    home = tmp_path / "mirror"
    for publisher in ("census_tiger", "census_dhc"):
        shutil.copytree(mirror / publisher, home / publisher, copy_function=shutil.copyfile)
    folder = home / "census_tiger" / "2024"
    records = read_attributes(read_sidecar(folder / f"{HOUSE.stem}.dbf"))
    codes = [one.said[HOUSE.code] for one in records]
    (tmp_path / "made").mkdir()
    columns = [(code, square(-91.6 + n * 0.04, 36.9, 0.04, 5.7)) for n, code in enumerate(codes)]
    for made in chamber_files(tmp_path / "made", HOUSE, columns)[:2]:
        path = folder / made.file
        shutil.copyfile(made.path, path)
        path.with_name(path.name + ".toml").write_text(
            'publisher = "A maker"\ntitle = "Made outlines"\nurl = "https://example.org/made"\n'
            f'licence = "none"\nsha256 = "{digest_file(path)}"\n',
            encoding="utf-8",
        )
    return home


def test_outlines_of_the_house_are_read_once_they_are_snapshotted(
    tmp_path: Path, mirror_with_house: Path
) -> None:
    with bare(tmp_path / "project") as project:
        for publisher in ("census_tiger", "census_dhc"):
            take(project, publisher, mirror_with_house, True, lambda _: None)
        build(project, ["districts", "district_shapes", "tracts"])
        shapes, tracts = store.read("district_shapes"), store.read("tracts")
        assert (
            store.read("districts")["has_shape"].all(),
            len(shapes),
            tracts["house_district_id"].str.fullmatch(r"H\d{3}").sum() > 3_000,
        ) == (True, 177, True)
