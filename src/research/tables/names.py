"""How the name of an organization is printed that filed it in capitals."""

import re

_ACRONYMS = frozenset(
    (
        "AFSCME",
        "ARC",
        "II",
        "III",
        "IV",
        "IL",
        "IMAGE",
        "NAACP",
        "NAMI",
        "PTA",
        "PTO",
        "UCP",
        "UIC",
        "US",
        "USA",
        "VFW",
        "YMCA",
        "YWCA",
    )
)
_SMALL = frozenset(
    (
        "a",
        "an",
        "and",
        "at",
        "by",
        "de",
        "del",
        "for",
        "from",
        "in",
        "la",
        "las",
        "los",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
    )
)
_SHORTENED = frozenset(
    (
        "ASSN",
        "CORP",
        "CTR",
        "DEPT",
        "DR",
        "FT",
        "INC",
        "INTL",
        "JR",
        "LTD",
        "MR",
        "MRS",
        "MT",
        "SR",
        "ST",
    )
)
_WORD = re.compile(r"[^\s/&()-]+")


def printed_name(filed: str) -> str:
    """Return a name in title case; one that was filed with small letters stays as it is.

    Words that no one can say (NFP, LLC), those of a short list (YMCA) and a single short
    word that is the whole name keep their capitals. An acronym that reads like a word and
    stands in a longer name is not known from a word: "NILRC CENTER" becomes "Nilrc Center".
    """
    name = " ".join(filed.split())
    if name != name.upper() or (len(name) <= 5 and " " not in name):
        return name
    first = True

    def cased(found: re.Match[str]) -> str:
        nonlocal first
        word, leads = found.group(), first
        first = False
        return _cased(word, leads)

    return _WORD.sub(cased, name)


def _cased(word: str, leads: bool) -> str:
    letters = re.sub(r"[^A-Z]", "", word)
    if letters in _ACRONYMS or any(mark.isdigit() for mark in word):
        return word
    if not leads and word.lower() in _SMALL:
        return word.lower()
    if letters not in _SHORTENED and not re.search(r"[AEIOUY]", letters):
        return word
    if word.startswith("MC") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    parts = re.split(r"(['’])", word)
    if len(parts) == 3 and len(parts[0]) == 1 and len(parts[2]) > 2:
        return parts[0] + parts[1] + parts[2].capitalize()
    return word.capitalize()
