"""Acronyms nobody expands, and those expanded in two ways."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sigor.analysis.normative.citations import SHORT_KINDS
from sigor.analysis.normative.labels import roman
from sigor.analysis.normative.model import Block, Finding, Scheme, Severity
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import is_stop, plain, stems, word_set

_TOKEN = re.compile(r"(?<![\w@.:])[A-ZÁÉÍÓÚÑ](?:[a-z]?[A-ZÁÉÍÓÚÑ]){1,7}(?![^\W\d_])(?!\d{3})(?!\d*[-.]\d)")
_CODE = re.compile(
    r"\b[A-Z]{2,}(?:[-/][A-Z0-9]+)*[-/](?:[A-Z]-)?\d+\b|https?://\S+|www\.\S+|\bD?\d+-\d{4}-[A-ZÑ]{2,}(?:[-/][A-ZÑ0-9]+)*"
)
_MONTHS = word_set("ENE FEB MAR ABR MAY JUN JUL AGO SET SEP OCT NOV DIC")
_UPPER = r"[A-ZÁÉÍÓÚÑ](?:[a-z]?[A-ZÁÉÍÓÚÑ]){1,7}"
_IN_BRACKETS = re.compile(rf"\((?:en adelante,?\s*)?(?:el\s|la\s|los\s|las\s)?[“\"]?({_UPPER})[”\"]?\)")
_OPENS_BRACKETS = re.compile(rf"\b({_UPPER})\s*\(([^()\d]{{6,140}})\)")
_AFTER_DASH = re.compile(rf"\s[–—-]\s({_UPPER})\b")
_HEREAFTER = re.compile(
    rf"\ben adelante,?\s+(?:denominad[oa]s?\s+)?(?:el\s|la\s|los\s|las\s)?[“\"]?({_UPPER})\b"
)
_ENTRY = re.compile(rf"({_UPPER})\s*[:=–—]\s+([^.;()]{{6,140}})")
_SPELT = re.compile(r"\b(?:[A-Z]-){2,}[A-Z]\b")
_PIECE = re.compile(r"[^\W\d_]+")
_ONCE = 8
_FEW = 5
_BEFORE = 160
_WORDS = 14
_PREFIX = 3
_WEIGHT = 3


@dataclass(frozen=True)
class Meaning:
    """How a text expands an acronym; `exact` when the initials spell it."""

    text: str
    line: int
    exact: bool


def undefined(study: Study) -> Iterator[Finding]:
    defined = set(_meanings(study))
    known = _known(study)
    used: dict[str, list[tuple[int, str]]] = defaultdict(list)
    lower = _lower_words(study)
    for block in study.blocks:
        if block.label and block.label.scheme is Scheme.PART:
            continue
        for start, token in _tokens(block):
            used[token].append((block.line_at(start), block.text[max(0, start - 30) : start + 40]))
    for token, places in used.items():
        if token in defined or plain(token) in known or plain(token) in lower or roman(token):
            continue
        yield finding(
            "acronym-undefined",
            Severity.HINT,
            [line for line, _ in places[:_FEW]],
            token,
            acronym=token,
            count=len(places),
        )


def two_meanings(study: Study) -> Iterator[Finding]:
    known = {**study.known.units, **study.known.acronyms}
    for token, meanings in _meanings(study).items():
        exact = [meaning for meaning in meanings if meaning.exact]
        if not exact:
            continue
        first = exact[0]
        other = next((m for m in exact[1:] if _differ(first.text, m.text)), None)
        if other:
            yield finding(
                "acronym-two-meanings",
                Severity.WARNING,
                (first.line, other.line),
                other.text,
                acronym=token,
                one=first.text,
                other=other.text,
            )
        meaning = known.get(token, "")
        if meaning and _differ(first.text, meaning):
            yield finding(
                "acronym-two-meanings",
                Severity.WARNING,
                (first.line,),
                first.text,
                message="acronym-unlike-known",
                acronym=token,
                one=first.text,
                other=meaning,
            )


def _known(study: Study) -> set[str]:
    names = {*study.known.acronyms, *study.known.units}
    parts = {part for name in names for part in re.split(r"[-/ ]", name)}
    return {plain(name) for name in (*names, *parts, *SHORT_KINDS)}


def _lower_words(study: Study) -> set[str]:
    """Words that the text also writes small: a name in capitals is no acronym."""
    found = set()
    for block in study.blocks:
        for match in _PIECE.finditer(block.text):
            word = match.group()
            if len(word) > 1 and word[1:].islower():
                found.add(plain(word))
    return found


def _tokens(block: Block) -> Iterator[tuple[int, str]]:
    text = _CODE.sub(lambda match: " " * len(match.group()), block.text)
    if text.isupper() and len(text) > _ONCE:
        return
    for match in _TOKEN.finditer(text):
        token = match.group()
        if len(token) > _ONCE or token in _MONTHS or (len(token) >= 6 and _shouted(text, match)):
            continue
        yield match.start(), token


def _shouted(text: str, match: re.Match[str]) -> bool:
    """A long word in capitals beside another one: a name in capitals."""
    before = text[: match.start()].rstrip().rsplit(" ", 1)[-1][-30:]
    after = text[match.end() : match.end() + 30].strip().split(" ", 1)[0]
    return any(word.isupper() and len(word.strip(".,;:()")) >= 4 for word in (before, after))


def _meanings(study: Study) -> dict[str, list[Meaning]]:
    found: dict[str, list[Meaning]] = defaultdict(list)
    for block in study.blocks:
        for token, start, text, exact in _expansions(block.text):
            found[token].append(Meaning(text, block.line_at(start), exact))
        entry = _ENTRY.match(block.text)
        if entry:
            exact = _spells(entry.group(2), entry.group(1)) is not None
            found[entry.group(1)].append(Meaning(entry.group(2).strip(), block.line, exact))
        for spelt in _SPELT.finditer(block.text[:_BEFORE]):
            if ":" in block.text[spelt.end() : spelt.end() + 2]:
                found[spelt.group().replace("-", "")].append(Meaning(block.text, block.line, False))
    return found


def _expansions(text: str) -> Iterator[tuple[str, int, str, bool]]:
    for pattern in (_IN_BRACKETS, _HEREAFTER, _AFTER_DASH):
        for match in pattern.finditer(text):
            token = match.group(1)
            before = text[max(0, match.start() - _BEFORE) : match.start()]
            words = _spells_at_end(before, token)
            if words:
                yield token, match.start(), words, True
            elif pattern is not _AFTER_DASH:
                yield token, match.start(), before[-60:].strip(), False
    for match in _OPENS_BRACKETS.finditer(text):
        inside = _spells(match.group(2), match.group(1))
        if inside:
            yield match.group(1), match.start(), inside, True
    for match in _TOKEN.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        words = _spells_at_end(before, match.group(), bare=True)
        if words and len(match.group()) > 2:
            yield match.group(), match.start(), words, True
            continue
        near = _phrase(match.group()).search(plain(before))
        if near:
            # «tres objetivos prioritarios…: OP1» explains itself, though it does not say so.
            yield match.group(), match.start(), near.group(), False


@lru_cache(maxsize=1024)
def _phrase(token: str) -> re.Pattern[str]:
    """Words in a row whose initials are these letters."""
    return re.compile(
        r"\b"
        + r"\s(?:del?\s|las?\s|los\s|y\s|e\s)*".join(rf"{letter}[a-zñ]{{3,}}" for letter in plain(token))
    )


def _spells(text: str, token: str) -> str | None:
    """The text when the beginnings of its words spell the acronym: «Manual de OPeraciones», MOP."""
    found = [plain(w) for w in _PIECE.findall(text)]
    return text.strip() if _spelt(found, plain(token)) else None


def _spells_at_end(before: str, token: str, bare: bool = False) -> str | None:
    """The last words that spell the acronym; `bare` when nothing but a blank joins them to it."""
    if bare and not before.endswith(" "):
        return None
    pieces = list(_PIECE.finditer(before))[-_WORDS:]
    found = [plain(piece.group()) for piece in pieces]
    letters = plain(token)
    for i in range(len(found) - 1, -1, -1):
        if found[i][0] != letters[0] or (bare and not pieces[i].group()[0].isupper()):
            continue
        words = before[pieces[i].start() :].strip(' –—-,(“"')
        if _spelt(found[i:], letters, most=1 if bare else _PREFIX) and len(words) > len(token) + 2:
            return None if re.search(r"[.;:]\s", words) else words
    return None


def _spelt(found: list[str], letters: str, most: int = _PREFIX) -> bool:
    """Whether every word of weight gives its first letters, in order; joining words may give theirs or none."""
    if not found:
        return not letters
    word = found[0]
    if any(
        word.startswith(letters[:k]) and _spelt(found[1:], letters[k:], most)
        for k in range(1, min(most, len(letters)) + 1)
    ):
        return True
    return (is_stop(word) or len(word) < _WEIGHT) and _spelt(found[1:], letters, most)


def _differ(one: str, other: str) -> bool:
    """Neither says all that the other says."""
    a, b = set(stems(one)), set(stems(other))
    return not (a <= b or b <= a)
