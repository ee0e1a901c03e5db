"""Which cells of a confidential table are hidden, what else is, and what an attack finds."""

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import MetricError
from research.models.disclosure import rules as written
from research.models.disclosure.attack import Interval, attack, weak_cells
from research.models.disclosure.cells import Cell, Key, cell_of, union
from research.models.disclosure.protect import hide, protect, why_hidden
from research.models.disclosure.published import Published, shown_share
from research.models.disclosure.rules import Rules, need, primary, primary_reasons
from research.models.disclosure.system import (
    Dimension,
    Row,
    Split,
    System,
    bound_row,
    crossed,
    order_row,
    share_row,
    split_row,
)
from research.models.disclosure.tabulate import tabulate

RULES = Rules()


def counted(key: str, people: int, **more: bool) -> Cell:
    return cell_of(("n", key), {f"{key}{at}": 1.0 for at in range(people)}, is_count=True, **more)


def summed(key: str, *amounts: float, **more: bool) -> Cell:
    gave = {f"{key}{at}": amount for at, amount in enumerate(amounts)}
    return cell_of(("usd", key), gave, **more)


def state(**people: int) -> System:
    """One state with its districts: the total is printed beside them."""
    parts = [counted(code, many) for code, many in people.items()]
    whole = union(("n", "state"), parts)
    assert whole is not None
    cells = [cell_of(("n", "state"), whole.gave, is_count=True), *parts]
    return crossed(cells, [Dimension("place", (Split("state", tuple(people)),))])


# the rules, on one cell


def test_nine_contributors_are_hidden_and_ten_are_not():
    assert [bool(primary(counted("a", many), RULES)) for many in (1, 9, 10)] == [True, True, False]


def test_that_nobody_answered_is_public():
    assert primary(counted("a", 0), RULES) == ""


def test_a_sum_that_every_contributor_gave_nothing_to_is_hidden():
    assert primary(summed("a", *[0.0] * 12), RULES) == written.NOTHING


def test_a_sum_that_one_contributor_dominates_is_hidden():
    assert primary(summed("a", 900.0, *[5.0] * 20), RULES) == written.DOMINATED


def test_the_second_contributor_must_not_work_out_the_first():
    """The handbook's example 1: 50,000 and 49,000 of 100,000."""
    assert primary(summed("a", 50_000, 49_000, *[100.0] * 10), RULES) == written.CLOSE


def test_a_sum_that_overstates_the_first_by_fifteen_percent_is_shown():
    """The handbook's example 2: 52,000 and 50,000 of 110,000, at p = 10."""
    assert primary(summed("a", 52_000, 50_000, *[1_000.0] * 8), RULES) == ""


def test_the_protection_level_of_a_dominated_sum_is_the_handbooks():
    """Its example 4: 300, 20 and 10, under the (1, 85)-rule, must reach 352.94."""
    level = written.dominance_level(summed("a", 300, 20, 10), RULES)
    assert 330 + level == pytest.approx(352.94, abs=0.005)


def test_a_hidden_count_must_be_able_to_be_five_more():
    assert need(counted("a", 3), RULES).up == 5


def test_a_hidden_sum_must_stay_open_both_ways():
    asked = need(summed("a", *[10.0] * 5), RULES)
    assert (asked.up, asked.down) == (5.0, 5.0)


def test_all_that_one_agency_gave_is_one_contribution():
    answers = pd.DataFrame({"agency": ["a"] * 12, "place": ["x"] * 12, "usd": [1.0] * 12})
    cell = tabulate(
        answers,
        [Dimension("place", codes=("x",))],
        measure="usd",
        contributor="agency",
        amount="usd",
    )[0]
    assert (cell.contributors, cell.largest) == (1, 12.0)


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_an_amount_below_zero_or_missing_is_refused(value: float):
    with pytest.raises(MetricError, match="amounts from 0"):
        Cell(("usd", "a"), value, 3)


def test_a_rule_that_hides_too_little_is_refused():
    with pytest.raises(MetricError, match="at least three contributors"):
        Rules(fewest=2)


# what else is hidden


def test_one_hidden_district_hides_another_and_never_the_state():
    published = protect(state(a=4, b=30, c=40, d=12))
    assert published.hidden == (("n", "a"), ("n", "d"))


def test_nothing_is_hidden_where_nothing_is_small():
    assert protect(state(a=14, b=30, c=40)).hidden == ()


def test_one_table_at_a_time_gives_a_district_back_as_state_minus_the_others():
    """What ACRO 1.0.2 prints: the small cell hidden, its margin shown."""
    system = state(a=4, b=30, c=40, d=12)
    alone = hide(system, {("n", "a")})
    assert attack(alone) == {("n", "a"): Interval(4.0, 4.0)}


def test_two_hidden_districts_that_are_few_together_hide_a_third():
    """3 + 4: the state minus the shown ones would be a cell of seven."""
    assert len(protect(state(a=3, b=4, c=40, d=12)).hidden) == 3


def test_two_single_answers_do_not_give_each_other_away():
    """Each knows its own, and would have the other's from the sum of both."""
    parts = [summed("a", 500.0), summed("b", 700.0), summed("c", *[90.0] * 12)]
    total = union(("usd", "all"), parts)
    assert total is not None
    whole = cell_of(("usd", "all"), total.gave)
    system = System(
        {cell.key: cell for cell in [whole, *parts]},
        (split_row(("usd", "all"), [cell.key for cell in parts]),),
    )
    assert set(protect(system).hidden) >= {cell.key for cell in parts}


def test_a_sum_of_hidden_cells_is_also_found_one_level_down():
    """Region R is hidden, so R + T is told; R is b and shown cells, so b + T is told as well."""
    sizes = {"a": 40, "b": 3, "c": 30, "d": 30, "T": 6, "U": 50, "V": 60}
    leaves = {code: counted(code, many) for code, many in sizes.items()}
    region = cell_of(("n", "R"), gave(leaves, "abcd"), is_count=True)
    whole = cell_of(("n", "state"), gave(leaves, "abcdTUV"), is_count=True)
    place = Dimension("place", (Split("state", ("R", "T", "U", "V")), Split("R", tuple("abcd"))))
    system = crossed([whole, region, *leaves.values()], [place])
    published = protect(system)
    told = {("n", "b"), ("n", "T")}
    assert told != set(published.hidden) - {("n", "R")}
    assert width_of_sum(published, told) >= RULES.count_range


def gave(leaves: dict[str, Cell], codes: str) -> dict[str, float]:
    return {who: 1.0 for code in codes for who in leaves[code].gave}


def width_of_sum(published: Published, keys: set[Key]) -> float:
    """How far the sum of some hidden cells is open: the same attack on one cell more."""
    both = ("n", "both")
    rows = (*published.rows, split_row(both, sorted(keys)))
    more = Published(
        published.shown, {**published.least, both: 0.0}, published.whole | {both}, rows
    )
    return attack(more, [both])[both].width


def test_linked_tables_that_sdctable_left_open_are_closed():
    """sdcTools/UserSupport#136: one variable, two ways to add it up, hidden below four."""
    sizes = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
    place = Dimension(
        "region",
        (
            Split("total", ("county-1", "county-2")),
            Split("county-1", tuple("ABIJ")),
            Split("county-2", tuple("KLMN")),
            Split("total", ("BIG", "small")),
            Split("BIG", tuple("LM")),
            Split("small", tuple("ABIJKN")),
        ),
    )
    above = place.above()
    leaves = {code: counted(code, many) for code, many in sizes.items()}
    cells = [
        cell_of(
            ("n", code),
            gave(leaves, "".join(leaf for leaf in sizes if code in above[leaf])),
            is_count=True,
        )
        for code in place.all_codes
    ]
    system, rules = crossed(cells, [place]), Rules(fewest=4, count_range=1)
    assert weak_cells(protect(system, rules), system, rules) == {}


def test_those_who_said_no_are_hidden_though_no_table_prints_them():
    """97 of 100 said yes: the table prints all and yes."""
    yes, no = counted("yes", 97), counted("no", 3, is_printed=False)
    whole = cell_of(("n", "all"), {**yes.gave, **no.gave}, is_count=True)
    system = System(
        {cell.key: cell for cell in (whole, yes, no)},
        (split_row(("n", "all"), [("n", "yes"), ("n", "no")]),),
    )
    assert protect(system).value(("n", "yes")) is None


def test_a_late_answer_is_not_the_difference_of_two_releases():
    first = cell_of(("n", "first"), {str(at): 1.0 for at in range(20)}, is_count=True, is_out=True)
    late = cell_of(("n", "late"), {"x": 1.0}, is_count=True, is_printed=False)
    second = cell_of(("n", "second"), {**first.gave, **late.gave}, is_count=True)
    system = System(
        {cell.key: cell for cell in (first, late, second)},
        (split_row(("n", "second"), [("n", "first"), ("n", "late")]),),
    )
    assert protect(system).hidden == (("n", "late"), ("n", "second"))


def test_what_was_printed_before_and_gives_a_cell_away_is_an_error():
    out = [counted("b", 30, is_out=True), counted("c", 40, is_out=True)]
    small = counted("a", 4)
    everyone = {**small.gave, **out[0].gave, **out[1].gave}
    whole = cell_of(("n", "state"), everyone, is_count=True, is_out=True)
    system = crossed([whole, small, *out], [Dimension("place", (Split("state", ("a", "b", "c")),))])
    with pytest.raises(MetricError, match="n · a cannot be kept unknown"):
        protect(system)


def test_why_a_cell_is_hidden_is_told_to_whoever_checks():
    system = state(a=4, b=30, c=40, d=12)
    assert why_hidden(system, protect(system)) == {
        ("n", "a"): written.FEW,
        ("n", "d"): written.SECONDARY,
    }


# what a reader knows besides


def test_a_printed_share_narrows_what_a_reader_does_not_know():
    system = state(a=4, b=30, c=40, d=12)
    pair = {("n", "a"), ("n", "d")}
    told = system.with_rows(share_row(("n", "a"), ("n", "state"), 0.047, places=1))
    assert attack(hide(told, pair))["n", "a"] == Interval(4.0, 4.0)


def test_a_share_that_is_printed_anyway_is_covered_by_more_hidden_cells():
    share = 4 / 86
    system = state(a=4, b=30, c=40, d=12)
    told = system.with_rows(share_row(("n", "a"), ("n", "state"), round(share, 3), places=1))
    published = protect(told)
    assert weak_cells(published, told) == {}
    assert published.value(("n", "state")) is None


def test_a_printed_rank_narrows_what_a_reader_does_not_know():
    system = state(a=4, b=30, c=40, d=12).with_rows([order_row(("n", "d"), ("n", "a"))])
    assert attack(hide(system, {("n", "a"), ("n", "d")}))["n", "a"] == Interval(1.0, 8.0)


def test_a_bound_from_elsewhere_narrows_what_a_reader_does_not_know():
    system = state(a=4, b=30, c=40, d=12).with_rows([bound_row(("n", "d"), 12, 14)])
    assert attack(hide(system, {("n", "a"), ("n", "d")}))["n", "a"] == Interval(2.0, 4.0)


def two_years() -> tuple[System, Row]:
    """Place a falls from 12 to 9, and the change is printed."""
    people = {"2024": {"a": 12, "b": 30, "c": 40}, "2025": {"a": 9, "b": 31, "c": 41}}
    rows = [
        (f"{year}{code}{at}", year, code)
        for year, places in people.items()
        for code, many in places.items()
        for at in range(many)
    ]
    answers = pd.DataFrame(rows, columns=["who", "year", "place"])
    place = Dimension("place", (Split("state", ("a", "b", "c")),))
    dimensions = [Dimension("year", codes=("2024", "2025")), place]
    system = crossed(tabulate(answers, dimensions, measure="n", contributor="who"), dimensions)
    return system, Row({("n", "2025", "a"): 1.0, ("n", "2024", "a"): -1.0}, -3.0, -3.0)


def test_a_printed_change_beside_one_year_gives_the_other():
    system, change = two_years()
    told = hide(system.with_rows([change]), protect(system).hidden)
    assert attack(told, [("n", "2025", "a")]) == {("n", "2025", "a"): Interval(9.0, 9.0)}


def test_a_change_that_is_printed_anyway_hides_both_years():
    system, change = two_years()
    told = system.with_rows([change])
    published = protect(told)
    assert published.value(("n", "2024", "a")) is None
    assert weak_cells(published, told) == {}


def test_counts_whose_parts_overlap_bind_only_loosely():
    every = Dimension("service", (Split("all", ("x", "y")),), overlaps=True)
    answers = pd.DataFrame({"agency": list("abcab"), "service": list("xxxyy")})
    system = crossed(tabulate(answers, [every], measure="n", contributor="agency"), [every])
    assert attack(hide(system, {("n", "y")}))["n", "y"] == Interval(1.0, 3.0)


def test_cells_that_do_not_add_up_are_refused():
    cells = [counted("state", 9), counted("a", 4), counted("b", 4)]
    with pytest.raises(MetricError, match="does not hold: 1 is not between 0 and 0"):
        crossed(cells, [Dimension("place", (Split("state", ("a", "b")),))])


def test_a_missing_cell_is_refused():
    with pytest.raises(MetricError, match="1 of 3 cells of n · state are missing, first n · b"):
        crossed(
            [counted("state", 4), counted("a", 4)],
            [Dimension("place", (Split("state", ("a", "b")),))],
        )


def test_an_answer_from_no_known_place_is_refused():
    answers = pd.DataFrame({"agency": ["a"], "place": ["nowhere"]})
    with pytest.raises(MetricError, match="'nowhere' for place"):
        tabulate(answers, [Dimension("place", codes=("x",))], measure="n", contributor="agency")


# what is printed


def test_a_hidden_cell_is_a_dash_and_its_reason_is_not_in_the_table():
    frame = protect(state(a=4, b=30, c=40, d=12)).table(["place"])
    assert frame[frame["is_hidden"]][["place", "value"]].isna().sum().tolist() == [0, 2]
    assert list(frame.columns) == ["measure", "place", "value", "is_hidden"]


def test_what_is_handed_on_holds_no_hidden_value():
    system = state(a=4, b=30, c=40, d=12)
    published = protect(system)
    said = repr(published.shown) + repr(published.least) + repr(published.rows)
    assert "12.0" not in said
    assert all(key not in published.shown for key in published.hidden)


def test_a_share_is_printed_only_where_both_of_its_cells_are():
    published = protect(state(a=4, b=30, c=40, d=12))
    shares = [shown_share(published, ("n", part), ("n", "state")) for part in "ab"]
    assert shares == [None, pytest.approx(30 / 86)]


def test_a_cell_that_is_not_there_is_an_error():
    with pytest.raises(MetricError, match="no cell n · z"):
        protect(state(a=14, b=30)).value(("n", "z"))


# oracles: the handbook, enumeration, random tables


def unknown(cells: str, rows: list[tuple[str, float]]) -> Published:
    """Hidden amounts, and sums of them that are known."""
    least = {("x", code): 0.0 for code in cells}
    held = tuple(
        Row({("x", code): 1.0 for code in codes.split()}, total, total) for codes, total in rows
    )
    return Published({}, least, frozenset(least), held)


def test_the_intervals_are_the_handbooks():
    """Its example 3: two rows of 7 and 3, two columns of 6 and 4."""
    found = attack(unknown("abcd", [("a b", 7), ("c d", 3), ("a c", 6), ("b d", 4)]))
    assert found["x", "a"] == Interval(3.0, 6.0)


def enumerated(published: Published, most: int) -> dict[Key, Interval]:
    """The intervals by trying every whole number up to most in every hidden cell."""
    keys = published.hidden
    tables = [
        table
        for table in itertools.product(range(most + 1), repeat=len(keys))
        if all(value >= published.least[key] for key, value in zip(keys, table, strict=True))
        and agrees(published, dict(zip(keys, table, strict=True)))
    ]
    return {
        key: Interval(min(table[at] for table in tables), max(table[at] for table in tables))
        for at, key in enumerate(keys)
    }


def agrees(published: Published, table: dict[Key, int]) -> bool:
    whole = {**published.shown, **table}
    sums = [sum(f * whole[key] for key, f in row.factors.items()) for row in published.rows]
    return all(row.low <= told <= row.high for row, told in zip(published.rows, sums, strict=True))


def grid(counts: list[int], across: int) -> System:
    """Counts by place and service, with every margin."""
    down = len(counts) // across
    place = Dimension("place", (Split("state", tuple(f"p{at}" for at in range(down))),))
    service = Dimension("service", (Split("all", tuple(f"s{at}" for at in range(across))),))
    rows = [
        (f"{at}-{number}", f"p{at // across}", f"s{at % across}")
        for at, many in enumerate(counts)
        for number in range(many)
    ]
    answers = pd.DataFrame(rows, columns=["who", "place", "service"])
    dimensions = [place, service]
    return crossed(tabulate(answers, dimensions, measure="n", contributor="who"), dimensions)


@pytest.mark.parametrize(
    "counts", [[2, 1, 4, 3], [1, 0, 2, 5, 1, 2], [3, 3, 1, 1, 0, 2], [1, 2, 2, 1, 3, 1]]
)
def test_the_attack_finds_what_trying_every_table_finds(counts: list[int]):
    system = grid(counts, across=2)
    inner = {key for key in system.cells if "state" not in key and "all" not in key}
    published = hide(system, {key for key in inner if system.cells[key].value})
    assert attack(published) == enumerated(published, max(counts) + 3)


@pytest.mark.parametrize("counts", [[2, 6, 7, 8], [1, 5, 6, 2, 9, 4], [9, 1, 0, 3, 3, 6]])
def test_trying_every_table_leaves_a_protected_cell_in_doubt(counts: list[int]):
    system, rules = grid(counts, across=2), Rules(fewest=3, count_range=2)
    published = protect(system, rules)
    found = enumerated(published, max(counts) + 4)
    short = [
        key
        for key in primary_reasons(system, rules)
        if found[key].high < system.cells[key].value + rules.count_range
    ]
    assert (len(published.hidden) > 3, short) == (True, [])


def test_whole_numbers_in_all_rows_at_once_can_tell_more_than_one_program():
    """a + b = b + c = 3 and a + c + d = 4: a = c, so d is even, and a is never a half."""
    loop = unknown("abcd", [("a b", 3), ("b c", 3), ("a c d", 4)])
    assert attack(loop, in_whole_numbers=True) == enumerated(loop, 4)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=9, max_size=9),
    st.integers(3, 12),
    st.integers(1, 6),
)
def test_no_random_table_gives_a_hidden_cell_back(counts: list[int], fewest: int, reach: int):
    system, rules = grid(counts, across=3), Rules(fewest=fewest, count_range=reach)
    published = protect(system, rules)
    assert weak_cells(published, system, rules) == {}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.floats(0, 1e6), min_size=0, max_size=14), min_size=2, max_size=6))
def test_no_random_sums_give_a_hidden_sum_back(amounts: list[list[float]]):
    parts = [summed(f"d{at}", *given_) for at, given_ in enumerate(amounts)]
    total = union(("usd", "state"), parts)
    assert total is not None
    whole = cell_of(("usd", "state"), total.gave)
    codes = tuple(f"d{at}" for at in range(len(parts)))
    system = crossed([whole, *parts], [Dimension("place", (Split("state", codes),))])
    assert weak_cells(protect(system), system) == {}
