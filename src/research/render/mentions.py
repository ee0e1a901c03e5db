"""Find the districts and people that a text names, however it writes them.

A text read back from a PDF is broken into lines, with words hyphenated and letters joined; it
is smoothed first. Districts are found by their forms ("House District 42", "42nd Representative
District", "HD 42", "H042", "forty-second"), people by their names in both orders, with initials
and middle names between, and by family name alone where a title stands before it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

MOST = 118
"""The greatest number of a district of the General Assembly."""
_CHAMBERS = {
    "house": "H", "representative": "H", "representatives": "H", "rep": "H", "hd": "H",
    "senate": "S", "senatorial": "S", "senator": "S", "legislative": "S", "sen": "S", "sd": "S",
    "ld": "S",
}  # fmt: skip
_OTHERS = (
    "school", "congressional", "park", "library", "fire", "protection", "sanitary", "water",
    "forest", "preserve", "judicial", "board", "unit", "college", "conservation", "police",
    "drainage", "transit", "health", "business", "special", "medical", "county", "ward",
    "elementary", "high", "circuit", "historic", "tif", "enterprise", "planning", "service",
)  # fmt: skip
_COUNTING = (
    "a", "each", "every", "its", "one", "our", "own", "that", "the", "their", "this", "your",
)  # fmt: skip
"""Before "district 42 agencies" these make it a count: no name of a district follows them."""
_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINAL = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth", "hundred": "hundredth",
}  # fmt: skip
_TITLES = frozenset({
    "rep", "reps", "representative", "representatives", "sen", "sens", "senator", "senators",
    "assemblyman", "assemblywoman", "assemblymember", "congressman", "congresswoman", "leader",
    "speaker", "president", "whip",
})  # fmt: skip
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_MOST_BETWEEN = 2
_LONGEST_LIST = 12

_HIDDEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BREAK = re.compile("[-\u2010\u2011\u00ad\x02\ufffe]\\s*\r?\n\\s*|[\u00ad\x02\ufffe]")
_WORD = re.compile(r"[A-Za-z0-9]+|,")
_BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")
"""Where accents that combine with a letter may stand: the first of them is U+0300."""


@dataclass(frozen=True)
class Mention:
    """A place in a text that names somebody or some district.

    ``ids`` are the districts it may mean: "District 42" may be of either chamber.
    """

    said: str
    ids: frozenset[str]


@dataclass(frozen=True)
class Person:
    """One who holds a seat: the name as printed, the family name, the district's id."""

    name: str
    family_name: str
    district_id: str


@lru_cache(maxsize=512)
def variants(text: str) -> tuple[str, ...]:
    """Return a text as plain words in two ways: hyphens at line ends dropped, and kept."""
    bare = _HIDDEN.sub("", text)
    ways = dict.fromkeys((_BREAK.sub("", bare), _BREAK.sub("-", bare)))
    return tuple(dict.fromkeys(_smooth(one) for one in ways))


def _smooth(text: str) -> str:
    """Return text without accents, ligatures and apostrophes, on one line."""
    apart = unicodedata.normalize("NFKD", text)
    bare = _BEYOND_LATIN.sub(_unless_combining, apart)
    bare = bare.translate(_LETTERS)
    bare = re.sub("['\u2018\u2019\u02bc\u02b9`\u00b4\u2032]s\\b", " ", bare)
    bare = re.sub("['\u2018\u2019\u02bc\u02b9`\u00b4\u2032]", "", bare)
    return re.sub(r"\s+", " ", bare)


def _unless_combining(sign: re.Match[str]) -> str:
    return "" if unicodedata.combining(sign.group()) else sign.group()


_LETTERS = str.maketrans(
    {
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae",
        "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i", "–": "-", "—": "-", "−": "-", "‐": "-",
    }
)  # fmt: skip


def _cardinal(number: int) -> str:
    if number >= 100:
        rest = _cardinal(number - 100)
        return f"one hundred {rest}".strip()
    if number < 20:
        return _ONES[number]
    return f"{_TENS[number // 10]} {_ONES[number % 10]}".strip()


def _ordinal(number: int) -> str:
    *first, last = _cardinal(number).split()
    ending = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return " ".join([*first, _ORDINAL.get(last, ending)])


def _alternatives(words: Mapping[str, int]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "|".join(word.replace(" ", "[ -](?:and )?") for word in longest)


_CARDINALS = {_cardinal(number): number for number in range(1, MOST + 1)}
_ORDINALS = {_ordinal(number): number for number in range(1, MOST + 1)}
_KIND = r"(?:(?:state|illinois|il|general assembly) )?"
_NAMED = "|".join(sorted(_CHAMBERS, key=len, reverse=True))
_NUMBER = rf"(?:0*\d{{1,3}}(?![\d%]|[.,]\d)|(?:{_alternatives(_CARDINALS)})\b)"
_LIST = rf"{_NUMBER}(?:(?:, ?{_NUMBER})*,? ?(?:and|or|&|to|through|-|/) ?{_NUMBER})?"
_NTH = rf"(?:0*\d{{1,3}} ?(?:st|nd|rd|th)\b|(?:{_alternatives(_ORDINALS)})\b)"
_DISTRICT_FORMS = (
    rf"(?:\b(?P<before>[a-z]+)\.? )?\b(?P<word>dist\.|district) ?"
    rf"(?:(?:no\.?|number|nr\.?|#) ?)?(?P<number>{_NUMBER})"
    rf"|(?:\b(?P<kind>[a-z]+)\.? )?\bdistricts ?(?P<numbers>{_LIST})"
    rf"|\b(?P<nth>{_NTH}(?:,? ?(?:and|or|&|,) ?{_NTH})*) "
    rf"{_KIND}(?:(?P<of>{_NAMED})\.? )?(?:district|dist\.)"
    rf"|\b(?P<short>[hsl]\.? ?d\.?)[ -]?(?P<abbreviated>0*\d{{1,3}})\b(?![.,%]\d)"
    rf"|\([dr]-(?P<party>\d{{1,3}})(?:st|nd|rd|th)?\b"
)
_ID = re.compile(r"(?<![A-Za-z0-9])([HS])(\d{2,3})(?![A-Za-z0-9])", re.IGNORECASE)
_LABEL = re.compile(r"(?<![A-Za-z0-9])([HS]) (\d{1,3})(?![A-Za-z0-9])")


def districts(text: str, in_figure: bool = False) -> Iterator[Mention]:
    """Yield each district that a text names; school districts and their like are others.

    Parameters
    ----------
    text
        As `variants` returns it.
    in_figure
        Whether it was read inside a figure, where "S 7" is the label of a district.
    """
    for found in _district_forms().finditer(text):
        yield from _of_form(found)
    for pattern in (_ID, _LABEL) if in_figure else (_ID,):
        for found in pattern.finditer(text):
            chamber, number = found.group(1).upper(), int(found.group(2))
            if (chamber == "H") == (len(found.group(2)) == 3) or pattern is _LABEL:
                yield Mention(found.group(0), frozenset({district_id(chamber, number)}))


@cache
def _district_forms() -> re.Pattern[str]:
    """Return the forms of a district's name; to compile them takes as long as a page."""
    return re.compile(_DISTRICT_FORMS, re.IGNORECASE)


def _of_form(found: re.Match[str]) -> Iterator[Mention]:
    before = (found["before"] or found["kind"] or found["of"] or "").lower()
    if before in _OTHERS or _is_count(found, before):
        return
    chamber = _CHAMBERS.get(before, "")
    if found["short"]:
        chamber = _CHAMBERS[re.sub(r"[. ]", "", found["short"].lower())]
    for number in _numbers_of(found):
        if 0 < number <= MOST:
            ids = {district_id(one, number) for one in chamber or "HS"}
            yield Mention(found.group(0).strip(" ("), frozenset(ids))


def _is_count(found: re.Match[str], before: str) -> bool:
    """Return whether a number merely follows the word: "in your district 42 agencies"."""
    word, number = found["word"] or "", found["number"] or ""
    if number.isalpha() and not (word[:1].isupper() and number[:1].isupper()):
        return True
    return word.islower() and before in _COUNTING


def _numbers_of(found: re.Match[str]) -> Iterator[int]:
    if found["nth"]:
        for one in re.findall(_NTH, found["nth"], re.IGNORECASE):
            said = re.sub(r"(?<=\d) ?(?:st|nd|rd|th)$", "", one.lower())
            yield int(said) if said.isdigit() else _ORDINALS[_words(one)]
        return
    single = found["number"] or found["abbreviated"] or found["party"]
    for one in re.findall(_NUMBER, single or found["numbers"], re.IGNORECASE):
        yield int(one) if one.isdigit() else _CARDINALS[_words(one)]


def _words(text: str) -> str:
    return re.sub(r"[ -]+(?:and )?", " ", text.lower()).strip()


def district_id(chamber: str, number: int) -> str:
    """Return the id of a district: H and three digits, or S and two."""
    return f"H{number:03d}" if chamber == "H" else f"S{number:02d}"


@dataclass(frozen=True)
class People:
    """Every name to look for, by the last word of its family name."""

    index: Mapping[str, tuple[tuple[Person, tuple[str, ...], tuple[str, ...]], ...]]

    @classmethod
    def of(cls, people: Sequence[Person]) -> "People":
        """Return people to look for; who has no name (an empty seat) is passed over."""
        found: dict[str, list[tuple[Person, tuple[str, ...], tuple[str, ...]]]] = {}
        for person in people:
            family = tuple(words_of(person.family_name))
            given = tuple(_given(words_of(person.name), family))
            if family and given:
                found.setdefault(family[-1], []).append((person, given, family))
        return cls({last: tuple(held) for last, held in found.items()})

    def named(self, text: str) -> Iterator[tuple[Person, str]]:
        """Yield each person whom a text names, with the words that do; see `variants`."""
        raw = _WORD.findall(text)
        words = [word.lower() for word in raw]
        for place, word in enumerate(words):
            for person, given, family in self.index.get(word, ()):
                start = place - len(family) + 1
                if start < 0 or tuple(words[start : place + 1]) != family:
                    continue
                if _is_named(words, raw, (start, place + 1), given):
                    first, last = max(0, start - 3), place + 3
                    yield person, " ".join(raw[first:last])


def words_of(name: str) -> list[str]:
    """Return the words of a name in small letters, without accents, suffixes and quotation."""
    words = [word.lower() for word in _WORD.findall(_smooth(name)) if word != ","]
    return [word for word in words if word not in _SUFFIXES]


def _given(name: list[str], family: tuple[str, ...]) -> list[str]:
    """Return the given names: what stands before the family name."""
    size = len(family)
    for start in range(len(name) - size, -1, -1):
        if tuple(name[start : start + size]) == family:
            return [word for word in name[:start] if len(word) > 1] or name[:start]
    return [word for word in name if len(word) > 1]


def _is_named(
    words: list[str], raw: list[str], family: tuple[int, int], given: tuple[str, ...]
) -> bool:
    """Return whether a family name is one of this person: a given name or a title beside it."""
    start, end = family
    if not raw[end - 1][:1].isupper():
        return False
    if _follows_given(words, raw, start, given):
        return True
    after = words[end : end + 4]
    if after[:1] and after[0] in _SUFFIXES:
        after = after[1:]
    if after[:1] == [","] and [word for word in after[1:3] if word in given]:
        return True
    return _has_title(words[:start], raw[:start])


def _follows_given(words: list[str], raw: list[str], start: int, given: tuple[str, ...]) -> bool:
    """Return whether a given name stands close before, with nothing but names between."""
    for place in range(start - 1, max(-1, start - _MOST_BETWEEN - 2), -1):
        if words[place] in given:
            return True
        if not raw[place][:1].isupper():
            return False
    return False


def _has_title(words: list[str], raw: list[str]) -> bool:
    """Return whether a title stands before: right there, before initials, or before a list."""
    for place in range(len(words) - 1, max(-1, len(words) - _LONGEST_LIST), -1):
        word = words[place]
        if word in _TITLES:
            right_there = all(len(one) == 1 and one.isalpha() for one in words[place + 1 :])
            return right_there or word.endswith("s")
        if word not in (",", "and") and not raw[place][:1].isupper():
            return False
    return False
