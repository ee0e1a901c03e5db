"""The moves of many documents in few groups, and the few documents to read for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from research.publish.editions.diff_causes import UNKNOWN, Cause
from research.publish.editions.moves import CELL, GONE, NEW, Move

MOST_READ = 9
_FAR = 5
_ODD = 2


@dataclass(frozen=True)
class Pick:
    """One move to look at, and why it was chosen of its group."""

    move: Move
    why: str


@dataclass(frozen=True)
class Group:
    """The moves of one finding, for one reason, over all subjects.

    Attributes
    ----------
    causes
        Why they moved.
    subjects
        Whose finding it is.
    picks
        The most extreme, the typical and the odd ones.
    """

    study: str
    finding: str
    kind: str
    part: str
    causes: tuple[Cause, ...]
    moves: tuple[Move, ...]
    subjects: tuple[str, ...]
    picks: tuple[Pick, ...]

    @property
    def why(self) -> str:
        return "; ".join(one.short for one in self.causes)

    @property
    def is_unexplained(self) -> bool:
        return any(one.kind == UNKNOWN for one in self.causes)


@dataclass(frozen=True)
class Reading:
    """A document to read, and the groups that it stands for."""

    subject: str
    whys: tuple[str, ...]


def grouped(
    moves: Iterable[Move], causes: Mapping[tuple[str, str], tuple[Cause, ...]]
) -> list[Group]:
    """Return the moves in groups: unexplained ones first, then by cause, then by how far.

    Parameters
    ----------
    moves
        Of all subjects.
    causes
        Why each finding moved, by subject and name.
    """
    held: dict[tuple[str, str, str, str], list[Move]] = {}
    for move in moves:
        why = "; ".join(one.short for one in causes[move.subject, move.finding])
        held.setdefault((why, move.study, move.finding, move.part), []).append(move)
    groups = [_group(one, causes) for one in held.values()]
    return sorted(groups, key=_rank)


def to_read(
    groups: Sequence[Group], worded: Sequence[Sequence[str]], everyone: Sequence[str]
) -> tuple[list[Reading], int]:
    """Return at most nine documents that show the most groups, and how many picks they leave.

    The document comes next that shows the most groups of which nothing was seen; among such, the
    most picks.

    Parameters
    ----------
    groups
        With their picks.
    worded
        In whose documents each reworded sentence stands.
    everyone
        All subjects: what is shared stands in the document of each.
    """
    left: dict[tuple[str, str], set[str]] = {}
    for group in groups:
        for pick in group.picks:
            whom = {pick.move.subject} if pick.move.subject else set(everyone) or {""}
            left.setdefault((group.finding, f"{pick.why} of {group.finding}"), set()).update(whom)
    for number, subjects in enumerate(worded, 1):
        said = f"reworded sentence {number}"
        left[said, said] = set(subjects)
    return _covering(left)


def _covering(left: dict[tuple[str, str], set[str]]) -> tuple[list[Reading], int]:
    """Return a few documents that show all that is named, each with what it shows."""
    chosen: list[Reading] = []
    seen: set[str] = set()
    while left and len(chosen) < MOST_READ:
        shows: dict[str, list[tuple[str, str]]] = {}
        for key, subjects in left.items():
            for subject in subjects:
                shows.setdefault(subject, []).append(key)
        new = {one: {what for what, _ in keys} - seen for one, keys in shows.items()}
        best = max(sorted(shows), key=lambda one: (len(new[one]), len(shows[one])))
        seen |= new[best]
        chosen.append(Reading(best, tuple(dict.fromkeys(why for _, why in shows[best]))))
        left = {key: value for key, value in left.items() if key not in shows[best]}
    return chosen, len(left)


def _group(moves: Sequence[Move], causes: Mapping[tuple[str, str], tuple[Cause, ...]]) -> Group:
    first = moves[0]
    ordered = sorted(moves, key=lambda one: (-abs(one.weight), one.subject, one.place))
    return Group(
        first.study, first.finding, first.kind, first.part,
        causes[ordered[0].subject, ordered[0].finding], tuple(ordered),
        tuple(sorted({one.subject for one in moves})), tuple(_picks(ordered)),
    )  # fmt: skip


def _rank(group: Group) -> tuple[bool, str, bool, float, str, str]:
    far = max((abs(one.weight) for one in group.moves), default=0.0)
    is_seen = any(one.is_printed for one in group.moves)
    return (not group.is_unexplained, group.why, not is_seen, -far, group.finding, group.part)


def _picks(ordered: Sequence[Move]) -> list[Pick]:
    """Return the most extreme rise and fall, the typical one, and those unlike the others."""
    counted = [one for one in ordered if one.change is not None]
    if len(ordered) == 1 or not counted:
        why = "the only one" if len(ordered) == 1 else "an example"
        return [Pick(ordered[0], why)]
    rises = [one for one in counted if one.weight > 0]
    falls = [one for one in counted if one.weight < 0]
    picks = [Pick(rises[0], "the largest rise")] if rises else []
    picks += [Pick(falls[0], "the largest fall")] if falls else []
    middle = median(one.weight for one in counted)
    typical = min(counted, key=lambda one: (abs(one.weight - middle), one.subject))
    picks.append(Pick(typical, "typical"))
    picks += [Pick(one, "odd") for one in _odd(ordered, counted, rises, falls, middle)]
    first: dict[tuple[str, str], Pick] = {}
    for pick in picks:
        first.setdefault((pick.move.subject, pick.move.place), pick)
    return list(first.values())


def _odd(
    ordered: Sequence[Move],
    counted: Sequence[Move],
    rises: Sequence[Move],
    falls: Sequence[Move],
    middle: float,
) -> list[Move]:
    """Return the few that are unlike the others: against the trend, far away, new or gone."""
    few = min((rises, falls), key=len)
    against = list(few) if len(few) * 4 <= len(counted) else []
    spread = median(abs(one.weight - middle) for one in counted)
    far = [one for one in counted if spread and abs(one.weight - middle) > _FAR * spread]
    lone = [one for one in ordered if one.change is None and one.part in (CELL, NEW, GONE)]
    return list(dict.fromkeys([*against, *far, *lone]))[:_ODD]
