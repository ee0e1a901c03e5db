"""What a reader should look at again in a model that is let through: remarks, no refusals."""

import re
from collections.abc import Iterator, Mapping

from research.models.rate_model.expressions import names
from research.models.rate_model.lines import Formula, Loading
from research.models.rate_model.parameters import Parameter, plain
from research.models.rate_model.plan import Plan, Step
from research.models.rate_model.terms import INDIRECT

_SMALL_BY_NATURE = re.compile(
    r"\b(unemployment|[fs]uta|sui|tax(es)?|lev(y|ies)|insurance|insured|compensation|funds?|fees?"
    r"|surcharge)\b"
)
_OVERHEAD = re.compile(
    r"\b(admin\w*|overheads?|indirects?|(program|plan) support|margin|profit|surplus)\b"
)


def remarks(plan: Plan, held: Mapping[str, Parameter]) -> tuple[str, ...]:
    """Return what is probably meant otherwise, a sentence each.

    A percentage below 1 that no tax explains, and an overhead percentage that does not say what
    it is taken of.
    """
    return (*_small(held), *_unsaid(plan, held))


def _small(held: Mapping[str, Parameter]) -> Iterator[str]:
    for name, one in held.items():
        value = one.exact
        if not one.unit_known.is_percent or value is None or not 0 < value < 1:
            continue
        if not _SMALL_BY_NATURE.search(_words(one)):
            yield (
                f"{name} is {plain(value)} percent, less than 1 in 100. For {plain(value * 100)} "
                f'percent give {plain(value * 100)}, or unit = "share".'
            )


def _unsaid(plan: Plan, held: Mapping[str, Parameter]) -> Iterator[str]:
    money = {step.line.name for step in plan.steps if step.dimension.is_money}
    for step in plan.steps:
        if not step.dimension.is_money or step.line.part in INDIRECT:
            continue
        for name in dict.fromkeys(_percentages(step, money)):
            one = held.get(name)
            if one is not None and one.unit_known.is_pure and _OVERHEAD.search(_words(one)):
                yield (
                    f"Line {step.line.name} takes {name} without saying which percentage that is, "
                    "so it is not shown as a mark-up and as a share of the rate. Write it as a "
                    "loading with a part and a convention."
                )


def _percentages(step: Step, money: set[str]) -> Iterator[str]:
    """Yield what a line takes of other lines: the shares of a loading, or what a formula names."""
    match step.line.verb:
        case Loading(shares, _, None):
            yield from names(shares)
        case Formula() if money & set(names(step.reckoned.node)):
            yield from names(step.reckoned.node)


def _words(one: Parameter) -> str:
    return f"{one.name.replace('_', ' ')} {one.title}".lower()
