"""The verb `rate`: open a model, build its rate, print it as one page or as JSON."""

from argparse import Namespace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from research.cli.rate_json import said
from research.cli.rate_page import page
from research.cli.speak import answer
from research.ground.errors import UsageError
from research.ground.paths import project
from research.models.quality_cost import CenterModel, has_rooms, read_center
from research.models.rate_model import RateModel, build_rate, read_model
from research.models.rate_model.names import nearest


def rate(options: Namespace) -> int:
    """Print the rate that a model adds up to, line by line."""
    model = opened(options.model)
    changes = given(options.set)
    if isinstance(model, CenterModel):
        from research.cli.rate_center import center

        draws = (options.draws, options.seed) if options.moves else None
        answer(*center(model, changes, options.scenario, draws), options.json)
        return 0
    built = build_rate(model, changes, options.scenario)
    lines, plain = page(built, model), said(built)
    if options.moves:
        from research.cli import rate_moves

        found = rate_moves.moves(model, changes, options.scenario, options.draws, options.seed)
        lines, plain = lines + rate_moves.page(found), plain | {"moves": rate_moves.said(found)}
    answer(lines, plain, options.json)
    return 0


def opened(name: str) -> RateModel | CenterModel:
    """Return the model of a path, or of a name in data/models; look-ups need a project.

    Raises
    ------
    UsageError
        If there is no such file.
    ModelError
        If the file does not say what it must.
    """
    path = Path(name) if name.endswith(".toml") or "/" in name else _in_project(name)
    if not path.is_file():
        raise UsageError(f"{name} is not there: give the path of a model's TOML file.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name} is not in UTF-8 (byte {error.start}): save it as UTF-8."
        ) from None
    read = read_center if has_rooms(text) else read_model
    model = read(text, path.name)
    if not model.look_ups:
        return model
    from research.warehouse.rate_models import open_any

    return open_any(path)


def given(texts: list[str]) -> dict[str, object]:
    """Return what --set gives: numbers by the name of a parameter.

    Raises
    ------
    UsageError
        If one is not NAME=NUMBER, or a name is given twice.
    """
    held: dict[str, object] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = None
        if not equals or not name or number is None:
            raise UsageError(
                f"--set {text} is not NAME=NUMBER: write the number alone, without % or $, in the "
                "unit of the parameter, such as --set wage=14.20."
            )
        if name in held:
            raise UsageError(f"--set gives {name} twice: {held[name]} and {number}. Keep one.")
        held[name] = number
    return held


def _in_project(name: str) -> Path:
    folder = project().root / "data" / "models"
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if name not in known:
        there = ", ".join(known) or "none"
        raise UsageError(
            f"no model '{name}' in data/models{nearest(name, known)}; there are: {there}. A file "
            f"elsewhere is named with its ending: {name}.toml."
        )
    return folder / f"{name}.toml"
