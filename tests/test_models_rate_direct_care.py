"""Pay of direct care: which lines it counts, and how far."""

from rate_model_text import built, given, line

HELD = {"wage": given(20), "boss": given(40), "span": given(8, "workers a supervisor"),
        "ere": given(25, "percent")}  # fmt: skip
PAY = line("pay", "wage", part="wage")
LED = line("led", "boss / span", part="supervision")
ON_ALL = line("expenses", loading="ere", on="everything before", part="expenses")


def test_expenses_on_a_supervisor_are_not_direct_care():
    # 20 + 5 led + 6.25 expenses, of which 5 on the worker: 25 of 31.25
    held = built(HELD, PAY, LED, ON_ALL).direct_care
    assert held is not None
    assert (held.share, held.lines, held.in_part) == (0.8, (1,), (3,))


def test_expenses_on_a_wage_that_is_only_looked_at_are_not_direct_care():
    lines = [line("boss_pay", "boss", added=False),
             line("boss_expenses", loading="ere", on="boss_pay", part="expenses")]  # fmt: skip
    held = built({name: HELD[name] for name in ("wage", "boss", "ere")}, PAY, *lines).direct_care
    assert held is not None
    assert (held.share, held.lines, held.in_part) == (20 / 30, (1,), ())


def test_paid_hours_that_cannot_be_billed_count_as_far_as_the_pay_in_them():
    held = {**HELD, "billable": given(0.8, "share")}
    billed = line("billed", "everything_before / billable", part="productivity")
    found = built(held, PAY, LED, ON_ALL, billed).direct_care
    assert found is not None
    assert (found.share, found.in_part) == (0.8, (3, 4))


def test_travel_and_mileage_are_not_direct_care():
    held = {"wage": given(20), "way": given(5)}
    lines = [PAY, line("mileage", "way", part="travel")]
    assert built(held, *lines).direct_care_share == 0.8


def test_more_workers_for_one_person_are_direct_care():
    held = {"wage": given(20), "relief": given(1.25, "factor"), "way": given(25)}
    lines = [line("relieved", "pay * relief", part="staffing"), line("car", "way", part="travel")]
    found = built(held, PAY, *lines).direct_care
    assert found is not None
    assert (found.share, found.lines) == (0.5, (1, 2))
