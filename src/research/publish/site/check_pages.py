"""The pages that answer for a copy: its digest, and what was found wrong with it."""

import json
from collections.abc import Mapping

from research.publish.editions.manifest import Edition
from research.publish.site import addresses
from research.publish.site.edition_pages import DOCUMENTS
from research.publish.site.setting import Setting, listed


def write(setting: Setting) -> None:
    """Write the page that checks a file, the digests it looks in, and a list an edition."""
    shown = setting.shown
    setting.page(
        "verify", "verify", "Check a copy", scripts=("verify.js",),
        editions=[
            {"edition": one, "title": one.title,
             "is_newest": one is shown.newest_of(one.brief)}
            for one in reversed(shown.editions)
        ],
    )  # fmt: skip
    setting.write("verify/digests.json", _digests(setting))
    for edition in shown.editions:
        newest = shown.newest_of(edition.brief)
        instead = {"path": f"verify/{newest.id}", "edition": newest}
        setting.page(
            "digests", f"verify/{edition.id}",
            f"Check a copy of {edition.title}, edition {edition.number}", edition=edition,
            files=[listed(edition, file) for file in edition.files if file.kind in DOCUMENTS],
            sums=f"{addresses.overview(edition)}/SHA256SUMS",
            is_newest=newest is edition, superseded=instead if newest is not edition else None,
        )  # fmt: skip


def errata(setting: Setting, names: Mapping[str, Mapping[str, str]]) -> None:
    """Write the page of errata; ``names`` are those of the documents of each edition."""
    by_id = {one.id: one for one in setting.shown.editions}
    setting.page(
        "errata", "errata", "Errata",
        errata=[
            {"edition": one.edition, "date": one.date, "note": one.note,
             "subjects": [names[one.edition].get(subject, subject) for subject in one.subjects],
             "title": by_id[one.edition].title,
             "number": by_id[one.edition].number, "by": by_id[one.superseded_by].number,
             "path": addresses.overview(by_id[one.superseded_by])}
            for one in setting.shown.errata
        ],
    )  # fmt: skip


def _digests(setting: Setting) -> bytes:
    """Return the digests of all files as the script reads them: short, for there are many."""
    editions = setting.shown.editions
    files: dict[str, list[object]] = {}
    for at, edition in enumerate(editions):
        for file in edition.files:  # the newest edition that holds these bytes speaks for them
            files[file.sha256] = [at, file.path]
    said = {"editions": [_edition(setting, one) for one in editions], "files": files}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _edition(setting: Setting, edition: Edition) -> dict[str, str]:
    newest = setting.shown.newest_of(edition.brief)
    told = {
        "id": edition.id,
        "title": f"{edition.title}, edition {edition.number}",
        "released": f"{edition.release:%B} {edition.release.day}, {edition.release.year}",
        "path": f"{addresses.overview(edition)}/",
    }
    if newest is not edition:
        told["superseded_by"] = f"{newest.title}, edition {newest.number}"
        told["newest_path"] = f"{addresses.overview(newest)}/"
    return told
