"""Districts by their INEI code, and what a file says of them: lost zeros, another coding, names that differ."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import sigor

PUBLISHED = Path(sigor.__file__).parent / "organisation" / "data" / "places.json"
INEI, RENIEC = "inei", "reniec"
NAMES = ("department", "province", "district")
FLOAT = re.compile(r"([0-9]{4,6})\.0+")
FEW = 3  # codes that must speak for a coding before it is believed, where no names do


class PlaceInfo(Protocol):
    """What the reader asks about a district; any object with these will do."""

    @property
    def department(self) -> str: ...
    @property
    def province(self) -> str: ...
    @property
    def district(self) -> str: ...
    @property
    def reniec(self) -> str | None: ...
    @property
    def latitude(self) -> float | Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A district by names, codes and (in degrees, where they are sure) coordinates."""

    code: str
    department: str
    province: str
    district: str
    reniec: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def published(path: Path = PUBLISHED) -> dict[str, Place]:
    """INEI code -> district, from the file that comes with the product. Raises OSError."""
    said = json.loads(path.read_text(encoding="utf-8"))
    departments = {row[0]: row[1] for row in said["departments"]}
    provinces = {row[0]: row[1] for row in said["provinces"]}
    return {
        code: Place(code, departments[code[:2]], provinces[code[:4]], name, reniec, latitude, longitude)
        for code, name, reniec, latitude, longitude in said["districts"]
    }


def by_reniec(known: Mapping[str, PlaceInfo]) -> dict[str, str]:
    """RENIEC code -> INEI code."""
    return {place.reniec: code for code, place in known.items() if place.reniec}


@lru_cache(maxsize=1 << 13)
def plain(text: str) -> str:
    """As names and headings are compared: small letters and digits only, without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart.casefold() if sign.isascii() and sign.isalnum())


def code_of(cell: Any, known: Iterable[str]) -> tuple[str, bool]:
    """The code a cell writes, and whether it came as a number or without its zero. Unknown codes as they are.

    `known` holds the codes of the coding in use. A zero is only put back where that gives a known code.
    """
    mended = not isinstance(cell, str)
    if isinstance(cell, bool):
        return "", False
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() else str(cell)
    else:
        text = "" if cell is None else str(cell).strip().lstrip("'")
    if found := FLOAT.fullmatch(text):
        text, mended = found[1], True
    if text in known and len(text) == 6:
        return text, mended
    padded = text.zfill(6)
    if len(text) == 5 and text.isascii() and text.isdigit() and padded in known:
        return padded, True
    return text, False


def agrees(said: Mapping[str, str], place: PlaceInfo | None) -> bool:
    """Whether all names that a row says are those of a district."""
    return place is not None and all(
        plain(name) == plain(getattr(place, level)) for level, name in said.items()
    )


@dataclass(frozen=True)
class Evidence:
    """What names say about the coding of the codes beside them.

    `mine` counts the rows whose names are those of their code in the coding that was said and in no other; `other` holds
    the places of rows whose names only fit the other coding.
    """

    mine: int
    other: tuple[int, ...]

    @property
    def against(self) -> bool:
        """More rows speak for the other coding than for the one that was said."""
        return len(self.other) > self.mine


def evidence(
    rows: Iterable[tuple[str, Mapping[str, str]]],
    mine: Callable[[str], PlaceInfo | None],
    other: Callable[[str], PlaceInfo | None],
) -> Evidence:
    """`rows` are codes of six digits with the names beside them, by level; `mine` and `other` are the two codings.

    Only a row with the names of a district and of what it lies in can tell: there is a San Juan nearly everywhere.
    """
    fits = 0
    strange = []
    seen: dict[tuple[str, tuple[str, ...]], tuple[bool, bool]] = {}
    for at, (code, said) in enumerate(rows):
        if "district" not in said or len(said) < 2:
            continue
        key = (code, tuple(said.values()))
        if key not in seen:
            seen[key] = (agrees(said, mine(code)), agrees(said, other(code)))
        here, there = seen[key]
        fits += here and not there
        if there and not here:
            strange.append(at)
    return Evidence(fits, tuple(strange))
