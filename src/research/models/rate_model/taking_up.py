"""A line that names money takes it up; nothing is counted twice, and nothing is lost."""

from collections.abc import Collection, Mapping, Sequence

from research.ground.errors import ModelError
from research.models.rate_model.expressions import Name, Node, Operation, names
from research.models.rate_model.lines import Formula, Loading, ModelLine
from research.models.rate_model.productivity import divisors
from research.models.rate_model.terms import INDIRECT, Convention, Part


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


def check_convention(
    at: str, line: ModelLine, node: Node, money: Sequence[str], shares: Collection[str]
) -> None:
    """Refuse an overhead percentage that a formula takes of other lines without a convention.

    Raises
    ------
    ModelError
        With the loading to write in its place.
    """
    of = [name for name in dict.fromkeys(names(node)) if name in shares]
    if line.part not in INDIRECT or not isinstance(line.verb, Formula) or not money or not of:
        return
    divides = any(name in of for name in divisors(node))
    convention = Convention.SHARE_OF_RATE if divides else Convention.MARK_UP
    raise ModelError(
        f"{at} is {line.part}, takes {', '.join(of)} of {', '.join(money)}, and names no "
        f"convention. Write it as loading = {_listed(of)}, on = {_listed(money)}, "
        f'convention = "{convention}": then it stands beside {", ".join(money)}, and both of its '
        "percentages are shown."
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


def _listed(names_: Sequence[str]) -> str:
    quoted = ", ".join(f'"{name}"' for name in names_)
    return quoted if len(names_) == 1 else f"[{quoted}]"
