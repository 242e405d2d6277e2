"""What several rules need to know of a text, worked out once."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sigor.analysis.normative.citations import Citation, Standard, citations, standards
from sigor.analysis.normative.model import (
    Block,
    Finding,
    Kind,
    Known,
    NormativeText,
    Scheme,
    Severity,
    shorten,
)
from sigor.analysis.normative.offices import Office, offices
from sigor.analysis.normative.words import content, plain, words

_BASIS = re.compile(
    r"(?:base|marco|fundamento) (?:legal|normativ[oa])|bases? legales|normativ(?:a|idad) aplicable|"
    r"referencias normativas|documentos de referencia"
)
_CALL = re.compile(r"(?:(?<=[^\W\d_])|(?<=[)\]»”\"]))(\d{1,3})(?![\w.]\w|\w)|\[(\d{1,3})\]|([¹²³⁴⁵⁶⁷⁸⁹⁰]+)")
_SUPERSCRIPT = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_INLINE = re.compile(r"\b([A-ZÁÉÍÓÚ]{2,4}) ?(\d{1,2})[.:]\s+(?=[A-ZÁÉÍÓÚÑ“])")
_NAMED = re.compile(
    r"\b((?:objetivo|resultado|producto|componente|eje|meta)s?(?: (?:prioritario|estratégico|nacional|general))?)"
    r" (?:N[°º] ?)?(\d{1,2})\s?:\s*[“\"«]?(?=\w)",
    re.IGNORECASE,
)
_CELL = re.compile(r"(\d{1,2})\s+([A-ZÁÉÍÓÚÑ][^\d]{9,})")
_FIGURE = re.compile(r"\d{1,2}")
_ENTRY = 200


@dataclass(frozen=True)
class Entry:
    """Something listed under a number: «OP1. Garantizar…», a coded row, a numbered cell."""

    family: str
    number: str
    text: str
    line: int

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(words(self.text))

    @cached_property
    def content(self) -> tuple[str, ...]:
        return tuple(content(self.words))


@dataclass(frozen=True)
class Call:
    """A footnote called from the text. `sure` when the number cannot be part of a name such as V2."""

    number: int
    line: int
    quote: str
    sure: bool


@dataclass(frozen=True)
class Study:
    text: NormativeText
    known: Known

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.text.body

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The acts cited, in order, each with the position of its block."""
        return tuple(c for i, block in enumerate(self.blocks) for c in citations(block.text, i, block))

    @cached_property
    def _by_block(self) -> dict[int, list[Citation]]:
        found: dict[int, list[Citation]] = defaultdict(list)
        for citation in self.citations:
            found[citation.block].append(citation)
        return dict(found)

    def citations_at(self, position: int) -> list[Citation]:
        """The acts cited in the block at this position."""
        return self._by_block.get(position, [])

    def citations_near(self, position: int, start: int, end: int, reach: int = 250) -> list[Citation]:
        """Those that stand beside a place of the block: a few, however long the block is."""
        cited = self.citations_at(position)
        first = bisect_left(cited, start - reach, key=_start)
        return cited[first : bisect_left(cited, end + reach, key=_start)]

    @cached_property
    def norms(self) -> dict[tuple[str, int, int], list[Citation]]:
        """Mentions of each norm."""
        found: dict[tuple[str, int, int], list[Citation]] = defaultdict(list)
        for citation in self.citations:
            if citation.is_norm:
                found[citation.key].append(citation)
        return dict(found)

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        return tuple(s for block in self.blocks for s in standards(block.text, block))

    @cached_property
    def offices(self) -> tuple[Office, ...]:
        return tuple(office for block in self.blocks for office in offices(block))

    @cached_property
    def legal_basis(self) -> frozenset[int]:
        """Positions of the blocks that stand under a heading such as «Base legal»."""
        return self.under(_BASIS)

    def under(self, heading: re.Pattern[str]) -> frozenset[int]:
        """Positions of the blocks of the sections whose heading says this."""
        found = set()
        path: tuple[str, ...] | None = None
        for i, block in enumerate(self.blocks):
            if block.kind is Kind.HEADING:
                inside = path is not None and block.path[: len(path)] == path
                if heading.search(plain(block.text)[:80]) and not inside:
                    path = block.path
                elif not inside:
                    path = None
            elif path is not None and block.path[: len(path)] == path:
                found.add(i)
        return frozenset(found)

    @cached_property
    def notes(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind is Kind.NOTE)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        found = []
        for block in self.blocks:
            for match in _CALL.finditer(block.text):
                digits = match.group(1) or match.group(2) or match.group(3).translate(_SUPERSCRIPT)
                before = block.text[max(0, match.start() - 30) : match.start()]
                sure = not match.group(1) or bool(re.search(r"[a-záéíóúñ]{4}$", before))
                quote = block.text[block.text.rfind(" ", 0, match.start()) + 1 : match.end()]
                found.append(Call(int(digits), block.line_at(match.start()), quote[-60:], sure))
        return tuple(found)

    @cached_property
    def note_numbers(self) -> frozenset[int]:
        return frozenset(n for note in self.notes if note.label for n in note.label.parts)

    def unmarked(self, text: str) -> str:
        """The text without the numbers of its footnotes."""
        numbers = self.note_numbers

        def drop(match: re.Match[str]) -> str:
            digits = match.group(1) or match.group(2) or match.group(3).translate(_SUPERSCRIPT)
            return "" if int(digits) in numbers else match.group()

        return _CALL.sub(drop, text)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        found: list[Entry] = []
        for i, block in enumerate(self.blocks):
            if block.label and block.label.scheme is Scheme.DECIMAL and len(block.label.parts) > 1:
                found.append(Entry("code", block.label.name, self.unmarked(block.text)[:_ENTRY], block.line))
            found.extend(self._inline(block))
            cell = _CELL.fullmatch(block.text) if block.narrow else None
            if cell:
                found.append(Entry("cell", cell.group(1), self.unmarked(cell.group(2))[:_ENTRY], block.line))
            if _FIGURE.fullmatch(block.text) and i + 1 < len(self.blocks):
                following = self.blocks[i + 1]
                if following.kind is Kind.PARAGRAPH:
                    text = self.unmarked(following.text)[:_ENTRY]
                    found.append(Entry("cell", block.text, text, block.line))
        return tuple(entry for entry in found if entry.text)

    def _inline(self, block: Block) -> list[Entry]:
        marks = [(m.start(), m.end(), m.group(1), m.group(2)) for m in _INLINE.finditer(block.text)]
        marks += [(m.start(), m.end(), m.group(1).lower(), m.group(2)) for m in _NAMED.finditer(block.text)]
        marks.sort()
        found = []
        for j, (start, end, family, number) in enumerate(marks):
            stop = marks[j + 1][0] if j + 1 < len(marks) else len(block.text)
            text = block.text[end : min(stop, end + _ENTRY)]
            text = re.split(r"[.;”\"»]", text, maxsplit=1)[0].rstrip(" ,")
            text = re.sub(r"\s+[ye]$", "", text)
            found.append(Entry(family, number, self.unmarked(text), block.line_at(start)))
        return found

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {id(block): i for i, block in enumerate(self.blocks)}

    def position(self, block: Block) -> int:
        return self._positions[id(block)]


def _start(citation: Citation) -> int:
    return citation.start


def finding(
    rule: str, severity: Severity, lines: Iterable[int], quote: str, message: str = "", **params: str | int
) -> Finding:
    """A finding whose message has the name of its rule, unless another is given."""
    places = tuple(dict.fromkeys(lines))
    return Finding(rule, severity, places, shorten(" ".join(quote.split())), message or rule, params)
