"""A line that names money takes it up; nothing is counted twice, and nothing is lost."""

from collections.abc import Collection, Mapping, Sequence

from research.ground.errors import ModelError
from research.models.rate_model.expressions import Name, Node, Operation
from research.models.rate_model.lines import Loading, ModelLine
from research.models.rate_model.terms import Part


def check_taken(
    at: str, line: ModelLine, again: Sequence[str], taken_by: Mapping[str, str]
) -> None:
    """Refuse money that another line has taken up already.

    Raises
    ------
    ModelError
        Naming both lines, and the two ways out.
    """
    for name in again:
        by = taken_by[name]
        raise ModelError(
            f"{at} names {name}, which is already inside {by}: it would be counted twice. If "
            f"{line.name} only looks at {name} and is added beside it, give {line.name} beside = "
            f"true, and {by} too where it does the same; if it goes on from {by}, name {by} "
            f"instead of {name}."
        )


def check_share_alone(
    at: str,
    line: ModelLine,
    node: Node,
    taken: Sequence[str],
    shares: Collection[str],
) -> None:
    """Refuse a mere share of a line that would swallow the line itself.

    Raises
    ------
    ModelError
        With the three ways to say what is meant.
    """
    factors = _factors(node)
    lines = [name for name in factors if name in taken]
    others = [name for name in factors if name not in taken]
    if len(lines) != 1 or len(factors) != 2 or line.beside is not None:
        return
    if others[0] in shares and line.part is not Part.STAFFING:
        raise ModelError(
            f"{at} is a share of {lines[0]}, and a line that names {lines[0]} takes it up: "
            f"nothing would be left of {lines[0]} itself. Write it as a loading with on, or "
            "add beside = true; if only that share is meant, as where a group shares a worker, "
            "beside = false."
        )


def check_bases(at: str, loading: Loading, inside: Mapping[str, frozenset[str]]) -> None:
    """Refuse bases of which one is inside another.

    Raises
    ------
    ModelError
        Naming both.
    """
    for outer in loading.on:
        for inner in loading.on:
            if inner in inside.get(outer, frozenset()):
                raise ModelError(
                    f"{at}: {inner} is already inside {outer}: the share would be taken of it "
                    f"twice. Keep {outer}."
                )


def _factors(node: Node) -> list[str]:
    match node:
        case Name(text):
            return [text]
        case Operation("×", left, right):
            first, second = _factors(left), _factors(right)
            return [*first, *second] if first and second else []
        case _:
            return []
