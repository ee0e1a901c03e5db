"""Read the texts inside a published tar.gz archive, in memory and without trusting it.

Nothing is unpacked to disk, links are refused, and no more is decompressed than is asked for.
"""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from research.ground.errors import PublishedFileError

MOST_BYTES = 50_000_000
MOST_BYTES_A_FILE = 500_000
"""A hundred times what a roster needs; a file that unpacks to more is not one."""


def texts_in(
    path: Path, folder: str, ending: str = ".yml", most_bytes: int = MOST_BYTES
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file of a folder of an archive, in the order of names.

    Parameters
    ----------
    path
        A .tar.gz file.
    folder
        The end of the folder's path inside it ("data/il/legislature"): what stands before
        differs between a clone and an archive of one.
    ending
        How the names of the wanted files end.
    most_bytes
        How much the archive may unpack to.

    Raises
    ------
    PublishedFileError
        If the archive is cut short, unpacks to more than it may, holds no such file, or one of
        them is a link or far too large.
    """
    try:
        with gzip.open(path) as packed:
            data = packed.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise PublishedFileError(
                f"{path.name} unpacks to more than {most_bytes:,} bytes: it is not what it claims "
                "to be. Look at it before anything else reads it."
            )
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            yield from _texts(archive, path.name, folder, ending)
    except (EOFError, gzip.BadGzipFile, zlib.error, tarfile.TarError) as error:
        raise PublishedFileError(
            f"{path.name} is cut short or no tar.gz archive ({error}): take the snapshot again."
        ) from error


def _texts(
    archive: tarfile.TarFile, name: str, folder: str, ending: str
) -> Iterator[tuple[str, bytes]]:
    wanted = PurePosixPath(folder).parts
    inside = [
        one
        for one in archive.getmembers()
        if PurePosixPath(one.name).parent.parts[-len(wanted) :] == wanted
        and one.name.endswith(ending)
    ]
    if not inside:
        raise PublishedFileError(
            f"{name} holds no {folder}/*{ending}: take the snapshot again, or look at what it is."
        )
    for one in sorted(inside, key=lambda found: found.name):
        short = PurePosixPath(one.name).name
        held = archive.extractfile(one) if one.isreg() else None
        if held is None or one.size > MOST_BYTES_A_FILE:
            raise PublishedFileError(
                f"{name}: {short} is a link or has {one.size:,} bytes: no file of that kind."
            )
        yield short, held.read()
