"""The pages on writing a rate model are followed as printed: the file, its output, the recipes."""

import re
from pathlib import Path

import pytest

from research.cli import main
from research.ground.errors import ModelError
from research.models.rate_model import (
    Convention,
    Part,
    Shape,
    build_rate,
    read,
    read_lines,
    read_model,
    read_parameters,
)

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "writing-a-rate-model.md").read_text("utf-8")
RECIPE_PAGE = (DOCS / "rate-recipes.md").read_text("utf-8")
HEAD = 'title = "A recipe"\nplace = "Anywhere"\nas_of = 2026-01-01\n'
BOOK = (
    '[sources.book]\ntitle = "A book"\nurl = "https://example.org"\ndate = 2026-01-01\ngrade = 2\n'
)
WHOLE = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]
RECIPES = re.findall(r"```toml\n(.*?)```", RECIPE_PAGE, re.DOTALL)
PRINTED = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)[1]
WORDS = PAGE.split("## The words")[1].split("## Recipes")[0]
LINE_KEYS = [key for keys in read_lines._VERBS.values() for key in keys]
SECTIONS = RECIPE_PAGE.split("\n## ")[1:]
TITLES = [text.split("\n")[0] for text in SECTIONS for _ in range(text.count("```toml"))]


def given(recipe: str) -> str:
    return re.search(r"# gives ([\d.]+)", recipe)[1]


@pytest.mark.parametrize("recipe", RECIPES, ids=TITLES)
def test_a_recipe_gives_what_it_says(recipe):
    built = build_rate(read_model(f"{HEAD}{recipe}\n{BOOK}", "the recipe"))
    assert f"{built.rate_usd:.2f}" == given(recipe)


def test_the_whole_file_gives_the_rate_of_the_published_table():
    assert build_rate(read_model(WHOLE)).rate_usd == 17.33


def test_the_page_prints_what_the_command_prints(tmp_path: Path, capsys):
    model = tmp_path / "my_model.toml"
    model.write_text(WHOLE, encoding="utf-8")
    main(["rate", str(model)])
    assert capsys.readouterr().out == PRINTED


def test_both_pages_lead_to_one_another():
    assert "(rate-recipes.md)" in PAGE
    assert "(writing-a-rate-model.md)" in RECIPE_PAGE


@pytest.mark.parametrize("key", sorted({*read_parameters._PARAMETER, *read_lines._ANY, *LINE_KEYS}))
def test_every_key_of_a_parameter_and_a_line_is_on_the_page(key: str):
    assert f"`{key}`" in WORDS


@pytest.mark.parametrize("key", read._TOP)
def test_every_key_of_the_head_and_every_table_is_on_the_page(key: str):
    assert f"`{key}`" in WORDS or f"[{key}" in WORDS


@pytest.mark.parametrize("kind", [*Part, *Convention, *Shape], ids=str)
def test_every_word_of_a_closed_set_is_on_the_page(kind: Part | Convention | Shape):
    assert kind.value in WORDS


AGAIN = '\n[[lines]]\nname = "again"\nformula = "pay"'
OF_PAY = 'loading = "ere"\non = "pay"'
SLIPS = {
    "did you mean": {'on = "pay"': 'on = "pai"'},
    "has no unit": {'value = 32, unit = "percent"': "value = 32"},
    "stands in the formula": {'formula = "wage"': 'formula = "wage * 1.32"'},
    "used by no line": {'formula = "not_billed"': 'formula = "wage"'},
    "stands below it": {OF_PAY: 'formula = "wage * ere + productivity"'},
    "circular": {'formula = "wage"': 'formula = "wage + expenses"'},
    "already inside": {'formula = "not_billed"': 'formula = "pay + not_billed"' + AGAIN},
    "would be lost": {OF_PAY: 'formula = "ere * max(pay - not_billed, 0)"'},
    "nothing would be left": {OF_PAY: 'formula = "pay * ere"'},
    "neither added nor compared": {'1.52, unit = "dollars an hour"': '1.52, unit = "cents a year"'},
    "cannot become": {'pays_for = "hour"': 'pays_for = "day"'},
    "more than 1": {'7, unit = "percent"': '7, unit = "share"'},
    "names no convention": {'\nconvention = "mark-up on cost"': ""},
    "nothing is left for care": {'"mark-up on cost"': '"share of the rate"', "= 7,": "= 100,"},
    "paid time off is counted twice": {
        '"Employee-related expenses", value': '"Vacation", value',
        '"Time worked, not billed", value = 1.52, unit = "dollars an hour"': (
            '"Sick leave", value = 10, unit = "percent"'
        ),
        'formula = "not_billed"': 'formula = "everything_before / (1 - not_billed)"',
    },
    "is assumed": {'source = "dodd" }': 'assumed = "a guess" }'},
    "given twice": {"[parameters]": '[parameters]\nwage = { value = 1, unit = "hour" }'},
    "belongs to the head": {'pays_for = "hour"': "", "grade = 2": 'grade = 2\npays_for = "hour"'},
    "write a number without commas": {"11.12": "1,112"},
}


def test_every_refusal_of_the_page_has_its_slip():
    table = PAGE.split("## When it refuses")[1]
    assert re.findall(r"^\| ([a-z][^|]+?) \|", table, re.MULTILINE)[1:] == list(SLIPS)


@pytest.mark.parametrize("told", SLIPS)
def test_a_slip_is_refused_in_the_words_of_the_page(told: str):
    text = WHOLE
    for right, wrong in SLIPS[told].items():
        assert right in text
        text = text.replace(right, wrong, 1)
    with pytest.raises(ModelError, match=told):
        read_model(text)
