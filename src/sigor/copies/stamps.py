"""Uncontrolled copies: a stored PDF with a stamp on every page, derived from the original, which nobody touches.

The stamp stands in a band below each page, so that it covers nothing, and faintly across it.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
import typst
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.copies.models import IssuedFile, Kind
from sigor.copies.services import Issued, Origin, Particulars, classification_of, issue
from sigor.organisation import clock
from sigor.printing.mark import Mark, qr_svg
from sigor.printing.pdf import printable
from sigor.records import files
from sigor.records.models import StoredFile

TEMPLATE = Path(__file__).parent / "templates_typst" / "stamp.typ"
PDF = files.ACCEPTED["pdf"]
A4_WIDTH, BAND = 595.28, 52.0  # points; the band grows and shrinks with the width of the page
SMALLEST, LARGEST = 72.0, 14_400.0  # points of a side that is a page
MOST_SIZES = 200  # kinds of pages in one file
DEEPEST = 30  # levels of a form


class CannotStamp(Exception):
    """No copy can be made of this file; the message says why."""


@dataclass(frozen=True)
class Size:
    """A page as it is seen, in points, and the band below it."""

    width: float
    height: float

    @property
    def scale(self) -> float:
        return max(0.75, min(self.width / A4_WIDTH, 6.0))

    @property
    def band(self) -> float:
        return BAND * self.scale

    def as_dict(self) -> dict[str, float]:
        return {"width": self.width, "height": self.height, "band": self.band, "scale": self.scale}


def stamped_copy(
    original: StoredFile, what: Particulars, *, by: User, issued: IssuedFile | None = None
) -> Issued:
    """A copy of a stored PDF that says on every page that it is one, who took it and when, under its own code.

    `what` says title, edition, classification and what it is about; `issued` is the original's own issue, if it
    has one. Of the copy only the hash is kept. Raises CannotStamp.
    """
    with _opened(original) as pdf:
        signed = is_signed(pdf)
        told = replace(
            what,
            kind=Kind.COPY,
            ending="pdf",
            classification=classification_of(what),
            series="",
            content="",
        )
        origin = Origin(original, issued, signed)

        def make(mark: Mark) -> bytes:
            return _stamp(pdf, mark, _lines(told, by, signed), signed=signed, title=what.title)

        return issue(told, make, by=by, keep=False, origin=origin)


def warning(original: StoredFile) -> str:
    """What a page says before somebody takes a copy, or nothing. Raises CannotStamp."""
    with _opened(original) as pdf:
        return lost_signatures() if is_signed(pdf) else ""


def lost_signatures() -> str:
    return _("Las firmas digitales valen solo en el original: esta copia no las conserva.")


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """Whether somebody signed the file, or certified it."""
    return "/Perms" in pdf.Root or any("/V" in field for field in _signature_fields(pdf))


# -- reading --------------------------------------------------------------------------------------------


def _opened(original: StoredFile) -> pikepdf.Pdf:
    if original.media_type != PDF:
        raise CannotStamp(_("Solo se sellan copias de archivos PDF."))
    path = files.location(original.sha256)
    if not path.exists():
        raise CannotStamp(_("El archivo no está en el almacén."))
    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError as closed:
        raise CannotStamp(_protected()) from closed
    except (pikepdf.PdfError, ValueError, OSError, RuntimeError) as broken:
        raise CannotStamp(_damaged()) from broken
    try:
        if pdf.is_encrypted:
            raise CannotStamp(_protected())
        if not len(pdf.pages):
            raise CannotStamp(_damaged())
    except pikepdf.PdfError as broken:
        pdf.close()
        raise CannotStamp(_damaged()) from broken
    except CannotStamp:
        pdf.close()
        raise
    return pdf


def _protected() -> str:
    return _(
        "El PDF está protegido con clave o con restricciones: quien lo hizo debe entregarlo sin protección."
    )


def _damaged() -> str:
    return _("El PDF está dañado y no se puede leer completo: pida el archivo de nuevo a quien lo hizo.")


def _signature_fields(pdf: pikepdf.Pdf) -> Iterator[Any]:
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    pending: list[tuple[Any, Any, int]] = [(field, None, 0) for field in _items(form.get("/Fields"))]
    while pending:
        field, inherited, depth = pending.pop()
        if not isinstance(field, pikepdf.Dictionary) or depth > DEEPEST:
            continue
        type_of = field.get("/FT", inherited)
        if type_of == pikepdf.Name.Sig:
            yield field
        pending += [(child, type_of, depth + 1) for child in _items(field.get("/Kids"))]


def _items(array: Any) -> list[Any]:
    return list(array) if isinstance(array, pikepdf.Array) else []


# -- stamping -------------------------------------------------------------------------------------------


def _lines(what: Particulars, by: User, signed: bool) -> list[str]:
    moment = formats.date_format(timezone.localtime(clock.now()), "DATETIME_FORMAT")
    version = [what.edition, what.classification or ""]
    told = [
        _("Descargada por %(who)s (%(account)s) el %(moment)s")
        % {"who": by, "account": by.username, "moment": moment},
        " · ".join(filter(None, [what.title, *version])),
    ]
    return [*told, lost_signatures()] if signed else told


def _stamp(pdf: pikepdf.Pdf, mark: Mark, lines: list[str], *, signed: bool, title: str) -> bytes:
    heading = _("COPIA NO CONTROLADA")
    try:
        if signed:
            _take_signatures_out(pdf)
        sizes = [_size_of(page) for page in pdf.pages]
        different = list(dict.fromkeys(sizes))
        if len(different) > MOST_SIZES:
            raise CannotStamp(_("El PDF tiene páginas de demasiados tamaños distintos."))
        with pikepdf.open(io.BytesIO(_drawn(different, mark, heading, lines))) as stamps:
            drawn = dict(zip(different, stamps.pages, strict=True))
            for page, size in zip(pdf.pages, sizes, strict=True):
                _widen(page, size)
                page.add_overlay(drawn[size], pikepdf.Rectangle(page.cropbox))
        _describe(pdf, mark, f"{heading} – {title}")
        copy = io.BytesIO()
        pdf.save(copy, deterministic_id=True)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as broken:
        raise CannotStamp(_damaged()) from broken
    return copy.getvalue()


def _drawn(sizes: list[Size], mark: Mark, heading: str, lines: list[str]) -> bytes:
    told = {
        "sizes": [size.as_dict() for size in sizes],
        "title": heading,
        "lines": lines,
        "label": mark.label,
        "code": mark.code,
        "sentence": mark.sentence,
        "alt": mark.alt,
        "qr": qr_svg(mark.address),
    }
    text = json.dumps(printable(told), ensure_ascii=False)
    pdf = typst.compile(_template(), ignore_system_fonts=True, sys_inputs={"stamp": text}, pdf_tags=False)
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _size_of(page: pikepdf.Page) -> Size:
    """The page as it is seen: turned as it says, in points."""
    left, bottom, right, top = _box(page)
    unit = _unit(page)
    width, height = (right - left) * unit, (top - bottom) * unit
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise CannotStamp(_("El PDF tiene una página de un tamaño que no se puede sellar."))
    if _turned(page) in (90, 270):
        width, height = height, width
    return Size(round(width, 1), round(height, 1))


def _widen(page: pikepdf.Page, size: Size) -> None:
    """Room for the band below the page as it is seen, whichever side of it that is."""
    left, bottom, right, top = _box(page)
    room = size.band / _unit(page)
    match _turned(page):
        case 90:
            right += room
        case 180:
            top += room
        case 270:
            left -= room
        case _:
            bottom -= room
    seen = [Decimal(f"{side:.3f}") for side in (left, bottom, right, top)]
    for name in ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
        if name in ("/MediaBox", "/CropBox") or name in page.obj:
            page.obj[name] = pikepdf.Array(seen)


def _box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    sides = [float(side) for side in page.cropbox]
    (left, right), (bottom, top) = sorted(sides[::2]), sorted(sides[1::2])
    return left, bottom, right, top


def _turned(page: pikepdf.Page) -> int:
    return page.rotation % 360


def _unit(page: pikepdf.Page) -> float:
    return float(page.obj.get("/UserUnit", 1))


def _take_signatures_out(pdf: pikepdf.Pdf) -> None:
    """What a signature looked like stays on the page; what proved something would now say that it is broken."""
    for field in _signature_fields(pdf):
        if "/V" in field:
            del field["/V"]
    pdf.flatten_annotations("all")
    for page in pdf.pages:
        kept = [one for one in _items(page.obj.get("/Annots")) if one.get("/Subtype") != pikepdf.Name.Widget]
        if "/Annots" in page.obj:
            page.obj.Annots = pdf.make_indirect(pikepdf.Array(kept))
    for name in ("/Perms", "/DSS", "/AcroForm"):
        if name in pdf.Root:
            del pdf.Root[name]


def _describe(pdf: pikepdf.Pdf, mark: Mark, title: str) -> None:
    """The copy says what it is, and claims no standard: its original may keep one, it does not."""
    with pdf.open_metadata(set_pikepdf_as_editor=False) as facts:
        facts["dc:title"] = title
        facts["dc:identifier"] = mark.code
        facts["pdf:Keywords"] = mark.code
        for claim in ("pdfaid:part", "pdfaid:conformance", "pdfaid:rev", "pdfuaid:part"):
            if claim in facts:
                del facts[claim]
