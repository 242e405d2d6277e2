"""How wide a text is likely to be, and how texts are cut, broken and kept apart."""

import unicodedata
from collections.abc import Sequence

SIZE = 11.0  # px of most words; nothing is printed smaller
LINE = 13.0  # px from one line of such words to the next

# Of the widest font a page is shown in: what fits here fits in the narrower ones.
_EMS = {
    " .,'·’": 0.32,
    "iIjl|": 0.3,
    "frt()[]-/:;!°": 0.43,
    "sczJ*?": 0.56,
    "w&<>=+−±≤≥#~^": 0.84,
    "mM": 0.98,
    "W%…—@": 1.01,
}
_EM = {character: ems for characters, ems in _EMS.items() for character in characters}
_LOWER, _UPPER, _OTHER, _WIDE, _BOLD = 0.64, 0.79, 0.9, 1.05, 1.1


def width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Width in px, never less than what a browser or typst takes for letters of Spanish and English."""
    ems = sum(map(_ems, unicodedata.normalize("NFD", text)))
    return ems * size * (_BOLD if bold else 1.0)


def fit(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> str:
    """The text, or as much of it as fits into `room` px, with an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return text
    taken, used = 0, width("…", size, bold=bold)
    for character in text:
        used += width(character, size, bold=bold)
        if used > room:
            break
        taken += 1
    return text[:taken].rstrip() + "…" if taken else ""


def wrap(text: str, room: float, size: float = SIZE, *, most: int = 2) -> list[str]:
    """The text on at most `most` lines of `room` px; what does not fit is cut with an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        lines.append(fit(line, room, size))
    if words:
        lines.append(fit(" ".join(words), room, size))
    return lines


def cut(text: str, lines: Sequence[str]) -> bool:
    """Whether `wrap` had to leave something out."""
    return " ".join(lines) != " ".join(text.split())


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones, in the same order along the line, `gap` px apart, between `low` and `high`."""
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    groups: list[list[int]] = []  # those that touch stand around their common middle
    starts: list[float] = []
    for index in order:
        group = [index]
        start = _start(group, wanted, gap, low, high)
        while groups and starts[-1] + len(groups[-1]) * gap > start:
            group = [*groups.pop(), *group]
            starts.pop()
            start = _start(group, wanted, gap, low, high)
        groups.append(group)
        starts.append(start)
    places = [0.0] * len(wanted)
    for group, start in zip(groups, starts, strict=True):
        for rank, index in enumerate(group):
            places[index] = start + rank * gap
    return places


def _start(group: Sequence[int], wanted: Sequence[float], gap: float, low: float, high: float) -> float:
    middle = sum(wanted[index] - rank * gap for rank, index in enumerate(group)) / len(group)
    return max(min(middle, high - (len(group) - 1) * gap), low)


def _ems(character: str) -> float:
    if character in _EM:
        return _EM[character]
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    if ord(character) > 0x24F:
        return _OTHER
    return _UPPER if character.isupper() else _LOWER
