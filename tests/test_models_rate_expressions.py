"""The arithmetic of a line: what it reckons, how it is written, what it refuses."""

from fractions import Fraction

import pytest

from research.ground.errors import ModelError
from research.models.rate_model.expressions import evaluate, parse, written

HELD = {"a": Fraction(3), "b": Fraction(1, 4), "c": Fraction(2)}
EXACT = {"min": min, "max": max}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b", Fraction(13, 4)),
        ("a × (1 − b) ÷ c", Fraction(9, 8)),
        ("a * (1 - b) / c", Fraction(9, 8)),
        ("a - b - c", Fraction(3, 4)),
        ("a - (b - c)", Fraction(19, 4)),
        ("a / b / c", Fraction(6)),
        ("a / (b / c)", Fraction(24)),
        ("max(0, b - c)", Fraction(0)),
        ("min(a, b, c)", Fraction(1, 4)),
        ("a\n + b", Fraction(13, 4)),
    ],
)
def test_a_formula_reckons_exactly(text: str, value: Fraction):
    assert evaluate(parse(text, "line"), HELD, EXACT) == value


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a*(1+b)", "a × (1 + b)"),
        ("(a*b)+c", "a × b + c"),
        ("a-(b-c)", "a − (b − c)"),
        ("a/(b*c)", "a ÷ (b × c)"),
        ("(a/b)*c", "a ÷ b × c"),
        ("a*(b/c)", "a × b ÷ c"),
        ("max(a, b+c)", "the larger of (a; b + c)"),
    ],
)
def test_a_formula_is_written_with_as_few_parentheses_as_it_needs(text: str, plain: str):
    assert written(parse(text, "line"), lambda name: (name, 3)) == plain


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a * 1.15", "1.15 stands in the formula"),
        ("a / 15", "15 stands in the formula"),
        ("a * True", "True"),
        ("-a", "starts with a sign"),
        ("a ** b", '"a ** b" cannot stand'),
        ("a % b", '"a % b" cannot stand'),
        ("a // b", '"a // b" cannot stand'),
        ("sum(a, b)", '"sum(a, b)" cannot stand'),
        ("min(a)", '"min(a)" cannot stand'),
        ("a if b else c", "cannot stand"),
        ("__import__('os')", "cannot stand"),
        ("a.b", '"a.b" cannot stand'),
        ("a b", "is no formula"),
        ("a +", "is no formula"),
        ("(a", "is no formula"),
        ("a = b", "is no formula"),
        ("a + \0", "is no formula"),
        ("", "the formula is empty"),
        ("  ", "the formula is empty"),
        ("a +" * 500 + "a", "longer than 1000"),
        ("(" * 300 + "a" + ")" * 300, "is no formula"),
        (12, "the formula is empty"),
    ],
)
def test_anything_but_the_arithmetic_is_refused(text: object, told: str):
    with pytest.raises(ModelError) as refused:
        parse(text, "m.toml, line pay")
    assert told in str(refused.value)
    assert "line pay" in str(refused.value)


def test_division_by_zero_names_what_is_zero():
    with pytest.raises(ModelError, match=r"divides by a − a, which is 0"):
        evaluate(parse("c / (a - a)", "line"), HELD, EXACT)
