"""Whether the findings of all subjects add up to the figure that they share."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from research.ground.errors import TotalsError
from research.studies.record import RunRecord
from research.studies.subjects import Subject

CLOSE = 1e-6
"""How far a sum may lie from its total, as a share of it: more than floating point needs."""


@dataclass
class Sums:
    """The parts of each total as they come in: one number a subject and finding, no records.

    ``totals`` maps a finding of the subjects to the shared finding that it adds up to, and
    ``over`` holds the subjects that make up the whole.
    """

    totals: Mapping[str, str]
    over: tuple[str, ...]
    parts: dict[str, dict[str, float]] = field(default_factory=dict)

    def take(self, subject: str, record: RunRecord) -> None:
        """Keep what a finished run adds to the totals."""
        for finding in record.findings:
            if finding.name in self.totals and subject in self.over:
                self.parts.setdefault(finding.name, {})[subject] = _number(finding.value)

    def lacks(self, subject: str) -> bool:
        """Return whether a subject belongs to the whole and has not been heard of."""
        return subject in self.over and any(
            subject not in self.parts.get(part, {}) for part in self.totals
        )

    def reconcile(self, shared: Sequence[RunRecord]) -> list[str]:
        """Compare each sum with its shared figure; return a line for each, one if some are missing.

        Raises
        ------
        TotalsError
            If a sum differs, or a part of it is no number.
        """
        lost = [one for one in self.over if self.lacks(one)]
        if lost:
            return [
                f"totals are compared when all {len(self.over)} stand that add up; "
                f"{len(lost)} have no run that is up to date, first {lost[0]}"
            ]
        whole = {finding.name: finding.value for record in shared for finding in record.findings}
        return [self._line(part, name, whole) for part, name in sorted(self.totals.items())]

    def _line(self, part: str, name: str, whole: Mapping[str, object]) -> str:
        held = self.parts.get(part, {})
        if name not in whole:
            raise TotalsError(
                f"[subjects] totals: no shared study records {name}, to which {part} should add "
                "up. Name a finding of a study without a subject."
            )
        bad = [one for one in self.over if not math.isfinite(held[one])]
        if bad:
            raise TotalsError(
                f"{part} is no number for {len(bad)} of {len(self.over)} subjects, first "
                f"{bad[0]}, so it cannot add up to {name}. Record a number there, 0 if it is none."
            )
        total, summed = _number(whole[name]), math.fsum(held[one] for one in self.over)
        if not math.isclose(total, summed, rel_tol=CLOSE, abs_tol=CLOSE):
            largest = max(self.over, key=lambda one: abs(held[one]))
            raise TotalsError(
                f"{name} is {total:,.10g}, but {part} over {len(self.over)} subjects is "
                f"{summed:,.10g}: {summed - total:+,.10g}. Nothing was rendered. The largest part "
                f"is {held[largest]:,.10g} ({largest}); look for rows that no subject or two hold."
            )
        return f"{part} over {len(self.over)} subjects adds up to {name}"


def _number(value: object) -> float:
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if good else math.nan  # type: ignore[arg-type]


def sums(totals: Mapping[str, str], over: Mapping[str, str], every: Sequence[Subject]) -> Sums:
    """Return an empty account of totals over the subjects that ``over`` chooses.

    Raises
    ------
    TotalsError
        If it chooses none.
    """
    chosen = tuple(
        one.id for one in every if all(str(one.row.get(k)) == v for k, v in over.items())
    )
    if totals and not chosen:
        said = ", ".join(f"{k} = {v}" for k, v in over.items())
        raise TotalsError(f"[subjects] totals_over: no subject has {said}.")
    return Sums(dict(totals), chosen)
