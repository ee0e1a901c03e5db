"""The one console command: a verb each, no logic of its own; heavy rooms are imported late."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from research.ground.errors import ResearchError
from research.ground.paths import project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.verb(options))
    except ResearchError as error:
        print(f"research: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="research", description=__doc__)
    verbs = parser.add_subparsers(dest="name", required=True, metavar="VERB")

    def verb(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=text, description=text)
        made.set_defaults(verb=function)
        made.add_argument("--json", action="store_true", help="answer in JSON, for machines")
        return made

    one = verb("report", report, "bring a brief up to date: tables, runs, pages, proof")
    one.add_argument("brief")
    one = verb("trace", trace, "print value, formula, rows, snapshot and address of a finding")
    one.add_argument("finding")
    return parser


def report(options: argparse.Namespace) -> int:
    """Bring a brief up to date."""
    from research.builds import pipeline
    from research.studies.manifest import load

    here = project()
    outcome = pipeline.report(here, load(here, options.brief), _say)
    if outcome.did_nothing:
        _say("nothing to do: everything is up to date")
    for path in outcome.files:
        _say(here.short(path))
    return 0


def trace(options: argparse.Namespace) -> int:
    """Print where a finding comes from."""
    from research.builds.trace import trace as find

    said = find(project(), options.finding)
    if options.json:
        _say(json.dumps(said, indent=1, default=str))
        return 0
    _say(f"{said['finding']} = {said['printed']} ({said['unit']}, grade {said['grade']})")
    _say(f"  formula   {said['formula']}")
    for row in said["rows"]:
        _say(f"  row       {row['row_id']}")
    for source in said["sources"]:
        _say(f"  snapshot  data/raw/{source['snapshot']}")
        _say(f"  address   {source['title']}\n            {source['url']}")
    return 0
