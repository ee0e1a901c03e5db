"""Decide the conditional blocks of a brief: what is shown with a table, and what without."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from research.ground.errors import BriefError

_OPEN = re.compile(r"^\s*:{3,}\s*(?:\{(?P<attributes>[^{}]*)\}|[\w-]+)\s*:*\s*$")
_CLOSE = re.compile(r"^\s*:{3,}\s*$")
_CODE = re.compile(r"^\s*(```+|~~~+)")
_KEY = re.compile(r"\b(when|unless)-(meta|format|profile)\s*=\s*[\"']?([\w.-]+)[\"']?")
_INLINE = re.compile(r"[\])`]\{[^{}]*\.content-(?:visible|hidden)\b")


@dataclass(frozen=True)
class _Block:
    line: int
    attributes: str

    @property
    def is_condition(self) -> bool:
        return bool(re.search(r"\.content-(visible|hidden)\b", self.attributes))


def decide(body: str, meta: Mapping[str, bool], name: str, first_line: int = 1) -> str:
    """Return the body with each conditional block kept or dropped.

    A block is Quarto's own: ``::: {.content-visible when-meta="tables.expenses"}`` to ``:::``,
    or ``unless-meta``, or ``.content-hidden`` for the opposite. Blocks may stand in blocks.

    Parameters
    ----------
    body
        The prose.
    meta
        Every condition that a brief may ask for, and whether it holds.
    name, first_line
        The file, and the line of it on which the prose starts, for messages.

    Raises
    ------
    BriefError
        If a condition is unknown or of a kind that is not decided here, or a block is not
        closed.
    """
    kept: list[str] = []
    open_blocks: list[tuple[_Block, bool]] = []
    for number, line, block, closes in _read(body, name, first_line):
        if block is not None:
            open_blocks.append((block, _holds(block, meta, name)))
        ended = open_blocks.pop()[0] if closes else None
        fence = block or ended
        if not (fence and fence.is_condition) and all(holds for _, holds in open_blocks):
            _require_no_inline(line, number, name)
            kept.append(line)
    return "\n".join(kept)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint at the names that come near, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=2)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def require_closed(body: str, name: str, first_line: int = 1) -> None:
    """Test that every block of a brief is closed.

    Raises
    ------
    BriefError
        Which line opens a block that nothing closes, or closes one that nothing opened.
    """
    for _ in _read(body, name, first_line):
        pass


def _read(body: str, name: str, first_line: int) -> Iterator[tuple[int, str, _Block | None, bool]]:
    """Yield each line with its number, the block that it opens, and whether it closes one."""
    stack: list[_Block] = []
    code = ""
    for number, line in enumerate(body.split("\n"), first_line):
        fence = _CODE.match(line)
        if fence and (not code or fence.group(1).startswith(code)):
            code = "" if code else fence.group(1)[:3]
        opens = None if code else _OPEN.match(line)
        closes = not code and bool(_CLOSE.match(line))
        block = _Block(number, opens.group("attributes") or "") if opens else None
        if block:
            stack.append(block)
        if closes and not stack:
            raise BriefError(f"{name}: line {number} closes a block that nothing opened.")
        if closes:
            stack.pop()
        yield number, line, block, closes
    if stack:
        raise BriefError(
            f"{name}: {len(stack)} blocks are not closed, first the one that opens on line "
            f"{stack[0].line}. End it with a line of :::"
        )


def _holds(block: _Block, meta: Mapping[str, bool], name: str) -> bool:
    if not block.is_condition:
        return True
    keys = _KEY.findall(block.attributes)
    if len(keys) != 1 or keys[0][1] != "meta":
        raise BriefError(
            f"{name}: line {block.line} asks for {{{block.attributes.strip()}}}; a block is "
            'shown by one when-meta="…" or unless-meta="…" only.'
        )
    word, _, key = keys[0]
    if key not in meta:
        raise BriefError(
            f"{name}: line {block.line}: condition {key!r} is unknown; known: "
            f"{', '.join(sorted(meta)) or 'none'}.{did_you_mean(key, meta)}"
        )
    shown = meta[key] == (word == "when")
    return bool(shown != (".content-hidden" in block.attributes))


def _require_no_inline(line: str, number: int, name: str) -> None:
    if _INLINE.search(line):
        raise BriefError(
            f"{name}: line {number} makes part of a line conditional; put the sentence into "
            "a block of its own."
        )
