"""Words that differ where they should not: enumerations, sentences, entries and their numbers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sigor.analysis.normative.model import Finding, Severity, shorten
from sigor.analysis.normative.study import Entry, Study, finding
from sigor.analysis.normative.words import alike, plain, sentences, shared, words

_LIST = re.compile(
    r"\b(?:(?:la|el|los|las|su|sus)\s+)?([^\W\d_]{5,40}),\s+(?:(?:la|el|los|las|su|sus)\s+)?([^\W\d_]{5,40})"
    r"((?:,\s+(?:(?:la|el|los|las|su|sus)\s+)?[^\W\d_]{5,40}){0,4}),?\s+(?:y|e|o|u)\s+"
    r"(?:(?:la|el|los|las|su|sus)\s+)?([^\W\d_]{5,40})"
)
_SENTENCE = (8, 60)
_SAME_ENTRY = 0.6
_WORDINGS = 3


def lists(study: Study) -> Iterator[Finding]:
    """Enumerations alike in all but two look-alike words: «…y confiabilidad» for «…y confidencialidad»."""
    found: dict[frozenset[str], dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for block in study.blocks:
        for match in _LIST.finditer(block.text):
            items = {plain(w) for g in match.groups() for w in re.findall(r"[^\W\d_]{5,}", g or "")}
            for odd in items:
                found[frozenset(items - {odd})][odd].append((block.line_at(match.start()), match.group()))
    told: set[tuple[str, str]] = set()
    for odds in found.values():
        ranked = sorted(odds, key=lambda w: -len(odds[w]))
        for rare in ranked[1:]:
            usual = next((w for w in ranked if w != rare and alike(w, rare)), None)
            if usual is None or (usual, rare) in told or (rare, usual) in told:
                continue
            told.add((usual, rare))
            lines = [line for line, _ in (*odds[rare], *odds[usual])]
            yield finding(
                "list-word-differs", Severity.WARNING, lines, odds[rare][0][1], one=rare, other=usual
            )


def sentence_words(study: Study) -> Iterator[Finding]:
    """Sentences alike in all but one word, when the two words look alike."""
    seen: dict[tuple[int, int, int], tuple[str, int]] = {}
    told: set[tuple[str, str]] = set()
    for block in study.blocks:
        for offset, sentence in sentences(block.text):
            tokens = words(sentence)
            if not _SENTENCE[0] <= len(tokens) <= _SENTENCE[1]:
                continue
            heads, tails = _hashes(tokens), _hashes(tokens[::-1])
            for i, word in enumerate(tokens):
                key = (len(tokens), heads[i], tails[len(tokens) - 1 - i])
                before = seen.setdefault(key, (word, block.line_at(offset)))
                pair = (before[0], word)
                if before[0] != word and alike(*pair) and pair not in told:
                    told.add(pair)
                    yield finding(
                        "sentence-word-differs",
                        Severity.WARNING,
                        (before[1], block.line_at(offset)),
                        sentence,
                        one=before[0],
                        other=word,
                    )


def entry_texts(study: Study) -> Iterator[Finding]:
    """The same number with nearly the same words in two places."""
    first: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    told: set[tuple[str, str]] = set()
    for entry in study.entries:
        key = (entry.family, entry.number)
        for before in first[key]:
            if key not in told and _nearly(before, entry):
                told.add(key)
                number = entry.number if entry.family in {"code", "cell"} else f"{entry.family}{entry.number}"
                yield finding(
                    "entry-two-texts",
                    Severity.HINT,
                    (before.line, entry.line),
                    before.text,
                    number=number,
                    one=shorten(before.text),
                    other=shorten(entry.text),
                )
        # A few wordings per number are compared, not every mention with every other.
        if len(first[key]) < _WORDINGS:
            first[key].append(entry)


def entry_numbers(study: Study) -> Iterator[Finding]:
    """The same words under two numbers, one of them in a list of its own kind."""
    places: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in study.entries:
        if entry.family != "code" and len(entry.content) >= 3:
            places[entry.content[:3]].append(entry)
    for entries in places.values():
        by_number: dict[int, Entry] = {}
        for entry in entries:
            by_number.setdefault(int(entry.number), entry)
        if len(by_number) < 2:
            continue
        one, other = list(by_number.values())[:2]
        size = min(len(one.content), len(other.content))
        if shared(one.content, other.content) == size:
            yield finding(
                "entry-two-numbers",
                Severity.WARNING,
                sorted({e.line for e in entries}),
                other.text,
                text=shorten(min(one.text, other.text, key=len)),
                one=_numbered(one),
                other=_numbered(other),
            )


def _hashes(tokens: Sequence[str]) -> list[int]:
    """The hash of every beginning, so that leaving one word out costs nothing."""
    found = [0]
    for token in tokens[:-1]:
        found.append(hash((found[-1], token)))
    return found


def _nearly(one: Entry, other: Entry) -> bool:
    a, b = one.words, other.words
    size = min(len(a), len(b))
    if shared(a, b) == size or min(len(one.content), len(other.content)) < 2:
        return False
    x, y = set(one.content), set(other.content)
    return len(x & y) >= _SAME_ENTRY * min(len(x), len(y)) and one.content[0] == other.content[0]


def _numbered(entry: Entry) -> str:
    return entry.number if entry.family == "cell" else f"{entry.family} {entry.number}"
