"""Who may vouch for a candidate, for which bytes, and when their word is void."""

import json
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import made_editions as made
from made_editions import NOW
from research.ground.errors import ApprovalError, EditionError
from research.ground.paths import Project
from research.publish.editions import approvers, signing
from research.publish.editions.approvals import (
    Approval,
    approvals,
    approve,
    message,
    require_approved,
)
from research.publish.editions.approvals import valid as counted
from research.publish.editions.manifest import MANIFEST, Edition, read

ADA, BEN = "Ada Invented", "Ben Invented"


@dataclass(frozen=True)
class House:
    """A project with two approvers and their keys."""

    here: Project
    keys: dict[str, Path]

    def sign(self, edition: Edition, name: str, with_key: str = "") -> Approval:
        return approve(self.here, edition, name, self.keys[with_key or name], NOW)

    def names(self, edition: Edition) -> list[str]:
        return [one.name for one in counted(self.here, edition, NOW.date())]

    def why_not(self, edition: Edition) -> str:
        return " | ".join(one.why_not for one in approvals(self.here, edition, NOW.date()))


@pytest.fixture
def house(tmp_path: Path) -> House:
    here = made.project(tmp_path / "project")
    keys = {name: made.key(tmp_path, name.split()[0]) for name in (ADA, BEN)}
    made.approvers(here, {name: [path] for name, path in keys.items()})
    return House(here, keys)


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_two_people_approve_the_bytes_of_a_candidate(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    house.sign(edition, BEN)
    assert [one.name for one in require_approved(house.here, edition, NOW.date())] == [ADA, BEN]


def test_one_approval_is_not_enough(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    with pytest.raises(ApprovalError, match=r"1 of 2 approvals \(Ada Invented\)"):
        require_approved(house.here, edition, NOW.date())


def test_who_approves_twice_counts_once(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    house.sign(edition, ADA)
    assert house.names(edition) == [ADA]


def test_two_keys_of_one_person_count_once(house: House, tmp_path: Path) -> None:
    second = made.key(tmp_path, "second")
    made.approvers(house.here, {ADA: [house.keys[ADA], second], BEN: [house.keys[BEN]]})
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    home = edition.folder / "approvals"
    (home / "other.json").write_bytes((home / "ada-invented.json").read_bytes())
    (home / "other.sig").write_bytes((home / "ada-invented.sig").read_bytes())
    approve(house.here, edition, ADA, second, NOW)
    assert house.names(edition) == [ADA]


def test_an_author_may_not_approve(house: House) -> None:
    edition = made.candidate(house.here, authors=["ada  INVENTED <ada@coalition.us>"])
    with pytest.raises(ApprovalError, match="is an author"):
        house.sign(edition, ADA)


def test_an_edition_that_names_no_author_is_approved_by_nobody(house: House) -> None:
    edition = made.candidate(house.here, authors=[])
    with pytest.raises(ApprovalError, match="does not say who made it"):
        house.sign(edition, ADA)


def test_nobody_signs_with_the_key_of_another(house: House) -> None:
    edition = made.candidate(house.here)
    with pytest.raises(ApprovalError, match="is not a key of Ada Invented"):
        house.sign(edition, ADA, with_key=BEN)


def test_a_stranger_may_not_approve(house: House) -> None:
    edition = made.candidate(house.here)
    with pytest.raises(ApprovalError, match="those who may approve: Ada Invented, Ben Invented"):
        house.sign(edition, "Cy Stranger", with_key=ADA)


def test_a_changed_file_voids_every_approval_and_is_named(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    edited(edition.folder / "files" / "all" / "brief.html", "20.50", "20.51")
    assert "all/brief.html was changed" in house.why_not(edition)


def test_an_added_file_voids_every_approval(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    (edition.folder / "files" / "more.txt").write_text("more")
    assert "more.txt is not listed" in house.why_not(edition)


def test_a_manifest_edited_by_hand_voids_every_approval(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    edited(edition.folder / MANIFEST, '"title": "A brief"', '"title": "A belief"')
    assert house.names(read(edition.folder)) == []


def test_a_key_added_to_the_manifest_voids_every_approval(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    edited(edition.folder / MANIFEST, '"number": 1,', '"number": 1, "more": 2,')
    assert "was edited by hand" in house.why_not(read(edition.folder))


def test_of_a_rebuilt_candidate_it_is_said_which_file_changed(house: House) -> None:
    before = made.candidate(house.here)
    house.sign(before, ADA)
    after = made.candidate(house.here, value=20.6)
    assert "was given to other bytes: 3 files changed since, first all/brief.html" in (
        house.why_not(after)
    )


def test_approvals_of_a_candidate_that_was_replaced_are_remembered(house: House) -> None:
    before = made.candidate(house.here)
    house.sign(before, ADA)
    before.folder.rename(house.here.build / "away")
    after = made.candidate(house.here, value=20.6)
    with pytest.raises(ApprovalError) as refused:
        require_approved(house.here, after, NOW.date())
    assert "ada-invented approved other bytes of it: 3 of" in " ".join(refused.value.__notes__)


@pytest.mark.parametrize(
    ("more", "why"),
    [("revoked = 2027-01-10\n", "revoked on 2027-01-10"), ("until = 2026-12-31\n", "2026-12-31")],
)
def test_who_was_revoked_or_whose_time_is_over_does_not_count(
    house: House, more: str, why: str
) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, BEN)
    made.approvers(house.here, {name: [path] for name, path in house.keys.items()}, more)
    assert why in house.why_not(edition)


def test_who_left_after_a_release_still_counts_for_what_they_signed(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, BEN)
    people = {name: [path] for name, path in house.keys.items()}
    made.approvers(house.here, people, "until = 2027-02-01\n")
    assert [one.name for one in counted(house.here, edition)] == [BEN]


def test_a_key_that_was_taken_off_the_list_no_longer_counts(house: House, tmp_path: Path) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    made.approvers(house.here, {ADA: [made.key(tmp_path, "new")], BEN: [house.keys[BEN]]})
    assert "not made with a key of theirs" in house.why_not(edition)


def test_an_edited_approval_does_not_count(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    edited(edition.folder / "approvals" / "ada-invented.json", "09:00:00", "08:00:00")
    assert "not made with a key of theirs" in house.why_not(edition)


def test_a_signature_made_for_another_purpose_does_not_count(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    home = edition.folder / "approvals"
    said = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(house.keys[ADA])],
        input=(home / "ada-invented.json").read_bytes(), capture_output=True, check=True,
    )  # fmt: skip
    (home / "ada-invented.sig").write_bytes(said.stdout)
    assert "not made with a key of theirs" in house.why_not(edition)


def test_an_approval_without_its_signature_does_not_count(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    (edition.folder / "approvals" / "ada-invented.sig").unlink()
    assert "cannot be read" in house.why_not(edition)


def test_what_is_signed_is_the_file_that_ssh_keygen_verifies(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    said = json.loads((edition.folder / "approvals" / "ada-invented.json").read_text())
    assert (said["edition"], said["digest"]) == ("district-1", edition.digest)


def test_a_key_that_an_agent_holds_signs_by_its_public_half(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = tmp_path / "agent"
    agent = subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert agent.stdout is not None
    agent.stdout.readline()
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    subprocess.run(["ssh-add", "-q", str(house.keys[ADA])], check=True, capture_output=True)
    house.keys[ADA].unlink()
    edition = made.candidate(house.here)
    try:
        approve(house.here, edition, ADA, house.keys[ADA].with_suffix(".pub"), NOW)
    finally:
        agent.terminate()
        agent.communicate()
    assert house.names(edition) == [ADA]


def test_a_key_that_others_can_read_is_refused_with_what_ssh_keygen_says(house: House) -> None:
    house.keys[ADA].chmod(0o644)
    with pytest.raises(ApprovalError, match="UNPROTECTED PRIVATE KEY FILE"):
        house.sign(made.candidate(house.here), ADA)


def test_a_file_that_is_no_key_is_refused(house: House, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("no key")
    with pytest.raises(ApprovalError, match="would not sign"):
        approve(house.here, made.candidate(house.here), ADA, tmp_path / "notes", NOW)


def test_a_copy_of_what_was_approved_that_was_cut_short_stops_nobody(house: House) -> None:
    edition = made.candidate(house.here)
    house.sign(edition, ADA)
    for manifest in house.here.candidates.glob(f".approved/*/{MANIFEST}"):
        manifest.write_text("{")
    house.sign(edition, BEN)
    assert house.names(edition) == [ADA, BEN]


def test_a_broken_candidate_cannot_be_approved(house: House) -> None:
    edition = made.candidate(house.here)
    (edition.folder / "files" / "all" / "brief.html").unlink()
    with pytest.raises(EditionError, match=r"all/brief.html is gone"):
        house.sign(edition, ADA)


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("", "names nobody who may approve"),
        ("[[approver]\n", "is not TOML"),
        ('[[approver]]\nname = "A"\nemail = "a b"\nkeys = []\n', "needs a name"),
        ('[[approver]]\nname = "A"\nemail = "a@b.us"\nkeys = []\n', "needs keys"),
        ('[[approver]]\nname = "A"\nemail = "a@b.us"\nkeys = ["ssh-rsa AAAA"]\n', "cannot be used"),
        ('[[approver]]\nname = "A"\nemail = "a@b.us"\nkey = ["x"]\n', r"has \['key'\]"),
        ('[[approver]]\nname = "A"\nemail = "*@b.us"\nkeys = []\n', "needs a name"),
    ],
)
def test_a_list_of_approvers_that_cannot_be_used_says_why(
    tmp_path: Path, toml: str, why: str
) -> None:
    here = made.project(tmp_path)
    (here.reports / "approvers.toml").write_text(toml)
    with pytest.raises(ApprovalError, match=why):
        approvers.load(here)


def test_without_a_list_it_is_said_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(ApprovalError, match="Write at least two people into it"):
        approvers.load(made.project(tmp_path))


def test_one_key_cannot_stand_for_two_people(house: House) -> None:
    made.approvers(house.here, {ADA: [house.keys[ADA]], BEN: [house.keys[ADA]]})
    with pytest.raises(ApprovalError, match="shares a name, an address or a key"):
        approvers.load(house.here)


def test_a_key_line_with_options_is_refused() -> None:
    with pytest.raises(ValueError, match="it is not a line such as"):
        approvers.public_parts('namespaces="git" ssh-ed25519 AAAA')


def test_an_approver_may_sign_until_the_end_of_their_last_day() -> None:
    person = approvers.Approver(ADA, "ada@coalition.us", ("k",), until=date(2027, 1, 12))
    assert person.why_not(date(2027, 1, 12)) == ""


def test_who_signs_under_the_name_of_another_does_not_count(house: House) -> None:
    edition = made.candidate(house.here)
    said = Approval(edition.id, edition.digest, BEN, "ada@coalition.us", NOW)
    path = edition.folder / "approvals" / "ada-invented.json"
    path.parent.mkdir()
    path.write_bytes(message(said))
    path.with_suffix(".sig").write_bytes(signing.sign(message(said), house.keys[ADA]))
    assert "its signer is Ada Invented" in house.why_not(edition)


@pytest.mark.parametrize(
    "spelled",
    [
        "Ada Invented <ada@home.example>",
        "Ada Invénted",
        "Invented, Ada",
        "Ada Invented (lead)",
        "Ada\u200b Invented",
        "A. Invented",
        "Invented, A. B.",
        "ada+work@coalition.us",
        "Somebody <ADA+work@Coalition.us>",
    ],
)
def test_an_author_may_not_approve_under_another_spelling(house: House, spelled: str) -> None:
    edition = made.candidate(house.here, authors=[spelled])
    with pytest.raises(ApprovalError, match="is an author"):
        house.sign(edition, ADA)


@pytest.mark.parametrize("other", ["Ann Invented", "Ada Author", "C. Invented", "Bo <b@home.us>"])
def test_who_only_shares_a_word_with_an_author_may_approve(house: House, other: str) -> None:
    edition = made.candidate(house.here, authors=[other])
    house.sign(edition, ADA)
    assert house.names(edition) == [ADA]


@pytest.mark.parametrize(
    ("name", "is_mixed"),
    [("\u0410da Invented", True), ("Ad\u03b1 Invented", True), ("Adá Invented", False),
     ("\u0410\u0434\u0430", False)],
)  # fmt: skip
def test_letters_of_two_scripts_in_one_name_are_noticed(name: str, is_mixed: bool) -> None:
    assert approvers.is_of_mixed_scripts(name) == is_mixed
