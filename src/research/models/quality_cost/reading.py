"""Read the drawing of a center from a file's tables: rooms, staff, costs, revenue."""

from collections.abc import Iterable, Mapping
from typing import Any

from research.ground.errors import ModelError
from research.models.quality_cost.shape import (
    Benefit,
    Center,
    Convention,
    Kind,
    OtherCost,
    Per,
    Revenue,
    Role,
    Room,
    Shared,
    Substitute,
    Use,
)
from research.models.quality_cost.uses import COUNT, SHARE, Uses
from research.models.rate_model.names import check_keys, check_name, nearest

Table = Mapping[str, Any]
WEEK, YEAR, DAYS = "hours a week", "hours a year", "days a year"
PAY = ("dollars an hour", "dollars a year")
MONEY = ("dollars a year", "dollars a day")


def read_center_table(table: Table, uses: Uses) -> Center:
    """Return what holds for the center as a whole."""
    where = "[center]"
    known = "days filled paid_hours open_hours worker_hours coverage shared_square_feet subsidized"
    check_keys(table, known.split(), where)
    center = Center(
        days=uses.needed(table, "days", where, DAYS),
        filled=uses.needed(table, "filled", where, SHARE),
        paid_hours=uses.maybe(table, "paid_hours", where, YEAR),
        open_hours=uses.maybe(table, "open_hours", where, WEEK),
        worker_hours=uses.maybe(table, "worker_hours", where, WEEK),
        coverage=uses.maybe(table, "coverage", where, SHARE),
        shared_square_feet=uses.maybe(table, "shared_square_feet", where, "square feet"),
        subsidized=uses.maybe(table, "subsidized", where, SHARE),
    )
    if (center.open_hours is None) != (center.worker_hours is None):
        raise ModelError(f"{where}: open_hours and worker_hours stand together or not at all.")
    if center.open_hours is not None and center.coverage is not None:
        raise ModelError(f"{where} says open_hours and coverage: the same hours twice. Keep one.")
    return center


def read_roles(table: Table, uses: Uses, center: Center) -> dict[str, Role]:
    """Return the roles by name, each with its pay."""
    if not table:
        raise ModelError("The file has no [roles]: say what each kind of worker is paid.")
    roles = {}
    for name, given in table.items():
        where = f'role "{check_name(name, "a role")}"'
        check_keys(given, ("title", "pay"), where)
        pay = uses.needed(given, "pay", where, *PAY)
        hourly = "hour" in dict(uses.units[pay.name].dimension.powers)
        if hourly and center.paid_hours is None:
            raise ModelError(f"{where} is paid by the hour: [center] needs paid_hours a year.")
        roles[name] = Role(name, str(given.get("title", name)), pay, hourly)
    return roles


def read_room(given: Table, uses: Uses, ages: Iterable[str], roles: Iterable[str]) -> Room:
    """Return one kind of room."""
    name = check_name(given.get("name"), "a room")
    where = f'room "{name}"'
    known = "name title age rooms group_size ratio lead others staff square_feet filled"
    check_keys(given, known.split(), where)
    if given.get("age") not in list(ages):
        raise ModelError(
            f'{where}: the age group "{given.get("age")}" is unknown'
            f"{nearest(str(given.get('age')), ages)}. Known are {', '.join(ages)}."
        )
    staff = tuple(
        (_role(role, roles, where), uses.counted(count, f"{name}.{role}", f"{where}, {role}"))
        for role, count in given.get("staff", {}).items()
    )
    ratio = uses.maybe(given, "ratio", where, COUNT)
    if not staff and (ratio is None or "lead" not in given):
        raise ModelError(
            f"{where} has no staff: give ratio, lead and others, or staff = {{ lead = 1 }}."
        )
    return Room(
        name=name,
        title=str(given.get("title", name)),
        age=str(given["age"]),
        rooms=uses.counted(given.get("rooms", 1), f"{name}.rooms", f"{where}, rooms"),
        group_size=uses.needed(given, "group_size", where, COUNT),
        ratio=ratio,
        lead=_role(given["lead"], roles, where) if "lead" in given else "",
        others=_role(given["others"], roles, where) if "others" in given else "",
        staff=staff,
        square_feet=uses.maybe(given, "square_feet", where, "square feet"),
        filled=uses.maybe(given, "filled", where, SHARE),
    )


def read_shared(given: Table, uses: Uses, roles: Iterable[str]) -> Shared:
    """Return workers who serve every room."""
    where = f'shared staff "{given.get("role")}"'
    check_keys(given, ("role", "workers"), where)
    role = _role(given.get("role"), roles, where)
    return Shared(role, uses.counted(given.get("workers", 1), f"shared.{role}", where))


def read_benefit(given: Table, uses: Uses) -> Benefit:
    """Return one benefit or payroll tax."""
    name = check_name(given.get("name"), "a benefit")
    where = f'benefit "{name}"'
    known = "name title share up_to each taken_up on_substitutes"
    check_keys(given, known.split(), where)
    _one_of(given, ("share", "each"), where)
    return Benefit(
        name=name,
        title=str(given.get("title", name)),
        share=uses.maybe(given, "share", where, SHARE),
        up_to=uses.maybe(given, "up_to", where, "dollars a year"),
        each=uses.maybe(given, "each", where, "dollars a year"),
        taken_up=uses.maybe(given, "taken_up", where, SHARE),
        on_substitutes=bool(given.get("on_substitutes", False)),
    )


def read_substitute(given: Table, uses: Uses) -> Substitute:
    """Return paid time that somebody else covers."""
    name = check_name(given.get("name"), "a substitute")
    where = f'substitute "{name}"'
    check_keys(given, ["name", "title", "time", "of", "pay", "hours_a_day", "for_shared"], where)
    _one_of(given, ("of", "pay"), where)
    time = uses.needed(given, "time", where, DAYS, YEAR)
    in_days = "day" in dict(uses.units[time.name].dimension.powers)
    if ("hours_a_day" in given) != (in_days and "pay" in given):
        raise ModelError(f"{where}: hours_a_day is needed for days paid by the hour, and only so.")
    return Substitute(
        name=name,
        title=str(given.get("title", name)),
        time=time,
        of=uses.maybe(given, "of", where, DAYS if in_days else YEAR),
        pay=uses.maybe(given, "pay", where, "dollars an hour"),
        hours_a_day=uses.maybe(given, "hours_a_day", where, "hours a day"),
        for_shared=bool(given.get("for_shared", False)),
    )


def read_other(given: Table, uses: Uses, ages: Iterable[str]) -> OtherCost:
    """Return a cost that is no staff."""
    name = check_name(given.get("name"), "an other cost")
    where = f'other cost "{name}"'
    check_keys(given, ["name", "title", "each", "per", "ages", "share", "convention"], where)
    _one_of(given, ("each", "share"), where)
    needs = "per" if "each" in given else "convention"
    if needs not in given:
        words = [str(word) for word in (Per if needs == "per" else Convention)]
        raise ModelError(f"{where} has no {needs}: one of {', '.join(words)}.")
    per = _word(Per, given["per"], where) if "per" in given else None
    unit = ("dollars a square foot a year",) if per is Per.SPACE else MONEY
    for age in given.get("ages", ()):
        if age not in list(ages):
            raise ModelError(f'{where}: the age group "{age}" is unknown{nearest(age, ages)}.')
    return OtherCost(
        name=name,
        title=str(given.get("title", name)),
        per=per,
        each=uses.maybe(given, "each", where, *unit),
        ages=tuple(given.get("ages", ())),
        share=uses.maybe(given, "share", where, SHARE),
        convention=_word(Convention, given["convention"], where) if "convention" in given else None,
    )


def read_revenue(given: Table, uses: Uses, ages: Iterable[str]) -> Revenue:
    """Return one revenue a child."""
    name = check_name(given.get("name"), "a revenue")
    where = f'revenue "{name}"'
    check_keys(
        given, ["name", "title", "kind", "each", "paid_days", "uncollected", "add_on"], where
    )
    revenue = Revenue(
        name=name,
        title=str(given.get("title", name)),
        kind=_word(Kind, given.get("kind"), where),
        by_age=_by_age(given.get("each"), uses, list(ages), where),
        paid_days=uses.maybe(given, "paid_days", where, DAYS),
        uncollected=uses.maybe(given, "uncollected", where, SHARE),
        add_on=uses.maybe(given, "add_on", where, SHARE),
    )
    if any(use.is_daily for _, use in revenue.by_age) != (revenue.paid_days is not None):
        raise ModelError(f"{where}: paid_days is needed for dollars a day, and only for them.")
    return revenue


def _by_age(each: object, uses: Uses, ages: list[str], where: str) -> tuple[tuple[str, Use], ...]:
    if not isinstance(each, Mapping):
        return tuple((age, uses.use(each, f"{where}, each", *MONEY)) for age in ages)
    for age in each:
        if age not in ages:
            raise ModelError(f'{where}: the age group "{age}" is unknown{nearest(age, ages)}.')
    return tuple((age, uses.use(name, f"{where}, {age}", *MONEY)) for age, name in each.items())


def _one_of(given: Table, keys: tuple[str, ...], where: str) -> None:
    held = [key for key in keys if key in given]
    if len(held) != 1:
        raise ModelError(f"{where} says {len(held)} of {', '.join(keys)}: give exactly one.")


def _role(name: object, roles: Iterable[str], where: str) -> str:
    if not isinstance(name, str) or name not in list(roles):
        raise ModelError(
            f'{where}: the role "{name}" is not in [roles]{nearest(str(name), roles)}.'
        )
    return name


def _word(words: Any, given: object, where: str) -> Any:
    known = [str(word) for word in words]
    if given not in known:
        raise ModelError(
            f'{where}: "{given}" is unknown{nearest(str(given), known)}. '
            f"Known are {', '.join(known)}."
        )
    return words(given)
