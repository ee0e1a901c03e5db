"""What stands in the way of a milestone now: stale tables or pages, reviews, approvals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from research.builds.plan import Step, plan
from research.ground.errors import ApprovalError, EditionError
from research.ground.paths import Project
from research.publish.calendar_days import clock, spoken
from research.publish.editions.manifest import MANIFEST, Edition, read
from research.render.site import declared, is_example
from research.studies.manifest import load

if TYPE_CHECKING:
    from research.sources.review_rounds import Comment

_SHOWN = 3


@dataclass
class Blocks:
    """What stands in the way of the milestones of one brief; each thing is looked at once.

    Attributes
    ----------
    since
        The first day of its plan: an edition released before then belongs to an earlier one.
    embargo
        The minute that its candidate must name.
    planned
        The steps of its next build, where they are known already.
    """

    project: Project
    brief: str
    now: datetime
    since: date | None
    embargo: datetime | None
    planned: Sequence[Step] = ()

    def of(self, need: str) -> tuple[str, ...]:
        """Return what stands in the way of a need of the calendar; nothing if it is met."""
        kind, _, phase = need.partition(":")
        asked: dict[str, Callable[[], list[str]]] = {
            "tables": self._tables,
            "pages": self._pages,
            "review": lambda: self._review(phase),
            "candidate": self._candidate,
            "approvals": self._approvals,
            "release": self._release,
        }
        return () if self.released else tuple(asked[kind]())

    @cached_property
    def released(self) -> Edition | None:
        """The newest edition that was released under this plan."""
        found = [one for one in self._editions(self.project.editions) if self._is_of_plan(one)]
        return max(found, key=lambda one: one.number, default=None)

    @cached_property
    def candidate(self) -> Edition | None:
        """The newest candidate under this plan."""
        found = [one for one in self._editions(self.project.candidates) if self._is_of_plan(one)]
        return max(found, key=lambda one: one.number, default=None)

    @cached_property
    def steps(self) -> list[Step]:
        """What a build of the brief would do, its tables first."""
        return list(self.planned) or plan(self.project, load(self.project, self.brief))

    def _is_of_plan(self, edition: Edition) -> bool:
        day = edition.release.astimezone(self.now.tzinfo).date()
        return self.since is None or day >= self.since

    def _editions(self, folder: Path) -> list[Edition]:
        found = [read(path.parent) for path in sorted(folder.glob(f"{self.brief}-*/{MANIFEST}"))]
        return [one for one in found if one.brief == self.brief]

    def _tables(self) -> list[str]:
        return _due(self.steps[:1])

    def _pages(self) -> list[str]:
        return _due(self.steps)

    def _review(self, phase: str) -> list[str]:
        from research.publish.reviews.journal import load as journal
        from research.publish.reviews.journal import phase_of

        found = journal(self.project, self.brief).round(phase_of(phase))
        if found is None or not found.closes:
            return [f"no {phase} round was opened: `research review open {self.brief} {phase}`"]
        still = [one for one in found.comments if one.is_open]
        told = [_open(still)] if still else []
        if not found.answered and not found.comments:
            told.append(f"none of {len(found.asked)} who were asked has answered")
        if self.now.date() <= date.fromisoformat(found.closes):
            told.append(f"its round is open until {spoken(date.fromisoformat(found.closes))}")
        return told

    def _comments(self) -> list[str]:
        from research.publish.reviews.comments import open_comments

        found = open_comments(self.project, self.brief)
        return [_open(found)] if found else []

    def _candidate(self) -> list[str]:
        try:
            found = self.candidate
        except EditionError as error:
            return [str(error)]
        if found is None:
            return [f"no candidate was made: `research candidate {self.brief}`", *self._unfit()]
        if self.embargo is not None and found.release != self.embargo:
            minute = found.release.astimezone(self.now.tzinfo)
            return [
                f"candidate {found.id} is for {spoken(minute)}, {clock(minute)}, and the calendar "
                f"says {spoken(self.embargo)}, {clock(self.embargo)}: make another"
            ]
        return []

    def _moved(self) -> list[str]:
        """Return that what a candidate was made from changed since, so that it is refused."""
        from research.publish.editions.releasable import require_current

        try:
            if self.candidate is not None:
                require_current(self.project, self.candidate)
        except EditionError as error:
            return [str(error)]
        return []

    def _unfit(self) -> list[str]:
        """Return what a candidate would be refused for, as far as it shows without its pages."""
        from research.publish.editions.ready import require_committed

        due = [step for step in self.steps if step.is_due]
        told = [f"{len(due)} steps of its build are due"] if due else []
        site = declared(self.project.reports)
        if site is not None and is_example(site.base_address):
            told.append(f"reports/site.toml has the example address {site.base_address}")
        try:
            require_committed(self.project, load(self.project, self.brief))
        except EditionError as error:
            told.append(str(error))
        return told

    def _approvals(self) -> list[str]:
        from research.publish.editions.approvals import NEEDED, valid

        lacking = self._candidate()
        if lacking or self.candidate is None:
            return lacking
        try:
            good = valid(self.project, self.candidate, self.now.date())
        except ApprovalError as error:
            return [str(error)]
        if len(good) >= NEEDED:
            return []
        by = f" ({', '.join(one.name for one in good)})" if good else ""
        return [f"{self.candidate.id} has {len(good)} of {NEEDED} approvals{by}"]

    def _release(self) -> list[str]:
        told = [*self._comments(), *dict.fromkeys([*self._approvals(), *self._moved()])]
        ready = self.candidate.id if not told and self.candidate else ""
        return told or [f"nobody has released it: `research release {ready}`"]


def _open(comments: "list[Comment]") -> str:
    count = len(comments)
    return f"{count} comment{' is' if count == 1 else 's are'} open: {comments[0].id} is the first"


def _due(steps: list[Step]) -> list[str]:
    told = [f"{step.verb} {step.what}: {step.why}" for step in steps if step.is_due]
    more = len(told) - _SHOWN
    return told if more <= 0 else [*told[:_SHOWN], f"and {more} more: `research status`"]
