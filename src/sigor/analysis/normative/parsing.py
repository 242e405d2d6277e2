"""Joins the lines of a normative text into numbered blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sigor.analysis.normative.labels import is_bare_caption, read_bullet, read_label, spelled
from sigor.analysis.normative.model import Block, Kind, Label, Line, NormativeText, Scheme
from sigor.analysis.normative.outline import arrange
from sigor.analysis.normative.pages import clean, furniture
from sigor.analysis.normative.words import ANNOUNCING, DANGLING, WORD, plain

_NUMBER_SIGN_LAST = re.compile(r"\b[Nn]\s?\.?\s?[°º*]$")
_CLOSED = re.compile(r"[.;:?!][”\"»)]*$")
_LEADER = re.compile(r"(?:(?:\.\s?){4,}|…+|_{4,})\s*\d{1,4}$")
_CONTENTS = re.compile(r"(?:[ÍI]NDICE|CONTENIDO|TABLA DE CONTENIDOS?|[ÍI]ndice|Contenido)\s*:?")
_CONTENTS_ENTRY = re.compile(r".*\D\s+\d{1,3}$")
_NOTE = re.compile(
    r"(?:(\d{1,3})|\[(\d{1,3})\]|([¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}))\s+(?=[^\W\d_a-záéíóúñ]|[“\"«¿(]|https?:)(\S.*)"
)
_NUMBERS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_CALL = re.compile(r"(?:(?<=[^\W\d_])|(?<=[)\]»”\"]))(\d{1,3})(?![\w.]\w|\w)|\[(\d{1,3})\]|([¹²³⁴⁵⁶⁷⁸⁹⁰]+)")
_STRONG_CALL = re.compile(r"(?<=[a-záéíóúñ]{3})(\d{1,3})(?![\w.]\w|\w)|\[(\d{1,3})\]|([¹²³⁴⁵⁶⁷⁸⁹⁰]+)")
_LEADER_REACH = 120
_WIDE = 60
_FULL = 0.75
_SHORT_NOTE = 15
_RUNNING = 12
_CELL_GAP = re.compile(r"\S\s{3,}\S")


def parse(lines: Sequence[str]) -> NormativeText:
    """Blocks of a text given line by line, as a DOCX, PDF or TXT yields them. Never raises."""
    cleaned = clean(lines)
    dropped = furniture(cleaned)
    reader = _Reader(
        [line for i, line in enumerate(cleaned) if i not in dropped],
        {line.number for i, line in enumerate(cleaned) if i in dropped},
    )
    return NormativeText(
        arrange(reader.read()), tuple(line for i, line in enumerate(cleaned) if i in dropped)
    )


@dataclass
class _Draft:
    """A block being put together."""

    kind: Kind
    label: Label | None = None
    parts: list[Line] = field(default_factory=list)
    number_line: int = 0
    waiting: bool = False
    caption: bool = False
    widest: int = 0

    def __post_init__(self) -> None:
        self.widest = max((len(part.text) for part in self.parts), default=0)

    def add(self, line: Line) -> None:
        self.parts.append(line)
        self.widest = max(self.widest, len(line.text))

    @property
    def last(self) -> str:
        return self.parts[-1].text if self.parts else ""

    @property
    def closed(self) -> bool:
        return bool(_CLOSED.search(self.last))

    def build(self) -> Block:
        pieces: list[str] = []
        lines: list[int] = []
        starts: list[int] = []
        length = 0
        for part in self.parts:
            if pieces:
                whole, joint = _joint(pieces[-1], part.text)
                length += len(whole) - len(pieces[-1]) + len(joint)
                pieces[-1:] = [whole, joint]
            lines.append(part.number)
            starts.append(length)
            pieces.append(part.text)
            length += len(part.text)
        text = "".join(pieces)
        if self.number_line and (not lines or lines[0] != self.number_line):
            lines.insert(0, self.number_line)
            starts.insert(0, 0)
        narrow = (
            bool(self.parts) and all(len(part.text) < _WIDE for part in self.parts) and len(self.parts) > 1
        )
        return Block(self.kind, text, tuple(lines), tuple(starts), self.label, narrow=narrow)


def _joint(text: str, following: str) -> tuple[str, str]:
    """How a broken line goes on: a broken word without its hyphen, a code with it, words with a blank."""
    if re.search(r"[a-záéíóúñ]-$", text[-2:]) and re.match(r"[a-záéíóúñ]", following):
        return text[:-1], ""
    return text, "" if text.endswith(("-", "/")) else " "


class _Reader:
    def __init__(self, lines: Sequence[Line], dropped: set[int]) -> None:
        self.lines = lines
        self.dropped = dropped
        self.width = self._body_width()
        self.blocks: list[_Draft] = []
        self.open: _Draft | None = None
        self.suspended: _Draft | None = None
        self.contents = False
        self.notes: set[int] = set()
        self.called = self._calls(_CALL)
        self.surely_called = self._calls(_STRONG_CALL)

    def read(self) -> list[Block]:
        blanks = 0
        previous = 0
        for line in self.lines:
            text = line.text.strip()
            if not text:
                blanks += 1
                continue
            if previous and any(n in self.dropped for n in (previous + 1, line.number - 1)):
                blanks = max(blanks, 1)
            indented = line.text[:1] == " "
            self._take(Line(line.number, text), blanks, indented)
            blanks = 0
            previous = line.number
        return [draft.build() for draft in self.blocks if draft.parts or draft.label]

    def _body_width(self) -> int:
        lengths = sorted(len(line.text.strip()) for line in self.lines)
        wide = [n for n in lengths if n >= _WIDE]
        return min(wide[len(wide) // 2], 200) if wide else _WIDE

    def _calls(self, pattern: re.Pattern[str]) -> set[int]:
        found = set()
        for line in self.lines:
            for match in pattern.finditer(line.text):
                digits = match.group(1) or match.group(2) or match.group(3).translate(_NUMBERS)
                found.add(int(digits[:3]))
        return found

    def _take(self, line: Line, blanks: int, indented: bool) -> None:
        if self._is_contents(line.text):
            self._start(_Draft(Kind.CONTENTS, parts=[line]))
            return
        if not self._interrupts(blanks):
            self._append(line)
            return
        note = self._note(line)
        if note:
            if (
                self.open
                and self.open.kind is not Kind.NOTE
                and not self.open.closed
                and not self.open.caption
            ):
                self.suspended = self.open
            self._start(note)
            return
        label = read_label(line.text)
        if label and self._may_open(label[0], blanks):
            self._open_label(line, *label)
            return
        bullet = read_bullet(line.text)
        if bullet:
            self._start(_Draft(Kind.BULLET, parts=[Line(line.number, bullet)], number_line=line.number))
            return
        if self._continues(line, blanks, indented):
            self._append(line)
        elif self._resumes(line):
            self.open, self.suspended = self.suspended, None
            self._append(line)
        else:
            caption = is_bare_caption(line.text) and (self.open is None or self.open.closed or blanks > 0)
            self._start(_Draft(Kind.CAPTION if caption else Kind.PARAGRAPH, parts=[line], caption=caption))

    def _is_contents(self, text: str) -> bool:
        if _LEADER.search(text[-_LEADER_REACH:]) and len(text) > 12 and WORD.search(text):
            return True
        if _CONTENTS.fullmatch(text):
            self.contents = True
            return True
        self.contents = self.contents and bool(_CONTENTS_ENTRY.fullmatch(text[-80:]))
        return self.contents

    def _interrupts(self, blanks: int) -> bool:
        """Whether a number here may open a block: not in the middle of «numeral ⏎ 9.2 que…»."""
        if self.open is None or self.open.waiting or blanks > 1 or (blanks and _is_title(self.open)):
            return True
        last = WORD.findall(self.open.last)
        if not last or self.open.closed or self.open.kind is Kind.CONTENTS:
            return True
        ends_in_word = self.open.last.endswith(last[-1])
        word = plain(last[-1])
        if ends_in_word and word in ANNOUNCING and self.open.parts:
            return False
        tail = self.open.last.rstrip()
        if _NUMBER_SIGN_LAST.search(tail[-8:]):
            return False
        return not (ends_in_word and word in DANGLING and blanks == 0 and len(tail) >= _WIDE)

    def _may_open(self, label: Label, blanks: int) -> bool:
        if self.open is None or blanks or self.open.waiting:
            return True
        if label.scheme in {Scheme.LETTER, Scheme.ROMAN} and label.parts != (1,) and self._runs_on(label):
            return False
        if self.open.closed:
            return True
        # Glued to an unfinished line: «la Ley ⏎ 12. En» is rare, «(…) previsto en ⏎ a) …» is a list.
        return not (self.open.last.endswith(",") and label.scheme in {Scheme.ARTICLE, Scheme.ANNEX})

    def _runs_on(self, label: Label) -> bool:
        """«…para: i) uno; ⏎ ii) dos»: the number before stands in the running text."""
        assert self.open is not None
        own = self.open.label
        previous = (label.parts[0] - 1,)
        if not label.style.endswith(")") or (own and (own.scheme, own.parts) == (label.scheme, previous)):
            return False
        mark = spelled(label.scheme, *previous)
        before = re.compile(rf"(?<!literal )(?<!inciso )(?<!\w)\(?{mark}\)\s", re.IGNORECASE)
        return any(before.search(part.text) for part in self.open.parts[-_RUNNING:])

    def _note(self, line: Line) -> _Draft | None:
        match = _NOTE.fullmatch(line.text)
        if not match or _CELL_GAP.search(line.text):
            return None
        number = int(match.group(1) or match.group(2) or match.group(3).translate(_NUMBERS))
        text = match.group(4)
        bare = bool(match.group(1))
        if number not in self.called or (bare and number in self.notes):
            return None
        waiting = self.open is not None and self.open.waiting
        follows = number == max(self.notes, default=0) + 1
        enough = len(text) >= (_SHORT_NOTE if follows else 40) or _CLOSED.search(text)
        if bare and not self.notes and number not in self.surely_called:
            return None
        if bare and (waiting or not enough):
            return None
        self.notes.add(number)
        label = Label(Scheme.NOTE, (number,), match.group(0)[: match.start(4)].strip())
        return _Draft(Kind.NOTE, label, [Line(line.number, text)], line.number)

    def _open_label(self, line: Line, label: Label, rest: str) -> None:
        kind = Kind.CAPTION if label.scheme in {Scheme.TABLE, Scheme.FIGURE} else Kind.ITEM
        draft = _Draft(kind, label, [], line.number, caption=kind is Kind.CAPTION)
        if rest:
            draft.add(Line(line.number, rest))
        else:
            draft.waiting = label.scheme is not Scheme.PART
        self._start(draft)

    def _continues(self, line: Line, blanks: int, indented: bool) -> bool:
        draft = self.open
        if draft is None or draft.kind is Kind.CONTENTS:
            return False
        if draft.waiting:
            return blanks <= 2
        if not draft.parts:
            return False
        last = draft.last
        lower = bool(re.match(r"[a-záéíóúñ(,;]", line.text))
        word = (WORD.findall(last) or [""])[-1]
        dangling = plain(word) in DANGLING and last.endswith(word)
        full = len(last) >= max(_WIDE, _FULL * self.width)
        if draft.closed:
            if blanks or indented or draft.kind is Kind.NOTE or _is_title(draft):
                return False
            return full or self._fits_column(draft, line.text)
        if blanks == 0:
            return lower or dangling or (full and not _is_title(draft)) or self._fits_column(draft, line.text)
        if blanks > 2 or not WORD.search(line.text) or (last.isupper() and not line.text.isupper()):
            return lower and full
        if lower or dangling:
            return True
        return full and not _is_title(draft) and not draft.caption

    def _fits_column(self, draft: _Draft, text: str) -> bool:
        """The line broke because its next word did not fit in the widest line of its column."""
        widest = max(len(text), draft.widest)
        word = text.split(" ", 1)[0]
        return len(draft.last) + 1 + len(word) > 0.9 * widest

    def _resumes(self, line: Line) -> bool:
        """The paragraph that a footnote at the foot of the page had cut in two."""
        if self.suspended is None or self.open is None or self.open.kind is not Kind.NOTE:
            return False
        full = len(self.suspended.last) >= max(_WIDE, _FULL * self.width)
        return full or bool(re.match(r"[a-záéíóúñ(]", line.text))

    def _start(self, draft: _Draft) -> None:
        if draft.kind is not Kind.NOTE:
            self.suspended = None
        self.blocks.append(draft)
        self.open = draft

    def _append(self, line: Line) -> None:
        assert self.open is not None
        self.open.add(line)
        self.open.waiting = False


def _is_title(draft: _Draft) -> bool:
    """A numbered heading on one line: what follows is its text, not its end."""
    if draft.label is None or draft.label.scheme in {
        Scheme.NOTE,
        Scheme.ARTICLE,
        Scheme.LETTER,
        Scheme.ROMAN,
    }:
        return False
    return len(draft.parts) == 1
