"""A whole batch of linked reports, protected once and attacked with everything it prints."""

import pytest

from disclosure_survey import SERVICES, YEARS, survey
from research.models.disclosure.attack import attack, weak_cells
from research.models.disclosure.cells import Key
from research.models.disclosure.protect import hide, protect, union_need, why_hidden
from research.models.disclosure.published import Published
from research.models.disclosure.rules import SECONDARY, Rules, need, primary_reasons
from research.models.disclosure.system import System
from research.models.disclosure.unions import splits_of, told_unions


@pytest.fixture(scope="module")
def system() -> System:
    """400 agencies, 10 regions, 59 Senate and 118 House districts, 5 services, 2 years."""
    return survey().system()


@pytest.fixture(scope="module")
def small() -> System:
    """The same with fewer agencies and districts."""
    return survey(agencies=150, districts=12).system()


@pytest.fixture(scope="module")
def published(system: System) -> Published:
    return protect(system)


def test_the_batch_has_cells_for_every_rule(system: System):
    said = set(primary_reasons(system, Rules()).values())
    assert len(said) == 3


def test_every_cell_by_a_rule_is_hidden(system: System, published: Published):
    assert [key for key in primary_reasons(system, Rules()) if key in published.shown] == []


def test_the_totals_of_the_state_are_printed(published: Published):
    totals = [
        (measure, year, "state", "all") for measure in ("agencies", "wages_usd") for year in YEARS
    ]
    assert [key for key in totals if published.value(key) is None] == []


@pytest.mark.slow
def test_the_attack_leaves_every_hidden_cell_in_doubt(system: System, published: Published):
    assert weak_cells(published, system) == {}


def test_a_sample_of_hidden_cells_is_in_doubt(system: System, published: Published):
    reasons = primary_reasons(system, Rules())
    sample = list(reasons)[::37]
    found = attack(published, sample)
    short = [
        key
        for key in sample
        if found[key].high - system.cells[key].value
        < need(system.cells[key], Rules()).up * (1 - 1e-6) - 1e-6
    ]
    assert (len(sample) > 40, short) == (True, [])


@pytest.mark.parametrize("measure", ["agencies", "wages_usd"])
def test_small_cells_alone_hidden_come_back_as_a_whole_minus_its_parts(
    system: System, measure: str
):
    """What ACRO 1.0.2 prints: each small cell hidden, every margin shown."""
    year = part_of(system, measure)
    alone = hide(year, primary_reasons(year, Rules()))
    assert known(alone, system, of_regions(alone))


@pytest.mark.parametrize("measure", ["agencies", "wages_usd"])
def test_one_table_protected_at_a_time_is_broken_by_the_others(system: System, measure: str):
    """Each report hides one cell more in its own table; another report prints that one."""
    year = part_of(system, measure)
    alone = hide(year, hidden_in_every_table(year))
    assert known(alone, system, of_regions(alone))


def part_of(system: System, measure: str) -> System:
    return System(
        {key: cell for key, cell in system.cells.items() if key[:2] == (measure, "2025")},
        tuple(row for row in system.rows if next(iter(row.factors))[:2] == (measure, "2025")),
    )


def of_regions(published: Published) -> list[Key]:
    return [key for key in published.hidden if key[2].startswith("R")]


def known(published: Published, system: System, keys: list[Key]) -> list[Key]:
    """The cells that the attack gives back exactly."""
    found = attack(published, keys)
    size = {key: max(1.0, system.cells[key].value) for key in keys}
    return [key for key in keys if found[key].width < 1e-5 * size[key]]


def hidden_in_every_table(system: System) -> set[Key]:
    """What no table shows when each hides its next smallest part, not knowing of the others."""
    reasons = set(primary_reasons(system, Rules()))
    hidden_by: dict[Key, list[bool]] = {}
    for row in system.rows:
        few = [key for key in row.parts if key in reasons]
        rest = sorted(
            (key for key in row.parts if key not in reasons and system.cells[key].value),
            key=lambda key: system.cells[key].value,
        )
        covered = {*few, *(rest[:1] if len(few) == 1 else [])}
        for key in row.parts:
            hidden_by.setdefault(key, []).append(key in covered)
    return reasons | {key for key, said in hidden_by.items() if all(said)}


@pytest.mark.parametrize("measure", ["agencies", "wages_usd"])
def test_no_hidden_cell_is_a_whole_minus_its_other_parts(
    system: System, measure: str, published: Published
):
    reasons = primary_reasons(system, Rules())
    alone = [
        hidden[0]
        for row in system.rows
        if row.whole is not None and row.whole[0] == measure
        for hidden in [[key for key in row.factors if published.value(key) is None]]
        if len(hidden) == 1 and hidden[0] in reasons
    ]
    assert alone == []


def test_the_state_minus_all_other_districts_gives_no_district_back(
    system: System, published: Published
):
    """Regions passed over: every district of the batch at once, for each year and service."""
    told = []
    for year in YEARS:
        for service in (*SERVICES, "all"):
            for chamber in "SH":
                keys = [
                    key
                    for key in system.cells
                    if key[:2] == ("wages_usd", year)
                    and key[2].startswith(chamber)
                    and key[3] == service
                ]
                hidden = [key for key in keys if published.value(key) is None]
                if published.value(("wages_usd", year, "state", service)) is not None:
                    told += hidden if len(hidden) == 1 else []
    assert told == []


def test_no_sum_of_hidden_cells_that_is_told_is_itself_a_cell_by_a_rule(
    system: System, published: Published
):
    """Hidden districts of one region together, down to House districts and single services."""
    unions = list(told_unions(splits_of(system.rows), frozenset(published.hidden)))
    few = [
        members
        for members in unions
        if len(members) > 1 and union_need([system.cells[key] for key in members], Rules())
    ]
    assert (len(unions) > 50, few) == (True, [])


def test_nothing_hidden_for_others_is_small_by_itself(system: System, published: Published):
    reasons = primary_reasons(system, Rules())
    others = [key for key, why in why_hidden(system, published).items() if why == SECONDARY]
    assert (len(others) > 20, [key for key in others if key in reasons]) == (True, [])


def test_the_same_answers_are_protected_in_the_same_way(small: System):
    assert protect(small).hidden == protect(small).hidden
