"""The verbs review: rounds, comments, dispositions, review copies."""

import argparse
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from research.cli.adding import Add
from research.cli.speak import answer, progress

if TYPE_CHECKING:
    from research.ground.paths import Project

_PHASES = ("design", "data", "draft", "final")
_ILLINOIS = "America/Chicago"


def _steps(verb: argparse.ArgumentParser) -> None:
    """Add what can be done in a review, one sub-command each."""
    steps = verb.add_subparsers(dest="step", required=True, metavar="STEP", title="steps")
    for name, (text, add) in _STEPS.items():
        step = steps.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        step.add_argument("brief", metavar="BRIEF", help="a folder of reports/")
        add(step)
        for flags, said in ((("--json",), "answer in JSON, for machines"),
                            (("-v", "--verbose"), "log each step to standard error")):  # fmt: skip
            step.add_argument(*flags, action="store_true", default=argparse.SUPPRESS, help=said)


def _phase(step: argparse.ArgumentParser, required: bool = False) -> None:
    step.add_argument("--phase", choices=_PHASES, required=required, default="", help="the round")


def _open_options(step: argparse.ArgumentParser) -> None:
    step.add_argument("phase", choices=_PHASES, help="the phase")
    step.add_argument("--closes", required=True, metavar="DATE", help="the last day (YYYY-MM-DD)")
    step.add_argument("--ask", action="append", default=[], metavar="PERSON",
                      help='"NAME <ADDRESS>" or a name; repeat for more')  # fmt: skip
    step.add_argument("--asked", metavar="FILE", help="a CSV or XLSX file: name, email")


def _add_options(step: argparse.ArgumentParser) -> None:
    _phase(step, required=True)
    step.add_argument("--from", dest="who", required=True, metavar="PERSON", help="whose it is")
    step.add_argument("--at", dest="place", default="", metavar="PLACE", help="page and line")
    said = step.add_mutually_exclusive_group(required=True)
    said.add_argument("--text", default="", metavar="TEXT", help="the comment")
    said.add_argument("--none", action="store_true", help="they have no comment")


def _import_options(step: argparse.ArgumentParser) -> None:
    step.add_argument("file", metavar="FILE", help="the CSV or XLSX file that the form exported")
    step.add_argument(
        "--form", required=True, metavar="NAME", help="a form of reports/reviews.toml"
    )
    _phase(step)


def _list_options(step: argparse.ArgumentParser) -> None:
    _phase(step)
    step.add_argument("--open", action="store_true", help="only those nobody has decided on")
    step.add_argument("--csv", metavar="FILE", help="write them there, to be filled in")


def _close_options(step: argparse.ArgumentParser) -> None:
    step.add_argument("comment", metavar="ID", nargs="?", default="", help="the comment")
    kinds = step.add_mutually_exclusive_group()
    for kind in ("accepted", "declined", "later"):
        kinds.add_argument(f"--{kind}", dest="disposition", action="store_const", const=kind)
    kinds.add_argument("--file", metavar="FILE", help="many at once: a CSV or XLSX file")
    step.add_argument("--reason", default="", metavar="TEXT", help="why; a refusal needs one")
    step.add_argument(
        "--changed", action="append", default=[], metavar="WHAT",
        help="commit:HASH, finding:NAME or sentence:WORDS; repeat for more",
    )  # fmt: skip
    step.add_argument("--by", required=True, metavar="NAME", help="who decided")


def _copy_options(step: argparse.ArgumentParser) -> None:
    whose = step.add_mutually_exclusive_group(required=True)
    whose.add_argument("--for", dest="who", metavar="NAME", help="the reviewer")
    whose.add_argument("--which", metavar="FILE", help="say whose copy a file is; make none")
    step.add_argument("--subject", default="", metavar="ID", help="of a brief about many")
    _phase(step)
    step.add_argument("--as-of", metavar="DATE", help="the day on which the report looks back")


def _no_options(_step: argparse.ArgumentParser) -> None:
    """Add nothing."""


_STEPS: dict[str, tuple[str, Add]] = {
    "open": ("open a round: a phase, who is asked, when it closes", _open_options),
    "add": ("note one comment", _add_options),
    "import": ("take a form's export; the same again adds nothing", _import_options),
    "list": ("print rounds and comments", _list_options),
    "close": ("say what became of a comment, by whom and what changed", _close_options),
    "copy": ("make a numbered, marked copy with line numbers for a reviewer", _copy_options),
    "closure": ("print how each phase was closed, in counts", _no_options),
}  # fmt: skip

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    "review": ("ask for comments, take them, decide on them, hand out review copies", (_steps,)),
}


def review(options: Namespace) -> int:
    """Do one step of a review."""
    does: dict[str, Callable[[Namespace], int]] = {
        "open": _open, "add": _add, "import": _import, "list": _list, "close": _close,
        "copy": _copy, "closure": _closure,
    }  # fmt: skip
    return does[options.step](options)


def _now() -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.now(UTC).astimezone(ZoneInfo(_ILLINOIS))


def _open(options: Namespace) -> int:
    from research.ground.paths import project
    from research.publish.reviews import rounds
    from research.publish.reviews.listing import round_lines

    asked = rounds.people(options.ask)
    if options.asked:
        asked += rounds.people_of(Path(options.asked))
    made = rounds.open_round(
        project(), options.brief, options.phase, options.closes, asked, _now()
    )  # fmt: skip
    said = {"phase": made.phase, "closes": made.closes, "asked": [vars(x) for x in made.asked]}
    answer(round_lines(made), said, options.json)
    return 0


def _add(options: Namespace) -> int:
    from research.ground.paths import project
    from research.publish.reviews.comments import add
    from research.publish.reviews.rounds import person

    who = person(options.who)
    made = add(
        project(), options.brief, options.phase, who, options.text, _now(), options.place
    )  # fmt: skip
    what = f"comment {made.comment}" if made.comment else f"{who.name}: no comment"
    line = f"{what}: noted" if made.is_new else f"{what}: it was there already"
    answer([line], vars(made), options.json)
    return 0


def _import(options: Namespace) -> int:
    from research.ground.paths import project
    from research.publish.reviews.forms import form
    from research.publish.reviews.imports import take_export
    from research.publish.reviews.listing import import_lines

    here = project()
    made = take_export(
        here, options.brief, form(here, options.form), Path(options.file), options.phase, _now()
    )
    answer(import_lines(made), vars(made), options.json)
    return 0


def _list(options: Namespace) -> int:
    from research.ground.paths import project
    from research.ground.provenance import write_whole
    from research.publish.reviews import listing
    from research.publish.reviews.journal import load_known

    found = load_known(project(), options.brief)
    rounds = [one for one in found.rounds if options.phase in ("", one.phase)]
    chosen = [x for one in rounds for x in one.comments if x.is_open or not options.open]
    if options.csv:
        write_whole(Path(options.csv), listing.comment_rows(chosen))
    lines = [line for one in rounds for line in listing.round_lines(one)]
    lines += [f"{len(chosen)} comments in {options.csv}"] if options.csv else [
        *listing.comment_lines(chosen)
    ]  # fmt: skip
    said = {
        "rounds": [listing.round_said(one) for one in rounds],
        "comments": [listing.comment_said(one) for one in chosen],
    }
    answer(lines or [f"brief {options.brief} was not reviewed yet"], said, options.json)
    return 0


def _close(options: Namespace) -> int:
    from research.ground.errors import UsageError
    from research.ground.paths import project
    from research.publish.reviews.dispositions import Ruling, changes, dispose, read_rulings
    from research.sources.review_journal import Disposition

    if bool(options.file) == bool(options.comment) or (options.comment and not options.disposition):
        raise UsageError(
            "name one comment and --accepted, --declined or --later, or a file of them: --file."
        )
    if options.file:
        rulings = read_rulings(Path(options.file), options.by)
    else:
        kind = Disposition(options.disposition)
        changed = changes(options.changed)
        rulings = (Ruling(options.comment, kind, options.by, options.reason, changed),)
    news = dispose(project(), options.brief, rulings, _now())
    same = len(rulings) - news
    line = f"{news} {'comment' if news == 1 else 'comments'} decided" + (
        f"; {same} were so already" if same else ""
    )
    answer([line], {"decided": news, "same": same}, options.json)
    return 0


def _copy(options: Namespace) -> int:
    from research.ground.paths import project
    from research.publish.reviews.copies import make_copy
    from research.publish.reviews.rounds import person
    from research.studies.manifest import at_day, load

    here = project()
    if options.which:
        return _which(options, here)
    manifest = at_day(load(here, options.brief), options.as_of)
    with progress() as tell:
        tell(f"setting a review copy of {options.brief}")
        made = make_copy(
            here, manifest, person(options.who), _now(), options.subject, options.phase
        )  # fmt: skip
    where = here.short(made.path)
    line = (
        f"{where}: review copy {made.noted.number} for {made.noted.who}, {made.noted.pages} pages"
    )
    answer([line], {"path": where, **vars(made.noted)}, options.json)
    return 0


def _which(options: Namespace, here: "Project") -> int:
    from research.publish.reviews.copies import copy_of
    from research.publish.reviews.journal import load_known
    from research.publish.reviews.listing import one_line

    found = copy_of(load_known(here, options.brief), Path(options.which))
    line = f"review copy {found.number}, made for {one_line(found.who)} on {found.at[:10]}"
    answer([line], vars(found), options.json)
    return 0


def _closure(options: Namespace) -> int:
    from research.ground.paths import project
    from research.publish.reviews.journal import load_known
    from research.publish.reviews.listing import closure_lines
    from research.sources.review_rounds import closure

    found = load_known(project(), options.brief)
    counts = closure(found)
    answer(closure_lines(counts, found), [vars(one) for one in counts], options.json)
    return 0
