"""The committee in the demonstration: who takes each seat, who stands in, and one seat left empty."""

from datetime import date

from sigor.committee.models import Member
from sigor.demo.cast import Cast

S = "(sintético)"

# seat, account of the titular, unit, since, until, account of the alternate (None: nobody)
SEATS = [
    ("Presidencia", "direccion", "DE", "2025-01-02", None, "ct"),
    ("Secretaría técnica", "coordinacion", "UPPM", "2025-01-02", None, "uppm"),
    ("Integrante por la UCC", "ucc", "UCC", "2025-01-02", None, None),
    ("Integrante por la UOP", "uop", "UOP", "2025-01-02", None, None),
    ("Integrante por la UTI", "uti", "UTI", "2025-01-02", "2025-05-31", None),
    ("Integrante por la UFII", "ufii", "UFII", "2025-02-03", None, None),
]


def load(cast: Cast) -> None:
    """Six seats: one empty since the end of May, three without an alternate."""
    for seat, account, unit, since, until, alternate in SEATS:
        with cast.on("2025-02-05"):
            titular = cast.keep(_member(cast, seat, account, unit, since))
            if alternate:
                second = _member(cast, seat, alternate, unit, since)
                second.alternate_of = titular
                cast.keep(second)
        if until:
            with cast.on(until):
                cast.step(titular, "end", valid_to=date.fromisoformat(until))


def _member(cast: Cast, seat: str, account: str, unit: str, since: str) -> Member:
    return Member(
        title=f"{cast.people[account].full_name} {S}",
        seat=seat,
        person=cast.people[account],
        unit=cast.unit(unit),
        valid_from=date.fromisoformat(since),
        source=f"Designación de ejemplo {S}",
    )
