"""docs/writing-a-center-model.md is followed, as it is printed: its file, its output, its words."""

import re
from pathlib import Path

import pytest

from research.cli import main
from research.ground.errors import ModelError
from research.models.quality_cost import Allocation, build_center, read_center
from research.models.quality_cost.model import _KEYS

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "writing-a-center-model.md").read_text(
    "utf-8"
)
WHOLE = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]
PRINTED = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)[1]
WORDS = PAGE.split("## The words")[1]

SLIPS = {
    "a ratio above its group": ('ratio = "babies"', 'ratio = "big_ones"'),
    "a room without staff": ('lead = "teacher"', ""),
    "an unknown age": ('age = "baby"', 'age = "babe"'),
    "an unknown role": ('lead = "teacher"', 'lead = "taecher"'),
    "a role that serves nowhere": ('role = "director"', 'role = "teacher"'),
    "an allocation that is not named": ('allocation = "by room"', ""),
    "places none of which is filled": ("value = 80", "value = 0"),
    "shares outside 0 to 1": ("value = 80", "value = 180"),
    "a parameter that is missing": ('each = "rent"', 'each = "food"'),
    "unitless": (', unit = "days a year"', ""),
    "given twice": ("[parameters]", '[parameters]\ntax = { value = 1, unit = "percent" }'),
    "used nowhere": ('share = "tax"', 'share = "filled"'),
}


def test_the_file_gives_the_cost_worked_by_hand():
    assert build_center(read_center(WHOLE)).of("baby").cost_usd_per_year == 14_062.50


def test_the_page_prints_what_the_command_prints(tmp_path: Path, capsys):
    model = tmp_path / "my_center.toml"
    model.write_text(WHOLE, encoding="utf-8")
    main(["rate", str(model)])
    assert capsys.readouterr().out == PRINTED


@pytest.mark.parametrize("key", _KEYS)
def test_every_table_and_key_of_the_head_is_on_the_page(key: str):
    assert re.search(rf"[`\[]{key}\b", PAGE)


@pytest.mark.parametrize("allocation", Allocation)
def test_every_allocation_is_on_the_page(allocation: Allocation):
    assert f"`{allocation}`" in WORDS


@pytest.mark.parametrize("slip", SLIPS)
def test_what_the_page_says_is_refused_is_refused(slip: str):
    right, wrong = SLIPS[slip]
    assert right in WHOLE
    with pytest.raises(ModelError):
        build_center(read_center(WHOLE.replace(right, wrong, 1)))
