"""What moved between two editions or candidates: every number, by how much, and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from research.ground.errors import EditionError
from research.ground.paths import Project
from research.publish.editions.diff_causes import Cause, Causes
from research.publish.editions.diff_words import Reworded, reworded
from research.publish.editions.grouping import Group, Reading, grouped, to_read
from research.publish.editions.kept import changed_files, kept
from research.publish.editions.manifest import MANIFEST, Edition, read, released
from research.publish.editions.moves import Move, moves
from research.publish.editions.opened import Contents, opened

_NAME = re.compile(r"(?P<id>[a-z0-9_]+-\d+)(?:@(?P<digest>[0-9a-f]{4,64}))?")


@dataclass(frozen=True)
class Diff:
    """All that is not the same in two editions.

    Attributes
    ----------
    moves
        Every one, with its causes in ``causes`` by subject and finding.
    groups
        The same by cause and finding.
    reading, unread
        At most nine documents that show them, and how many picks those leave out.
    made_from
        What both were made from that differs: tables, prose, style, code, packages.
    only_old, only_new
        The subjects that stand in one alone.
    files
        The files that differ.
    """

    old: Edition
    new: Edition
    moves: tuple[Move, ...]
    causes: Mapping[tuple[str, str], tuple[Cause, ...]]
    groups: tuple[Group, ...]
    reading: tuple[Reading, ...]
    unread: int
    words: tuple[Reworded, ...]
    made_from: tuple[str, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        """Return whose findings moved."""
        return tuple(sorted({one.subject for one in self.moves}))


def diff(project: Project, old: Edition, new: Edition) -> Diff:
    """Return what moved between two editions of a brief.

    Parameters
    ----------
    project
        Where earlier files of tables are kept, from which rows are told.
    old, new
        Editions or candidates of one brief.

    Raises
    ------
    EditionError
        If they are of two briefs, or one cannot be read.
    """
    if old.brief != new.brief:
        raise EditionError(
            f"{old.id} and {new.id} are of two briefs: there is nothing to compare finding by "
            "finding. Name two editions of one."
        )
    sides = opened(old), opened(new)
    found = _moves(*sides, whom={*old.subjects} & {*new.subjects})
    why = Causes(project, *sides)
    causes = {key: why.of(*key) for key in dict.fromkeys((one.subject, one.finding)
                                                         for one in found)}  # fmt: skip
    groups = grouped(found, causes)
    words = tuple(reworded(*sides))
    reading, unread = to_read(groups, [one.subjects for one in words], new.subjects)
    then, now = old.made_from, new.made_from
    return Diff(
        old, new, tuple(found), causes, tuple(groups), tuple(reading), unread,
        words,
        made_from=tuple(n for n in sorted({**then, **now}) if then.get(n) != now.get(n)),
        only_old=tuple(one for one in old.subjects if one not in new.subjects),
        only_new=tuple(one for one in new.subjects if one not in old.subjects),
        files=tuple(changed_files(old, new)),
    )  # fmt: skip


def named(project: Project, name: str) -> Edition:
    """Return an edition or candidate by what a person calls it.

    Parameters
    ----------
    project
        Where both lie.
    name
        ``district-1``: what was released, else the candidate; ``district-1@3fa9``: of that name,
        the one whose digest begins so, as candidates are kept when they are approved; or a folder.

    Raises
    ------
    EditionError
        If there is none, or more than one.
    """
    if (Path(name) / MANIFEST).is_file():
        return read(Path(name))
    said = _NAME.fullmatch(name)
    every = _of_name(project, said["id"]) if said else []
    chosen = [one for one in every if not said or one.digest.startswith(said["digest"] or "")]
    if not chosen:
        there = ", ".join(f"{one.id}@{one.digest[:8]}" for one in every) or "none of that name"
        raise EditionError(
            f"there is no edition or candidate {name!r}; there are: {there}. Write district-1, "
            "district-1@3fa9 (where its digest begins so), or the path of its folder."
        )
    if said and said["digest"] and len({one.digest for one in chosen}) > 1:
        raise EditionError(f"{name} stands for {len(chosen)} candidates: write more of the digest.")
    return chosen[0]


def before(project: Project, new: Edition) -> Edition:
    """Return what an edition is compared with by itself: what was approved, else the last release.

    Raises
    ------
    EditionError
        If nothing stands before it.
    """
    approved = [one for one in kept(project, new.id) if one.digest != new.digest]
    earlier = [
        one for one in released(project) if one.brief == new.brief and one.number < new.number
    ]
    if not approved and not earlier:
        raise EditionError(
            f"nothing stands before {new.id}: it was not approved in another form, and no edition "
            f"of {new.brief} was released before. Name two: research diff EDITION EDITION."
        )
    return (approved or earlier)[-1]


def _of_name(project: Project, name: str) -> list[Edition]:
    """Return all that bears a name: what was released first, then the candidate, then kept ones."""
    folders = [project.editions / name, project.candidates / name]
    stand = [read(folder) for folder in folders if (folder / MANIFEST).is_file()]
    return [*stand, *reversed(kept(project, name))]


def _moves(old: Contents, new: Contents, whom: set[str]) -> list[Move]:
    """Return what moved of the findings of all subjects that both editions are about."""
    found: list[Move] = []
    for key in sorted({*old.findings, *new.findings}):
        if not key[0] or key[0] in whom:
            found += moves(key[0], old.findings.get(key), new.findings.get(key))
    return found
