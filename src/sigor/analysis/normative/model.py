"""What a normative text is made of, what the caller knows of its day, and what a rule finds in it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from sigor.analysis.normative.words import plain

_QUOTE = 90


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Kind(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"
    NOTE = "note"
    CAPTION = "caption"
    CONTENTS = "contents"


class Scheme(StrEnum):
    """How a block is numbered: 1.1, a), i), Artículo 1, Capítulo I, Anexo 1, Tabla 1, Gráfico 1, note 1."""

    DECIMAL = "decimal"
    LETTER = "letter"
    ROMAN = "roman"
    ARTICLE = "article"
    CHAPTER = "chapter"
    ANNEX = "annex"
    TABLE = "table"
    FIGURE = "figure"
    NOTE = "note"
    PART = "part"


@dataclass(frozen=True)
class Label:
    """The number of a block. `style` tells lists apart («1.» from «1)»); a part without number has none."""

    scheme: Scheme
    parts: tuple[int, ...]
    printed: str
    style: str = ""

    @property
    def stray(self) -> bool:
        """A blank stands inside the number: «1.1. 2»."""
        return self.scheme is Scheme.DECIMAL and " " in self.printed

    @property
    def name(self) -> str:
        """As people would write it: «8.1», «Artículo 3», «b»."""
        if self.scheme is Scheme.DECIMAL:
            return ".".join(map(str, self.parts))
        return self.printed.strip().rstrip(".-:) ").lstrip("(")


@dataclass(frozen=True)
class Line:
    """One line of the file, counted from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Block:
    """A heading, an item or a paragraph, its broken lines joined.

    `level` is the depth of a heading, 0 for text; `path` names the sections it stands in; `series` tells
    which list its number belongs to (0: none); a block `in_table` follows the caption of a table.
    """

    kind: Kind
    text: str
    lines: tuple[int, ...]
    starts: tuple[int, ...] = (0,)
    label: Label | None = None
    level: int = 0
    path: tuple[str, ...] = ()
    series: int = 0
    in_table: bool = False
    narrow: bool = False

    @property
    def line(self) -> int:
        return self.lines[0]

    def line_at(self, offset: int) -> int:
        """The line of the file that holds this character of the text."""
        return self.lines[max(0, bisect_right(self.starts, offset) - 1)]

    @cached_property
    def plain(self) -> str:
        """The text in small letters without accents, letter for letter."""
        return plain(self.text)

    @property
    def quote(self) -> str:
        """How the block begins, number included."""
        whole = f"{self.label.printed} {self.text}" if self.label else self.text
        return shorten(whole.strip())


@dataclass(frozen=True)
class NormativeText:
    """A text as blocks in order, without the furniture of its pages, which is kept aside."""

    blocks: tuple[Block, ...] = ()
    furniture: tuple[Line, ...] = ()

    @cached_property
    def body(self) -> tuple[Block, ...]:
        """The blocks that say something: no table of contents."""
        return tuple(block for block in self.blocks if block.kind is not Kind.CONTENTS)


@dataclass(frozen=True)
class KnownNorm:
    """A norm and its life. `names` are words by which texts call it without its number."""

    title: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    replaced_by: str = ""
    modified_by: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metadata:
    """What the register of documents says of the text itself."""

    code: str = ""
    revision: str = ""
    title: str = ""


@dataclass(frozen=True)
class Known:
    """What the caller knows on the day of the text. Every part may be empty: its rule then stays silent."""

    on: date | None = None
    acronyms: Mapping[str, str] = field(default_factory=dict, hash=False)
    units: Mapping[str, str] = field(default_factory=dict, hash=False)
    norms: Mapping[str, KnownNorm] = field(default_factory=dict, hash=False)
    definitions: Mapping[str, str] = field(default_factory=dict, hash=False)
    metadata: Metadata = Metadata()


@dataclass(frozen=True)
class Finding:
    """One doubt: which rule, where, the words of the text, and what is said of it.

    What people read is `message` with `params`, filled in by `messages.fill`.
    """

    rule: str
    severity: Severity
    lines: tuple[int, ...]
    quote: str
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    @property
    def line(self) -> int:
        return self.lines[0] if self.lines else 0


def shorten(text: str, limit: int = _QUOTE) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rsplit(' ', 1)[0]}…"
