"""Units in words: "dollars a quarter hour" as powers of dollars and hours, and a scale."""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from research.ground.errors import ModelError
from research.models.rate_model.names import nearest

_EXACT = {  # word: (dimension, how many of it), only what is exact by definition
    "hour": ("hour", Fraction(1)), "half hour": ("hour", Fraction(1, 2)),
    "quarter hour": ("hour", Fraction(1, 4)), "minute": ("hour", Fraction(1, 60)),
    "day": ("day", Fraction(1)), "week": ("day", Fraction(7)), "fortnight": ("day", Fraction(14)),
    "year": ("year", Fraction(1)), "month": ("year", Fraction(1, 12)),
    "dollar": ("dollar", Fraction(1)), "cent": ("dollar", Fraction(1, 100)),
    "pound": ("pound", Fraction(1)), "penny": ("pound", Fraction(1, 100)),
    "euro": ("euro", Fraction(1)),
}  # fmt: skip
_COUNTED = (
    "visit", "shift", "mile", "kilometer", "trip", "meal", "night", "square foot", "unit",
    "session", "encounter", "appointment", "class", "course", "event", "delivery", "test",
    "assessment", "evaluation", "plan", "episode", "call", "screening", "procedure", "item",
    "placement", "stay", "report", "gallon",
)  # fmt: skip
_OTHER_WORDS = {
    "usd": "dollar", "$": "dollar", "us dollar": "dollar", "£": "pound", "gbp": "pound",
    "€": "euro", "eur": "euro", "pence": "penny", "¢": "cent",
    "hr": "hour", "h": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "yr": "year",
    "fifteen minutes": "quarter hour", "quarter of an hour": "quarter hour", "annum": "year",
    "kilometre": "kilometer", "km": "kilometer", "sq ft": "square foot",
    "square feet": "square foot", "foot": "square foot", "feet": "square foot",
    "australian dollar": "dollar", "aud": "dollar", "months": "month",
}  # fmt: skip
_PERSONS = (
    "person", "people", "worker", "employee", "supervisor", "manager", "child", "children",
    "staff", "fte", "full time equivalent", "room", "bed", "agency", "agencies", "caseload",
    "client", "participant", "individual", "resident", "member", "patient", "recipient",
    "consumer", "student", "teacher", "aide", "assistant", "nurse", "caregiver", "carer",
    "group", "team", "home", "house", "site", "center", "classroom", "position", "therapist",
    "case manager", "program", "family", "families", "slot", "vehicle", "van", "driver",
    "professional", "specialist", "director", "counselor", "coach", "trainer",
    "place", "household", "tenant",
)  # fmt: skip
_ADJECTIVES = (
    "paid", "billable", "billed", "direct", "worked", "working", "calendar", "care", "contact",
    "productive", "available", "annual", "enrolled", "attended", "service", "full", "part",
    "delivered", "scheduled", "awake", "asleep", "licensed",
)  # fmt: skip
_PURE = ("share", "percent", "factor", "ratio", "count", "number", "times", "multiple")
_SPLIT = re.compile(r"\s+(?:an?|per|each|every)\s+|\s*/\s*")


@dataclass(frozen=True)
class Dimension:
    """Powers of the words that a quantity is counted in, in the order of their names."""

    powers: tuple[tuple[str, int], ...] = ()

    def times(self, other: "Dimension", power: int = 1) -> "Dimension":
        """Return the dimension of a product, or of a quotient with power −1."""
        held = dict(self.powers)
        for word, exponent in other.powers:
            held[word] = held.get(word, 0) + power * exponent
        return Dimension(tuple(sorted((w, e) for w, e in held.items() if e)))

    @property
    def is_money(self) -> bool:
        """Return whether it counts dollars, pounds or euros."""
        return any(word in ("dollar", "pound", "euro") for word, _ in self.powers)

    @property
    def said(self) -> str:
        """Return the dimension in words: "dollars an hour"."""
        above = [_many(word) for word, exponent in self.powers for _ in range(exponent)]
        below = [word for word, exponent in self.powers for _ in range(-exponent)]
        text = " × ".join(sorted(above, key=lambda word: word not in _MONEY_WORDS))
        tail = " ".join(f"{_article(word)} {word}" for word in below)
        return f"{text} {tail}".strip() or "a plain number"


_MONEY_WORDS = ("dollars", "pounds", "euros")
PLAIN = Dimension()


@dataclass(frozen=True)
class Unit:
    """A unit as written, its dimension, and how many base units one of it is."""

    text: str
    dimension: Dimension
    scale: Fraction = Fraction(1)

    @property
    def is_percent(self) -> bool:
        return self.dimension == PLAIN and self.scale == Fraction(1, 100)

    @property
    def is_share(self) -> bool:
        return self.text.startswith("share")

    @property
    def is_pure(self) -> bool:
        return self.dimension == PLAIN

    def same(self, other: "Unit") -> bool:
        """Return whether both count the same thing in the same size."""
        return (self.dimension, self.scale) == (other.dimension, other.scale)


def parse_unit(text: object, where: str) -> Unit:
    """Return the unit that a text names.

    Parameters
    ----------
    text
        "dollars an hour", "$/hour", "hours a week", "15 minutes", "percent" ...
    where
        Whose unit it is, for the message.

    Raises
    ------
    ModelError
        If the text is empty or names an unknown word: the nearest known one.
    """
    if not isinstance(text, str) or not text.strip():
        raise ModelError(f'{where} has no unit: write unit = "dollars an hour", for example.')
    plain = re.sub(r"\s+", " ", text.strip().lower().replace("-", " ").replace("%", "percent"))
    plain = plain.replace("per cent", "percent").replace("$", "$ ").strip()
    plain = re.sub(r"\$ /", "$/", plain)
    first = plain.split(" ")[0]
    if first in _PURE or first.removesuffix("s") in _PURE:
        return Unit(plain, PLAIN, Fraction(1, 100) if first == "percent" else Fraction(1))
    dimension, scale = PLAIN, Fraction(1)
    for place, piece in enumerate(_SPLIT.split(_joined(plain))):
        power = 1 if place == 0 else -1
        for word, size in _words(piece, text, where):
            dimension = dimension.times(Dimension(((word, 1),)) if word else PLAIN, power)
            scale *= size**power
    return Unit(plain.replace("$ ", "$"), dimension, scale)


def paid_unit(text: object, where: str) -> Unit:
    """Return what one unit of a rate is, in one word: "15 minutes" is a quarter hour.

    Raises
    ------
    ModelError
        If it is money, or plain, or unknown.
    """
    unit = parse_unit(text, where)
    if unit.dimension.is_money or unit.is_pure:
        raise ModelError(
            f'{where} is "{text}": name what one unit of the rate is, such as "hour", "quarter '
            'hour", "visit", "day", "month", "mile".'
        )
    one = next((word for word in (unit.text, _one(unit.text)) if word in _OTHER_WORDS), None)
    word = _OTHER_WORDS[one] if one else unit.text
    if word[0].isdigit():
        wanted = (unit.dimension.powers, unit.scale)
        held = (one for one, (name, size) in _EXACT.items() if (((name, 1),), size) == wanted)
        word = next(held, word)
    return Unit(word if word.endswith("ss") else word.removesuffix("s"), unit.dimension, unit.scale)


def base_unit(dimension: Dimension) -> Unit:
    """Return the unit without a scale of its own: hours, days, years, dollars; else a factor."""
    return Unit(dimension.said if dimension.powers else "factor", dimension)


def unit_at(dimension: Dimension, scale: Fraction) -> Unit | None:
    """Return the unit of a size in words, "hours a week"; None where no words have that size."""
    sizes = [
        [(word, size) for word, (held, size) in _EXACT.items()
         if held == name and word not in ("cent", "penny")] or [(name, Fraction(1))]
        for name, _ in dimension.powers
    ]  # fmt: skip
    powers = [power for _, power in dimension.powers]
    for chosen in product(*sizes):
        if prod(size**power for (_, size), power in zip(chosen, powers, strict=True)) == scale:
            words = Dimension(tuple(zip((word for word, _ in chosen), powers, strict=True)))
            return Unit(words.said, dimension, scale)
    return None


def _joined(plain: str) -> str:
    """Return the text without the phrases that hold an "an", or a "unit" that is a time."""
    for phrase, word in (("quarter of an hour", "quarter hour"), ("half an hour", "half hour")):
        plain = plain.replace(phrase, word)
    plain = re.sub(r"\bmins?\b", "minutes", plain)
    return re.sub(r"(minutes?|hour) (units?|increments?)\b", r"\1", plain)


def _words(piece: str, text: str, where: str) -> list[tuple[str, Fraction]]:
    """Return the dimensions of "paid child days": persons and adjectives carry none."""
    found: list[tuple[str, Fraction]] = []
    rest = piece.strip().split(" ")
    if rest == [""]:
        raise ModelError(f'{where}: the unit "{text}" has an empty part. Write "dollars an hour".')
    while rest:
        for length in range(min(4, len(rest)), 0, -1):
            known = _known(" ".join(rest[:length]))
            if known is not None:
                found.append(known)
                rest = rest[length:]
                break
        else:
            raise ModelError(_unknown(rest[0], text, where))
    return found


def _known(words: str) -> tuple[str, Fraction] | None:
    several = re.fullmatch(r"([1-9]\d?) minutes?", words)
    if several:
        return "hour", Fraction(int(several[1]), 60)
    for written in (words, _one(words)):
        word = _OTHER_WORDS.get(written, written)
        if word in _EXACT:
            return _EXACT[word]
        if word in _COUNTED:
            return word, Fraction(1)
        if word in _PERSONS or word in _ADJECTIVES or word in ("of", "1", "one"):
            return "", Fraction(1)
    return None


def _unknown(word: str, text: str, where: str) -> str:
    known = (*_EXACT, *_COUNTED, *_PERSONS, *_PURE)
    return (
        f'{where}: the unit "{text}" holds the unknown word "{word}"{nearest(word, known)}. Known '
        f"are money (dollars, cents, pounds, euros), {', '.join(list(_EXACT)[:9])}, "
        f"{', '.join(_COUNTED[:9])}, person words, and {', '.join(_PURE[:5])}."
    )


def _one(words: str) -> str:
    if words.endswith("ies"):
        return words[:-3] + "y"
    if words.endswith("sses"):
        return words[:-2]
    return words.removesuffix("s")


def _many(word: str) -> str:
    irregular = {"square foot": "square feet", "class": "classes", "delivery": "deliveries"}
    return irregular.get(word, f"{word}s")


def _article(word: str) -> str:
    return "an" if word.startswith(("a", "e", "ho")) and word != "euro" else "a"
