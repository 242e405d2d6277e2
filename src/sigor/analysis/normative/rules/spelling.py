"""Likely slips of the pen, judged by the text's own words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from sigor.analysis.normative.model import Finding, Severity
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import WORD, plain, word_set

_AFTER_SE = re.compile(r"\b[Ss]e\s+([a-záéíóúñ]{3,}[ae]s)\b")
_NOT_VERBS = word_set("las les los nos además mas más tres dos menos apenas es jamás después")
_LONG, _ENDLESS = 6, 30
_OFTEN = 3


def misspellings(study: Study) -> Iterator[Finding]:
    """A word used once that lacks or changes one inner letter of a word used often."""
    places: dict[str, int] = {}
    counts: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for block in study.blocks:
        for match in WORD.finditer(study.unmarked(block.text)):
            word = match.group().lower()
            if len(word) > _ENDLESS:
                continue
            counts[word] += 1
            names[word] += match.group()[0].isupper()
            if word not in places:
                places[word] = block.line_at(match.start())
    usual: dict[str, set[str]] = defaultdict(set)
    for word, count in counts.items():
        if count >= _OFTEN and len(word) >= _LONG:
            for hole in (*_holes(word), word):
                usual[hole].add(word)
    for word, count in counts.items():
        if count != 1 or len(word) < _LONG - 1 or names[word]:
            continue
        like = {
            other for hole in (*_holes(word), word) for other in usual.get(hole, ()) if _slip(word, other)
        }
        if like:
            other = max(like, key=lambda w: counts[w])
            yield finding(
                "likely-misspelling",
                Severity.HINT,
                [places[word]],
                word,
                word=word,
                usual=other,
                count=counts[other],
            )


def verbs(study: Study) -> Iterator[Finding]:
    """«se plasmas»: after «se» a verb is in the third person."""
    for block in study.blocks:
        for match in _AFTER_SE.finditer(block.text):
            if match.group(1) not in _NOT_VERBS:
                yield finding(
                    "verb-disagrees",
                    Severity.WARNING,
                    [block.line_at(match.start())],
                    block.text[max(0, match.start() - 20) : match.end() + 30],
                    words=match.group(),
                )


def _holes(word: str) -> Iterator[str]:
    """The word with one inner letter left out; its beginning and its ending stay: there forms of one word differ."""
    for i in range(2, len(word) - 3):
        yield f"{word[:i]}{word[i + 1 :]}"


def _slip(word: str, usual: str) -> bool:
    """One inner letter left out, put in or changed, accents apart."""
    return abs(len(word) - len(usual)) <= 1 and plain(word) != plain(usual)
