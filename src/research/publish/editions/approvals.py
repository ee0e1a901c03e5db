"""Two people sign what a candidate is, byte for byte; another byte, and their word is void."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from research.ground.errors import ApprovalError, EditionError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.publish.editions import approvers, signing
from research.publish.editions.approvers import Approver, slug_of
from research.publish.editions.kept import FOLDER, changed_files, earlier, keep, kept
from research.publish.editions.manifest import MANIFEST, Edition, broken, text

NEEDED = 2
_SAID = {"edition", "digest", "name", "email", "signed"}


@dataclass(frozen=True)
class Approval:
    """One person's word for the bytes of an edition.

    Attributes
    ----------
    digest
        Of the manifest that they signed.
    signed
        When, by their own clock, with its offset from UTC.
    why_not
        Why it does not count; empty where it does.
    """

    edition: str
    digest: str
    name: str
    email: str
    signed: datetime
    why_not: str = ""

    @property
    def counts(self) -> bool:
        return not self.why_not


def papers(edition: Edition, name: str) -> tuple[Path, Path]:
    """Return the two files of a person's approval: what was signed, and the signature."""
    home = edition.folder / FOLDER
    return home / f"{slug_of(name)}.json", home / f"{slug_of(name)}.sig"


def message(approval: Approval) -> bytes:
    """Return what is signed: the text of the approval's JSON file."""
    said = asdict(approval)
    said.pop("why_not")
    said["signed"] = approval.signed.isoformat()
    return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()


def approve(project: Project, edition: Edition, name: str, key: Path, now: datetime) -> Approval:
    """Sign what a candidate is, and keep the signature beside it.

    Parameters
    ----------
    project
        Whose reports/approvers.toml says who may.
    edition
        A candidate, whole.
    name
        The name or address of the approver.
    key
        Their SSH key, or the .pub file of one that an agent holds.
    now
        The time, with its offset from UTC.

    Raises
    ------
    ApprovalError
        If they may not approve, made it themselves, or the key is not theirs.
    EditionError
        If the candidate is not whole.
    """
    person = approvers.find(approvers.load(project), name)
    require_whole(edition)
    _require_may(person, edition, now.date())
    if signing.public_key(key) not in person.keys:
        raise ApprovalError(
            f"{key.name} is not a key of {person.name}: reports/{approvers.FILE} lists "
            f"{len(person.keys)} of theirs, and this is none of them."
        )
    made = Approval(edition.id, edition.digest, person.name, person.email, now)
    signature = signing.sign(message(made), key)
    if not signing.is_signed(message(made), signature, person.email, person.keys):
        raise ApprovalError(f"the signature made with {key.name} does not verify: try again.")
    said, signed = papers(edition, person.name)
    signed.unlink(missing_ok=True)
    write_whole(said, message(made))
    write_whole(signed, signature)
    keep(project, edition)
    return made


def approvals(project: Project, edition: Edition, day: date | None = None) -> list[Approval]:
    """Return every approval of an edition, those that do not count with the reason why.

    Parameters
    ----------
    project
        Whose reports/approvers.toml says who may.
    edition
        A candidate, or an edition that was released.
    day
        On which the approvers must be in good standing; without one, the day of each signature.

    Raises
    ------
    ApprovalError
        If there is no list of approvers.
    """
    people = approvers.load(project)
    found = [_judged(project, edition, people, path, day) for path in _files(edition.folder)]
    counted: set[str] = set()
    for number, one in enumerate(found):
        if one.counts and one.email in counted:
            found[number] = replace(one, why_not="is a second one of the same person")
        counted |= {one.email} if one.counts else set()
    return found


def valid(project: Project, edition: Edition, day: date | None = None) -> list[Approval]:
    """Return the approvals that count, one a person; of a changed edition, none.

    Raises
    ------
    ApprovalError
        If there is no list of approvers.
    """
    return [one for one in approvals(project, edition, day) if one.counts]


def names(edition: Edition) -> tuple[str, ...]:
    """Return who approved an edition when it was released, as its files say it."""
    return tuple(str(json.loads(path.read_bytes())["name"]) for path in _files(edition.folder))


def bearers(edition: Edition) -> frozenset[str]:
    """Return the addresses of those whose approvals lie beside an edition and bear its digest.

    Keys are not asked, for they change over the years: the signatures were verified at the release.
    """
    found = set()
    for path in _files(edition.folder):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            said = json.loads(path.read_bytes())
            if said["digest"] == edition.digest and path.with_suffix(".sig").is_file():
                found.add(str(said["email"]).casefold())
    return frozenset(found)


def require_approved(project: Project, edition: Edition, day: date) -> list[Approval]:
    """Return the approvals of an edition that enough people approved.

    Raises
    ------
    ApprovalError
        If fewer than two count; it says of each other one why it does not.
    """
    found = approvals(project, edition, day)
    good = [one for one in found if one.counts]
    if len(good) >= NEEDED:
        return good
    error = ApprovalError(
        f"{edition.id} has {len(good)} of {NEEDED} approvals"
        + (f" ({', '.join(one.name for one in good)})" if good else "")
        + f": research approve {edition.id} --as NAME --key PATH, by people who did not make it."
    )
    for one in found:
        if not one.counts:
            error.add_note(f"the approval of {one.name} does not count: it {one.why_not}")
    for line in () if found else earlier(project, edition):
        error.add_note(line)
    raise error


def require_whole(edition: Edition) -> None:
    """Test that every byte of an edition is as its manifest says, and the manifest as written.

    Raises
    ------
    EditionError
        If a file is gone, changed or not listed, or the manifest was edited.
    """
    found = broken(edition)
    if (edition.folder / MANIFEST).read_text(encoding="utf-8") != text(edition):
        found.append(f"{MANIFEST} was edited by hand")
    if found:
        raise EditionError(
            f"{edition.id} is not whole: {len(found)} of its {len(edition.files)} files, first: "
            f"{found[0]}. Fix the candidate again: research candidate {edition.brief}."
        )


def _require_may(person: Approver, edition: Edition, day: date) -> None:
    why = person.why_not(day)
    if why:
        raise ApprovalError(f"{person.name} {why} (reports/{approvers.FILE}).")
    if not edition.authors:
        raise ApprovalError(
            f"{edition.id} does not say who made it, so nobody can approve it: fix it again with "
            f"research candidate {edition.brief} --author NAME."
        )
    if person.is_one_of(edition.authors):
        raise ApprovalError(
            f"{person.name} is an author of {edition.id}: two others must approve it."
        )


def _files(folder: Path) -> list[Path]:
    home = folder / FOLDER
    return sorted({path.with_suffix(".json") for path in home.glob("*.*")
                   if path.suffix in (".json", ".sig")})  # fmt: skip


def _judged(
    project: Project, edition: Edition, people: Sequence[Approver], path: Path, day: date | None
) -> Approval:
    """Return one approval with the reason why it does not count, if there is one."""
    try:
        words, signature = path.read_bytes(), path.with_suffix(".sig").read_bytes()
        said = json.loads(words)
        if set(said) != _SAID:
            raise ValueError("it does not say what an approval says")
        made = Approval(**{**said, "signed": datetime.fromisoformat(said["signed"])})
    except (OSError, ValueError, TypeError) as error:
        then = datetime.fromtimestamp(0, tz=edition.release.tzinfo)
        return Approval(edition.id, "", path.stem, "", then, f"cannot be read ({error})")
    try:
        person = approvers.find(people, made.email)
    except ApprovalError as error:
        return replace(made, why_not=f"is of nobody who may approve ({error})")
    why = _why_not(person, edition, made, day)
    if not why and (made.name, made.email) != (person.name, person.email):
        why = f"says {made.name} <{made.email}>, and its signer is {person.name} <{person.email}>"
    if not why and path.stem != person.slug:
        why = f"lies in {path.name}, which is not the file of {person.name}"
    if not why and not signing.is_signed(words, signature, person.email, person.keys):
        why = "bears a signature that was not made with a key of theirs"
    return replace(made, why_not=why or _of_other_bytes(project, edition, made))


def _why_not(person: Approver, edition: Edition, made: Approval, day: date | None) -> str:
    """Return why a person's approval cannot count, whatever they signed."""
    standing = person.why_not(made.signed.date()) or (person.why_not(day) if day else "")
    if standing:
        return f"is of somebody who {standing}"
    if person.is_one_of(edition.authors):
        return "is of one of its authors"
    return "" if edition.authors else "is of an edition that does not say who made it"


def _of_other_bytes(project: Project, edition: Edition, made: Approval) -> str:
    """Return which file is not the one that was approved; nothing if all are."""
    if made.edition != edition.id or made.digest != edition.digest:
        old = [one for one in kept(project, made.edition) if one.digest == made.digest]
        moved = changed_files(old[0], edition) if old else []
        named = f"{len(moved)} files changed since, first {moved[0]}" if moved else (
            "its manifest is another one"
        )  # fmt: skip
        return f"was given to other bytes: {named}"
    try:
        require_whole(edition)
    except EditionError as error:
        return f"was given to other bytes: {error}"
    return ""
