"""Two texts side by side: paragraph by paragraph and, where a paragraph changed, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
ALIKE = 0.5  # from this ratio on, two paragraphs are one that changed
LONGEST = 4_000  # pieces of a paragraph that are compared word by word; a longer one changes as a whole


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph that both texts have, or only one of them."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Passage:
    """A paragraph of either text or of both; numbers start at 1."""

    before: int | None
    after: int | None
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compare(before: Sequence[str], after: Sequence[str]) -> list[Passage]:
    """Every paragraph in reading order; dropping what was added gives the one text, what was removed the other."""
    passages: list[Passage] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            passages += [
                Passage(i + 1, j + 1, (Piece("same", before[i]),))
                for i, j in zip(range(a, b), range(c, d), strict=True)
            ]
        else:
            passages += _changed(before, after, range(a, b), range(c, d))
    return passages


def _changed(before: Sequence[str], after: Sequence[str], old: range, new: range) -> list[Passage]:
    """Paragraphs that changed, each with its likeness if it has one further on; order is kept on both sides."""
    passages: list[Passage] = []
    waiting = list(new)
    for i in old:
        match = next((j for j in waiting if _alike(before[i], after[j])), None)
        if match is None:
            passages.append(Passage(i + 1, None, (Piece("removed", before[i]),)))
            continue
        while waiting[0] != match:
            j = waiting.pop(0)
            passages.append(Passage(None, j + 1, (Piece("added", after[j]),)))
        waiting.pop(0)
        passages.append(Passage(i + 1, match + 1, tuple(_words(before[i], after[match]))))
    passages += [Passage(None, j + 1, (Piece("added", after[j]),)) for j in waiting]
    return passages


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _words(one: str, other: str) -> list[Piece]:
    before, after = WORDS.findall(one), WORDS.findall(other)
    if max(len(before), len(after)) > LONGEST:
        return [Piece("removed", one), Piece("added", other)]
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(after[c:d])))
    return pieces


def only_changes(passages: Sequence[Passage], around: int = 1) -> list[Passage | None]:
    """The paragraphs that changed with some around them; None stands for those left out between."""
    near = {k for at, p in enumerate(passages) if p.changed for k in range(at - around, at + around + 1)}
    shown: list[Passage | None] = []
    for at, passage in enumerate(passages):
        if at in near:
            shown.append(passage)
        elif not shown or shown[-1] is not None:
            shown.append(None)
    return shown if near else []
