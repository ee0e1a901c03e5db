"""Read study.toml: which notebooks answer which questions for a brief, and on what terms."""

import ast
import json
import math
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from research.ground.errors import ManifestError, ParameterError, UsageError
from research.ground.paths import Project

Value = int | float | str | bool
_TYPES: dict[str, type] = {"integer": int, "number": float, "text": str, "flag": bool, "date": str}
_SECRET = re.compile(r"(secret|password|passwd|token|api_?key|credential)", re.IGNORECASE)


@dataclass(frozen=True)
class Parameter:
    """One typed parameter; its default stands in the notebook's parameters cell."""

    name: str
    type: str
    help: str
    choices: tuple[Value, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def read(self, text: str) -> Value:
        """Return the value of a text from the command line.

        Raises
        ------
        ParameterError
            If the text is not of the parameter's type.
        """
        try:
            if self.type == "integer":
                return int(text)
            if self.type == "number":
                return float(text)
            if self.type == "flag":
                return {"true": True, "false": False}[text.lower()]
        except (ValueError, KeyError) as error:
            raise ParameterError(f"{self.name}={text} is not of type {self.type}.") from error
        return text

    def check(self, value: object) -> Value:
        """Return a value after testing its type and bounds.

        Raises
        ------
        ParameterError
            If it is of another type, no choice, or out of bounds.
        """
        wanted = _TYPES[self.type]
        good = isinstance(value, wanted) and not (wanted is not bool and isinstance(value, bool))
        if self.type == "number":
            good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good:
            raise ParameterError(f"{self.name}={value!r} is not of type {self.type}.")
        if self.type == "date":
            _iso(self.name, str(value))
        if self.choices and value not in self.choices:
            listed = ", ".join(str(choice) for choice in self.choices)
            raise ParameterError(f"{self.name}={value!r} is none of {listed}.")
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._check_bounds(value)
        return value  # type: ignore[return-value]

    def _check_bounds(self, value: float) -> None:
        low, high = self.minimum, self.maximum
        if (
            math.isnan(value)
            or (low is not None and value < low)
            or (high is not None and value > high)
        ):
            raise ParameterError(f"{self.name}={value!r} is not between {low} and {high}.")


@dataclass(frozen=True)
class Gap:
    """A declared hole: findings that need a table which a clone does not have."""

    table: str
    findings: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Study:
    """One question, the notebook that answers it, and what it must produce."""

    name: str
    brief: str
    question: str
    notebook: Path
    tables: tuple[str, ...]
    findings: tuple[str, ...]
    parameters: dict[str, Parameter]
    optional: tuple[Gap, ...] = ()
    cell_seconds: int = 120


@dataclass(frozen=True)
class Manifest:
    """One brief: its studies, formats and day."""

    brief: str
    folder: Path
    file_name: str
    formats: tuple[str, ...]
    as_of: str
    studies: dict[str, Study] = field(default_factory=dict)


def briefs(project: Project) -> list[str]:
    """Return the name of every brief that has a study.toml."""
    return sorted(path.parent.name for path in project.reports.glob("*/study.toml"))


def load(project: Project, brief: str) -> Manifest:
    """Return what study.toml declares for a brief.

    Raises
    ------
    UsageError
        If there is no such brief.
    ManifestError
        If study.toml is no TOML, lacks an entry, or two studies share a finding.
    """
    path = project.reports / brief / "study.toml"
    if not path.is_file():
        raise UsageError(f"no brief {brief!r}; there are: {', '.join(briefs(project))}.")
    where = project.short(path)
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        studies = {
            name: _study(project, brief, name, entry) for name, entry in said["studies"].items()
        }
        manifest = Manifest(
            brief=brief,
            folder=path.parent,
            file_name=said.get("file_name", brief),
            formats=tuple(said["formats"]),
            as_of=_iso("as_of", str(said["as_of"])),
            studies=studies,
        )
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{where} is not TOML: {error}.") from error
    except KeyError as error:
        raise ManifestError(f"{where} lacks {error.args[0]!r}.") from error
    _check(manifest, where)
    return manifest


def find_study(project: Project, name: str) -> tuple[Manifest, Study]:
    """Return a study by name, with the brief it belongs to."""
    known: list[str] = []
    for brief in briefs(project):
        manifest = load(project, brief)
        if name in manifest.studies:
            return manifest, manifest.studies[name]
        known += manifest.studies
    raise UsageError(f"no study {name!r}; there are: {', '.join(sorted(known))}.")


def _study(project: Project, brief: str, name: str, entry: dict[str, Any]) -> Study:
    parameters = {
        key: Parameter(
            name=key,
            type=said["type"],
            help=said.get("help", ""),
            choices=tuple(said.get("choices", ())),
            minimum=said.get("minimum"),
            maximum=said.get("maximum"),
        )
        for key, said in entry.get("parameters", {}).items()
    }
    return Study(
        name=name,
        brief=brief,
        question=entry["question"],
        notebook=project.notebooks / entry["notebook"],
        tables=tuple(entry["tables"]),
        findings=tuple(entry["findings"]),
        parameters=parameters,
        optional=tuple(
            Gap(o["table"], tuple(o["findings"]), o["sentence"]) for o in entry.get("optional", ())
        ),
        cell_seconds=int(entry.get("cell_seconds", 120)),
    )


def _check(manifest: Manifest, where: str) -> None:
    owner: dict[str, str] = {}
    for study in manifest.studies.values():
        if not study.notebook.is_file():
            raise ManifestError(
                f"{where}: study {study.name} names {study.notebook.name}, which is not there."
            )
        for finding in [*study.findings, *(f for o in study.optional for f in o.findings)]:
            if finding in owner:
                raise ManifestError(
                    f"{where}: finding {finding} is declared by {owner[finding]} and {study.name}."
                )
            owner[finding] = study.name
        for parameter in study.parameters.values():
            if parameter.type not in _TYPES:
                raise ManifestError(
                    f"{where}: {parameter.name} has unknown type {parameter.type!r}."
                )
            if _SECRET.search(parameter.name):
                raise ManifestError(
                    f"{where}: parameter {parameter.name} sounds like a secret; secrets never "
                    "enter parameters, because they stand in the executed notebook."
                )


def cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook as plain mappings, sources joined, outputs dropped."""
    try:
        read = json.loads(notebook.read_text(encoding="utf-8"))
        return [
            {
                "type": cell["cell_type"],
                "source": "".join(cell["source"]),
                "tags": list(cell.get("metadata", {}).get("tags", [])),
            }
            for cell in read["cells"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise ManifestError(f"{notebook.name} is not a notebook: {error}.") from error


def defaults(study: Study) -> dict[str, Value]:
    """Return the defaults that stand in the notebook's parameters cell.

    Raises
    ------
    ParameterError
        If there is not exactly one such cell, or it holds anything but name = literal,
        or names that study.toml does not declare.
    """
    tagged = [cell for cell in cells(study.notebook) if "parameters" in cell["tags"]]
    name = study.notebook.name
    if len(tagged) != 1:
        raise ParameterError(
            f"{name} has {len(tagged)} cells tagged 'parameters'; it needs exactly one. "
            "In JupyterLab: select the cell, open the property inspector, add the tag."
        )
    found: dict[str, Value] = {}
    try:
        for line in ast.parse(tagged[0]["source"]).body:
            if not (isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)):
                raise ParameterError(f"{name}: the parameters cell holds more than name = value.")
            found[line.targets[0].id] = ast.literal_eval(line.value)
    except (SyntaxError, ValueError) as error:
        raise ParameterError(
            f"{name}: the parameters cell is not name = literal ({error})."
        ) from error
    unknown = sorted(set(found) - set(study.parameters))
    if unknown:
        raise ParameterError(
            f"{name} has parameters that study.toml does not type: {', '.join(unknown)}."
        )
    return found


def bind(study: Study, given: dict[str, object], as_of: str) -> dict[str, Value]:
    """Return the values that a run will hold: defaults, what was given, and the day.

    Raises
    ------
    ParameterError
        If one is unknown, missing, of another type, or sounds like a secret.
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
    held |= given
    missing = sorted(set(study.parameters) - set(held))
    if missing:
        raise ParameterError(f"study {study.name} needs {', '.join(missing)}: pass -p name=value.")
    return {name: study.parameters[name].check(value) for name, value in sorted(held.items())}


def _iso(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ParameterError(f"{name}={text} is not a date (YYYY-MM-DD).") from error
