"""`research rate`: one page for a pocket calculator, the same as JSON, refusals by name."""

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from rate_model_text import given, line, written
from research.cli import main

TAIL = """
[paid]
value = 7.10
unit = "dollars a quarter hour"
source = "book"

[scenarios.high]
title = "A wage of 20"
set = { wage = 20 }
"""
PARAMETERS = {
    "wage": given(16, where="p. 12"),
    "ere": given(25, "percent"),
    "health": given(520, "dollars a month", assumed="one agency's premium", low=400, high=650),
    "hours": given(2080, "hours a year"),
    "share": given(0.8, "share"),
    "admin": given(12, "percent"),
}
LINES = (
    line("pay", "wage * (1 + ere)", title="Pay and taxes", part="wage"),
    line("insurance", "health / hours", part="expenses"),
    line("bill", "(pay + insurance) / share", title="A billed hour", part="productivity"),
    line("office", loading="admin", convention="share of the rate", part="administration"),
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RESEARCH_PROJECT", raising=False)
    path = tmp_path / "hour.toml"
    path.write_text(
        written(PARAMETERS, *LINES, pays_for="quarter hour", tail=TAIL), encoding="utf-8"
    )
    return path


PAGE = """\
An hour of care. Nowhere, in dollars of 2024-07-01
Rate: 8.17 dollars a quarter hour

  1  Pay and taxes (goes into line 3)                                          20.00 dollars an hour
     pay = wage × (1 + ere) = 16 × (1 + 25%)
     wage [p. 12]
  2  Insurance (goes into line 3)                                               3.00 dollars an hour
     insurance = health ÷ hours = 520 × 12 ÷ 2,080
     health [assumed, tried from 400 to 650 dollars a month]
  3  A billed hour                                                             28.75 dollars an hour
     bill = (pay + insurance) ÷ share = (20 + 3) ÷ 0.8
  4  Office                                                                 3.920455 dollars an hour
     office = admin × bill ÷ (1 − admin) = 12% × 28.75 ÷ (1 − 12%)
  5  All together                                                          32.670455 dollars an hour
     bill + office = 28.75 + 3.920455
  6  For one quarter hour                                            8.167614 dollars a quarter hour
     dollars an hour, for one quarter hour = 32.670455 ÷ 4
  7  Rate                                                                8.17 dollars a quarter hour
     rounded once, half up to cents = 8.167614

Nothing is rounded until the end. Numbers are shown to six decimals (below 1 to eight), fewer where
  exact.
Office: 0.9801 dollars a quarter hour, 13.64% as a mark-up on bill = 12.00% of the rate (stated as:
  share of the rate).
Pay of direct care (wage, expenses, paid time off, productivity, staffing: lines 1, 2 and 3): 88.0%
  of the rate before rounding.
Paid: 7.10 dollars a quarter hour [1]. Adequacy: 7.10 ÷ 8.17 = 86.9%; it lacks 1.07 dollars a
  quarter hour.
Grade 3 (weak: do not act on it alone): 1 of its 6 values rests on no source.

Source of every number, but for the assumptions
[1] The book, 2024-07-01, grade 2. https://book

Assumptions
health: 520 dollars a month, tried from 400 to 650 dollars a month: one agency's premium
"""


def test_a_page_shows_every_line_with_its_numbers_and_sources(
    file: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["rate", "hour.toml"]) == 0
    assert capsys.readouterr().out == PAGE


def test_a_pocket_calculator_comes_to_every_line_of_the_page():
    """Each "= numbers" of the page, typed as it stands, gives the value above it."""
    lines = PAGE.split("\n\n")[1].splitlines()
    values = [line for line in lines if re.match(r" {0,2}\d+  ", line)]
    numbers = [line.split(" = ")[-1] for line in lines if " = " in line]
    for shown, typed in zip(values, numbers, strict=True):
        plain = re.sub(r"([\d.]+)%", r"(\1/100)", typed.replace(",", ""))
        reckoned = eval(plain.replace("×", "*").replace("÷", "/").replace("−", "-"))
        value = re.search(r" ([\d.,]+) (dollars|percent)", shown)
        assert value
        assert reckoned == pytest.approx(float(value[1].replace(",", "")), abs=0.005)


def test_a_value_is_set_for_one_run(file: Path, capsys: pytest.CaptureFixture[str]):
    main(["rate", str(file), "--set", "wage=12.80", "--set", "health = 400"])
    out = capsys.readouterr().out
    assert "12.80 × (1 + 25%)" in out
    assert "wage: 12.80 dollars an hour: set by hand" in out


def test_a_page_marks_what_is_looked_at_and_counts_the_sources(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    held = {"nurse": given(40), "share": given(10, "percent"),
            "wage": given(16, source="other")}  # fmt: skip
    lines = [line("nurse_pay", "nurse", added=False), line("led", "nurse_pay * share"),
             line("pay", "wage")]  # fmt: skip
    other = '[sources.other]\ntitle = "Another"\ndate = 2024\ngrade = 2\n'
    path = tmp_path / "two.toml"
    path.write_text(written(held, *lines, tail=other), encoding="utf-8")
    main(["rate", str(path)])
    out = capsys.readouterr().out
    assert "1  Nurse pay (looked at, not added)" in out
    assert "     nurse [1]\n" in out


def test_a_percentage_below_1_is_said_on_the_page(file: Path, capsys: pytest.CaptureFixture[str]):
    main(["rate", str(file), "--set", "admin=0.12"])
    assert "Look again: admin is 0.12 percent, less than 1 in 100." in capsys.readouterr().out


def test_a_scenario_is_named_on_the_page(file: Path, capsys: pytest.CaptureFixture[str]):
    main(["rate", str(file), "--scenario", "high"])
    assert "Scenario: A wage of 20" in capsys.readouterr().out


def test_json_holds_floats_and_exact_decimals(file: Path, capsys: pytest.CaptureFixture[str]):
    main(["rate", str(file), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (said["rate"], said["rate_exact"], said["unit"]) == (
        8.17,
        "8.17",
        "dollars a quarter hour",
    )
    assert said["lines"][2] | {"source": None} == {
        "number": 3, "name": "bill", "title": "A billed hour", "part": "productivity",
        "formula": "(pay + insurance) ÷ share", "with_numbers": "(20 + 3) ÷ 0.8", "value": 28.75,
        "exact": "28.75", "unit": "dollars an hour", "rounding": None, "source": None,
        "is_assumed": False, "grade": 2, "note": None, "goes_into": None,
        "is_added": True,
    }  # fmt: skip
    assert {one["name"] for one in said["parameters"]} == set(PARAMETERS)


def test_the_parts_in_json_add_up_to_the_rate(file: Path, capsys: pytest.CaptureFixture[str]):
    main(["rate", str(file), "--json"])
    said = json.loads(capsys.readouterr().out)
    parts = sum(Fraction(one["exact"]) for one in said["components"])
    assert abs(parts - Fraction(said["rate_exact"])) < Fraction(1, 10**20)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["gone.toml"], 2, "gone.toml is not there"),
        (["gone"], 3, "is not inside a project"),
        (["hour.toml", "--set", "wage"], 2, "--set wage is not NAME=NUMBER"),
        (["hour.toml", "--set", "wage=$12"], 2, "--set wage=$12 is not NAME=NUMBER"),
        (["hour.toml", "--set", "wage=1", "--set", "wage=2"], 2, "--set gives wage twice: 1 and 2"),
        (["hour.toml", "--set", "wages=1"], 22, '"wages" is no parameter (did you mean "wage"?)'),
        (["hour.toml", "--set", "wage=nan"], 22, "parameter wage is NaN"),
        (["hour.toml", "--set", "share=0"], 22, "divides by share, which is 0"),
        (["hour.toml", "--scenario", "hihg"], 22, 'did you mean "high"?'),
        (["bad.toml"], 22, 'bad.toml, row 1: "title" is no TOML'),
        (["latin.toml"], 2, "latin.toml is not in UTF-8"),
        (["./"], 2, "./ is not there"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, told: str
):
    (file.parent / "bad.toml").write_text("title", encoding="utf-8")
    (file.parent / "latin.toml").write_bytes("title = 'Fürsorge'".encode("latin-1"))
    assert main(["rate", *arguments]) == code
    assert told in capsys.readouterr().err


def test_a_name_is_looked_for_in_the_project(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (file.parent / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    models = file.parent / "data" / "models"
    models.mkdir(parents=True)
    file.rename(models / "hour.toml")
    assert main(["rate", "hour"]) == 0
    assert main(["rate", "huor"]) == 2
    assert "no model 'huor' in data/models (did you mean \"hour\"?)" in capsys.readouterr().err


def test_a_model_that_looks_nothing_up_needs_no_pandas(file: Path):
    ask = (
        "import sys; from research.cli import main; code = main(['rate', 'hour.toml']);"
        "raise SystemExit(code or any(m in sys.modules for m in ('pandas', 'numpy', 'rich')))"
    )
    told = subprocess.run([sys.executable, "-c", ask], check=False, capture_output=True)
    assert told.returncode == 0


def set_wage(file: Path, scenario: str) -> None:
    text = file.read_text(encoding="utf-8").split("[scenarios.high]")[0]
    file.write_text(f"{text}\n[scenarios.high]\n{scenario}\n", encoding="utf-8")


def test_a_scenario_labels_what_it_sets_with_its_source_and_the_value_before(
    file: Path, capsys: pytest.CaptureFixture[str]
):
    set_wage(file, 'set = { wage = 20 }\nsource = "book"')
    main(["rate", str(file), "--scenario", "high"])
    out = " ".join(capsys.readouterr().out.split())
    said = "wage: 20 dollars an hour, set by the scenario, from The book [1]; the model has 16"
    assert said in out


def test_a_scenario_prints_its_own_note_and_marks_that_of_the_model(
    file: Path, capsys: pytest.CaptureFixture[str]
):
    set_wage(file, 'set = { wage = 20 }\nnote = "A wish."')
    text = file.read_text(encoding="utf-8").replace("pays_for", 'note = "As paid."\npays_for', 1)
    file.write_text(text, encoding="utf-8")
    main(["rate", str(file), "--scenario", "high"])
    notes = capsys.readouterr().out.split("Notes\n")[1]
    assert notes == "Of the scenario: A wish.\nOf the model as it stands: As paid.\n"


def test_a_number_from_a_source_shows_its_range_and_who_says_it(
    file: Path, capsys: pytest.CaptureFixture[str]
):
    ranged = PARAMETERS | {"wage": given(16, low=15, high=17.5, range_why="two other counties")}
    file.write_text(written(ranged, *LINES, pays_for="quarter hour"), encoding="utf-8")
    main(["rate", str(file)])
    out = capsys.readouterr().out
    assert "wage [tried from 15 to 17.50 dollars an hour]" in out
    assert (
        "wage: 16 dollars an hour [1], tried from 15 to 17.50 dollars an hour: two other counties"
        in " ".join(out.split())
    )


@pytest.mark.parametrize(
    ("printed", "said", "off"),
    [(8.17, "8.17 dollars a quarter hour, as printed\n", 0),
     (8.2, "quarter hour, off by 0.03 from the printed 8.20\n", -0.03)],
)  # fmt: skip
def test_the_rate_is_held_against_the_printed_one(
    file: Path, capsys: pytest.CaptureFixture[str], printed: float, said: str, off: float
):
    text = written(PARAMETERS, *LINES, pays_for="quarter hour", printed=printed)
    file.write_text(text, encoding="utf-8")
    assert main(["rate", str(file)]) == 0
    assert said in capsys.readouterr().out
    assert main(["rate", str(file), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["printed"], plain["off_from_printed"]) == (printed, pytest.approx(off))


def test_what_is_printed_is_said_of_the_model_as_it_stands_only(
    file: Path, capsys: pytest.CaptureFixture[str]
):
    text = written(PARAMETERS, *LINES, pays_for="quarter hour", printed=8.17)
    file.write_text(text, encoding="utf-8")
    main(["rate", str(file), "--set", "wage=20"])
    assert "printed" not in capsys.readouterr().out


def test_one_publication_stands_once_with_the_grades_of_both_of_its_uses(
    file: Path, capsys: pytest.CaptureFixture[str]
):
    again = (
        '[sources.again]\ntitle = "The book"\nurl = "https://book"\ndate = 2024-07-01\ngrade = 3\n'
    )
    held = PARAMETERS | {"ere": given(25, "percent", source="again")}
    file.write_text(written(held, *LINES, pays_for="quarter hour", tail=again), encoding="utf-8")
    main(["rate", str(file)])
    out = capsys.readouterr().out
    assert out.count("The book") == 1
    assert "[1] The book, 2024-07-01, grade 2 and 3. https://book" in out
