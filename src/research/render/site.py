"""Where the pages of the briefs will stand on the web, as reports/site.toml declares."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from research.ground.errors import BriefError
from research.ground.held import Signature, signature

FILE = "site.toml"
_EXAMPLES = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|net|org|edu))?|test|invalid|localhost|local)$|^127\.|^\[?::1"
)
_PLAIN = re.compile(r"[a-z0-9][a-z0-9/_-]*")


@dataclass(frozen=True)
class Site:
    """The address that all pages share, and the short path of each brief."""

    base_address: str
    paths: dict[str, str] = field(default_factory=dict)

    def page(self, brief: str, subject: str) -> str:
        """Return the address of the page of a brief about a subject."""
        path = self.paths.get(brief, "{brief}/{subject}" if subject else "{brief}")
        said = path.replace("{brief}", brief).replace("{subject}", subject).lower().strip("/")
        if not _PLAIN.fullmatch(said):
            raise BriefError(
                f"{FILE}: the path of {brief} would be {said!r}; an address that people type has "
                "small letters, digits, dashes and slashes."
            )
        return f"{self.base_address}/{said}"


def page_address(reports: Path, brief: str, subject: str) -> str:
    """Return the address of a page, or nothing where reports/site.toml is not there.

    Raises
    ------
    BriefError
        If the file is no TOML, lacks ``base_address``, or that is no https address.
    """
    path = reports / FILE
    try:
        return _read(path, signature(path)).page(brief, subject)
    except FileNotFoundError:
        return ""


def declared(reports: Path) -> Site | None:
    """Return what reports/site.toml declares, or nothing where it is not there.

    Raises
    ------
    BriefError
        If the file is no TOML, lacks ``base_address``, or that is no https address.
    """
    path = reports / FILE
    return _read(path, signature(path)) if path.is_file() else None


def shown(address: str) -> str:
    """Return an address as it is printed: who types it needs no ``https://``."""
    return address.removeprefix("https://")


def is_example(address: str) -> bool:
    """Return whether an address leads to nobody: example.org, localhost and their like."""
    return bool(_EXAMPLES.search((urlsplit(address).hostname or "").lower()))


@lru_cache(maxsize=8)
def _read(path: Path, _: Signature) -> Site:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BriefError(f"{FILE} is not TOML: {error}.") from error
    base = str(said.get("base_address", "")).rstrip("/")
    parts = urlsplit(base)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise BriefError(
            f"{FILE}: base_address is {base!r}; write the https address that all pages share, "
            'such as base_address = "https://example.org/il".'
        )
    return Site(base, {brief: str(path) for brief, path in dict(said.get("paths", {})).items()})
