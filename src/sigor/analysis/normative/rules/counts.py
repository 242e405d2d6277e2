"""Counts that disagree with what is listed, figures unlike their words, indicators without a formula."""

import re
from collections.abc import Iterator

from sigor.analysis.normative.model import Block, Finding, Kind, Severity
from sigor.analysis.normative.numerals import small, value
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import plain, words

_COUNT = re.compile(
    r"(?<![\w°º.,/-])(dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|\d{1,2})"
    r"(?:\s+\(\d{1,2}\))?\s+((?:[^\W\d_]+\s+){0,3}?[^\W\d_]*s)\b",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"(?<!\w)(?:\(?([a-z]|[ivx]{1,5})\)|([A-ZÁÉÍÓÚ]{1,4}) ?(\d{1,2})[.:](?=\s)|\(?(\d{1,2})\))(?=\s)",
    re.IGNORECASE,
)
_WORD_AND_FIGURE = re.compile(
    r"\b((?:[a-záéíóúñ]+(?:\s+y\s+|\s+)){0,6}?[a-záéíóúñ]+)\s+\((\d{1,6})\)", re.IGNORECASE
)
_MONEY = re.compile(r"S/\.?\s*([\d,. ]*\d)\s*\(([^()]{4,140}?)\s+(?:y|con)\s+\d{2}/100", re.IGNORECASE)
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s?%")
_FORMULA = re.compile(
    r"formula|numerador|denominador|dividid|total de|numero de|respecto (?:del|al) total|/|x\s?100|cociente|entre el"
)
_INDICATORS = re.compile(r"^indicador(?:es)?\b")
_REACH = 130
_SHORT_ITEM = 4


def listed(study: Study) -> Iterator[Finding]:
    """«cinco objetivos: …» and then four. Only the count nearest to its colon is taken."""
    for i, block in enumerate(study.blocks):
        if block.in_table or block.kind is Kind.CAPTION:
            continue
        for colon in re.finditer(r":(?=\s|$)", block.text):
            count = _nearest(block.text, colon.start())
            if count is None:
                continue
            said, quoted = count
            found = _inline(block.text[colon.end() :]) if colon.end() < len(block.text) else _below(study, i)
            if found >= 2 and found != said:
                yield finding(
                    "count-disagrees",
                    Severity.WARNING,
                    [block.line_at(colon.start())],
                    block.text[max(0, colon.start() - 80) : colon.end()],
                    words=quoted,
                    listed=found,
                )


def figures(study: Study) -> Iterator[Finding]:
    """«treinta y ocho (38)», «S/ 60,000.00 (Sesenta mil y 00/100 soles)»."""
    for block in study.blocks:
        pairs = [(m, m.group(2), m.group(1)) for m in _WORD_AND_FIGURE.finditer(block.text)]
        pairs += [
            (m, re.sub(r"[,. ]", "", m.group(1).removesuffix(".00")), m.group(2))
            for m in _MONEY.finditer(block.text)
        ]
        for match, figure, spelt in pairs:
            said = _last_number(spelt)
            if said is not None and figure and said[0] != int(figure):
                yield finding(
                    "figure-unlike-words",
                    Severity.ERROR,
                    [block.line_at(match.start())],
                    match.group(),
                    written=said[1],
                    figure=figure,
                )


def indicators(study: Study) -> Iterator[Finding]:
    """A percentage under «Indicadores» with no word of what it is a percentage of."""
    places = sorted(study.under(_INDICATORS))
    texts = " ".join(plain(study.blocks[i].text) for i in places)
    if not places or _FORMULA.search(texts):
        return
    for i in places:
        block = study.blocks[i]
        match = _PERCENT.search(block.text)
        if match and not block.in_table:
            yield finding(
                "indicator-without-formula",
                Severity.WARNING,
                [block.line_at(match.start())],
                block.text,
                percent=match.group(),
            )


def _nearest(text: str, colon: int) -> tuple[int, str] | None:
    start = max(0, colon - _REACH)
    window = text[start:colon]
    cut = max(window.rfind(". "), window.rfind("; "), window.rfind(": "))
    window = window[cut + 1 :]
    found = None
    for match in _COUNT.finditer(window):
        number = small(match.group(1))
        if number is not None:
            found = (number, " ".join(match.group().split()))
    return found


def _inline(text: str) -> int:
    """How many items follow a colon: marked ones, else short names up to the full stop."""
    sentence = text[:1200]
    marks = list(_MARK.finditer(sentence))
    if marks and marks[0].start() < _SHORT_ITEM:
        family = _family(marks[0])
        own = [m for m in marks if _family(m) == family]
        return len({m.group().lower() for m in own}) if _first(own[0]) else 0
    ended = re.split(r"[.;:()]", sentence, maxsplit=1)[0]
    items = re.split(r",\s+|\s+(?:y|e)\s+", ended.strip())
    if len(items) < 2 or any(not 0 < len(words(item)) <= 3 for item in items):
        return 0
    return len(items)


def _family(match: re.Match[str]) -> str:
    if match.group(2):
        return match.group(2)
    return "letter" if match.group(1) else "number"


def _first(match: re.Match[str]) -> bool:
    """The enumeration begins with its first mark."""
    return (match.group(1) or match.group(3) or match.group(4)).lower().lstrip("0") in {"a", "i", "1"}


def _below(study: Study, i: int) -> int:
    """How many bullets or items of one list follow the block."""
    count = 0
    first: Block | None = None
    for block in study.blocks[i + 1 : i + 60]:
        if block.kind is Kind.NOTE:
            continue
        if first is None:
            if block.kind not in {Kind.BULLET, Kind.ITEM} or (block.label and block.label.parts != (1,)):
                return 0
            first = block
        same = block.kind is first.kind and block.series == first.series
        if not same:
            # Items may carry a paragraph or a list of their own; a heading ends the list.
            if block.kind in {Kind.HEADING, Kind.CAPTION} or first.kind is Kind.BULLET:
                break
            continue
        count += 1
    return count


def _last_number(text: str) -> tuple[int, str] | None:
    """The number at the end of some words: «consideró treinta y ocho» says 38."""
    tokens = text.split()
    for start in range(len(tokens)):
        found = value(" ".join(tokens[start:]))
        if found is not None and plain(tokens[start]) != "y":
            return found, " ".join(tokens[start:])
    return None
