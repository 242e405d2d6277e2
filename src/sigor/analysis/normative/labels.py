"""The grammar of numbers at the start of a line: 1.1, a), iv), Artículo 3, Anexo 01, Gráfico N° 2, VISTOS."""

import re
from collections.abc import Callable

from sigor.analysis.normative.model import Label, Scheme
from sigor.analysis.normative.words import plain

NUMBER_SIGN = r"(?:[Nn]\s?\.?\s?[°º*]\s?\.?|[Nn]ro\.?|No\.|N[úu]m\.?|[Nn][úu]mero)"
_SEPARATOR = r"\s*(?:\.-|[.:)\-–—])\s*"
_ORDINALS = [
    "primero",
    "segundo",
    "tercero",
    "cuarto",
    "quinto",
    "sexto",
    "septimo",
    "octavo",
    "noveno",
    "decimo",
    "undecimo",
    "duodecimo",
    "decimotercero",
    "decimocuarto",
    "decimoquinto",
]
_PART = re.compile(
    r"(VISTOS?|CONSIDERANDO|ANEXOS?|(?:SE\s+)?RESUELVE|POR\s+TANTO|POR\s+CUANTO|DISPOSICIONES\s+"
    r"(?:COMPLEMENTARIAS?|TRANSITORIAS?|FINAL(?:ES)?|DEROGATORIAS?)(?:\s+[A-ZÁÉÍÓÚ]+){0,3})\s*(:|$)(.*)"
)
_ANNEX = re.compile(
    rf"((?:ANEXO|Anexo)\s+(?:{NUMBER_SIGN}\s*)?(\d{{1,3}}|[IVXL]{{1,6}}|[A-Z])\b)(?:{_SEPARATOR}(.*)|\s*$)"
)
_CAPTION = re.compile(
    r"((Tabla|Cuadro|Gr[áa]fico|Figura|Imagen|Diagrama|Ilustraci[óo]n|TABLA|CUADRO|GR[ÁA]FICO|FIGURA)"
    rf"\s+(?:{NUMBER_SIGN}\s*)?(\d{{1,3}}))(?:{_SEPARATOR}(.*)|\s*$)"
)
_BARE_CAPTION = re.compile(r"(?:Tabla|Cuadro)\s+(?:de|del|sobre|resumen)\s+[^.;:,]{4,80}")
_ARTICLE = re.compile(
    rf"((?:ART[ÍI]CULO|Art[íi]culo|Art\.)\s+(?:{NUMBER_SIGN}\s*)?(\d{{1,3}}|[A-Za-zÁÉÍÓÚáéíóú]{{5,14}}))"
    rf"\s*[°º]?(?:{_SEPARATOR}(.*)|\s*$)"
)
_CHAPTER = re.compile(
    r"((CAP[ÍI]TULO|T[ÍI]TULO|SECCI[ÓO]N|Cap[íi]tulo|T[íi]tulo)\s+([IVXLC]{1,7}|\d{1,2}))\b"
    r"(?:\s*(?:\.-|[.:)\-–—])?\s*([A-ZÁÉÍÓÚÑ“].*)|\s*$)"
)
_DECIMAL = re.compile(
    r"(\d{1,3}(?:\.\d{1,3}(?!\d)){0,7})(?![\d,])(\.-|\.\)|\.|\)|-(?=\s))?(?:\s+(.*)|$|(?<=[.)-])([A-ZÁÉÍÓÚÑ].*))"
)
_STRAY = re.compile(
    r"(\d{1,3}(?:\s?\.\s?\d{1,3}(?!\d)){1,7})(?![\d,])(\.-|\.|\))?(?:\s+([^\W\d_a-záéíóúñ].*|[“\"¿].*)|\s*$)"
)
_LETTER = re.compile(r"(\(?([a-zñ])(\)|\.))(?:\s+(.*)|$)")
_UPPER = re.compile(r"(([A-ZÑ])(\)|\.))(?:\s+(.*)|$)")
_ROMAN = re.compile(r"(\(?([IVXLC]{1,7}|[ivxl]{1,7})(\)|\.-|\.))(?:\s+(.*)|$)")
_BULLET = re.compile(r"([•●▪■◦○‣∙·*➢➤✓✔❖–—-]|[\ue000-\uf8ff])\s+(\S.*)|[•●▪■◦‣∙\ue000-\uf8ff]\s*(\S.*)")
_ROMAN_VALUE = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_SHAPE = re.compile(r"c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_LETTERS = "abcdefghijklmnñopqrstuvwxyz"
Read = tuple[Label, str]


def read_label(text: str) -> Read | None:
    """The number with which a line opens and the rest of it; None when it opens with none."""
    for reader in _READERS:
        found = reader(text)
        if found:
            return found
    return None


def read_letter(text: str) -> Read | None:
    """A line that may open with one letter: «c)» is a letter, though also a Roman hundred."""
    match = _LETTER.match(text) or _UPPER.match(text)
    if not match:
        return None
    style = ("(" if match.group(1).startswith("(") else "") + match.group(3)
    if match.group(2).isupper():
        style = f"A{style}"
    return (
        Label(Scheme.LETTER, (letter_value(match.group(2)),), match.group(1), style),
        (match.group(4) or "").strip(),
    )


def read_bullet(text: str) -> str | None:
    """What follows a bullet."""
    match = _BULLET.fullmatch(text)
    return (match.group(2) or match.group(3)).strip() if match else None


def is_bare_caption(text: str) -> bool:
    """«Tabla de articulación»: names a table without giving it a number."""
    return bool(_BARE_CAPTION.fullmatch(text))


def roman(text: str) -> int:
    """The value of a Roman numeral, 0 when it is none."""
    low = text.lower()
    if not low or not _ROMAN_SHAPE.fullmatch(low):
        return 0
    values = [_ROMAN_VALUE[c] for c in low]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def letter_value(letter: str) -> int:
    """a is 1; ñ shares the place of n, so that lists with and without it both count."""
    low = letter.lower()
    return _LETTERS.replace("ñ", "").index("n" if low == "ñ" else low) + 1


def spelled(scheme: Scheme, value: int) -> str:
    """A number as its list writes it, in small letters: c, iv, 3."""
    if scheme is Scheme.LETTER and 0 < value <= len(_LETTERS):
        return _LETTERS.replace("ñ", "")[min(value, 26) - 1]
    if scheme is Scheme.ROMAN and 0 < value < 90:
        tens = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx")[value // 10]
        return tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[value % 10]
    return str(value)


def _part(text: str) -> Read | None:
    match = _PART.match(text)
    if not match:
        return None
    return Label(Scheme.PART, (), " ".join(match.group(1).split())), match.group(3).strip()


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return roman(text) or (letter_value(text) if len(text) == 1 else 0)


def _annex(text: str) -> Read | None:
    match = _ANNEX.match(text)
    if not match or not _number(match.group(2)):
        return None
    return Label(Scheme.ANNEX, (_number(match.group(2)),), match.group(1)), (match.group(3) or "").strip()


def _caption(text: str) -> Read | None:
    match = _CAPTION.match(text)
    if not match:
        return None
    kind = plain(match.group(2))
    scheme = Scheme.TABLE if kind in {"tabla", "cuadro"} else Scheme.FIGURE
    label = Label(scheme, (int(match.group(3)),), match.group(1), kind)
    return label, (match.group(4) or "").strip()


def _article(text: str) -> Read | None:
    match = _ARTICLE.match(text)
    if not match:
        return None
    printed = match.group(2)
    word = plain(printed)
    if printed.isdigit():
        number = int(printed)
    elif word == "unico":
        number = 1
    elif word in _ORDINALS:
        number = _ORDINALS.index(word) + 1
    else:
        return None
    return Label(Scheme.ARTICLE, (number,), match.group(1)), (match.group(3) or "").strip()


def _chapter(text: str) -> Read | None:
    match = _CHAPTER.match(text)
    if not match or not _number(match.group(3)):
        return None
    label = Label(Scheme.CHAPTER, (_number(match.group(3)),), match.group(1), plain(match.group(2)))
    return label, (match.group(4) or "").strip()


def _decimal(text: str) -> Read | None:
    match = _STRAY.match(text)
    if match and re.search(r"\d\.\d|\s\.\d", match.group(1)) and " " in match.group(1):
        return _decimal_label(match.group(1), match.group(2), match.group(3))
    match = _DECIMAL.match(text)
    if not match:
        return None
    rest = (match.group(3) or match.group(4) or "").strip()
    style = match.group(2) or ""
    bare = style in {"", "-"}
    if bare and ("." not in match.group(1) or re.match(r"[a-záéíóúñ%\d]", rest)):
        return None
    return _decimal_label(match.group(1), style, rest)


def _decimal_label(printed: str, style: str | None, rest: str | None) -> Read | None:
    parts = tuple(int(n) for n in re.findall(r"\d+", printed))
    if 0 in parts:
        return None
    shown = (style or "") if len(parts) == 1 else ""
    return Label(Scheme.DECIMAL, parts, printed, shown), (rest or "").strip()


def _roman_or_letter(text: str) -> Read | None:
    match = _ROMAN.match(text)
    value = roman(match.group(2)) if match else 0
    if match and value:
        upper = "I" if match.group(2).isupper() else ""
        style = upper + ("(" if match.group(1).startswith("(") else "") + match.group(3)
        return Label(Scheme.ROMAN, (value,), match.group(1), style), (match.group(4) or "").strip()
    return read_letter(text)


_READERS: tuple[Callable[[str], Read | None], ...] = (
    _part,
    _annex,
    _caption,
    _article,
    _chapter,
    _decimal,
    _roman_or_letter,
)
