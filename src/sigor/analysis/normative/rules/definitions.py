"""Glossaries: definitions under another's term, the same one twice, or unlike the accepted one."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from math import log

from sigor.analysis.normative.model import Finding, Kind, Severity
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import WORD, is_stop, plain, stem, stems, words

_HEADING = re.compile(r"\bdefiniciones\b|\bglosario\b|\bdefinicion de terminos\b|\bterminos y\b")
_TERM = re.compile(r"[“\"]?([^:.;“”\"]{2,90}?)[”\"]?\s*(?::|\.-|\s[–—]\s)\s*(\S.{14,})", re.DOTALL)
_DEFINES = re.compile(
    r"(?:(?:el|la|los|las|un|una)\s+)?(.{2,80}?)\s+(?:es|son|consiste|comprende|se\s+define|se\s+entiende)\b"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_TOO_COMMON = 20
_SHARPNESS = 3  # one rare word outweighs several common ones
_WIDELY_SAID = 0.25
_ALIKE = 0.5
_WORDS = 4
_ROOT = 7


@dataclass(frozen=True)
class Definition:
    term: str
    text: str
    line: int

    @cached_property
    def own(self) -> frozenset[str]:
        """The words of the term."""
        return _roots(self.term)

    @cached_property
    def said(self) -> frozenset[str]:
        """The words of the definition."""
        return _roots(self.text)


def swapped(study: Study) -> Iterator[Finding]:
    """Two terms each of which shares its rare words with the other's definition rather than with its own."""
    found = glossary(study)
    weight = _weights(found)
    score = _scores(found, weight)
    best: dict[int, float] = defaultdict(float)
    for (i, _), found_there in score.items():
        best[i] = max(best[i], found_there)
    told: set[int] = set()
    for (i, j), there in sorted(score.items(), key=lambda pair: -pair[1]):
        back = score.get((j, i), 0.0)
        if i >= j or i in told or j in told or not back:
            continue
        # Each is the best place for the other's term: with less than that, one word in common says nothing.
        mutual = there == best[i] and back == best[j]
        if mutual and there > score.get((i, i), 0.0) and back > score.get((j, j), 0.0):
            told |= {i, j}
            one, other = found[i], found[j]
            shared = [*(one.own & other.said), *(other.own & one.said)]
            told_by = sorted({w for w in shared if w in weight}, key=lambda w: -weight[w])
            yield finding(
                "definitions-swapped",
                Severity.ERROR,
                (one.line, other.line),
                f"{one.term}: {one.text}",
                one=one.term,
                other=other.term,
                words=", ".join(_as_written(w, (one, other)) for w in told_by[:4]),
            )


def of_another_term(study: Study) -> Iterator[Finding]:
    """«Cliente: La alta dirección es…» defines another term of the glossary."""
    found = glossary(study)
    terms = {" ".join(words(d.term)): d for d in found}
    for definition in found:
        match = _DEFINES.match(plain(definition.text)[:120])
        other = terms.get(" ".join(words(match.group(1)))) if match else None
        if other and other.own and other.own != definition.own:
            yield finding(
                "definition-of-another-term",
                Severity.WARNING,
                (definition.line,),
                f"{definition.term}: {definition.text}",
                term=definition.term,
                other=other.term,
            )


def repeated(study: Study) -> Iterator[Finding]:
    first: dict[tuple[str, ...], Definition] = {}
    for definition in glossary(study):
        key = tuple(words(definition.text))
        if len(key) < _WORDS:
            continue
        before = first.setdefault(key, definition)
        if before is not definition:
            yield finding(
                "definition-repeated",
                Severity.WARNING,
                (before.line, definition.line),
                f"{definition.term}: {definition.text}",
                one=before.term,
                other=definition.term,
            )


def unlike_known(study: Study) -> Iterator[Finding]:
    """A definition that follows the accepted one and slips another word into it."""
    accepted = {" ".join(words(term)): text for term, text in study.known.definitions.items()}
    for definition in glossary(study):
        known = accepted.get(" ".join(words(definition.term)))
        change = _change(known, definition.text) if known else None
        if known and change:
            message = ("definition-unlike-known", "definition-adds", "definition-omits")
            theirs, ours = change
            yield finding(
                "definition-unlike-known",
                Severity.HINT,
                (definition.line,),
                f"{definition.term}: {definition.text}",
                message=message[0] if theirs and ours else message[1] if ours else message[2],
                term=definition.term,
                ours=ours,
                theirs=theirs,
                known=known,
            )


def glossary(study: Study) -> list[Definition]:
    found = []
    for i in sorted(study.under(_HEADING)):
        block = study.blocks[i]
        match = _TERM.fullmatch(block.text)
        if match and block.kind is not Kind.NOTE and len(words(match.group(1))) <= 10:
            found.append(Definition(match.group(1).strip(), match.group(2), block.line))
    return found


def _weights(found: Sequence[Definition]) -> dict[str, float]:
    """How much a word of a term says: the fewer terms and definitions have it the more; common ones, nothing."""
    terms = Counter(word for d in found for word in d.own)
    said = Counter(word for d in found for word in d.said)
    count = len(found) + 1
    return {
        word: (log(count / n) + log(count / (said[word] or 1))) ** _SHARPNESS
        for word, n in terms.items()
        if n <= _TOO_COMMON and said[word] <= max(2, count * _WIDELY_SAID)
    }


def _scores(found: Sequence[Definition], weight: dict[str, float]) -> dict[tuple[int, int], float]:
    """How much of term i stands in definition j, through the words they share and no others."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, definition in enumerate(found):
        for word in definition.own & weight.keys():
            holders[word].append(i)
    score: dict[tuple[int, int], float] = defaultdict(float)
    for j, definition in enumerate(found):
        for word in definition.said & holders.keys():
            for i in holders[word]:
                score[i, j] += weight[word]
    return dict(score)


def _roots(text: str) -> frozenset[str]:
    """The beginnings of the words: «contratista» and «contrato» are about one thing."""
    return frozenset(word[:_ROOT] for word in stems(text))


def _as_written(word: str, definitions: Sequence[Definition]) -> str:
    for definition in definitions:
        for written in WORD.findall(definition.term):
            if stem(written)[:_ROOT] == word:
                return str(written)
    return word


def _change(known: str, text: str) -> tuple[str, str] | None:
    """The first words in which a definition departs from the accepted one, as (theirs, ours).

    What stands in brackets or after the accepted words is an explanation; another wording is no departure.
    """
    a = [w for w in words(known) if not is_stop(w)]
    b = [w for w in words(_BRACKETS.sub(" ", text)) if not is_stop(w)]
    matcher = SequenceMatcher(None, [stem(w) for w in a], [stem(w) for w in b], autojunk=False)
    matches = [m for m in matcher.get_matching_blocks() if m.size]
    if not a or sum(m.size for m in matches) < _ALIKE * len(a):
        return None
    start, end = matches[0].b, matches[-1].b + matches[-1].size
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal" or j1 >= end or j2 <= start:
            continue
        if i2 - i1 == j2 - j1 and all(_one_verb(x, y) for x, y in zip(a[i1:i2], b[j1:j2], strict=True)):
            continue
        return " ".join(a[i1:i2]), " ".join(b[j1:j2])
    return None


def _one_verb(one: str, other: str) -> bool:
    """«dirige» and «dirigen» are one word."""
    return one.rstrip("n") == other.rstrip("n")
