"""Support, administration and margin: what each is taken of, and both of its percentages."""

from collections.abc import Mapping
from fractions import Fraction

from research.models.rate_model.built import Indirect
from research.models.rate_model.chain import EXACT
from research.models.rate_model.components import Component
from research.models.rate_model.expressions import evaluate, names
from research.models.rate_model.lines import Loading
from research.models.rate_model.plan import Plan, Step
from research.models.rate_model.terms import INDIRECT


def indirects(
    plan: Plan, values: Mapping[str, Fraction], parts: tuple[Component, ...], exact: Fraction
) -> tuple[Indirect, ...]:
    """Return each indirect line with its mark-up and its share of the rate.

    The mark-up of a loading is of its base; of a formula, of what it takes up, or of all
    other parts of the rate where it takes up nothing.
    """
    usd = {part.line: part.exact for part in parts}
    return tuple(
        _indirect(step, values, usd.get(step.line.name, Fraction(0)), exact)
        for step in plan.steps
        if step.dimension.is_money and _is_indirect(step)
    )


def _is_indirect(step: Step) -> bool:
    verb = step.line.verb
    return step.line.part in INDIRECT or (isinstance(verb, Loading) and verb.convention is not None)


def _indirect(
    step: Step, values: Mapping[str, Fraction], usd: Fraction, exact: Fraction
) -> Indirect:
    verb, value = step.line.verb, values[step.line.name]
    if isinstance(verb, Loading) and step.reckoned.base is not None:
        base = Fraction(evaluate(step.reckoned.base, values, EXACT))
        mark_up = value / base if base else Fraction(0)
        convention = verb.convention.value if verb.convention else "mark-up on cost"
        on = " + ".join(names(step.reckoned.base))
    elif step.taken and step.keeps_dimension:
        base = sum((values[name] for name in step.taken), Fraction(0))
        mark_up = (value - base) / base if base else Fraction(0)
        convention, on = "by its formula", " + ".join(step.taken)
    else:
        rest = exact - usd
        mark_up = usd / rest if rest else Fraction(0)
        convention, on = "by its formula", "all else in the rate"
    return Indirect(step.line.title, float(usd), float(mark_up), float(usd / exact), convention, on)
