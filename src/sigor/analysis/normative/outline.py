"""Places numbered blocks in their lists and every block in its section."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sigor.analysis.normative.labels import read_letter
from sigor.analysis.normative.model import Block, Kind, Label, Scheme

_TERMINAL = re.compile(r"[.;:,]$")
_ANNEXES = re.compile(r"anexos?\W*", re.IGNORECASE)
_TITLE = 120
_NEAR = 3
_LOW_TITLE = 90
_UNNUMBERED = 9
Parts = tuple[int, ...]


@dataclass
class _Series:
    """One list being read: its scheme and style, what it has and where it stands."""

    number: int
    scheme: Scheme
    style: str
    last: Parts = ()
    first_seen: bool = False
    roots: set[int] = field(default_factory=set)

    def expects(self, parts: Parts) -> bool:
        return parts in successors(self.last)

    def take(self, parts: Parts) -> None:
        self.last = parts
        self.roots.add(parts[0])
        self.first_seen = self.first_seen or parts == (1,)

    def begins_anew(self, parts: Parts, announced: bool) -> bool:
        """A first number that is not this list's: it has one, or a sentence announces another list."""
        if parts != (1,):
            return False
        return self.first_seen or announced or (not self.style and 1 not in self.roots)


@dataclass
class _State:
    stack: list[_Series] = field(default_factory=list)
    path: list[tuple[Parts, str]] = field(default_factory=list)
    table: bool = False
    count: int = 0
    apart: dict[str, int] = field(default_factory=dict)
    annexes_ahead: Counter[Parts] = field(default_factory=Counter)
    listing: bool = False
    announced: bool = False


def successors(last: Parts) -> set[Parts]:
    """Numbers that may follow: the first child, or the next at any level."""
    if not last:
        return {(1,), (1, 1), (1, 1, 1)}
    return {(*last, 1), *((*last[:i], last[i] + 1) for i in range(len(last)))}


def title_like(text: str) -> bool:
    """Short, capitalised and without the full stop of a sentence."""
    return 0 < len(text) <= _TITLE and not _TERMINAL.search(text) and not text[0].islower()


def arrange(blocks: Sequence[Block]) -> tuple[Block, ...]:
    annexes = Counter(b.label.parts for b in blocks if b.label and b.label.scheme is Scheme.ANNEX)
    state = _State(annexes_ahead=annexes)
    placed = []
    for block in blocks:
        placed.append(_place(block, state))
        if block.kind is not Kind.NOTE:
            state.announced = block.text.endswith(":")
    return tuple(_headings(placed))


def _place(block: Block, state: _State) -> Block:
    label = block.label
    if block.kind is Kind.CONTENTS:
        return block
    if block.kind is Kind.NOTE:
        return _seen(block, state, series=_apart(state, "note"))
    if block.kind is Kind.CAPTION:
        state.table = label is None or label.scheme is Scheme.TABLE
        series = _apart(state, label.style) if label else 0
        return _seen(block, state, series=series)
    if label is None:
        return _seen(block, state)
    if label.scheme is Scheme.ANNEX:
        state.annexes_ahead[label.parts] -= 1
        if state.listing and state.annexes_ahead[label.parts]:
            return replace(_seen(block, state), kind=Kind.ITEM)
    if label.scheme in {Scheme.PART, Scheme.ANNEX, Scheme.CHAPTER}:
        return _division(block, label, state)
    if label.scheme is Scheme.ARTICLE:
        return _article(block, label, state)
    if label.scheme is Scheme.DECIMAL:
        return _decimal(block, label, state)
    return _item(block, label, state)


def _seen(block: Block, state: _State, series: int = 0) -> Block:
    path = tuple(name for _, name in state.path)
    return replace(block, path=path, series=series, in_table=state.table)


def _apart(state: _State, what: str) -> int:
    """The list of something that is numbered through the whole text."""
    if what not in state.apart:
        state.count += 1
        state.apart[what] = state.count
    return state.apart[what]


def _division(block: Block, label: Label, state: _State) -> Block:
    name = label.name if label.scheme is not Scheme.PART else label.printed
    if label.scheme is Scheme.CHAPTER and label.style != "titulo":
        state.path = [entry for entry in state.path if entry[1].upper().startswith(("TÍTULO", "TITULO"))][:1]
    else:
        state.path = []
    state.path.append(((), name))
    state.table = state.listing = False
    if label.scheme is Scheme.CHAPTER:
        # Chapters begin again under each title; articles and numbers run on.
        if label.style == "titulo":
            state.apart.pop("capitulo", None)
        series = _apart(state, label.style)
    else:
        state.stack = []
        series = _apart(state, "annex") if label.scheme is Scheme.ANNEX else 0
        if label.scheme is Scheme.PART:
            state.apart.pop("article", None)
    return replace(_seen(block, state, series), kind=Kind.HEADING, level=1)


def _article(block: Block, label: Label, state: _State) -> Block:
    state.table = False
    state.stack = []
    state.path = [entry for entry in state.path if not entry[0] and not entry[1].startswith("Art")]
    state.path.append(((), f"Artículo {label.parts[0]}"))
    return replace(_seen(block, state, _apart(state, "article")), kind=Kind.HEADING, level=2)


def _decimal(block: Block, label: Label, state: _State) -> Block:
    parts = label.parts
    series = _list_of(block, label, state)
    if series is None:
        return replace(_seen(block, state), kind=Kind.ITEM, in_table=True)
    state.table = False
    series.take(parts)
    if len(parts) > 1 or title_like(block.text) or series is state.stack[0]:
        _enter(parts, label, block, state)
        state.listing = bool(_ANNEXES.fullmatch(block.text))
        shown = _seen(block, state, series.number)
        return replace(shown, kind=Kind.HEADING, level=len(parts))
    return _seen(block, state, series.number)


def _enter(parts: Parts, label: Label, block: Block, state: _State) -> None:
    kept = [entry for entry in state.path if entry[0] and parts[: len(entry[0])] == entry[0] != parts]
    outer = [entry for entry in state.path if not entry[0] and _holds(entry[1], title_like(block.text))]
    state.path = [*outer, *kept, (parts, label.name)]


def _holds(name: str, titled: bool) -> bool:
    """Annexes, chapters and articles hold numbers; a titled section after an act begins a text of its own."""
    return name.upper().startswith(("ANEXO", "CAP", "TÍT", "TIT", "SEC")) or not titled


def _list_of(block: Block, label: Label, state: _State) -> _Series | None:
    """The list to which a decimal number belongs; None for the cell of a table."""
    parts = label.parts
    decimals = [s for s in state.stack if s.scheme is Scheme.DECIMAL]
    same = [s for s in decimals if len(parts) > 1 or s.style in {label.style, ""}]
    expecting = [s for s in same if s.expects(parts) and not s.begins_anew(parts, state.announced)]
    if expecting:
        outer = len(expecting) > 1 and title_like(block.text) and len(parts) == 1
        return _back_to(state, expecting[0] if outer else expecting[-1], label)
    if state.table and decimals and not _near(decimals[0].last, parts):
        return None
    if state.table and not decimals and len(parts) == 1:
        return None
    if len(parts) == 1:
        if same and not same[-1].begins_anew(parts, state.announced):
            return _back_to(state, same[-1], label)
        return _new(state, label)
    rooted = [s for s in decimals if s.last and s.last[0] == parts[0]]
    if rooted:
        return _back_to(state, rooted[-1], label)
    return _back_to(state, decimals[0], label) if decimals else _new(state, label)


def _near(last: Parts, parts: Parts) -> bool:
    """A number a little further on in the outline, so that a table does not hide a gap."""
    level = len(parts) - 1
    if level >= len(last) or parts[:level] != last[:level]:
        return False
    return 0 < parts[level] - last[level] <= _NEAR


def _back_to(state: _State, series: _Series, label: Label) -> _Series:
    del state.stack[state.stack.index(series) + 1 :]
    if len(label.parts) == 1 and not series.style:
        series.style = label.style
    return series


def _new(state: _State, label: Label) -> _Series:
    state.count += 1
    series = _Series(state.count, label.scheme, label.style if len(label.parts) == 1 else "")
    state.stack.append(series)
    return series


def _item(block: Block, label: Label, state: _State) -> Block:
    """Letters and Roman numerals: a list begins with its first and goes on where one expects the number."""
    other = read_letter(f"{label.printed} x") if label.scheme is Scheme.ROMAN else None
    readings = [label, *([other[0]] if other else [])]
    for series in reversed(state.stack):
        for reading in readings:
            if _same(series, reading) and series.expects(reading.parts):
                return _kept(block, reading, state, _back_to(state, series, reading))
    for series in reversed(state.stack):
        for reading in readings:
            if _same(series, reading) and not series.begins_anew(reading.parts, state.announced):
                return _kept(block, reading, state, _back_to(state, series, reading))
    reading = next((r for r in readings if r.parts == (1,)), readings[-1])
    if reading.parts != (1,) and not reading.style.endswith(")"):
        # «J. Pérez» is a name, not the tenth item of a list.
        plain = Block(Kind.PARAGRAPH, f"{label.printed} {block.text}", block.lines, block.starts)
        return _seen(plain, state)
    return _kept(block, reading, state, _new(state, reading))


def _same(series: _Series, label: Label) -> bool:
    return series.scheme is label.scheme and series.style == label.style


def _kept(block: Block, label: Label, state: _State, series: _Series) -> Block:
    series.take(label.parts)
    capital = label.scheme is Scheme.ROMAN and label.style.startswith("I")
    if capital and series is state.stack[0] and title_like(block.text):
        state.path = [((), label.name)]
        state.table = False
        return replace(_seen(block, state, series.number), kind=Kind.HEADING, level=1, label=label)
    return replace(_seen(block, state, series.number), label=label)


def _headings(blocks: list[Block]) -> Iterable[Block]:
    """Short lines between paragraphs that title what follows, though their number is missing."""
    before: Block | None = None
    title = ""
    for i, block in enumerate(blocks):
        if block.kind is Kind.PARAGRAPH and _titles(block, before, _following(blocks, i)):
            title = block.text
            block = replace(block, kind=Kind.HEADING, level=_UNNUMBERED, path=(*block.path[:1], title))
        elif block.kind is Kind.HEADING:
            title = ""
        elif title:
            block = replace(block, path=(*block.path[:1], title))
        if block.kind not in {Kind.NOTE, Kind.CONTENTS}:
            before = block
        yield block


def _following(blocks: Sequence[Block], i: int) -> Block | None:
    return next((b for b in blocks[i + 1 : i + 6] if b.kind not in {Kind.NOTE, Kind.CONTENTS}), None)


def _titles(block: Block, before: Block | None, after: Block | None) -> bool:
    text = block.text
    if len(block.lines) != 1 or not 5 <= len(text) <= _LOW_TITLE or not title_like(text):
        return False
    if block.in_table or not text[0].isalpha() or before is None or after is None:
        return False
    ended = before.kind is Kind.HEADING or bool(re.search(r"[.;:][”\"»)]*$", before.text))
    if not ended or before.in_table:
        return False
    if after.kind is Kind.HEADING:
        deep = after.label is not None and after.label.scheme is Scheme.DECIMAL and after.level > 1
        return deep and after.label is not None and after.label.parts[-1] == 1
    wide = after.kind is Kind.PARAGRAPH and not after.narrow and len(after.text) >= 60
    return wide and after.text[:1].isupper()
