"""The end of a rate's page: the ranges that are tried, what is assumed, and the notes."""

from collections.abc import Iterator
from textwrap import wrap

from research.models.rate_model import Assumed, BuiltRate, Parameter, RateModel, Source
from research.models.rate_model.amounts import number, tried, with_unit

WIDTH = 100


def is_named(title: str, name: str) -> bool:
    """Return whether a title says no more than the name of its parameter."""
    return title.lower() in ("", name.replace("_", " ").lower())


def ranges(built: BuiltRate, marks: dict[Source, int]) -> Iterator[str]:
    """Yield the numbers that a source gives and that are tried over a range."""
    held = [one for one in built.parameters if one.has_range and not one.is_assumed]
    if held:
        yield from ("", "Ranges tried, of numbers that a source gives")
    for one in held:
        yield from _indented(f"{_value(one, marks)}, {tried(one)}: {_range_why(one.range_why)}")


def assumptions(built: BuiltRate) -> Iterator[str]:
    """Yield what no source gives, with its range and why."""
    if built.assumptions:
        yield from ("", "Assumptions")
    for one in built.assumptions:
        yield from _indented(_assumed(one))


def notes(built: BuiltRate, model: RateModel) -> Iterator[str]:
    """Yield the notes: of the scenario, of the model, of each number that nothing set."""
    texts = [f"Of the scenario: {built.scenario_note}"] if built.scenario_note else []
    if built.note:
        texts.append(f"Of the model as it stands: {built.note}" if built.scenario else built.note)
    for name, one in model.parameters.items():
        if one.note and name not in built.set_by:
            texts.append(one.note)
    if texts:
        yield from ("", "Notes")
    for text in texts:
        yield from wrap(text, WIDTH, subsequent_indent="  ")


def _value(one: Parameter, marks: dict[Source, int]) -> str:
    title = "" if is_named(one.title, one.name) else f" ({one.title})"
    mark = f" [{marks[one.source]}]" if one.source in marks else ""
    return f"{one.name}{title}: {with_unit(one.value, one.unit_known.text)}{mark}"


def _range_why(why: str) -> str:
    return why or "the file does not say who gives the range"


def _assumed(one: Assumed) -> str:
    title = "" if is_named(one.title, one.name) else f" ({one.title})"
    value = f"{one.name}{title}: {with_unit(one.value, one.unit)}"
    if one.low is None or one.high is None:
        return f"{value}: {one.why}"
    by_scenario = one.set_by == "the scenario"
    said = ", set by the scenario" if by_scenario else ""
    span = f"tried from {number(one.low, one.unit)} to {with_unit(one.high, one.unit)}"
    why = f"of the model as it stands: {one.why}" if by_scenario else one.why
    more = f"; the range: {one.range_why}" if one.range_why else ""
    return f"{value}{said}, {span}: {why}{more}"


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, subsequent_indent=" " * 4)
