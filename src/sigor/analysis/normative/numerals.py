"""Spanish numbers in words: «treinta y ocho», «Sesenta mil»."""

import re

from sigor.analysis.normative.words import plain

_TO_THIRTY = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
    "veintiocho veintinueve"
)
_BY_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"


def _counted(names: str, values: range) -> dict[str, int]:
    return dict(zip(names.split(), values, strict=True))


_UNITS = {**_counted(_TO_THIRTY, range(30)), "un": 1, "una": 1, "veintiun": 21, "veintiuna": 21}
_TENS = _counted(_BY_TENS, range(30, 100, 10))
_HUNDREDS = {
    "cien": 100,
    "ciento": 100,
    **{
        f"{root}t{gender}s": value
        for root, value in zip(
            ("doscien", "trescien", "cuatrocien", "seiscien", "setecien", "ochocien", "novecien"),
            (200, 300, 400, 600, 700, 800, 900),
            strict=True,
        )
        for gender in "oa"
    },
    "quinientos": 500,
    "quinientas": 500,
}
_SIMPLE = {**_UNITS, **_TENS, **_HUNDREDS}
_SCALES = {"mil": 1_000, "millon": 1_000_000, "millones": 1_000_000}


def value(text: str) -> int | None:
    """The whole number that the words say; None when a word is no number."""
    total = group = 0
    found = False
    for word in re.findall(r"[^\W\d_]+", plain(text)):
        if word == "y":
            continue
        if word in _SIMPLE:
            group += _SIMPLE[word]
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale == 1_000:
                group = max(group, 1) * scale
            else:
                total, group = total + max(group, 1) * scale, 0
        else:
            return None
        found = True
    return total + group if found else None


def small(word: str) -> int | None:
    """A count that a text may list: «tres», «12»; nothing above thirty, and never one."""
    found = int(word) if word.isdigit() and len(word) < 3 else _UNITS.get(plain(word))
    return found if found is not None and 2 <= found <= 30 else None
