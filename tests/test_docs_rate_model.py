"""docs/writing-a-rate-model.md is followed, as it is printed: its file, its output, its recipes."""

import re
from pathlib import Path

import pytest

from research.models.rate_model import build_rate, read_model

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "writing-a-rate-model.md").read_text("utf-8")
HEAD = 'title = "A recipe"\nplace = "Anywhere"\nas_of = 2026-01-01\n'
BOOK = (
    '[sources.book]\ntitle = "A book"\nurl = "https://example.org"\ndate = 2026-01-01\ngrade = 2\n'
)
WHOLE, *RECIPES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
TITLES = re.findall(r"### ([^\n]+)\n(?:(?!###).)*?```toml", PAGE.split("## Recipes")[1], re.DOTALL)


def given(recipe: str) -> str:
    return re.search(r"# gives ([\d.]+)", recipe)[1]


@pytest.mark.parametrize("recipe", RECIPES, ids=TITLES)
def test_a_recipe_gives_what_it_says(recipe):
    built = build_rate(read_model(f"{HEAD}{recipe}\n{BOOK}", "the recipe"))
    assert f"{built.rate_usd:.2f}" == given(recipe)


def test_the_whole_file_gives_the_rate_of_the_published_table():
    assert build_rate(read_model(WHOLE)).rate_usd == 17.33
