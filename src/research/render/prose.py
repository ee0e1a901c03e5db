"""Read a brief's prose: front matter, and the rules that its source must keep."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from research.ground.errors import BriefError
from research.ground.held import Signature, signature
from research.render import digits
from research.render.conditions import require_closed

VAR = re.compile(r"\{\{<\s*var\s+([A-Za-z0-9_.-]+)\s*>\}\}")
INCLUDE = re.compile(r"\{\{<\s*include\s+(_([A-Za-z0-9_-]+)\.qmd)\s*>\}\}")
SHORTCODE = re.compile(r"\{\{<.*?>\}\}", re.DOTALL)
REFERENCE = re.compile(r"(?<![\w@\\])@((?:fig|tbl)-[A-Za-z0-9_-]*[A-Za-z0-9])")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(
    r"\A---[ \t]*\n(.*?)\n?^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)(\{[^{}]*\})?")
_ALT = re.compile(r"\b(?:fig-)?alt=(?:\"[^\"]*\w[^\"]*\"|'[^']*\w[^']*')")
_REQUIRED = ("title", "lang")
_SHORTEST_REASON = 8


@dataclass(frozen=True)
class Prose:
    """A brief as it was written: front matter and body."""

    path: Path
    front: dict[str, Any]
    body: str
    first_line: int = 1

    @property
    def literals(self) -> dict[str, str]:
        """Return the literals that may stand in the prose, each with its reason."""
        return dict(self.front.get("literals") or {})


class _PlainLoader(yaml.BaseLoader):
    """Read every scalar as the text that was typed, and refuse a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [str(key.value) for key, _ in node.value]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"{', '.join(twice)} stands twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


def prose_held(path: Path) -> Prose:
    """Return what `read_prose` does, reading a file again only if it was written since."""
    try:
        return _held(path, signature(path))
    except FileNotFoundError:
        return read_prose(path)


@lru_cache(maxsize=8)
def _held(path: Path, _: Signature) -> Prose:
    return read_prose(path)


def read_prose(path: Path) -> Prose:
    """Return a brief's front matter and body.

    Raises
    ------
    BriefError
        If there is no front matter, no title or language, a literal without a reason or
        without use, a digit that no literal explains, a block that is not closed, or an
        image typed by hand without alt text.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BriefError(f"{name} is not UTF-8 ({error.reason}, byte {error.start}).") from error
    except OSError as error:
        raise BriefError(f"{path} cannot be read: {error.strerror}.") from error
    found = _FRONT.match(text)
    if found is None:
        raise BriefError(f"{name} has no front matter between two lines of ---.")
    first_line = text.count("\n", 0, found.end()) + 1
    prose = Prose(path, _front(name, found.group(1)), text[found.end() :], first_line)
    _check_literals(prose)
    digits.check(name, prose.body, prose.front, prose.literals, first_line)
    require_closed(prose.body, name, first_line)
    _check_images(prose)
    return prose


def _front(name: str, text: str) -> dict[str, Any]:
    try:
        front = yaml.load(text, Loader=_PlainLoader) or {}
    except yaml.YAMLError as error:
        said = " ".join(str(error).split())
        raise BriefError(f"{name}: its front matter is not YAML: {said}") from error
    if not isinstance(front, dict):
        raise BriefError(f"{name}: its front matter is not a list of key: value.")
    missing = [key for key in _REQUIRED if not str(front.get(key) or "").strip()]
    if missing:
        raise BriefError(f"{name} has no {', '.join(missing)} in its front matter.")
    if not _LANGUAGE.fullmatch(str(front["lang"])):
        raise BriefError(f"{name}: lang {front['lang']!r} is no language tag; write en or en-US.")
    return front


def _check_literals(prose: Prose) -> None:
    said = prose.front.get("literals") or {}
    if not isinstance(said, dict) or any(not isinstance(why, str) for why in said.values()):
        raise BriefError(f'{prose.path.name}: literals is no list of "literal": reason.')
    bare = [key for key, why in said.items() if len(why.strip()) < _SHORTEST_REASON]
    if bare:
        raise BriefError(
            f"{prose.path.name}: {len(bare)} of {len(said)} literals have no reason in the front "
            f"matter, first {bare[0]!r}. Say in a few words what it is."
        )
    idle = [key for key in said if not digits.holds_digit(key)]
    if idle:
        raise BriefError(
            f"{prose.path.name}: literal {idle[0]!r} holds no digit; it needs no entry."
        )


def _check_images(prose: Prose) -> None:
    mute = [
        image.group(0)
        for image in _IMAGE.finditer(COMMENT.sub("", prose.body))
        if not _ALT.search(image.group(1) or "")
    ]
    if mute:
        raise BriefError(
            f"{prose.path.name}: {len(mute)} images have no alt text, first {mute[0][:60]!r}. "
            'Write {fig-alt="what is to be seen"} after it; the caption is not alt text.'
        )
