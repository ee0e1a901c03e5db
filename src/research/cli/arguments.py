"""What each verb takes, and its help; nothing heavy is imported here."""

import argparse

from research.cli import audience, delivering, releasing, reviewing, schedules, siting
from research.cli.adding import Add

_ABOUT = """\
From a published table to a finding, a page and a receipt. `research report BRIEF` does
everything that is due, in order; the other verbs do one step each."""


def _as_of(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--as-of",
        metavar="DATE",
        help="the day on which the report looks back (YYYY-MM-DD); study.toml has the default",
    )


def _parameters(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another value for a parameter that study.toml types; repeat for more",
    )


def _engine(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--engine",
        choices=("embedded", "quarto"),
        default="embedded",
        help="what sets the pages: what is shipped with this project, or Quarto if it is here",
    )


def _brief(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("brief", metavar="BRIEF", help="a folder of reports/")


def _study(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("study", metavar="STUDY", help="a study that some study.toml declares")


def _subjects(verb: argparse.ArgumentParser) -> None:
    """Add what chooses among the subjects of a brief, and what bounds the work."""
    chosen = verb.add_argument_group("subjects, for a brief about many")
    chosen.add_argument("--all", action="store_true", help="all of them")
    chosen.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="those with this value in their table (chamber=senate); repeat to narrow",
    )
    chosen.add_argument(
        "--subject", action="append", default=[], metavar="ID", help="this one; repeat for more"
    )
    bounds = verb.add_argument_group("how, for a brief about many")
    bounds.add_argument("--no-pages", action="store_true", help="only the runs")
    bounds.add_argument(
        "--formats", default="", metavar="LIST", help="only these of its formats: pdf,html"
    )
    bounds.add_argument(
        "--workers", type=int, metavar="N", help="so many at a time; otherwise one a core"
    )
    bounds.add_argument(
        "--memory", type=int, metavar="MB", help="for all together; otherwise what is free"
    )
    bounds.add_argument(
        "--executor", choices=("local", "dask"), default="local", help="where the work is done"
    )
    bounds.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="of the Dask cluster: tcp://host:8786"
    )


def _snapshot(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("publishers", metavar="PUBLISHER", nargs="+", help="a folder of data/raw")
    verb.add_argument(
        "--mirror",
        metavar="DIR",
        help="copy from a folder laid out like data/raw (also: RESEARCH_MIRROR)",
    )
    verb.add_argument(
        "--new",
        action="store_true",
        help="keep a file that changed as a new dated snapshot, and pin it",
    )


def _tables(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("tables", metavar="TABLE", nargs="*", help="only these; otherwise all")


def _file(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", metavar="FILE", help="a finished PDF")


def _finding(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "finding", metavar="FINDING", help="a finding of the last runs; H042.NAME for one subject's"
    )


def _whom(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "name", metavar="NAME", help="a subject (H042), a study, or a folder of reports/"
    )


def _rate(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "model", metavar="MODEL", help="a model's TOML file, or the name of one in data/models"
    )
    verb.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another value for a parameter, in its own unit; repeat for more",
    )
    verb.add_argument("--scenario", metavar="NAME", help="a scenario that the model names")
    verb.add_argument(
        "--moves",
        action="store_true",
        help="also say how far the rate moves, what moves it, and what would have to change",
    )
    verb.add_argument("--draws", type=int, default=10_000, metavar="N", help="joint draws of it")
    verb.add_argument("--seed", type=int, default=1, metavar="N", help="where the draws begin")


def _lab(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--port", type=int, metavar="N", help="listen there; otherwise a free port")
    verb.add_argument("--no-browser", action="store_true", help="only print the address")


VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    "report": (
        "bring a brief up to date: tables, runs, pages, proof; only what is stale",
        (_brief, _as_of, _parameters, _engine, _subjects),
    ),
    "status": ("say what is stale or missing, and why", ()),
    "plan": (
        "say what a report would do, and why, without doing it",
        (_brief, _as_of, _parameters, _engine),
    ),
    "snapshot": (
        "keep a dated, hashed, cited copy of what a publisher issues in data/raw",
        (_snapshot,),
    ),
    "build": ("rebuild the tables of data/processed that changed, and say why", (_tables,)),
    "run": (
        "run one study if it is stale; for many subjects, their pages too",
        (_study, _as_of, _parameters, _subjects),
    ),
    "render": (
        "set the pages of a brief from its finished runs, and prove them",
        (_brief, _as_of, _parameters, _engine),
    ),
    "cost": ("print what the runs of a brief's subjects cost, cell by cell", (_brief,)),
    "proof": ("read a finished PDF back, and refuse what no reader should see", (_file,)),
    "trace": ("print value, formula, rows, snapshot and address of a finding", (_finding,)),
    "why": (
        "say what changed since the last run and pages of a subject, a study or a brief",
        (_whom, _as_of, _parameters),
    ),
    "rate": ("print a rate from its parts, line by line, from a model's file", (_rate,)),
    "lab": ("open JupyterLab on this project", (_lab,)),
}  # fmt: skip

PUBLISHING = (schedules, reviewing, releasing, audience, delivering, siting)
"""The modules that hold the verbs from a finished brief to its readers; light to import."""

EVERY = VERBS | {name: said for module in PUBLISHING for name, said in module.VERBS.items()}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line: one sub-command a verb."""
    made = argparse.ArgumentParser(
        prog="research", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = made.add_subparsers(dest="verb", required=True, metavar="VERB", title="verbs")
    for name, (text, additions) in EVERY.items():
        verb = verbs.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        for add in additions:
            add(verb)
        verb.add_argument("--json", action="store_true", help="answer in JSON, for machines")
        verb.add_argument(
            "-v", "--verbose", action="store_true", help="log each step to standard error"
        )
    return made
