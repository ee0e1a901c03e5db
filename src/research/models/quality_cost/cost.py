"""What a child costs a center by age: a year, a month, a day, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from research.ground.errors import ModelError
from research.ground.terms import Grade
from research.metrics.formula import Line, formula
from research.models.quality_cost.budget import SHARED_COSTS, SHARED_STAFF, Budget, budget_of
from research.models.quality_cost.checks import check_numbers
from research.models.quality_cost.detail import (
    RoomDetail,
    WorkerDetail,
    room_details,
    worker_details,
)
from research.models.quality_cost.in_numbers import in_numbers
from research.models.quality_cost.model import CenterModel, allocation_named
from research.models.quality_cost.revenue import Coverage, coverage
from research.models.quality_cost.shape import Allocation, Convention, Kind, Per, Plan
from research.models.rate_model.amounts import tried, with_unit
from research.models.rate_model.grading import as_used, grade_of_rate
from research.models.rate_model.parameters import Parameter, Source
from research.models.rate_model.rounding import parse_rounding

A_CHILD_A_YEAR = "dollars a child a year"
_CENTS = parse_rounding("half up to cents", "a cost a day")


@dataclass(frozen=True)
class AgeCost:
    """What a child of one age costs.

    Attributes
    ----------
    places, children
        Places that the rooms of this age hold, and children who fill them.
    lines
        Dollars a child a year; they add up to ``cost_usd_per_year``. The last is what the
        places that stay empty cost each child who is there.
    lines_in_numbers
        Each line as a calculator takes it, in the order of ``lines``.
    exact_usd_per_year
        The same sum as a fraction, before any rounding.
    cost_usd_per_month, cost_usd_per_day
        In whole cents: the year ÷ 12, and ÷ the days of care.
    subsidy, price
        How far each covers the cost; None where the file names none.
    """

    age: str
    places: float
    children: float
    lines: tuple[Line, ...]
    exact_usd_per_year: Fraction
    cost_usd_per_year: float
    cost_usd_per_month: float
    cost_usd_per_day: float
    subsidy: Coverage | None
    price: Coverage | None
    lines_in_numbers: tuple[str, ...] = ()
    days_of_care: float = 0.0


@dataclass(frozen=True)
class CenterCost:
    """A center's cost by age, and by what shared cost was given to the ages.

    ``lines`` are the center's whole year; ``assumptions`` says each assumed parameter with its
    range; ``gap_usd_per_year`` is None unless the file says what share of children is subsidized.
    ``rooms`` and ``workers`` hold what each line was reckoned from, ``parameters`` the numbers
    in use.
    """

    title: str
    place: str
    as_of: str
    note: str
    scenarios: tuple[str, ...]
    allocation: Allocation
    ages: tuple[AgeCost, ...]
    lines: tuple[Line, ...]
    exact_total_usd: Fraction
    total_usd: float
    gap_usd_per_year: float | None
    grade: Grade
    grade_reasons: tuple[str, ...]
    assumptions: tuple[str, ...]
    rooms: tuple[RoomDetail, ...]
    workers: tuple[WorkerDetail, ...]
    sources: tuple[Source, ...]
    parameters: tuple[Parameter, ...] = ()

    def of(self, age: str) -> AgeCost:
        """Return the cost of one age, or refuse an unknown one."""
        for each in self.ages:
            if each.age == age:
                return each
        raise ModelError(
            f'{self.title}: the age group "{age}" is unknown. '
            f"Known are {', '.join(each.age for each in self.ages)}."
        )


@formula(
    "(staff + benefits + substitutes + other costs + the part given to it of what rooms share) "
    "÷ children of the age, with shares of cost on top"
)
def build_center(
    model: CenterModel,
    changes: Mapping[str, object] | None = None,
    scenario: str | tuple[str, ...] = (),
    allocation: str | None = None,
) -> CenterCost:
    """Return what a child of each age costs, with every line of the way.

    Everything is reckoned in fractions; only the month and the day are rounded, half up to
    cents. The split between ages rests on the allocation, which no data can settle.

    Parameters
    ----------
    model
        From ``read_center``, its look-ups resolved.
    changes
        Parameters at other values, in their own units: set by hand.
    scenario
        One or more scenarios of the file, applied in order: a place, a quality level.
    allocation
        Another allocation than the file's.

    Raises
    ------
    ModelError
        If a name is unknown, a value cannot be, a ratio is above its group size, a room has
        too few staff, no place is filled, or shares of the total reach 1.
    """
    applied = (scenario,) if isinstance(scenario, str) else scenario
    model = model.changed(changes or {}, *applied)
    by = model.allocation if allocation is None else allocation_named(allocation, model.where)
    check_numbers(model, by)
    numbers, plan = model.numbers, model.plan
    budget = budget_of(plan, numbers, by)
    full = budget_of(plan, numbers, by, full_house=True)
    ages = tuple(_age(model, age, budget, full) for age in plan.ages)
    total = sum((Fraction(budget.total(age)) for age in plan.ages), Fraction(0))
    graded = grade_of_rate(as_used(model.in_effect, model.as_of))
    return CenterCost(
        title=model.title,
        place=model.place,
        as_of=model.as_of,
        note=model.note,
        scenarios=applied,
        allocation=by,
        ages=ages,
        lines=_center_lines(plan, budget),
        exact_total_usd=total,
        total_usd=float(total),
        gap_usd_per_year=_gap(model, ages),
        grade=graded.grade,
        grade_reasons=graded.reasons,
        assumptions=_assumptions(model, plan.set_by(applied) - set(changes or {})),
        rooms=room_details(model),
        workers=worker_details(model),
        sources=_sources(model),
        parameters=tuple(as_used(model.in_effect, model.as_of).values()),
    )


def _age(model: CenterModel, age: str, budget: Budget, full: Budget) -> AgeCost:
    numbers, plan = model.numbers, model.plan
    children, places = Fraction(budget.children[age]), Fraction(budget.places[age])
    cost = Fraction(budget.total(age)) / children
    at_full = {name: Fraction(value) / places for name, value in full.lines[age].items()}
    empty = cost - sum(at_full.values())
    said = _said(plan)
    lines = [
        Line(*said[name], float(value), A_CHILD_A_YEAR, _shared_by(name, model))
        for name, value in at_full.items()
        if value
    ]
    lines.append(
        Line(
            "Places that stay empty",
            "lines of a full house that stay when a child leaves × (places ÷ children − 1)",
            float(empty),
            A_CHILD_A_YEAR,
        )
    )
    return AgeCost(
        age=age,
        places=float(places),
        children=float(children),
        lines=tuple(lines),
        exact_usd_per_year=cost,
        cost_usd_per_year=float(cost),
        cost_usd_per_month=float(_CENTS.of(cost / 12)),
        cost_usd_per_day=float(_CENTS.of(cost / plan.center.days.of(numbers))),
        subsidy=coverage(plan, age, numbers, cost, Kind.SUBSIDY),
        price=coverage(plan, age, numbers, cost, Kind.PRICE),
        lines_in_numbers=tuple(in_numbers(plan, age, numbers, budget, full)),
        days_of_care=float(plan.center.days.of(numbers)),
    )


def _said(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return the title and the formula in words of every line."""
    by = {
        Per.CHILD: "dollars a child",
        Per.PLACE: "dollars a place",
        Per.ROOM: "dollars a room × rooms ÷ places",
        Per.WORKER: "dollars a worker × workers ÷ places",
        Per.SPACE: "dollars a square foot × square feet ÷ places",
        Per.CENTER: "shared",
    }
    said = {
        "staff": ("Staff of the room", "workers on duty × staffing factor × pay ÷ places"),
        "benefits": (
            "Benefits of the room's staff",
            "workers on duty × staffing factor × benefits ÷ places",
        ),
        "substitutes": (
            "Substitutes",
            "workers on duty × staffing factor × substitutes ÷ places",
        ),
        SHARED_STAFF: ("Shared staff", "staff of all rooms × the part given to the age ÷ places"),
        SHARED_COSTS: ("Shared costs", "costs of the center × the part given to the age ÷ places"),
    }
    for cost in plan.other_costs:
        if cost.share is None:
            words = by[cost.per or Per.CHILD]
        else:
            words = (
                "share × everything before"
                if cost.convention is Convention.MARK_UP
                else "share × total, shares of the total taken together"
            )
        said[cost.name] = (cost.title, words)
    return said


def _shared_by(name: str, model: CenterModel) -> str:
    return f"given out {model.allocation}" if name in (SHARED_STAFF, SHARED_COSTS) else ""


def _center_lines(plan: Plan, budget: Budget) -> tuple[Line, ...]:
    said = _said(plan)
    names = list(budget.lines[plan.ages[0]])
    totals = {name: sum(budget.lines[age][name] for age in plan.ages) for name in names}
    return tuple(
        Line(said[name][0], "", float(value), "dollars a year")
        for name, value in totals.items()
        if value
    )


def _gap(model: CenterModel, ages: tuple[AgeCost, ...]) -> float | None:
    """Return what the center lacks in a year, where the mix of children is known."""
    share = model.plan.center.subsidized
    if share is None:
        return None
    part = float(share.of(model.numbers))
    gap = 0.0
    for age in ages:
        for weight, side in ((part, age.subsidy), (1 - part, age.price)):
            if weight and side is None:
                return None
            gap += weight * age.children * (side.gap_usd_per_year if side else 0.0)
    return gap


def _sources(model: CenterModel) -> tuple[Source, ...]:
    held = [each.source for each in model.in_effect.values() if each.source is not None]
    return tuple({(each.title, each.date): each for each in held}.values())


def _set_by(is_scenario: bool) -> str:
    return "set by the scenario" if is_scenario else "set by hand"


def _assumptions(model: CenterModel, by_scenario: set[str]) -> tuple[str, ...]:
    """Return what no source gives, a sentence each; some of it a scenario sets."""
    return tuple(
        f"{each.title or name}: {with_unit(each.value, each.unit_known.text)}, "
        + (
            f"assumed, {tried(each)} ({each.assumed})"
            if each.assumed
            else _set_by(name in by_scenario)
        )
        + (f"; the range: {each.range_why}" if each.assumed and each.range_why else "")
        for name, each in model.in_effect.items()
        if each.is_assumed
    )
