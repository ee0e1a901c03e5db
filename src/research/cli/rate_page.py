"""A finished rate as one page of text: every line, so that a pocket calculator can follow."""

from collections.abc import Iterator
from fractions import Fraction
from textwrap import wrap

from research.cli.rate_ends import assumptions, is_named, notes, ranges
from research.cli.rate_sources import GRADES, listed, marked
from research.models.rate_model import BuiltRate, ChainLine, RateModel, Source
from research.models.rate_model.amounts import unit_said
from research.models.rate_model.built import Saying
from research.models.rate_model.parameters import plain

WIDTH = 100
_INDENT = 5
_MONEY = ("dollars", "pounds", "euros")


def page(built: BuiltRate, model: RateModel) -> list[str]:
    """Return the page: lines, percentages, what is paid, grade, sources, assumptions."""
    marks = marked(built.sources)
    return [
        *_head(built),
        "",
        *_lines(built, marks),
        "",
        *_rounding(built),
        *_indirects(built),
        *_direct_care(built),
        *_paid(built, marks),
        *_grade(built),
        *_remarks(built),
        *_sources(built, marks),
        *ranges(built, marks),
        *assumptions(built),
        *notes(built, model),
    ]


def _head(built: BuiltRate) -> Iterator[str]:
    yield from wrap(
        f"{built.title}. {built.place}, in {built.unit.split()[0]} of {built.as_of}", WIDTH
    )
    if built.scenario:
        yield from wrap(f"Scenario: {built.scenario}", WIDTH)
    yield f"Rate: {_amount(built.rate, built.unit)}{_printed(built)}"


def _printed(built: BuiltRate) -> str:
    """Return how far the rate is from the one that its publisher prints, where that is told."""
    if built.printed is None:
        return ""
    off = abs(built.rate - built.printed)
    return (
        f", off by {_money(off)} from the printed {_money(built.printed)}"
        if off
        else ", as printed"
    )


def _amount(value: Fraction, unit: str) -> str:
    """Return a value with its unit; money with at least two places."""
    text = _money(value) if unit.startswith(_MONEY) else plain(value)
    return f"{text} {unit_said(unit)}".rstrip()


def _money(value: Fraction) -> str:
    whole, _, places = plain(value).partition(".")
    return f"{whole}.{places:0<2}"


def _lines(built: BuiltRate, marks: dict[Source, int]) -> Iterator[str]:
    titles = {one.name: one.title for one in built.parameters}
    for line in built.lines:
        yield from _line(line, marks, titles)


def _line(line: ChainLine, marks: dict[Source, int], titles: dict[str, str]) -> Iterator[str]:
    value = _amount(line.exact, line.unit)
    left = f"{line.number:>3}  {line.title}{_use(line)}"
    if len(left) + len(value) + 2 > WIDTH:
        yield from wrap(left, WIDTH, subsequent_indent=" " * _INDENT)
        left = ""
    yield f"{left}{value:>{WIDTH - len(left)}}"
    formula = f"{line.name} = {line.formula}" if line.name.isidentifier() else line.formula
    both = f"{formula} = {line.with_numbers}"
    if line.formula == line.with_numbers:
        yield from _indented(formula)
    elif len(both) <= WIDTH - _INDENT:
        yield from _indented(both)
    else:
        yield from _indented(formula)
        yield from _indented(f"= {line.with_numbers}")
    if line.rounding and line.part + line.source:
        yield from _indented(f"rounded here, {line.rounding}")
    said = [_saying(one, marks, titles.pop(one.name, "")) for one in line.sayings]
    if any(said):
        yield from _indented("; ".join(text for text in said if text))
    if line.note:
        yield from _indented(line.note)


def _use(line: ChainLine) -> str:
    if not line.is_added:
        return " (looked at, not added)"
    return f" (goes into line {line.goes_into})" if line.goes_into else ""


def _saying(one: Saying, marks: dict[Source, int], title: str) -> str:
    """Return who says a value, with its title where it is used first; nothing where both are clear.

    Where the whole page has one source, it is named once, at the end.
    """
    if one.set_by:
        return _set(one, marks, title)
    is_plain = is_named(title, one.name)
    name = one.name if is_plain else f"{one.name}: {title}"
    mark = "" if one.source is None or _is_one(marks) else str(marks[one.source])
    if one.is_assumed:
        mark = str(marks[one.source]) if one.source else ""
        at = ", ".join(text for text in ("assumed", one.tried if title else "", mark) if text)
        return f"{name} [{at}]"
    at = ", ".join(text for text in (mark, one.where, one.tried if title else "") if text)
    return f"{name} [{at}]" if at else "" if is_plain else name


def _set(one: Saying, marks: dict[Source, int], title: str) -> str:
    """Return the value that a scenario or a hand set, and the model's own beside it."""
    from_ = f", from {one.source.title} [{marks[one.source]}]" if one.source else ""
    if not title:
        return f"{one.name} [set by {one.set_by}]"
    span = f", {one.tried}" if one.tried else ""
    own = one.was if is_named(title, one.name) else f"{one.was} ({title})"
    return f"{one.name}: {one.value}, set by {one.set_by}{from_}{span}; the model has {own}"


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=" " * _INDENT, subsequent_indent=" " * (_INDENT + 2))


def _rounding(built: BuiltRate) -> Iterator[str]:
    on_the_way = [line for line in built.lines[:-1] if line.rounding]
    named = ", ".join(f"{line.number} ({line.rounding})" for line in on_the_way)
    said = (
        f"Rounded on the way, as its publisher does: line {named}."
        if on_the_way
        else "Nothing is rounded until the end."
    )
    shown = "Numbers are shown to six decimals (below 1 to eight), fewer where exact."
    yield from wrap(f"{said} {shown}", WIDTH, subsequent_indent="  ")


def _indirects(built: BuiltRate) -> Iterator[str]:
    for one in built.indirects:
        text = (
            f"{one.name}: {one.usd:,.4f} {built.unit}, {one.mark_up:.2%} as a mark-up on {one.on} "
            f"= {one.share_of_rate:.2%} of the rate (stated as: {one.convention})."
        )
        yield from wrap(text, WIDTH, subsequent_indent="  ")


def _direct_care(built: BuiltRate) -> Iterator[str]:
    held = built.direct_care
    if held is None:
        return
    whole = _listed([str(one) for one in held.lines])
    part = f", and in part {_listed([str(one) for one in held.in_part])}" if held.in_part else ""
    yield from wrap(
        f"Pay of direct care (wage, expenses, paid time off, productivity, staffing: "
        f"line{'s' * (len(held.lines) > 1)} {whole}{part}): {held.share:.1%} of the rate before "
        "rounding.",
        WIDTH, subsequent_indent="  ",
    )  # fmt: skip


def _listed(texts: list[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if texts[1:] else texts)


def _remarks(built: BuiltRate) -> Iterator[str]:
    for text in built.remarks:
        yield from wrap(f"Look again: {text}", WIDTH, subsequent_indent="  ")


def _paid(built: BuiltRate, marks: dict[Source, int]) -> Iterator[str]:
    if built.paid is None:
        yield from wrap(f"Not compared with a rate: {built.why_no_adequacy}.", WIDTH)
        return
    mark = f" [{marks[built.paid.source]}]" if built.paid.source else ""
    text = f"Paid: {_amount(built.paid.exact, built.paid.unit)}{mark}. "
    if built.adequacy is None:
        text += f"Not compared: {built.why_no_adequacy}."
    else:
        gap = built.rate - built.paid.exact
        text += (
            f"Adequacy: {_money(built.paid.exact)} ÷ {_money(built.rate)} = {built.adequacy:.1%}; "
        )
        text += (
            f"it lacks {_amount(gap, built.unit)}." if gap > 0
            else f"it pays {_amount(-gap, built.unit)} more than this cost." if gap
            else "it pays for the unit."
        )  # fmt: skip
    yield from wrap(text, WIDTH, subsequent_indent="  ")


def _grade(built: BuiltRate) -> Iterator[str]:
    why = f": {'; '.join(built.grade_reasons)}" if built.grade_reasons else ""
    text = f"Grade {built.grade} ({GRADES[built.grade]}){why}."
    yield from wrap(text, WIDTH, subsequent_indent="  ")


def _sources(built: BuiltRate, marks: dict[Source, int]) -> Iterator[str]:
    if not marks:
        return
    rest = ", but for the assumptions" if built.assumptions else ""
    yield from ("", f"Source of every number{rest}" if _is_one(marks) else "Sources")
    yield from listed(marks)


def _is_one(marks: dict[Source, int]) -> bool:
    return set(marks.values()) == {1}
