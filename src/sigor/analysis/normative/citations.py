"""Norms as a text cites them: kind, number, year and issuer, however they are printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sigor.analysis.normative.labels import NUMBER_SIGN
from sigor.analysis.normative.model import Block
from sigor.analysis.normative.words import plain, word_set

# Kind of act: how texts write it. An act of the file (memorandum, report) is cited, but it is no norm.
# Words in any case, then abbreviations as they are.
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("DLEG", r"decretos? legislativos?", r"D\.\s?Leg\.?|DL"),
    ("DU", r"decretos? de urgencia", r"D\.\s?U\.|DU"),
    ("DS", r"decretos? supremos?", r"D\.\s?S\.|DS"),
    ("RM", r"resoluci(?:ón|ones) ministerial(?:es)?", r"R\.\s?M\.|RM"),
    ("RVM", r"resoluci(?:ón|ones) viceministerial(?:es)?", r"R\.\s?V\.\s?M\.|RVM"),
    ("RDE", r"resoluci(?:ón|ones) de (?:la )?direcci[óo]n ejecutiva", r"R\.\s?D\.\s?E\.|RDE"),
    ("RPE", r"resoluci(?:ón|ones) de (?:la )?presidencia ejecutiva", r"RPE"),
    ("RSGP", r"resoluci(?:ón|ones) de (?:la )?secretar[íi]a de gesti[óo]n p[úu]blica", r"RSGP"),
    (
        "RSGTD",
        r"resoluci(?:ón|ones) de (?:la )?secretar[íi]a de gobierno y transformaci[óo]n digital",
        r"RSGTD",
    ),
    ("RSG", r"resoluci(?:ón|ones) de (?:la )?secretar[íi]a general", r"RSG"),
    ("RC", r"resoluci(?:ón|ones) de (?:la )?contralor[íi]a(?: general)?", r"RC"),
    ("RS", r"resoluci(?:ón|ones) supremas?", r"R\.\s?S\."),
    ("RD", r"resoluci(?:ón|ones) directoral(?:es)?", r"R\.\s?D\.|RD"),
    ("RJ", r"resoluci(?:ón|ones) jefatural(?:es)?", r"RJ"),
    ("R", r"resoluci(?:ón|ones)(?: de (?:la )?(?:[a-záéíóúñ]{4,20} ){0,2}[a-záéíóúñ]{4,20})?", r"R\.(?= N)"),
    ("LEY", r"ley(?:es)?", r"L\.(?= N)"),
    ("ORD", r"ordenanzas?", r"ORD\."),
    ("DIR", r"directivas?(?: general)?", r"DIR\."),
    ("NT", r"normas? t[ée]cnicas?", r"NT"),
    ("MAN", r"manual", r"MAN\."),
    (
        "PAPER",
        r"memorandos?|memor[áa]ndum|informes?(?: t[ée]cnico| legal)?|oficios?|cartas?|actas?|prove[íi]dos?",
        r"INF\.",
    ),
)
SHORT_KINDS = word_set("DL DU DS RM RVM RDE RPE RSGP RSGTD RSG RC RS RD RJ NT NTP ISO IEC")
PRINTED = {
    "DLEG": "Decreto Legislativo N° ",
    "DU": "DU ",
    "DS": "DS ",
    "LEY": "Ley ",
    "ORD": "Ordenanza ",
    "DIR": "Directiva ",
    "NT": "NT ",
    "MAN": "Manual ",
}
_ISSUER = r"[A-ZÑ]{2,}(?:[-/][A-ZÑ0-9]+)*"
_CITED = re.compile(
    r"\b(?:" + "|".join(f"(?P<{kind}>(?i:{words})|{short})" for kind, words, short in _KINDS) + r")"
    rf"\s*(?:{NUMBER_SIGN})?\s*"
    r"(?P<number>D?\d{1,6})(?!\d)(?:\s?-\s?(?P<year>(?:19|20)\d{2})(?!\d))?"
    rf"(?:[-/]\s?(?P<issuer>{_ISSUER}))?"
)
_TITLE = re.compile(r"\s*[–:,-]*\s*(?:denominad[ao]\s*:?\s*)?[“\"«]([^”\"»]{10,200})[”\"»]")
_APPROVES = re.compile(r",?\s*que\s+aprueba\s+(?:el|la|los|las)\s+([^,.;:“”\"«»]{10,160})")
_LAW_TITLE = re.compile(r"\s*[,–:-]+\s*((?:Ley|C[óo]digo|TUO|Texto [ÚU]nico)\s[^,.;:“”]{8,160})")
_STANDARD = re.compile(
    r"\b(?P<body>NTP[- ]?ISO(?:/IEC)?|ISO(?:/IEC)?|NTP)\s(?P<number>\d{3,6}(?:-\d{1,2})?)"
    r"(?P<edition>\s?:\s?(?:19|20)\d{2}|\s?-\s?(?:19|20)\d{2})?(?!\d)"
)


@dataclass(frozen=True)
class Citation:
    """One mention of a numbered act."""

    kind: str
    number: int
    year: int
    issuer: str
    printed: str
    digits: str
    title: str
    block: int
    start: int
    end: int
    line: int

    @property
    def key(self) -> tuple[str, int, int]:
        """What makes two mentions the same act, whatever their zeros."""
        return (self.kind, self.number, self.year)

    @property
    def is_norm(self) -> bool:
        return self.kind != "PAPER"

    @property
    def name(self) -> str:
        """Short and normalised: «DS 008-2022-MIDIS»."""
        return name_of(self.kind, self.number, self.year, self.issuer)


@dataclass(frozen=True)
class Standard:
    """One mention of an ISO or NTP standard."""

    name: str
    edition: str
    printed: str
    line: int


def name_of(kind: str, number: int, year: int, issuer: str) -> str:
    digits = f"{number:03d}-{year}" if year else str(number)
    return f"{PRINTED.get(kind, f'{kind} ')}{digits}{f'-{issuer}' if issuer else ''}"


def citations(text: str, block: int = 0, owner: Block | None = None) -> Iterator[Citation]:
    """The numbered acts named in a text, in order."""
    for match in _CITED.finditer(text):
        kind = _kind(match)
        year = int(match.group("year") or 0)
        number = match.group("number")
        issuer = match.group("issuer") or ""
        law = kind in {"LEY", "DLEG"}
        if not (year or law) or (kind == "LEY" and len(number) < 4):
            continue
        if law and not year:
            issuer = ""
        end = match.end("issuer") if issuer else match.end("year") if year else match.end("number")
        yield Citation(
            kind,
            int(number.lstrip("D")),
            year,
            issuer,
            " ".join(text[match.start() : end].split()),
            number,
            _title_after(text, end),
            block,
            match.start(),
            end,
            owner.line_at(match.start()) if owner else 0,
        )


def standards(text: str, owner: Block) -> Iterator[Standard]:
    for match in _STANDARD.finditer(text):
        body = re.sub(r"[- ]", " ", match.group("body"))
        yield Standard(
            f"{body} {match.group('number')}",
            (match.group("edition") or "").strip(" :-"),
            match.group(),
            owner.line_at(match.start()),
        )


def key_of(identifier: str) -> tuple[str, int, int] | None:
    """The key of a norm that the caller names: «DS 095-2022-PCM»."""
    found = next(citations(identifier), None)
    return found.key if found else None


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind, _, _ in _KINDS if match.group(kind))


def _title_after(text: str, end: int) -> str:
    for pattern in (_TITLE, _APPROVES, _LAW_TITLE):
        match = pattern.match(text, end)
        if match:
            return " ".join(plain(match.group(1)).split())
    return ""
