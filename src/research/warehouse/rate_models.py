"""Open a rate model with every look-up found in the tables; tell which rows it rests on.

In a notebook: ``model = rate_models.open_model("in_home_care_hour")``, then
``source=rate_models.rows_of(model)`` for a finding that was computed from it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from research.ground.errors import ModelError, TableMissingError
from research.ground.paths import project
from research.ground.provenance import MODEL_READ, digest_file
from research.ground.terms import Kind
from research.models.quality_cost import CenterModel
from research.models.rate_model import PAID, Found, Parameter, RateModel, paid_of
from research.models.rate_model.names import nearest
from research.sources.model_files import Model, cited_as, is_typed, load, typed
from research.warehouse import reads

if TYPE_CHECKING:
    import pandas as pd

_ENDING = ".toml"
_TABLE = "model_parameters"


def open_model(path_or_name: str | Path) -> RateModel:
    """Return a model of a rate whose every value is known.

    Parameters
    ----------
    path_or_name
        "in_home_care_hour" for data/models/in_home_care_hour.toml of the project, or the path
        of any other file that ends in .toml. A path needs no project, unless something in it
        is looked up.

    Raises
    ------
    ModelError
        If there is no such model, it is not whole, it is a center, or a look-up finds nothing.
    TableMissingError
        If a table that it looks into was not built.
    """
    model = open_any(path_or_name)
    if not isinstance(model, RateModel):
        raise ModelError(f"{model.where} has [rooms]: it is a center, opened by open_center.")
    return model


def open_center(path_or_name: str | Path) -> CenterModel:
    """Return a model of a center whose every value is known; else as `open_model`."""
    model = open_any(path_or_name)
    if not isinstance(model, CenterModel):
        raise ModelError(f"{model.where} has no [rooms]: it is a rate, opened by open_model.")
    return model


def open_any(path_or_name: str | Path) -> Model:
    """Return a model of either kind; else as `open_model`."""
    name = str(path_or_name)
    path = Path(name) if name.endswith(_ENDING) or "/" in name else _path_of(name)
    model = load(path)
    digest = digest_file(path)
    reads.note(reads.Read(f"{MODEL_READ}{name}", (), digest, digest))
    return model.resolved(_found(model)) if model.look_ups else model


def names() -> list[str]:
    """Return the name of every rate model of the project."""
    return sorted(path.stem for path in project().models.glob(f"*{_ENDING}"))


def rows_of(
    model: Model, scenario: str | None = None, *, with_paid: bool = False
) -> list["pd.DataFrame"]:
    """Return the rows that a model rests on, one frame a table, to pass as a finding's source.

    They are the rows that its look-ups found, and those of ``model_parameters`` for what is
    typed from a source in the model itself. What is assumed has no row: pass ``assumed=`` too.

    Parameters
    ----------
    model
        As `open_model` returned it, from the project's data/models.
    scenario
        Which scenario the number was computed under, if one.
    with_paid
        Whether the number rests on what is paid, too.

    Raises
    ------
    ModelError
        If there is no such scenario, or the model is not one of data/models.
    TableMissingError
        If a table is not that of the model as it stands: build it again.
    """
    from research.warehouse import store

    wanted = _row_ids(model, scenario, with_paid)
    tables = dict.fromkeys(row.split(":", 1)[0] for row in wanted)
    frames = []
    for table in tables:
        own = [row for row in wanted if row.split(":", 1)[0] == table]
        frame = store.read(table, row_id=own)
        lost = [row for row in own if row not in frame.index]
        if lost:
            raise _stale(table, lost[0])
        frames.append(frame.loc[own])
        if table == _TABLE:
            _check_same(model, frames[-1])
    return frames


def _path_of(name: str) -> Path:
    path = project().models / f"{name}{_ENDING}"
    if not path.is_file():
        known = names()
        raise ModelError(
            f"no rate model {name!r}{nearest(name, known)}; there are "
            f"{', '.join(known) or 'none'}. A file elsewhere is named with its ending: "
            f"path/to/model{_ENDING}."
        )
    return path


def _found(model: Model) -> dict[str, Found]:
    from research.warehouse.look_ups import look_up

    found = {}
    for name, asked in model.look_ups.items():
        try:
            found[name] = look_up(asked, model.as_of)
        except ModelError as error:
            raise ModelError(f"{model.where}, parameter {name}: {error}") from error
        if name not in model.parameters and not found[name].row.endswith(f":{Kind.PAID}"):
            raise ModelError(
                f"{model.where}, {name}: {found[name].row} is no rate that was paid, so it is not "
                "held against the cost. Look up a series of paid rates, or leave it out."
            )
    return found


def _row_ids(model: Model, scenario: str | None, with_paid: bool) -> list[str]:
    known = model.plan.scenarios if isinstance(model, CenterModel) else model.scenarios
    if scenario is not None and scenario not in known:
        raise ModelError(
            f"{model.where} has no scenario {scenario!r}{nearest(scenario, known)}; it has "
            f"{', '.join(known) or 'none'}."
        )
    of_kind = _held_by_center if isinstance(model, CenterModel) else _held_by_rate
    held = of_kind(model, scenario, with_paid)  # type: ignore[arg-type]
    ids = [_row_id(model, name, one) for name, one in held.items()]
    return list(dict.fromkeys(row for row in ids if row))


def _held_by_rate(model: RateModel, scenario: str | None, with_paid: bool) -> dict[str, Parameter]:
    told = model.scenarios[scenario] if scenario else None
    moved = told.changes if told else {}
    held = {name: one for name, one in model.parameters.items() if name not in moved}
    held |= {key: one for key, one in typed(model).items() if key.startswith(f"{scenario}.")}
    paid, key = model.paid, PAID
    if told and told.paid:
        paid, key = told.paid, paid_of(told.name)
    return {**held, key: paid} if with_paid and paid else held


def _held_by_center(
    model: CenterModel, scenario: str | None, _with_paid: bool
) -> dict[str, Parameter]:
    held = dict(model.in_effect)
    for target, value in model.plan.scenarios[scenario].changes if scenario else ():
        held.pop(target, None)
        if isinstance(value, str):
            held[value] = model.parameters[value]
    return held


def _row_id(model: Model, name: str, parameter: Parameter) -> str:
    source = parameter.source
    if source is None:
        return ""
    return f"{_TABLE}:{_name_of(model)}:{name}" if is_typed(parameter) else source.row


def _name_of(model: Model) -> str:
    return model.where.removesuffix(_ENDING)


def _check_same(model: Model, rows: "pd.DataFrame") -> None:
    known = typed(model)
    for row in rows.itertuples():
        if known[str(row.parameter)].value != row.value:
            raise _stale(_TABLE, str(row.Index))


def _stale(table: str, row: str) -> TableMissingError:
    return TableMissingError(
        f"table {table} does not hold {row} as the model has it now: run `research build {table}`. "
        f"A model whose figures are cited lies in data/models ({cited_as('NAME')})."
    )
