"""Files of the programme taken in: read, compared with what is in force, and kept as a delivery in draft, whole or not at all."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sigor.accounts.models import User
from sigor.indicators import selectors, services, wording
from sigor.indicators.engine import reading, rows
from sigor.indicators.engine.findings import Finding
from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.places import Place as District
from sigor.indicators.engine.reading import Reading
from sigor.indicators.facts import Delivery, Fact, Origin, Slice
from sigor.indicators.measures import Measures, importable, measures
from sigor.indicators.models import Kind
from sigor.indicators.services import Brought, Key
from sigor.indicators.sources import Row
from sigor.organisation import clock
from sigor.organisation.models import Place, Unit
from sigor.records import files
from sigor.records.actor import acting

ENDINGS = (".xlsx", ".csv")
CHUNK = 1 << 20
Where = tuple[str, int | None, str]  # district, unit, class of person


@dataclass(frozen=True)
class Outcome:
    """What became of a file: a delivery, or only findings."""

    delivery: Delivery | None
    findings: tuple[Finding, ...]
    sentence: str

    @property
    def told(self) -> list[dict[str, Any]]:
        """The findings in the language of whoever reads them now."""
        return [wording.finding(one.as_dict()) for one in self.findings]


def take_in(*, by: User, unit_id: int, stream: IO[bytes], file_name: str, correction: str = "") -> Outcome:
    """Read a file; with an error nothing is kept but what is told. Raises AccessDenied, ValidationError."""
    name = Path(file_name).name[-200:] or "datos"
    if Path(name).suffix.lower() not in ENDINGS:
        raise ValidationError(_("Se leen archivos .xlsx y .csv."))
    known = measures(importable())
    with tempfile.TemporaryDirectory(prefix="sigor-datos-") as folder:
        path = Path(folder) / name
        with path.open("wb") as opened:
            while block := stream.read(CHUNK):
                opened.write(block)
        found = read(path, known)
        if not found.ok:
            return Outcome(None, found.findings, _("El archivo tiene errores: no se cargó nada."))
        data = _data(found, known)
        if found.corrections and not correction.strip():
            raise ValidationError({"correction": _corrections(found)})
        with path.open("rb") as again, acting(by), transaction.atomic():
            file = files.store(again, name, at=clock.now())
            delivery = services.bring(
                by=by,
                unit_id=unit_id,
                origin=Origin.IMPORT,
                title=_title(name, found, data),
                data=data,
                brought=Brought(file, name, [one.as_dict() for one in found.findings]),
                correction=correction,
            )
    return Outcome(delivery, found.findings, _sentence(found, delivery))


def read(path: Path, known: Sequence[Measures]) -> Reading:
    """The file beside what is in force."""
    shown = {place.code: place for place in Place.objects.all()}
    places = {
        code: District(
            code=code,
            department=shown[code[:2]].name if code[:2] in shown else "",
            province=shown[code[:4]].name if code[:4] in shown else "",
            district=place.name,
            reniec=place.reniec or None,
            latitude=None if place.latitude is None else float(place.latitude),
            longitude=None if place.longitude is None else float(place.longitude),
        )
        for code, place in shown.items()
        if place.kind == Place.Kind.DISTRICT
    }
    shares = [one.numerator for one in known if one.indicator.is_percentage and not one.denominator]
    return reading.read(
        path,
        known_places=places,
        former=_InForce(known),
        shares=shares,
        known_units=set(Unit.objects.values_list("acronym", flat=True)),
    )


class _InForce:
    """What is loaded, as the files say it; the data of an indicator and period are fetched when first asked for."""

    def __init__(self, known: Sequence[Measures]) -> None:
        self._taken = {
            measure: one for one in known for measure in (one.numerator, one.denominator) if measure
        }
        slices = Slice.objects.filter(selectors.current(), indicator__in=[one.indicator.pk for one in known])
        self._there = set(slices.values_list("indicator", "period"))
        self._fetched: dict[tuple[str, Period], dict[tuple[str, str], rows.Value]] = {}

    def __call__(self, key: rows.Key) -> rows.Value | None:
        asked = (key.measure, key.period)
        if asked not in self._fetched:
            self._fetched[asked] = self._fetch(*asked)
        return self._fetched[asked].get((key.place, key.class_))

    def _fetch(self, measure: str, period: Period) -> dict[tuple[str, str], rows.Value]:
        one = self._taken.get(measure)
        if one is None or (one.indicator.pk, period.first) not in self._there:
            return {}
        facts = Fact.objects.filter(
            selectors.current(prefix="slice__"), slice__indicator=one.indicator, slice__period=period.first
        ).values_list("place__code", "unit__acronym", "person__code", "numerator", "denominator")
        return {
            (place or unit or "", person or ""): self._said(one, measure, numerator, denominator)
            for place, unit, person, numerator, denominator in facts
        }

    def _said(
        self, one: Measures, measure: str, numerator: Decimal | None, denominator: Decimal | None
    ) -> rows.Value:
        if not one.denominator:
            return (numerator, denominator)
        return (numerator if measure == one.numerator else denominator, None)


def _data(found: Reading, known: Sequence[Measures]) -> dict[Key, list[Row]]:
    """The slices that the file begins or changes, each whole: what is in force with the file's values over it."""
    units = dict(Unit.objects.on(clock.today()).values_list("acronym", "pk"))
    said: dict[tuple[Period, str], dict[Where, rows.Row]] = {}
    for row in (*found.rows, *found.corrections):
        unit = units.get(row.place) if row.level == rows.UNIT else None
        where = ("", unit, row.class_) if row.level == rows.UNIT else (row.place, None, row.class_)
        said.setdefault((row.period, row.measure), {})[where] = row
    data: dict[Key, list[Row]] = {}
    for one in known:
        card = one.indicator
        for period in sorted({period for period, _measure in said}):
            if period.kind != card.frequency:
                continue
            upper = said.get((period, one.numerator), {})
            lower = said.get((period, one.denominator), {}) if one.denominator else {}
            if upper or lower:
                data[card, period] = _whole(one, period, upper, lower)
    return data


def _whole(
    one: Measures, period: Period, upper: Mapping[Where, rows.Row], lower: Mapping[Where, rows.Row]
) -> list[Row]:
    card = one.indicator
    # What the file does not say stays as it is; no line of this file says it.
    kept: dict[Where, tuple[Decimal | None, Decimal | None, int | None]] = {
        (code or "", unit, person or ""): (numerator, denominator, None)
        for code, unit, person, numerator, denominator in Fact.objects.filter(
            selectors.current(prefix="slice__"), slice__indicator=card, slice__period=period.first
        ).values_list("place__code", "unit", "person__code", "numerator", "denominator")
    }
    for where, row in upper.items():
        former = kept.get(where, (None, None, None))
        kept[where] = (row.numerator, former[1] if one.denominator else row.denominator, row.line)
    for where, row in lower.items():
        former = kept.get(where, (None, None, None))
        kept[where] = (former[0], row.numerator, row.line)
    divides = card.kind == Kind.RATIO
    return [
        Row(numerator, denominator if divides else None, place=place, unit=unit, person=person, line=line)
        for (place, unit, person), (numerator, denominator, line) in kept.items()
        if numerator is not None and (denominator is not None or not divides)
    ]


def _corrections(found: Reading) -> str:
    told = ngettext(
        "El archivo cambia %(n)d cifra que ya tiene conformidad (la primera: %(where)s). Diga qué corrige y por qué.",
        "El archivo cambia %(n)d cifras que ya tienen conformidad (la primera: %(where)s). Diga qué corrige y por qué.",
        len(found.corrections),
    )  # fmt: skip
    return told % {"n": len(found.corrections), "where": wording.sentence(found.corrections[0].where)}


def _title(name: str, found: Reading, data: Mapping[Key, Any]) -> str:
    periods = sorted({period for _card, period in data})
    if not periods:
        return name
    span = str(periods[0]) if periods[0] == periods[-1] else f"{periods[0]} – {periods[-1]}"
    made_up = _(" (datos sintéticos)") if found.synthetic else ""
    return f"{name}, {span}{made_up}"


def _sentence(found: Reading, delivery: Delivery) -> str:
    told = _("Se cargaron %(n)s datos en la entrega %(code)s.") % {
        "n": f"{delivery.rows:,}",
        "code": delivery.code,
    }
    if found.repeated:
        told += " " + _("%(n)s ya estaban cargados con el mismo valor y se dejaron fuera.") % {
            "n": f"{found.repeated:,}"
        }
    return told
