"""Footnotes: the numbers glued to words, and what a note says about months, cut-offs and conditions."""

import re
from dataclasses import dataclass
from datetime import date

from sigor.analysis.annex.model import NoteMark
from sigor.analysis.annex.months import LONG, SHORT, four_digits, last_day, number_of

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_GLUED = re.compile(r"(?:(?<=[^\W\d_])|(?<=[)\]»”\"])|(?<=[^\W\d_]\.))(\d{1,2})(?!\w)(?!\.\d)")
_WORD_BEFORE = re.compile(r"[a-záéíóúñü]{4,}\.?$")
_MONTH = "|".join((*LONG, "septiembre", *SHORT, "Sept", "Sep"))
_DATE = rf"({_MONTH})\.?\s*[-/]?\s*(?:de(?:l)?\s+)?(\d{{4}}|\d{{2}})\b"
_ENTRY = re.compile(rf"\ben\s+(?:el\s+mes\s+de\s+)?{_DATE}", re.IGNORECASE)
_CUTOFF = re.compile(rf"\bcorte\s+al?\s+(?:\d{{1,2}}\s+de\s+)?{_DATE}", re.IGNORECASE)
_SEE = re.compile(r"\(?\bver\b[^()]*?(\d+\.\d+\.\d+)\)?", re.IGNORECASE)
_LABEL = re.compile(
    r"^\s*,?\s*(?:a|para|con)\s+(?:los\s+|las\s+|el\s+|la\s+)?(.+)$", re.IGNORECASE | re.DOTALL
)
_CONDITION = re.compile(
    r"\b(?:sujet[oa]s?|condicionad[oa]s?|supeditad[oa]s?)\s+al?\b|\bdepende[n]?\s+de", re.IGNORECASE
)


@dataclass(frozen=True)
class Entry:
    month: int
    year: int
    label: str = ""
    data_cutoff: date | None = None
    see: str = ""


@dataclass(frozen=True)
class NoteContent:
    entries: tuple[Entry, ...] = ()
    condition: str = ""


def understand(text: str) -> NoteContent:
    """What a note schedules («En MES AAAA a …, con corte a MES AAAA») and what it makes depend."""
    found = list(_ENTRY.finditer(text))
    entries = []
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        entries.append(_entry(match, text[match.end() : end]))
    return NoteContent(tuple(entries), text if _CONDITION.search(text) else "")


def _entry(match: re.Match[str], rest: str) -> Entry:
    cutoff = _CUTOFF.search(rest)
    see = _SEE.search(rest)
    words = _SEE.sub("", rest)
    if cutoff:
        words = words[: cutoff.start()].rstrip().removesuffix("con")
    label = _LABEL.match(re.sub(r"[\s,;.]*(?:\by\b)?[\s,;.]*$", "", words))
    month = number_of(match.group(1))
    assert month is not None
    return Entry(
        month,
        four_digits(match.group(2)),
        " ".join(label.group(1).split()) if label else "",
        _month_end(cutoff) if cutoff else None,
        see.group(1) if see else "",
    )


def _month_end(match: re.Match[str]) -> date | None:
    month = number_of(match.group(1))
    return last_day(four_digits(match.group(2)), month) if month else None


def glued_numbers(text: str) -> set[int]:
    return {int(n) for n in _GLUED.findall(text.translate(_SUPERSCRIPT))}


def unglue(text: str, field: str, known: frozenset[int]) -> tuple[str, tuple[NoteMark, ...]]:
    """The text without its note numbers, and where each number stood.

    A number whose note is missing is taken for a mark only after a lower-case word and near the known
    numbers: «V2» and «COVID19» are names, «Reporte12» is not.
    """
    text = text.translate(_SUPERSCRIPT)
    clean, marks, last = "", [], 0
    limit = max(known, default=27) + 3
    for match in _GLUED.finditer(text):
        number = int(match.group(1))
        likely = number <= limit and _WORD_BEFORE.search(text[: match.start()])
        if number in known or likely:
            clean += text[last : match.start()]
            marks.append(NoteMark(number, field, len(clean)))
            last = match.end()
    return clean + text[last:], tuple(marks)
