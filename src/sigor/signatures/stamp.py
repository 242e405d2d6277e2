"""The visible part of a signature, drawn by typst so that its fonts go along in the file."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst
from django.utils import timezone

from sigor.printing.pdf import printable
from sigor.signatures.models import Purpose
from sigor.signatures.port import Place, Wanted

TEMPLATE = Path(__file__).parent / "templates_typst" / "stamp.typ"
MARK = Path(__file__).parent / "templates_typst" / "mark.typ"
MM = 72 / 25.4  # points

# Sizes in mm. In the margin the text runs upwards, so that two centimetres are enough and no text is covered.
VISA = (46, 13)
BLOCK = (68, 16)
EDGE, FOOT, GAP = 3, 24, 3  # from the side, from below, and between two of them


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    upright: bool  # text runs upwards


def page_of(wanted: Wanted, pages: int) -> int:
    """The index of its page, from zero: the first one unless it was said, and never one that does not exist."""
    if wanted.place is None:
        return 0
    asked = wanted.place.page
    return max(0, min(asked - 1 if asked > 0 else pages + asked, pages - 1))


def box(wanted: Wanted, width: float, height: float) -> Box | None:
    """Where the visible part goes on a page of that size, in points; None when its margin is full."""
    across, along = VISA if wanted.purpose == Purpose.APPROVAL else BLOCK
    if wanted.place is not None:
        return _placed(wanted.place, across, along, width, height)
    room = height / MM - FOOT - EDGE
    number = wanted.turn - 1
    if (number + 1) * (across + GAP) > room:
        return None
    bottom = (FOOT + number * (across + GAP)) * MM
    left = EDGE * MM if wanted.purpose == Purpose.APPROVAL else width - (EDGE + along) * MM
    return Box(left, bottom, left + along * MM, bottom + across * MM, upright=True)


def _placed(place: Place, across: int, along: int, width: float, height: float) -> Box:
    """As asked, but never off the page."""
    left = max(0.0, min(place.x * MM, width - across * MM))
    top = height - max(0.0, min(place.y * MM, height - along * MM))
    return Box(left, top - along * MM, left + across * MM, top, upright=False)


def draw(wanted: Wanted, where: Box, certificate: str) -> bytes:
    """The visible part as a page of its own, a PDF the size of its box."""
    moment = timezone.localtime(wanted.moment)
    lines = [wanted.name, wanted.role, f"Certificado de {certificate}" if certificate else ""]
    told = {
        "width": (where.right - where.left) / MM,
        "height": (where.top - where.bottom) / MM,
        "upright": where.upright,
        "title": wanted.reason,
        "lines": [line for line in lines if line],
        "moment": f"{moment:%d/%m/%Y %H:%M:%S} {moment:%z}",
        "verification": wanted.verification,
    }
    told_text = json.dumps(printable(told), ensure_ascii=False)
    pdf = typst.compile(
        TEMPLATE.read_bytes(), ignore_system_fonts=True, sys_inputs={"stamp": told_text}, pdf_tags=False
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def mark() -> bytes:
    """The picture that the signer of Firma Perú puts beside its own text, as PNG."""
    png = typst.compile(MARK.read_bytes(), ignore_system_fonts=True, format="png", ppi=300)
    assert isinstance(png, bytes)
    return png
