"""A finished rate as JSON: floats, and beside them the exact value as a decimal text."""

from decimal import Context, Decimal
from fractions import Fraction

from research.models.rate_model import BuiltRate, ChainLine, Parameter, Source

_DIGITS = Context(prec=28)


def said(built: BuiltRate) -> dict[str, object]:
    """Return everything that the page says, and no more."""
    return {
        "title": built.title,
        "place": built.place,
        "as_of": built.as_of,
        "scenario": built.scenario or None,
        "unit": built.unit,
        "rate": built.rate_usd,
        "rate_exact": exact(built.rate),
        "before_rounding": built.exact_usd,
        "before_rounding_exact": exact(built.exact),
        "rounding": built.rounding,
        "lines": [_line(line) for line in built.lines],
        "components": [
            {"line": one.line or None, "name": one.name, "part": one.part, "value": one.value,
             "exact": exact(one.exact), "unit": one.unit}
            for one in built.components
        ],
        "parameters": [
            parameter(one) | {"set_by": built.set_by.get(one.name)} for one in built.parameters
        ],
        "indirects": [vars(one) for one in built.indirects],
        "direct_care_share": built.direct_care_share,
        "direct_care_lines": None if built.direct_care is None else {
            "whole": built.direct_care.lines, "in_part": built.direct_care.in_part,
        },
        "paid": None if built.paid is None else {
            "value": built.paid.value, "exact": exact(built.paid.exact), "unit": built.paid.unit,
            "source": built.paid.said, "grade": built.paid.grade,
        },
        "adequacy": built.adequacy,
        "why_no_adequacy": built.why_no_adequacy or None,
        "grade": built.grade,
        "grade_reasons": list(built.grade_reasons),
        "sources": [_source(source) for source in built.sources],
        "assumptions": [vars(one) for one in built.assumptions],
        "note": built.note or None,
        "scenario_note": built.scenario_note or None,
        "printed": None if built.printed is None else float(built.printed),
        "off_from_printed": None if built.printed is None else float(built.rate - built.printed),
        "remarks": list(built.remarks),
    }  # fmt: skip


def exact(value: Fraction) -> str:
    """Return a fraction as a decimal text: whole where it ends, else to 28 digits."""
    divided = _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{divided:f}"


def _line(line: ChainLine) -> dict[str, object]:
    return {
        "number": line.number,
        "name": line.name,
        "title": line.title,
        "part": line.part or None,
        "formula": line.formula,
        "with_numbers": line.with_numbers,
        "value": line.value,
        "exact": exact(line.exact),
        "unit": line.unit,
        "rounding": line.rounding or None,
        "source": line.source or None,
        "is_assumed": line.is_assumed,
        "grade": line.grade or None,
        "note": line.note or None,
        "goes_into": line.goes_into,
        "is_added": line.is_added,
    }


def parameter(one: Parameter) -> dict[str, object]:
    """Return a number that a model starts from, as plain values."""
    return {
        "name": one.name,
        "title": one.title,
        "value": one.value,
        "exact": None if one.exact is None else exact(one.exact),
        "unit": one.unit_known.text,
        "low": one.low,
        "high": one.high,
        "range_why": one.range_why or None,
        "source": one.said,
        "is_assumed": one.is_assumed,
        "grade": one.grade,
        "note": one.note or None,
    }


def _source(source: Source) -> dict[str, object]:
    return {key: value for key, value in vars(source).items() if key != "key"}
