"""Refuse a digit in source prose that no literal explains.

What a reader never sees is taken out first: comments, shortcodes, attributes, addresses,
labels and the markers of ordered lists. Alt text and titles in attributes are read aloud or
shown, so they stay.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from research.ground.errors import BriefError

_SHOWN_FRONT = ("title", "subtitle", "author", "abstract", "description", "keywords")
_ATTRIBUTE = r"\{\s*(?:(?:[#.][\w:.-]+|=\w+|[\w:-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'{}]+))\s*)+\}"
_AFTER_INLINE = re.compile(r"(?<=[\])`])" + _ATTRIBUTE)
_AT_LINE_END = re.compile(
    r"^([ \t]*(?:#{1,6}[ \t]|:|```|~~~)[^\n]*?)(" + _ATTRIBUTE + r")[ \t:]*$", re.M
)
_SHOWN_VALUE = re.compile(r"\b(?:fig-alt|alt|title|label|aria-label)=(\"[^\"]*\"|'[^']*')")
_HIDDEN = (
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"\{\{<.*?>\}\}", re.DOTALL),
)
_UNREAD = (
    re.compile(r"\[\^[^\]\s]+\]:?"),
    re.compile(r"^ {0,3}\[[^\]]+\]:[ \t]*\S+", re.M),
    re.compile(r"<(?:https?://|mailto:)[^>\s]+>"),
    re.compile(r"(?<=\])\[[^\]]*\]"),
    re.compile(r"(?<![\w@\\])@(?:fig|tbl)-[A-Za-z0-9_-]+"),
)
_TARGET = re.compile(r"(?<=\])\(\s*<?(?:[^()\s\"]|\([^()\s]*\))*>?((?:\s+\"[^\"]*\")?)\s*\)")
_ITEM = re.compile(r"^([ \t]*)(\d{1,3})([.)])(?=[ \t])")


def holds_digit(text: str) -> bool:
    """Return whether a text shows a numeral: digits, fractions, superscripts, Roman signs."""
    return any(unicodedata.category(sign).startswith("N") for sign in text)


def check(
    name: str,
    body: str,
    front: Mapping[str, Any],
    literals: Mapping[str, str],
    first_line: int,
) -> None:
    """Test that every digit of a brief's source is a literal, and every literal is used.

    Parameters
    ----------
    name
        The file, for messages.
    body, front
        The prose, and the front matter as texts.
    literals
        What may stand there, each with its reason.
    first_line
        The line of the file on which the body starts.

    Raises
    ------
    BriefError
        How many lines hold a digit, the first of them, and what to do; or which literals
        stand nowhere.
    """
    used: set[str] = set()
    shown = [(0, f"{key}: {front[key]}") for key in _SHOWN_FRONT if key in front]
    shown += list(enumerate(visible(body).split("\n"), first_line))
    offenders = []
    for number, line in shown:
        rest = _without_literals(line, literals, used)
        if holds_digit(rest):
            offenders.append((number, line.strip()))
    if offenders:
        number, line = offenders[0]
        where = f"line {number}" if number else "front matter"
        raise BriefError(
            f"{name}: {len(offenders)} lines of prose hold a digit, first {where}: "
            f"{line[:80]!r}. Quote a finding, or list the literal with its reason under "
            "literals: in the front matter."
        )
    unused = [literal for literal in literals if literal not in used]
    if unused:
        raise BriefError(
            f"{name}: {len(unused)} of {len(literals)} literals stand nowhere in the prose, first "
            f"{unused[0]!r}. Take it off the list; an unused one hides a typing error."
        )


def visible(body: str) -> str:
    """Return the prose as far as it is shown or read aloud, line by line as it was."""
    for pattern in _HIDDEN:
        body = pattern.sub(_lines_only, body)
    body = _AT_LINE_END.sub(lambda m: m.group(1) + " " + _shown(m.group(2)), body)
    body = _AFTER_INLINE.sub(lambda m: " " + _shown(m.group(0)), body)
    body = _TARGET.sub(lambda m: m.group(1), body)
    for pattern in _UNREAD:
        body = pattern.sub(_lines_only, body)
    return "\n".join(html.unescape(line) for line in _without_markers(body.split("\n")))


def _lines_only(match: re.Match[str]) -> str:
    return " " + "\n" * match.group(0).count("\n")


def _shown(attributes: str) -> str:
    return " ".join(value[1:-1] for value in _SHOWN_VALUE.findall(attributes))


def _without_markers(lines: list[str]) -> list[str]:
    """Take off the markers of ordered lists, as long as they count from one.

    A line that merely starts with a number inside a paragraph is no list item, and a list
    that starts at another number prints that number: both stay, and are refused.
    """
    found = []
    last: dict[int, int] = {}
    may_start = True
    for line in lines:
        item = _ITEM.match(line)
        indent = len(line) - len(line.lstrip())
        if item:
            number, depth = int(item.group(2)), len(item.group(1))
            follows = number == last.get(depth, 0) + 1 or number == last.get(depth) == 1
            if follows and (may_start or depth in last):
                last = {key: n for key, n in last.items() if key < depth} | {depth: number}
                found.append(line[item.end() :])
                may_start = True
                continue
        if line.strip() and indent == 0 and may_start:
            last = {}
        may_start = not line.strip() or bool(re.match(r"\s*(:{3,}|#|[-*+]\s)", line))
        found.append(line)
    return found


def _without_literals(line: str, literals: Mapping[str, str], used: set[str]) -> str:
    for literal in sorted(literals, key=len, reverse=True):
        pattern = rf"(?<![\w$])(?<!\d[.,]){re.escape(literal)}(?![\w%]|[.,]\d)"
        line, count = re.subn(pattern, " ", line)
        if count:
            used.add(literal)
    return line
