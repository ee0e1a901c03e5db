"""Which values a run will hold: the notebook's defaults, what was given, and the day."""

import ast
from collections.abc import Mapping

from research.ground.errors import ParameterError
from research.studies.manifest import Manifest, Study
from research.studies.notebook import PARAMETERS_TAG, cells, tree_of
from research.studies.parameters import SECRET, Value


def defaults(study: Study) -> dict[str, Value]:
    """Return the defaults that stand in the notebook's parameters cell.

    Raises
    ------
    ParameterError
        If there is not exactly one such cell, or it holds anything but name = literal,
        or names that study.toml does not declare.
    """
    tagged = [cell for cell in cells(study.notebook) if PARAMETERS_TAG in cell.tags]
    name = study.notebook.name
    if len(tagged) != 1:
        raise ParameterError(
            f"{name} has {len(tagged)} cells tagged 'parameters'; it needs exactly one. "
            "In JupyterLab: select the cell, open the property inspector, add the tag."
        )
    found = _literals(name, tagged[0].source)
    secret = sorted(key for key in found if SECRET.search(key))
    if secret:
        raise ParameterError(
            f"{name}: parameter {secret[0]} sounds like a secret; secrets never enter "
            "parameters, because they stand in the executed notebook. Read it where it is used."
        )
    unknown = sorted(set(found) - set(study.parameters))
    if unknown:
        raise ParameterError(
            f"{name} has parameters that study.toml does not type: {', '.join(unknown)}."
        )
    return found


def _literals(name: str, source: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    try:
        for line in tree_of(source).body:
            if not (isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)):
                raise ParameterError(
                    f"{name}: the parameters cell holds more than name = value, in line "
                    f"{line.lineno}."
                )
            found[line.targets[0].id] = ast.literal_eval(line.value)
    except (SyntaxError, ValueError) as error:
        raise ParameterError(
            f"{name}: the parameters cell is not name = literal ({error})."
        ) from error
    return found


def bind(study: Study, given: Mapping[str, object], as_of: str) -> dict[str, Value]:
    """Return the values that a run will hold: defaults, what was given, and the day.

    Raises
    ------
    ParameterError
        If one is unknown, missing, of another type, out of bounds, or the day itself.
    """
    unknown = sorted(set(given) - set(study.parameters))
    if unknown:
        raise ParameterError(
            f"study {study.name} has no parameter {', '.join(unknown)}; "
            f"it has {', '.join(sorted(study.parameters)) or 'none'}."
        )
    held: dict[str, object] = {**defaults(study)}
    if "as_of" in study.parameters:
        held["as_of"] = as_of
    if given.get("as_of", as_of) != as_of:
        raise ParameterError("as_of is the day of the whole run: set it with --as-of.")
    held |= given
    missing = sorted(set(study.parameters) - set(held))
    if missing:
        raise ParameterError(f"study {study.name} needs {', '.join(missing)}: pass -p name=value.")
    return {name: study.parameters[name].check(value) for name, value in sorted(held.items())}


def read_given(study: Study, given: Mapping[str, str], as_of: str) -> dict[str, Value]:
    """Return what a run will hold, when values were given as texts on a command line."""
    read = {
        name: study.parameters[name].read(text) if name in study.parameters else text
        for name, text in given.items()
    }
    return bind(study, read, as_of)


def spread(manifest: Manifest, given: Mapping[str, str]) -> dict[str, dict[str, Value]]:
    """Return what each study of a brief will hold; each takes the parameters that it declares.

    Raises
    ------
    ParameterError
        If a name is no parameter of any study of the brief.
    """
    known = {name for study in manifest.studies.values() for name in study.parameters}
    unknown = sorted(set(given) - known)
    if unknown:
        raise ParameterError(
            f"no study of {manifest.brief} has a parameter {', '.join(unknown)}; "
            f"they have {', '.join(sorted(known)) or 'none'}."
        )
    return {
        study.name: read_given(
            study, {k: v for k, v in given.items() if k in study.parameters}, manifest.as_of
        )
        for study in manifest.studies.values()
    }
