"""A finished rate as one page of text: every line, so that a pocket calculator can follow."""

from collections.abc import Iterator
from fractions import Fraction
from textwrap import wrap

from research.models.rate_model import BuiltRate, ChainLine, RateModel, Source
from research.models.rate_model.built import Saying
from research.models.rate_model.parameters import plain

WIDTH = 100
_INDENT = 5
_MONEY = ("dollars", "pounds", "euros")
_GRADES = {1: "firm", 2: "usable", 3: "weak: do not act on it alone"}


def page(built: BuiltRate, model: RateModel) -> list[str]:
    """Return the page: lines, percentages, what is paid, grade, sources, assumptions."""
    marks = {source: number for number, source in enumerate(built.sources, 1)}
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
        *_assumptions(built),
        *_notes(built, model),
    ]


def _head(built: BuiltRate) -> Iterator[str]:
    yield from wrap(
        f"{built.title}. {built.place}, in {built.unit.split()[0]} of {built.as_of}", WIDTH
    )
    if built.scenario:
        yield from wrap(f"Scenario: {built.scenario}", WIDTH)
    yield f"Rate: {_amount(built.rate, built.unit)}"


def _amount(value: Fraction, unit: str) -> str:
    """Return a value with its unit; money with at least two places."""
    return f"{_money(value) if unit.startswith(_MONEY) else plain(value)} {unit}"


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
    is_plain = title.lower() in ("", one.name.replace("_", " ").lower())
    name = one.name if is_plain else f"{one.name}: {title}"
    if one.source is None or one.is_assumed:
        return f"{name} [{one.said}]" if title else f"{name} [{one.said.split(',')[0]}]"
    where = one.said.removeprefix(one.source.title).removeprefix(", ")
    mark = "" if len(marks) == 1 else str(marks[one.source])
    at = ", ".join(text for text in (mark, where) if text)
    return f"{name} [{at}]" if at else "" if is_plain else name


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=" " * _INDENT, subsequent_indent=" " * (_INDENT + 2))


def _rounding(built: BuiltRate) -> Iterator[str]:
    on_the_way = [line for line in built.lines[:-1] if line.rounding]
    if not on_the_way:
        yield "Nothing is rounded until the end; numbers are shown to six decimals or more."
    else:
        named = ", ".join(f"{line.number} ({line.rounding})" for line in on_the_way)
        yield from wrap(f"Rounded on the way, as its publisher does: line {named}.", WIDTH)


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
    text = f"Grade {built.grade} ({_GRADES[built.grade]}){why}."
    yield from wrap(text, WIDTH, subsequent_indent="  ")


def _sources(built: BuiltRate, marks: dict[Source, int]) -> Iterator[str]:
    if marks:
        yield ""
        rest = ", but for the assumptions" if built.assumptions else ""
        yield f"Source of every number{rest}" if len(marks) == 1 else "Sources"
    for source, number in marks.items():
        text = f"[{number}] {source.title}, {source.date}, grade {source.grade}."
        yield from wrap(f"{text} {source.url}".strip(), WIDTH, subsequent_indent=" " * 4,
                        break_long_words=False, break_on_hyphens=False)  # fmt: skip


def _assumptions(built: BuiltRate) -> Iterator[str]:
    if built.assumptions:
        yield ""
        yield "Assumptions"
    for one in built.assumptions:
        tried = "" if one.low is None else f", tried from {one.low:g} to {one.high:g}"
        title = "" if one.title.lower() == one.name.replace("_", " ").lower() else f" ({one.title})"
        text = f"{one.name}{title}: {one.value:g} {one.unit}{tried}: {one.why}"
        yield from wrap(text, WIDTH, subsequent_indent=" " * 4)


def _notes(built: BuiltRate, model: RateModel) -> Iterator[str]:
    notes = [
        note for note in (built.note, *(one.note for one in model.parameters.values())) if note
    ]
    if notes:
        yield ""
        yield "Notes"
    for note in notes:
        yield from wrap(note, WIDTH, subsequent_indent="  ")
