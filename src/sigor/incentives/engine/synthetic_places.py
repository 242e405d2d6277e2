"""Districts of the synthetic households: real codes and shares, households spread over them at random."""

import hashlib
import json
import math
from functools import cache
from pathlib import Path

import sigor

# Department (INEI) -> thousands of households, unit that attends it, districts of each province. Five shares are
# public figures of 2025, the others fill up to the national total; departments without a unit go to a neighbour.
DEPARTMENTS: dict[str, tuple[int, str, tuple[int, ...]]] = {
    "01": (33, "UT-AMAZONAS-BAGUA", (21, 6, 12, 3, 23, 12, 7)),
    "02": (36, "UT-ANCASH", (12, 5, 6, 2, 15, 11, 3, 4, 7, 16, 5, 10, 8, 10, 11, 4, 10, 9, 10, 8)),
    "03": (27, "UT-APURIMAC", (9, 20, 7, 17, 6, 12, 14)),
    "04": (7, "UT-AREQUIPA", (29, 8, 13, 14, 20, 8, 6, 11)),
    "05": (37, "UT-AYACUCHO", (16, 6, 4, 13, 15, 21, 8, 10, 11, 12, 8)),
    "06": (101, "UT-CAJAMARCA", (12, 4, 12, 19, 8, 15, 3, 12, 7, 7, 13, 4, 11)),
    "08": (44, "UT-CUSCO", (8, 7, 9, 8, 8, 8, 8, 8, 18, 9, 6, 12, 7)),
    "09": (32, "UT-HUANCAVELICA", (19, 8, 12, 13, 11, 16, 25)),
    "10": (41, "UT-HUANUCO", (13, 8, 9, 4, 11, 10, 5, 4, 5, 7, 8)),
    "11": (2, "UT-LIMA", (14, 11, 5, 5, 8)),
    "12": (31, "UT-JUNIN", (28, 15, 6, 34, 4, 9, 9, 10, 9)),
    "13": (52, "UT-LA-LIBERTAD", (12, 8, 6, 3, 4, 10, 5, 13, 8, 8, 4, 3)),
    "14": (22, "UT-LA-LIBERTAD", (20, 6, 12)),
    "15": (9, "UT-LIMA", (43, 5, 5, 7, 16, 12, 32, 12, 6, 33)),
    "16": (51, "UT-LORETO-IQUITOS", (11, 6, 5, 4, 11, 6, 6, 4)),
    "17": (2, "UT-MADRE-DE-DIOS", (4, 4, 3)),
    "18": (1, "UT-TACNA", (7, 11, 3)),
    "19": (13, "UT-JUNIN", (13, 8, 8)),
    "20": (89, "UT-PIURA", (10, 10, 8, 10, 7, 8, 6, 6)),
    "21": (45, "UT-PUNO", (15, 15, 10, 7, 5, 8, 10, 9, 4, 5, 5, 10, 7)),
    "22": (36, "UT-SAN-MARTIN", (6, 6, 5, 6, 11, 5, 10, 9, 14, 6)),
    "23": (1, "UT-TACNA", (11, 6, 3, 8)),
    "24": (3, "UT-PIURA", (6, 3, 4)),
    "25": (23, "UT-UCAYALI", (7, 4, 7, 1)),
}
PROVINCES_OF_ANOTHER_UNIT = {
    "0104": "UT-AMAZONAS-CONDORCANQUI",
    "1602": "UT-LORETO-YURIMAGUAS",
    "1607": "UT-LORETO-YURIMAGUAS",
}
VRAEM_PROVINCES = ("0504", "0505", "0809", "0907", "1206")
LEFT_OUT = 0.05  # districts where the programme has no household
SLOTS = 1 << 16  # a household draws one of these; a district holds as many as its share

PLACES = Path(sigor.__file__).parent / "organisation" / "data" / "places.json"

# ubigeo, unit, whether the VRAEM reaches it, first and last slot
District = tuple[str, str, bool, int, int]


def districts() -> list[District]:
    """Around 1,800 districts by code, with their slots one after another."""
    found = [one for department in DEPARTMENTS for one in _of(department)]
    total = sum(weight for *_, weight in found)
    rows: list[District] = []
    reached = 0.0
    for ubigeo, unit, vraem, weight in found:
        first = math.ceil(reached)
        reached += weight / total * SLOTS
        rows.append((ubigeo, unit, vraem, first, math.ceil(reached) - 1))
    ubigeo, unit, vraem, first, _ = rows[-1]
    rows[-1] = (ubigeo, unit, vraem, first, SLOTS - 1)  # the sum of shares may end a hair before the last
    return rows


def _of(department: str) -> list[tuple[str, str, bool, float]]:
    thousands, unit, provinces = DEPARTMENTS[department]
    codes = [
        f"{department}{province:02d}{district:02d}"
        for province, many in enumerate(provinces, start=1)
        for district in range(1, many + 1)
    ]
    codes = [code for code in codes if code in _known()]  # some numbers were never given, or were taken back
    kept = [code for code in codes if _share(code) >= LEFT_OUT] or codes
    # Few large districts and many small ones.
    sizes = [0.2 - math.log(_share(code + "+")) for code in kept]
    return [
        (
            code,
            PROVINCES_OF_ANOTHER_UNIT.get(code[:4], unit),
            code[:4] in VRAEM_PROVINCES,
            thousands * size / sum(sizes),
        )
        for code, size in zip(kept, sizes, strict=True)
    ]


@cache
def _known() -> frozenset[str]:
    return frozenset(row[0] for row in json.loads(PLACES.read_text(encoding="utf-8"))["districts"])


def _share(text: str) -> float:
    """Between 0 and 1, neither of them, always the same for a text."""
    return (int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") + 0.5) / 2**32
