"""Sentences about a sample of returns: who was left out of it, and how one place stands in it."""

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.metrics.distribution import Distribution
from research.tables.formats import listed, written
from research.tables.sentences_overhead import spread_sentence


def left_out_sentence(found: Distribution, sample: str) -> str:
    """Return how many returns of a sample are counted, and how many are not, by reason.

    Parameters
    ----------
    found
        Of `overhead_distribution`.
    sample
        What the returns are of, in the plural: "returns of human-service charities, 2021".

    Raises
    ------
    FindingError
        If the sample is not named.
    """
    if not sample.strip():
        raise FindingError("name the sample: whose returns, of which year.")
    whole = found.agencies + sum(one.returns for one in found.excluded)
    if not found.excluded:
        return f"All {whole:,} {sample.strip()} are counted."
    why = listed([f"{one.returns:,} ({one.reason})" for one in found.excluded])
    return f"Of {whole:,} {sample.strip()}, {found.agencies:,} are counted. Left out: {why}."


def place_sentence(place: str, local: Distribution, whole: Distribution, sample: str) -> str:
    """Return the middle of one place, and whether it can be told from the middle of the sample.

    ``sample`` names the returns of the place, as in `left_out_sentence`; ``whole`` is of the
    sample that holds them. It speaks of chance in sampling, not of who is missing.
    """
    said = spread_sentence(local, sample)
    middle = f"The middle of all {whole.agencies:,} returns, {written(whole.share_p50, Unit.SHARE)}"
    if local.share_p50_low <= whole.share_p50 <= local.share_p50_high:
        same = f"{place} cannot be told apart from the sample"
        return f"{said} {middle}, lies inside that range: {same}."
    return f"{said} {middle}, lies outside that range."


def sizes_sentence(found: Distribution) -> str:
    """Return whether agencies of one size differ more than the medians of sizes do.

    Held against each other are the narrowest middle half of a size, and the distance between
    the highest and the lowest median of a size.

    Raises
    ------
    FindingError
        If fewer than two sizes are shown.
    """
    groups = found.by_size
    if len(groups) < 2:
        raise FindingError(f"{len(groups)} sizes are shown: a comparison of sizes needs two.")
    within = float((groups["share_p75"] - groups["share_p25"]).min())
    between = float(groups["share_p50"].max() - groups["share_p50"].min())
    if within > between:
        return "Agencies of one size differ more than sizes do."
    return "The middles of sizes lie as far apart as agencies of one size, or further."
