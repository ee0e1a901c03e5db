"""Read a brief's prose: front matter, shortcodes, and the digits that stand in it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from research.ground.errors import BriefError

VAR = re.compile(r"\{\{<\s*var\s+([A-Za-z0-9_.-]+)\s*>\}\}")
INCLUDE = re.compile(r"\{\{<\s*include\s+(_(fig|tbl)-([A-Za-z0-9_-]+)\.qmd)\s*>\}\}")
SHORTCODE = re.compile(r"\{\{<.*?>\}\}", re.DOTALL)
REFERENCE = re.compile(r"(?<![\w@])@((?:fig|tbl)-[A-Za-z0-9_-]+)")
_ATTRIBUTES = re.compile(r"\{[^{}<>]*\}")
_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REQUIRED = ("title", "lang")


@dataclass(frozen=True)
class Prose:
    """A brief as it was written: front matter and body."""

    path: Path
    front: dict[str, Any]
    body: str

    @property
    def literals(self) -> dict[str, str]:
        """Return the literals that may stand in the prose, each with its reason."""
        return {str(key): str(why) for key, why in (self.front.get("literals") or {}).items()}


def read_prose(path: Path) -> Prose:
    """Return a brief's front matter and body.

    Raises
    ------
    BriefError
        If there is no front matter, no title or language, a literal without a reason, or a
        digit in the prose that no literal explains.
    """
    text = path.read_text(encoding="utf-8")
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise BriefError(f"{path.name} has no front matter between two lines of ---.")
    front = yaml.safe_load(parts[1]) or {}
    missing = [key for key in _REQUIRED if not front.get(key)]
    if missing:
        raise BriefError(f"{path.name} has no {', '.join(missing)} in its front matter.")
    prose = Prose(path, front, parts[2])
    _check_literals(prose)
    return prose


def _check_literals(prose: Prose) -> None:
    empty = [key for key, why in prose.literals.items() if len(why.strip()) < 8 or why == "None"]
    if empty:
        raise BriefError(
            f"{prose.path.name}: literal {empty[0]!r} has no reason in the front matter."
        )
    bare = _COMMENT.sub("", prose.body)
    for pattern in (SHORTCODE, _LINK_TARGET, _ATTRIBUTES, REFERENCE):
        bare = pattern.sub(" ", bare)
    for literal in sorted(prose.literals, key=len, reverse=True):
        bare = re.sub(rf"(?<!\w){re.escape(literal)}(?!\w)", " ", bare)
    offenders = [
        (number, line) for number, line in enumerate(bare.splitlines(), 1) if re.search(r"\d", line)
    ]
    if offenders:
        number, line = offenders[0]
        raise BriefError(
            f"{prose.path.name}: {len(offenders)} lines of prose hold a digit, first body line "
            f"{number}: {line.strip()[:80]!r}. Quote a finding, or list the literal with its "
            "reason under literals: in the front matter."
        )
