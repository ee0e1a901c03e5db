"""Sign a finished PDF with a certificate: optional, and part of the bytes that are approved.

The signature is added after the last byte of the file, in a field that nobody sees, so tags, text
and the manifest inside stay as they were proved; the PDF is read back once more all the same.
"""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from research.ground.errors import EditionError
from research.ground.provenance import write_whole
from research.render.proof import proof, require

KEY, PASSWORD = "RESEARCH_SIGNATURE_PKCS12", "RESEARCH_SIGNATURE_PASSWORD"
_FIELD = "Edition"


def signer_of(environment: Mapping[str, str]) -> Callable[[Path], None]:
    """Return what signs a PDF in its place with the key that the environment names.

    Raises
    ------
    EditionError
        If pyHanko is not installed, no key is named, or it cannot be opened with the password.
    """
    path = environment.get(KEY, "")
    if not path:
        raise EditionError(f"--sign: {KEY} names no file; set it to a PKCS#12 key (.p12, .pfx).")
    try:
        from pyhanko.sign import signers
    except ImportError as error:
        raise EditionError(
            '--sign: pyHanko is not installed: `pip install "research[signature]"` brings it.'
        ) from error
    load: Any = signers.SimpleSigner.load_pkcs12  # it says nothing of its types
    password = environment.get(PASSWORD, "").encode()
    held = load(path, passphrase=password) if Path(path).is_file() else None
    if held is None:
        raise EditionError(
            f"--sign: {KEY} names {path}, which is no PKCS#12 key that {PASSWORD} opens."
        )

    def sign(pdf: Path) -> None:
        write_whole(pdf, _signed(pdf.read_bytes(), held))
        require(proof(pdf))

    return sign


def _signed(pdf: bytes, held: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, fields, sign_pdf

    said = PdfSignatureMetadata(
        field_name=_FIELD, reason="This is the edition as it was fixed",
        subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256",
    )  # fmt: skip
    out = sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), said, signer=held,
        new_field_spec=fields.SigFieldSpec(_FIELD, readable_field_name="Signature of the edition"),
    )  # fmt: skip
    return bytes(out.getvalue())
