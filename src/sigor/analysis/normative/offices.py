"""Names of offices as a text writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sigor.analysis.normative.model import Block
from sigor.analysis.normative.words import content, words

_CAPITAL = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+"
_KIND = (
    r"(?:Sub)?[Dd]irecci[óo]n|(?:Sub)?[Gg]erencia|Unidad|Oficina|Coordinaci[óo]n|Jefatura|[ÁA]rea|"
    r"Secretar[íi]a|[ÓO]rgano|Divisi[óo]n|Departamento"
)
_JOIN = (
    r"(?:,\s+|\s+(?:y|e)\s+(?:de\s+(?:la\s+|las\s+|los\s+)?)?|\s+de\s+(?:la\s+|las\s+|los\s+)?|\s+del\s+|\s+)"
)
_OFFICE = re.compile(
    rf"\b(?:{_KIND})(?:\s+(?:General|Funcional|Nacional|Regional|Ejecutiva|Adjunta|T[ée]cnica|Zonal))*"
    rf"\s+(?:de\s+(?:la\s+|las\s+|los\s+)?{_CAPITAL}|{_CAPITAL})(?:{_JOIN}{_CAPITAL}){{0,12}}"
)
_OWNER = re.compile(
    r"\s+del?\s+(?:la\s+|el\s+)?([A-ZÁÉÍÓÚÑ]{2,}|Ministerio|Presidencia|Gobierno|Municipalidad)\b"
)


@dataclass(frozen=True)
class Office:
    """One mention. `owner` is the other body that it is said to belong to."""

    name: str
    line: int
    owner: str

    @cached_property
    def content(self) -> tuple[str, ...]:
        return tuple(content(words(self.name)))


def offices(block: Block) -> Iterator[Office]:
    for match in _OFFICE.finditer(block.text):
        if (
            block.text[: match.start()]
            .rstrip()
            .endswith(("Resolución de", "Resoluciones de", "Resolución de la"))
        ):
            continue
        owner = _OWNER.match(block.text, match.end())
        yield Office(
            " ".join(match.group().split()), block.line_at(match.start()), owner.group(1) if owner else ""
        )
