"""docs/adding-a-publisher.md is followed, step by step."""

import hashlib
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from research import sources
from research.ground.paths import Project, using
from research.sources.publishers import Publisher
from research.sources.snapshots import write_pins
from research.sources.take import take_from
from research.warehouse import store
from research.warehouse.build import build_one
from research.warehouse.schema import Recipe

PAGE = Path(__file__).resolve().parents[1] / "docs" / "adding-a-publisher.md"
FEES = """service,since,fee
bus,2025-07-01,12.50
meal,2025-07-01,n/a
day,2025-07-01,80
x,2025-07-01,0
"""


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "data").mkdir()
    with using(tmp_path) as project:
        write_pins(project, {})
        yield project


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """The recipe of the page, its publisher's module in place."""
    reader, contract = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    module = ModuleType("research.sources.county_fees")
    exec(compile(reader, "county_fees.py", "exec"), vars(module))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(sources, "county_fees", module, raising=False)
    said: dict[str, Recipe] = {}
    exec(compile(contract, "contracts.py", "exec"), said)
    return said["FEES"]


def mirrored(folder: Path, publisher: Publisher) -> Path:
    home = folder / publisher.id / "2025-07"
    home.mkdir(parents=True)
    (home / "fees.csv").write_text(FEES, encoding="utf-8")
    digest = hashlib.sha256(FEES.encode()).hexdigest()
    (home / "fees.csv.toml").write_text(
        'publisher = "Example County"\ntitle = "Fees for day services"\n'
        'url = "https://example.org/fees.csv"\nlicence = "public record"\n'
        f'sha256 = "{digest}"\n',
        encoding="utf-8",
    )
    return folder


def test_a_new_publisher_is_kept_built_and_read_as_the_page_says(
    bare: Project, recipe: Recipe, tmp_path: Path
) -> None:
    mirror = mirrored(tmp_path / "mirror", recipe.publisher)
    take_from(bare, recipe.publisher, mirror, True, lambda _: None, today=date(2026, 11, 21))
    build_one(bare, recipe, "code")
    fees = store.read("county_fees")["fee_usd_per_day"]
    assert fees.to_dict() == pytest.approx(
        {
            "county_fees:bus:2025-07-01": 12.5,
            "county_fees:day:2025-07-01": 80.0,
            "county_fees:meal:2025-07-01": float("nan"),
        },
        nan_ok=True,
    )


def test_the_row_rule_of_the_page_holds_back_the_fee_of_zero(
    bare: Project, recipe: Recipe, tmp_path: Path
) -> None:
    mirror = mirrored(tmp_path / "mirror", recipe.publisher)
    take_from(bare, recipe.publisher, mirror, True, lambda _: None, today=date(2026, 11, 21))
    build_one(bare, recipe, "code")
    assert store.quarantined("county_fees")["rule"].to_dict() == {
        "county_fees.quarantine:x:2025-07-01:0": "a fee is above zero"
    }
