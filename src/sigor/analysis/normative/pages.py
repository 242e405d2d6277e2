"""The furniture of pages (headings, footers, verification notes) told apart from the text."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from sigor.analysis.normative.labels import read_label
from sigor.analysis.normative.model import Line
from sigor.analysis.normative.words import WORD, plain

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\ufeff\u200b-\u200f\u2028-\u202e]")
_BLANK = re.compile(r"\s")
_PAGE = re.compile(
    r"(?:^|\s)(?:P[áa]g(?:ina|\.)?)\s*[:.|]?\s*\d{1,4}(?:\s*(?:de|/)\s*\d{1,4})?\s*$", re.IGNORECASE
)
_BARE_PAGE = re.compile(r"[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s*(?:/|de)\s*\d{1,4}")
_MARKS = re.compile(
    r"^(?:USO\s+(?:INTERNO|P[ÚU]BLICO|EXTERNO|RESTRINGIDO|CONFIDENCIAL)|CONFIDENCIAL|RESERVADO)$"
    r"|COPIA\s+(?:NO\s+)?CONTROLADA|^[“\"]\s*(?:Decenio|Año) de"
)
_VERIFICATION = re.compile(r"copia aut[ée]ntica imprimible", re.IGNORECASE)
_VERIFICATION_END = re.compile(r"(?:verificaci[óo]n|c[óo]digo)\s*:?\s+[A-Z0-9]{4,}\s*$", re.IGNORECASE)
_CONTROL_DATA = re.compile(
    r"^(?:C[óo]digo|Versi[óo]n|Revisi[óo]n|Rev\.|Edici[óo]n)\s*(?:N[°º.]*)?\s*:?\s*[\w./-]+", re.IGNORECASE
)
_DATUM = re.compile(
    r"\b(C[óo]digo|Versi[óo]n|Revisi[óo]n|Edici[óo]n|Rev)\b\.?\s*(?:N[°º]\s*)?[:.]?\s*"
    r"([A-Z]{2,}(?:[-/.][A-Z0-9]+)+(?=[\s/]|$)|V?\d{1,3}(?:\.\d{1,2})?(?=\s|$))",
    re.IGNORECASE,
)
_CODE_AND_REVISION = re.compile(r"\b([A-Z]{2,}(?:-[A-Z0-9]+){2,})\s*/\s*Rev\.?\s*(\d{1,3})\b", re.IGNORECASE)
_STAMP = re.compile(r"\bMotivo\s*:|\bFecha\s*:\s*\d{2}[/.]\d{2}[/.]\d{4}")
_SIGNER = re.compile(r"\bFAU\b|\b\d{11}\s+(?:soft|hard)\b|Firmado digitalmente", re.IGNORECASE)
_STAMP_LINES = 9
_VERIFICATION_LINES = 8
_SANDWICH = 10
_REACH = 10
_TIMES = 3
_SHORT_PAGE, _LONG_PAGE = 25, 120
_LONG = 20
_MEANT = 200


def clean(lines: Sequence[str]) -> list[Line]:
    """Lines without control characters; every other blank becomes a space."""
    return [
        Line(number, _BLANK.sub(" ", _CONTROL.sub("", line)).rstrip()) for number, line in enumerate(lines, 1)
    ]


def furniture(lines: Sequence[Line]) -> set[int]:
    """Positions of the lines that belong to the page and not to the text."""
    found = _marked(lines) | _verification(lines) | _stamps(lines)
    found |= _repeated(lines, found)
    texts = {lines[i].text.strip() for i in found}
    found |= {
        i for i, line in enumerate(lines) if len(line.text.strip()) >= _LONG and line.text.strip() in texts
    }
    return found | _between(lines, found)


def control_data(lines: Sequence[Line]) -> list[tuple[str, str, int]]:
    """Code and revision printed in the furniture, as (what, value, line)."""
    found = []
    for line in lines:
        text = line.text[:_MEANT]
        for match in _DATUM.finditer(text):
            what = "code" if plain(match.group(1)).startswith("cod") else "revision"
            if (what == "code") is bool(re.search(r"[A-Z]{2}", match.group(2))):
                found.append((what, match.group(2), line.number))
        for match in _CODE_AND_REVISION.finditer(text):
            if ("code", match.group(1), line.number) not in found:
                found.append(("code", match.group(1), line.number))
            if ("revision", match.group(2), line.number) not in found:
                found.append(("revision", match.group(2), line.number))
    return found


def _marked(lines: Sequence[Line]) -> set[int]:
    found = set()
    for i, line in enumerate(lines):
        text = line.text.strip()
        if len(text) > _MEANT:
            continue
        if _PAGE.search(text) or _BARE_PAGE.fullmatch(text) or _MARKS.search(text):
            found.add(i)
    pages = sorted(found)
    for i, line in enumerate(lines):
        if len(line.text) <= _MEANT and _CONTROL_DATA.match(line.text.strip()) and _near(i, pages, 3):
            found.add(i)
    # A controlled-copy note may take two lines: the one above runs on into it.
    for i in pages:
        above = lines[i - 1].text.strip() if i else ""
        if "CONTROLADA" in lines[i].text and above and not above.endswith("."):
            found.add(i - 1)
    # And its last word may stand alone below.
    for i in range(1, len(lines)):
        if lines[i].text.strip(" .") == "CONTROLADA" and re.search(r"COPIA\s+NO$", lines[i - 1].text):
            found |= {i - 1, i}
    return found


def _verification(lines: Sequence[Line]) -> set[int]:
    """The note of an authentic printed copy, down to its code."""
    found: set[int] = set()
    for i, line in enumerate(lines):
        if not _VERIFICATION.search(line.text[:_MEANT]):
            continue
        found.add(i)
        for j in range(i + 1, min(len(lines), i + _VERIFICATION_LINES)):
            if _VERIFICATION_END.search(lines[j].text[-_MEANT:]):
                found.update(range(i, j + 1))
                break
    return found


def _stamps(lines: Sequence[Line]) -> set[int]:
    """Stamps of digital signatures: a few lines in a row with a number of the signer and a reason."""
    found: set[int] = set()
    start = 0
    for i in range(len(lines) + 1):
        if i < len(lines) and lines[i].text.strip():
            continue
        held = range(start, i)
        text = " ".join(lines[j].text[:_MEANT] for j in held) if len(held) <= _STAMP_LINES else ""
        if _STAMP.search(text) and _SIGNER.search(text):
            found.update(held)
        start = i + 1
    return found


def _repeated(lines: Sequence[Line], marked: set[int]) -> set[int]:
    """What comes back page after page: beside page numbers or, where there are none, alone at like distances."""
    places: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        text = line.text.strip()
        if 4 <= len(text) <= _MEANT and WORD.search(text):
            places[text].append(i)
    pages = sorted(marked)
    found: set[int] = set()
    for text, where in places.items():
        if len(where) < _TIMES or text.endswith((".", ";", ":")) or read_label(text):
            continue
        if pages:
            paged = all(_near(i, pages, _REACH) for i in where)
        else:
            gaps = [b - a for a, b in pairwise(where)]
            alone = all(_alone(lines, i) for i in where)
            paged = alone and len(text) >= _LONG and all(_SHORT_PAGE <= gap <= _LONG_PAGE for gap in gaps)
        if paged:
            found.update(where)
    return found


def _alone(lines: Sequence[Line], i: int) -> bool:
    return not any(lines[j].text.strip() for j in (i - 1, i + 1) if 0 <= j < len(lines))


def _near(position: int, places: Sequence[int], reach: int) -> bool:
    at = bisect_left(places, position - reach)
    return at < len(places) and places[at] <= position + reach


def _between(lines: Sequence[Line], found: set[int]) -> set[int]:
    """A running title caught between two lines of furniture: short, without a number or a full stop."""
    more: set[int] = set()
    order = sorted(found)
    for a, b in pairwise(order):
        if b - a > _SANDWICH:
            continue
        held = [i for i in range(a + 1, b) if lines[i].text.strip()]
        text = " ".join(lines[i].text.strip() for i in held)
        short = held and len(held) <= 3 and len(text) <= 160
        if short and not text.endswith((".", ";", ":")) and not read_label(text):
            more.update(held)
    return more
