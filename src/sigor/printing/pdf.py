"""Blocks as an archival PDF, by typst: the same content gives the same bytes on every machine."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from sigor.printing.blocks import Block
from sigor.printing.mark import Mark, qr_svg

TEMPLATE = Path(__file__).parent / "templates_typst" / "document.typ"
# Only the fonts inside typst: the same report gives the same bytes on every machine.
FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
SCRIPTS = 0x2E80
_MISSING = re.compile(r'the text `"(.+?)"`')
# Control characters, halves of pairs, private use and non-characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000f0000-\U0010ffff]"
)


def render(
    blocks: Iterable[Block],
    furniture: Mapping[str, Any],
    *,
    moment: datetime,
    landscape: bool = False,
    mark: Mark | None = None,
) -> bytes:
    """A document as PDF/A-2a and PDF/UA-1, on A4.

    `furniture` says what stands at the head and foot of every page and in the file's properties: mottoes,
    programme, unit, classification, control_note, language, region, page, of, table, chart, title, subject,
    author, address and base_url (that of the proof behind a figure). `moment` is the date of the file;
    `mark` puts its code and QR at the foot of every page and into its properties.
    """
    at = moment.astimezone(UTC)
    data = {
        **furniture,
        "fonts": FONTS,
        "landscape": landscape,
        "mark": {**asdict(mark), "qr": qr_svg(mark.address)} if mark else None,
        "date": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "blocks": [{"kind": type(block).__name__.lower(), **asdict(block)} for block in blocks],
    }
    text = json.dumps(printable(data), ensure_ascii=False)
    while True:
        try:
            return _compile(text)
        except typst.TypstError as refusal:
            found = _MISSING.search(str(refusal))
            missing = [character for character in found[1] if character > "~"] if found else []
            if not missing:
                raise
            # PDF/A refuses a character that no font draws: its number is printed in its place.
            for character in missing:
                text = _spell(text, character)


def printable(value: Any) -> Any:
    """The same content without the characters that neither format may hold."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, (tuple, list)):
        return type(value)(printable(item) for item in value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: printable(getattr(value, part.name)) for part in fields(value)})
    return value


def _compile(text: str) -> bytes:
    source, data = TEMPLATE.read_bytes(), {"report": text}
    pdf = typst.compile(source, pdf_standards=["a-2a", "ua-1"], ignore_system_fonts=True, sys_inputs=data)
    assert isinstance(pdf, bytes)
    return pdf


def _spell(text: str, character: str) -> str:
    # Past the signs a font may hold singly a whole script goes at once: a round costs a compilation.
    code = ord(character)
    span = f"[{chr(code & ~0xFFF)}-{chr(code | 0xFFF)}]" if code >= SCRIPTS else character
    return re.sub(span, lambda found: f"[U+{ord(found[0]):04X}]", text)
