"""What a document is made of, in reading order; every writer of files draws the same blocks."""

from dataclasses import dataclass
from typing import Literal

Look = Literal["plain", "strong", "muted", "card", "card-title", "figure"]


@dataclass(frozen=True)
class Span:
    text: str
    look: Look = "plain"
    code: str = ""


Cell = tuple[Span, ...]  # one span a line
Column = tuple[str, float]  # title and width in cm, negative when set to the right


@dataclass(frozen=True)
class Cover:
    """What opens a document: which one it is and, where it gives one, its answer in a sentence and a figure."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    verdict: str = ""
    headline: Span | None = None
    tally: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """With a `lock` name it is one the office may not change in Word."""

    text: str
    look: Look = "plain"
    lock: str = ""
    bullet: bool = False


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Chart:
    caption: str
    svg: str
    alt: str


@dataclass(frozen=True)
class Narrative:
    name: str
    title: str
    paragraphs: tuple[str, ...]
    placeholder: str


Block = Cover | Heading | Paragraph | Table | Chart | Narrative
