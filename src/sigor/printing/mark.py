"""The mark by which a file on paper is told from a forgery: its code, where to check it, and that as a QR."""

import io
from dataclasses import dataclass

import segno

ERROR = "m"  # a stain on a seventh of the square still reads
QUIET = 2  # modules of white; the paper around it gives the rest


@dataclass(frozen=True)
class Mark:
    """What a file says of itself on every page."""

    code: str
    address: str  # where the code is checked; what the QR holds
    sentence: str  # says where, in words
    alt: str  # the QR for those who do not see it
    label: str = ""  # before the code: «Código»


def qr_svg(address: str) -> str:
    """The address as a square of vectors, black on white."""
    drawn = io.BytesIO()
    segno.make_qr(address, error=ERROR).save(
        drawn, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, nl=False
    )
    return drawn.getvalue().decode()


def qr_png(address: str, *, scale: int = 8) -> bytes:
    """The same as dots, for writers that hold no vectors."""
    drawn = io.BytesIO()
    segno.make_qr(address, error=ERROR).save(
        drawn, kind="png", border=QUIET, dark="#000", light="#fff", scale=scale
    )
    return drawn.getvalue()
