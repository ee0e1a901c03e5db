"""The lines of a center in numbers, so that a calculator comes to each of them.

Amounts that another line of the page shows stand to the cent, as they do there.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from research.models.quality_cost.budget import SHARED_COSTS, SHARED_STAFF, Budget
from research.models.quality_cost.shape import Convention, Numbers, OtherCost, Per, Plan, Use
from research.models.quality_cost.staff import StaffCost, on_duty, staffing_factor, worker_cost
from research.models.rate_model.amounts import number
from research.models.rate_model.parameters import plain

_PERCENT = Fraction(1, 100)


def in_numbers(plan: Plan, age: str, numbers: Numbers, budget: Budget, full: Budget) -> list[str]:
    """Return the lines of a child of an age in numbers, that of the empty places last.

    Parameters
    ----------
    budget, full
        The center as it is filled, and with every place filled.
    """
    places, children = full.places[age], budget.children[age]
    held = {name: value / places for name, value in full.lines[age].items() if value}
    texts = dict(_staff(plan, age, numbers, places))
    for cost in plan.other_costs:
        if cost.each is not None and cost.per is not Per.CENTER:
            texts[cost.name] = _other(plan, cost, age, numbers, places)
    part, whole = Fraction(full.weights[age]), Fraction(sum(full.weights.values()))
    given = f"× {plain(part)} ÷ {plain(whole)} ÷ {plain(places)}"
    texts[SHARED_STAFF] = f"{_together(_shared_staff(plan, numbers))} {given}"
    texts[SHARED_COSTS] = f"{_together(_shared_costs(plan, numbers))} {given}"
    texts.update(_shares(plan, held, numbers))
    empty = _empty(held, budget.lines[age], places, children)
    return [*(texts[name] for name in held), empty]


def pay_in_numbers(plan: Plan, role: str, numbers: Numbers) -> str:
    """Return the pay of a full-time worker a year in numbers."""
    each = plan.roles[role]
    if each.is_hourly and plan.center.paid_hours is not None:
        return f"{money(each.pay, numbers)} × {amount(plan.center.paid_hours, numbers)}"
    return money(each.pay, numbers)


def benefits_in_numbers(plan: Plan, pay: Fraction, numbers: Numbers) -> str:
    """Return the benefits of a full-time worker a year in numbers: a tax stops at its base."""
    texts = []
    for one in plan.benefits:
        if one.share is not None:
            base = pay if one.up_to is None else min(pay, one.up_to.of(numbers))
            texts.append(f"{share(one.share, numbers)} × {number(base, 'dollars')}")
        elif one.each is not None:
            part = "" if one.taken_up is None else f" × {share(one.taken_up, numbers)}"
            texts.append(f"{money(one.each, numbers)}{part}")
    return " + ".join(texts) or "0"


def substitutes_in_numbers(plan: Plan, pay: Fraction, numbers: Numbers, is_shared: bool) -> str:
    """Return what covering a worker's paid time away costs a year, in numbers."""
    texts = []
    for one in plan.substitutes:
        if is_shared and not one.for_shared:
            continue
        time = amount(one.time, numbers)
        if one.pay is not None:
            day = "" if one.hours_a_day is None else f" × {amount(one.hours_a_day, numbers)}"
            texts.append(f"{time}{day} × {money(one.pay, numbers)}")
        elif one.of is not None:
            texts.append(f"{number(pay, 'dollars')} × {time} ÷ {amount(one.of, numbers)}")
    on_top = [
        share(one.share, numbers)
        for one in plan.benefits
        if one.on_substitutes and one.share is not None
    ]
    if not texts:
        return "0"
    top = f" × (1 + {' + '.join(on_top)})" if on_top else ""
    return f"{_together(texts) if top else ' + '.join(texts)}{top}"


def factor_in_numbers(plan: Plan, numbers: Numbers) -> str:
    """Return full-time workers hired for each on duty, in numbers."""
    center = plan.center
    if center.open_hours is not None and center.worker_hours is not None:
        uses = (center.open_hours, center.worker_hours)
        is_alike = uses[0].scale == uses[1].scale
        first, last = (plain(numbers[one.name] if is_alike else one.of(numbers)) for one in uses)
        return f"{first} ÷ {last}"
    return "1" if center.coverage is None else f"1 + {share(center.coverage, numbers)}"


def share(use: Use, numbers: Numbers) -> str:
    """Return a share as its file writes it: 7.65%, or 0.0765."""
    return f"{plain(numbers[use.name])}%" if use.scale == _PERCENT else plain(use.of(numbers))


def amount(use: Use, numbers: Numbers) -> str:
    """Return an amount in base units."""
    return plain(use.of(numbers))


def money(use: Use, numbers: Numbers) -> str:
    """Return an amount of money."""
    return number(use.of(numbers), "dollars")


def _staff(plan: Plan, age: str, numbers: Numbers, places: Fraction) -> Iterator[tuple[str, str]]:
    counts: dict[str, Fraction] = {}
    for room in plan.rooms:
        if room.age == age:
            for role, count in on_duty(room, numbers).items():
                counts[role] = counts.get(role, Fraction(0)) + room.rooms.of(numbers) * count
    factor = staffing_factor(plan.center, numbers)
    tail = f"{'' if factor == 1 else f' × {plain(Fraction(factor))}'} ÷ {plain(places)}"
    costs = {role: worker_cost(plan, role, numbers) for role in counts}
    for name, of in (("staff", "pay"), ("benefits", "benefits"), ("substitutes", "substitutes")):
        texts = [f"{plain(Fraction(n))} × {_part(costs[role], of)}" for role, n in counts.items()]
        yield name, f"{_together(texts)}{tail}"


def _shared_staff(plan: Plan, numbers: Numbers) -> list[str]:
    """Return the staff of all rooms: workers × what one costs, which the page shows to the cent."""
    texts = []
    for each in plan.shared:
        count = Fraction(each.workers.of(numbers))
        cost = _cents(worker_cost(plan, each.role, numbers, is_shared=True).total)
        texts.append(cost if count == 1 else f"{plain(count)} × {cost}")
    return texts or ["0"]


def _shared_costs(plan: Plan, numbers: Numbers) -> list[str]:
    """Return the costs that are the center's own, and what shared workers and floors add."""
    texts = []
    workers = Fraction(sum(each.workers.of(numbers) for each in plan.shared))
    space = plan.center.shared_square_feet
    for cost in plan.other_costs:
        if cost.each is None or cost.per not in (Per.CENTER, Per.WORKER, Per.SPACE):
            continue
        days = f" × {amount(plan.center.days, numbers)}" if cost.each.is_daily else ""
        text = f"{money(cost.each, numbers)}{days}"
        if cost.per is Per.CENTER:
            texts.append(text)
        elif cost.per is Per.WORKER:
            texts.append(f"{text} × {plain(workers)}")
        elif space is not None:
            texts.append(f"{text} × {amount(space, numbers)}")
    return texts or ["0"]


def _part(cost: StaffCost, of: str) -> str:
    return _cents(getattr(cost, of))


def _other(plan: Plan, cost: OtherCost, age: str, numbers: Numbers, places: Fraction) -> str:
    if cost.each is None:
        return "0"
    text = money(cost.each, numbers)
    if cost.each.is_daily:
        text += f" × {amount(plan.center.days, numbers)}"
    rooms = [room for room in plan.rooms if room.age == age]
    if cost.per in (Per.CHILD, Per.PLACE, None):
        return text
    if cost.per is Per.ROOM:
        count = sum(room.rooms.of(numbers) for room in rooms)
    elif cost.per is Per.SPACE:
        count = sum(
            room.rooms.of(numbers) * room.group_size.of(numbers) * room.square_feet.of(numbers)
            for room in rooms
            if room.square_feet is not None
        )
    else:
        count = staffing_factor(plan.center, numbers) * sum(
            room.rooms.of(numbers) * sum(on_duty(room, numbers).values()) for room in rooms
        )
    return f"{text} × {plain(Fraction(count))} ÷ {plain(places)}"


def _shares(
    plan: Plan, held: Mapping[str, Fraction], numbers: Numbers
) -> Iterator[tuple[str, str]]:
    """Yield what is a share of cost: of the lines before, or of the total."""
    costs = [cost for cost in plan.other_costs if cost.share is not None]
    shares = {cost.name for cost in costs}
    before = [_cents(value) for name, value in held.items() if name not in shares]
    of_total = [
        cost for cost in costs if cost.convention is Convention.SHARE and cost.share is not None
    ]
    left = " − ".join(share(cost.share, numbers) for cost in of_total if cost.share is not None)
    for cost in costs:
        if cost.convention is Convention.MARK_UP and cost.share is not None:
            yield cost.name, f"{share(cost.share, numbers)} × {_together(before)}"
            if cost.name in held:
                before.append(_cents(held[cost.name]))
    for cost in of_total:
        if cost.share is not None:
            text = f"{share(cost.share, numbers)} × {_together(before)} ÷ (1 − {left})"
            yield cost.name, text


def _empty(
    held: Mapping[str, Fraction], lines: Mapping[str, Fraction], places: Fraction,
    children: Fraction,
) -> str:  # fmt: skip
    """Return what empty places cost each child: the lines of a full house × what is lacking."""
    by_ratio: dict[Fraction, list[str]] = {}
    for name, value in held.items():
        ratio = lines[name] / children / value
        if ratio != 1:
            by_ratio.setdefault(ratio, []).append(_cents(value))
    texts = []
    for ratio, values in by_ratio.items():
        is_filling = ratio == places / children
        said = f"{plain(places)} ÷ {plain(children)}" if is_filling else plain(ratio, 8)
        texts.append(f"{_together(values)} × ({said} − 1)")
    return " + ".join(texts) or "0"


def _together(texts: list[str]) -> str:
    return f"({' + '.join(texts)})" if len(texts) > 1 else texts[0]


def _cents(value: Fraction) -> str:
    return f"{float(value):,.2f}"
