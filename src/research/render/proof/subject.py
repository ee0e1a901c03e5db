"""Whom a finished PDF is about, as it says itself, and whom it names."""

from collections.abc import Iterable, Iterator

import pikepdf

from research.render.proof.record import PageRecord
from research.render.subject_guard import Guard


def told(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Return the keywords of a PDF; the id of its subject is the only one that we write."""
    said = str(pdf.open_metadata().get("pdf:Keywords", "") or "")
    return tuple(word.strip() for word in said.replace(";", ",").split(",") if word.strip())


def unseen(pdf: pikepdf.Pdf) -> list[str]:
    """Return what a PDF says without showing it: its title, its headings, its alt texts."""
    root = pdf.Root.get("/StructTreeRoot")
    found = [str(pdf.open_metadata().get("dc:title", "") or "")]
    if root is not None:
        found += _texts(root)
    return [text for text in found if text.strip()]


def _texts(root: pikepdf.Object) -> Iterator[str]:
    stack = [root]
    while stack:
        held = stack.pop()
        if isinstance(held, pikepdf.Array):
            stack.extend(held)
        elif isinstance(held, pikepdf.Dictionary):
            for key in ("/Alt", "/ActualText", "/T"):
                if key in held:
                    yield str(held[key])
            if "/K" in held:
                stack.append(held["/K"])


def failures(
    keywords: Iterable[str],
    texts: Iterable[str],
    unseen_texts: Iterable[str],
    record: PageRecord | None,
    guard: Guard | None,
) -> list[str]:
    """Return where a PDF is about somebody else than it says, or names somebody else.

    Parameters
    ----------
    keywords, unseen_texts
        What `told` and `unseen` returned.
    texts
        The text of each page, its figures included.
    record
        What the build meant; without it, or without a subject in it, the guard alone decides.
    guard
        Whom the pages may name.
    """
    meant = guard.subject if guard else record.subject if record else ""
    said = tuple(keywords)
    found = []
    if meant and said != (meant,):
        found.append(f"its properties name {', '.join(said) or 'no subject'}, and not {meant}")
    if guard and record and record.subject != guard.subject:
        found.append(f"its record is about {record.subject or 'no subject'}, not {guard.subject}")
    if guard:
        for number, text in enumerate(texts, 1):
            found += guard.failures(f"page {number}", text)
        found += guard.failures("what is read aloud", "\n\n".join(unseen_texts))
    return found
