"""Models as text, small: `written(parameters, *lines)` with good defaults."""

import json

from research.models.rate_model import BuiltRate, RateModel, build_rate, read_model

SOURCE = '[sources.book]\ntitle = "The book"\nurl = "https://book"\ndate = 2024-07-01\ngrade = 2\n'


def given(value: object, unit: str = "dollars an hour", **more: object) -> dict[str, object]:
    """A parameter from the book, or assumed where `assumed` is given."""
    said = {} if "assumed" in more or "source" in more else {"source": "book"}
    return {"value": value, "unit": unit, **said, **more}


def line(name: str, formula: str | None = None, **more: object) -> dict[str, object]:
    verb = {} if formula is None else {"formula": formula}
    return {"name": name, **verb, **more}


def written(
    parameters: dict[str, dict[str, object]], *lines: dict[str, object],
    tail: str = "", **head: object,
) -> str:  # fmt: skip
    top = {"title": "An hour of care", "place": "Nowhere", "as_of": "2024-07-01",
           "pays_for": "hour", **head}  # fmt: skip
    held = {name: {k: v for k, v in one.items() if v is not None}
            for name, one in parameters.items()}  # fmt: skip
    return "\n".join([
        *_rows({key: value for key, value in top.items() if value is not None}),
        SOURCE,
        "[parameters]",
        *_rows(held),
        *("\n[[lines]]\n" + "\n".join(_rows(one)) for one in lines),
        tail,
    ])  # fmt: skip


def model(
    parameters: dict[str, dict[str, object]], *lines: dict[str, object], **more: object
) -> RateModel:
    return read_model(written(parameters, *lines, **more), "m.toml")


def built(
    parameters: dict[str, dict[str, object]], *lines: dict[str, object], **more: object
) -> BuiltRate:
    return build_rate(model(parameters, *lines, **more))


def _rows(table: dict[str, object]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items()]


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_rows(value)) + " }"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)
