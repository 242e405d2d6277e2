"""Writing results: sheets opened and filled, files taken in, figures computed, signals raised, data published."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.indicators import expected, gates, publishing, selectors, sums
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery, Entry, Origin, PersonClass, Slice
from sigor.indicators.models import Indicator, Kind, Publication, SignalTerm, Subscription
from sigor.indicators.opendata.package import PACKAGE
from sigor.indicators.opendata.personal import PersonalData
from sigor.indicators.sources import Computed, Row, compute
from sigor.organisation import clock, places
from sigor.organisation.grants import Permission
from sigor.organisation.models import Place, Unit
from sigor.records import access, files, services
from sigor.records.actor import acting
from sigor.records.models import StoredFile
from sigor.records.services import TransitionRefused
from sigor.registers import terms

Key = tuple[Indicator, Period]


# -- data as they come: computed or from a file ------------------------------------------------------


@dataclass(frozen=True)
class Brought:
    """A file and what was found in it."""

    file: StoredFile | None = None
    file_name: str = ""
    findings: Sequence[Mapping[str, Any]] = ()


def bring(
    *,
    by: User,
    unit_id: int,
    origin: str,
    title: str,
    data: Mapping[Key, Sequence[Row]],
    brought: Brought | None = None,
    sources: Sequence[Mapping[str, Any]] = (),
    correction: str = "",
) -> Delivery:
    """Keep the data of indicators and periods of one frequency as a delivery in draft.

    Rows of one indicator and period are all by district or all by unit, all with a class of person or all without.
    Raises AccessDenied, ValidationError; nothing is kept then.
    """
    access.require(by, Permission.EDIT, [unit_id])
    if not data:
        raise ValidationError(_("No hay ningún dato nuevo que cargar."))
    periods = sorted(period for _indicator, period in data)
    brought = brought or Brought()
    with acting(by), transaction.atomic():
        delivery = services.create(
            Delivery(
                title=title[:300],
                unit_id=unit_id,
                origin=origin,
                frequency=periods[0].kind,
                period_from=periods[0].first,
                period_to=periods[-1].first,
                correction=correction,
                file=brought.file,
                file_name=brought.file_name[-255:],
                findings=list(brought.findings),
                sources=list(sources),
            ),
            by=by,
        )
        _copy_in(delivery, data)
    delivery.refresh_from_db()  # its rows, digest and revision
    return delivery


def _copy_in(delivery: Delivery, data: Mapping[Key, Sequence[Row]]) -> None:
    """The rows as facts, by COPY, and their digest."""
    named = dict(Place.objects.values_list("code", "pk"))
    persons = dict(PersonClass.objects.values_list("code", "pk"))
    digest, count = hashlib.sha256(), 0
    ordered = sorted(data.items(), key=lambda item: (item[0][0].symbol, item[0][1]))
    made = Slice.objects.bulk_create(
        Slice(delivery=delivery, indicator=indicator, period=period.first, method=indicator.method_version)
        for (indicator, period), _rows in ordered
    )
    statement = "COPY indicators_fact (slice_id, place_id, unit_id, person_id, numerator, denominator, line) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for part, ((indicator, period), rows) in zip(made, ordered, strict=True):
            _require_one_kind(indicator, period, rows)
            for row in rows:
                divides = row.denominator if indicator.kind == Kind.RATIO else None
                if row.place and row.place not in named:
                    raise ValidationError(_("No existe el distrito %(code)s.") % {"code": row.place})
                person = persons[row.person] if row.person else None
                where = named[row.place] if row.place else None
                copy.write_row((part.pk, where, row.unit, person, row.numerator, divides, row.line))
                said = f"{indicator.symbol}|{period}|{row.place}|{row.unit}|{row.person}|{row.numerator}|{divides}\n"
                digest.update(said.encode())
                count += 1
    services.adjust(delivery, by=delivery.created_by, rows=count, sha256=digest.hexdigest())


def _require_one_kind(indicator: Indicator, period: Period, rows: Sequence[Row]) -> None:
    """A total beside its parts would be counted twice."""
    if len({bool(row.place) for row in rows}) > 1 or len({bool(row.person) for row in rows}) > 1:
        raise ValidationError(
            _("%(symbol)s %(period)s mezcla totales con sus partes: se contarían dos veces.")
            % {"symbol": indicator.symbol, "period": period}
        )
    if indicator.kind == Kind.RATIO and any(row.denominator is None for row in rows):
        raise ValidationError(
            _("%(symbol)s %(period)s: falta un denominador.") % {"symbol": indicator.symbol, "period": period}
        )


def compute_data(
    *, by: User, indicators: Sequence[Indicator], period: Period, correction: str = ""
) -> Delivery:
    """Have the system compute indicators of one frequency for a period; what is the same as before is left out.

    Raises AccessDenied, NothingToCompute, ValidationError.
    """
    found: dict[Key, Computed] = {(one, period): compute(one, period) for one in indicators}
    fresh = {key: computed.rows for key, computed in found.items() if not _same(key, computed.rows)}
    names = ", ".join(sorted(indicator.symbol for indicator, _period in fresh))
    sources = {str(source): source for key in fresh for source in found[key].sources}
    return bring(
        by=by,
        unit_id=indicators[0].unit_id,
        origin=Origin.COMPUTED,
        title=_("%(names)s, %(period)s, calculado por el sistema") % {"names": names, "period": period},
        data=fresh,
        sources=list(sources.values()),
        correction=correction,
    )


def _same(key: Key, rows: Sequence[Row]) -> bool:
    """Whether the data in force already say this."""
    indicator, period = key
    kept = Slice.objects.filter(selectors.current(), indicator=indicator, period=period.first).first()
    if kept is None:
        return False
    now = {
        (code or "", unit, person or ""): (numerator, denominator)
        for code, unit, person, numerator, denominator in kept.facts.values_list(
            "place__code", "unit", "person__code", "numerator", "denominator"
        )
    }
    divides = indicator.kind == Kind.RATIO
    return now == {
        (row.place, row.unit, row.person): (row.numerator, row.denominator if divides else None)
        for row in rows
    }


# -- sheets that units fill in -----------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """What a unit writes into one cell of its sheet."""

    indicator: Indicator
    numerator: Decimal | None
    denominator: Decimal | None = None
    comment: str = ""
    follow_up: bool = False


def open_sheets(*, by: User, period: Period) -> list[Delivery]:
    """A sheet for every territorial unit that owes data of the period; those that are there stay as they are.

    Raises AccessDenied, TransitionRefused where no card asks for any.
    """
    access.require(by, Permission.VERIFY)
    cards = entered(period.kind)
    if not cards:
        raise TransitionRefused(_("Ninguna ficha vigente pide datos a las unidades con esa frecuencia."))
    due = period.last + timedelta(days=max(card.days_after for card in cards))
    units = Unit.objects.on(period.last).filter(kind=Unit.Kind.TERRITORIAL).order_by("acronym")
    there = set(
        Delivery._default_manager.filter(
            origin=Origin.ENTRY, frequency=period.kind, period_from=period.first, correction=""
        )
        .exclude(state="discarded")
        .values_list("unit", flat=True)
    )
    return [
        services.bring_about(
            Delivery(
                title=_("Hoja de datos %(unit)s, %(period)s") % {"unit": unit.acronym, "period": period},
                unit=unit,
                origin=Origin.ENTRY,
                frequency=period.kind,
                period_from=period.first,
                period_to=period.first,
                due_date=due,
            ),
            by=by,
        )
        for unit in units
        if unit.pk not in there
    ]


def entered(frequency: str) -> list[Indicator]:
    """The cards that units fill in with this frequency."""
    return list(selectors.in_force().filter(origin=Origin.ENTRY, frequency=frequency))


def fill(sheet: Delivery, *, by: User, cells: Iterable[Cell]) -> Delivery:
    """Write cells of a sheet in draft or observed; what the last values do not let expect is marked.

    Raises AccessDenied, TransitionRefused, ValidationError with the cells that cannot be, and then keeps nothing.
    """
    cells = list(cells)
    if errors := {cell.indicator.symbol: why for cell in cells if (why := _wrong(cell))}:
        raise ValidationError(errors)
    with acting(by), transaction.atomic():
        fresh = Delivery._default_manager.select_for_update(of=("self",)).get(pk=sheet.pk)
        access.require(by, Permission.SUBMIT, [fresh.unit_id])
        if fresh.state not in ("draft", "observed"):
            raise TransitionRefused(_("La hoja ya fue enviada: solo se cambia si la observan."))
        ranges = expected.ranges([cell.indicator for cell in cells], fresh)
        for cell in cells:
            value = cell.indicator.value(cell.numerator, cell.denominator)
            entry = Entry.objects.filter(delivery=fresh, indicator=cell.indicator).first() or Entry(
                delivery=fresh, indicator=cell.indicator
            )
            entry.numerator, entry.denominator = cell.numerator, cell.denominator
            entry.comment, entry.follow_up = cell.comment.strip(), cell.follow_up
            entry.unusual = not ranges[cell.indicator.pk].holds(value)
            try:
                entry.full_clean()
            except ValidationError as invalid:
                raise ValidationError({cell.indicator.symbol: invalid.messages}) from invalid
            entry.save()
        filled = Entry.objects.filter(delivery=fresh, numerator__isnull=False).count()
        return services.adjust(fresh, by=by, rows=filled)


def _wrong(cell: Cell) -> str:
    """What is wrong with a cell by itself, or an empty string."""
    if cell.numerator is None:
        return "" if cell.denominator is None else _("Falta el numerador.")
    if cell.numerator < 0 or (cell.denominator is not None and cell.denominator < 0):
        return _("No puede ser negativo.")
    if cell.indicator.kind == Kind.RATIO:
        if cell.denominator is None:
            return _("Falta el denominador.")
        if cell.indicator.is_percentage and cell.numerator > cell.denominator:
            return _("El numerador no puede ser mayor que el denominador.")
    return ""


def correct_sheet(sheet: Delivery, *, by: User, reason: str) -> Delivery:
    """Begin another edition of a unit's sheet with the values it had; the former one stays as it was.

    Raises AccessDenied, TransitionRefused, ValidationError.
    """
    access.require(by, Permission.SUBMIT, [sheet.unit_id])
    if sheet.origin != Origin.ENTRY or sheet.state not in ("accepted", "frozen"):
        raise TransitionRefused(_("Solo se corrige una hoja que ya tiene conformidad."))
    if not reason.strip():
        raise ValidationError({"correction": _("Escriba qué corrige y por qué.")})
    same = Delivery._default_manager.filter(
        origin=Origin.ENTRY, unit=sheet.unit, frequency=sheet.frequency, period_from=sheet.period_from
    )
    if waiting := same.filter(state__in=("draft", "sent", "observed")).first():
        raise TransitionRefused(_("Ya hay una corrección en curso: %(code)s.") % {"code": waiting.code})
    with acting(by), transaction.atomic():
        fresh = services.bring_about(
            Delivery(
                title=sheet.title,
                unit=sheet.unit,
                origin=Origin.ENTRY,
                frequency=sheet.frequency,
                period_from=sheet.period_from,
                period_to=sheet.period_to,
                due_date=sheet.due_date,
                correction=reason.strip(),
            ),
            by=by,
            reason=reason,
        )
        for entry in sheet.entries.all():
            Entry.objects.create(
                delivery=fresh,
                indicator=entry.indicator,
                numerator=entry.numerator,
                denominator=entry.denominator,
                unusual=entry.unusual,
                comment=entry.comment,
                follow_up=entry.follow_up,
            )
    return fresh


# -- terms, districts, subscriptions -----------------------------------------------------------------


def set_signal_term(*, by: User, days: int, since: date, source: str) -> SignalTerm:
    """Say how many days a signal may wait from a day on; the term before it ends the day before.

    Raises AccessDenied, ValidationError.
    """
    term: SignalTerm = terms.begin(SignalTerm, by=by, days=days, since=since, source=source)
    return term


def assign_districts(*, by: User, units: Mapping[str, Unit], since: date, source: str) -> int:
    """Say which unit attends each district (INEI code → unit) from a day on; sums of later periods follow.

    Returns how many districts change hands. Raises AccessDenied.
    """
    access.require(by, Permission.PLAN)
    with acting(by, reason=source), transaction.atomic():
        changed = places.attend(units, since=since, source=source)
        if changed:
            sums.districts_changed_hands(since)
    return changed


def subscribe(*, by: User, frequency: str) -> Subscription:
    """Have the board sent to oneself after each period. Raises AccessDenied, ValidationError."""
    access.require(by, Permission.VIEW, access.grants(by).units(Permission.VIEW))
    with acting(by):
        found = Subscription.objects.filter(user=by).first() or Subscription(user=by, since=clock.today())
        found.frequency = frequency
        found.full_clean()
        found.save()
    return found


def unsubscribe(*, by: User) -> None:
    with acting(by):
        Subscription.objects.filter(user=by).delete()


def add_person_class(*, by: User, code: str, name: str, since: date, source: str) -> PersonClass:
    """Make known a class of person by which data may be told apart. Raises AccessDenied, ValidationError."""
    access.require(by, Permission.VERIFY)
    with acting(by):
        made = PersonClass(code=code, name=name, valid_from=since, source=source)
        made.full_clean()
        made.save()
    return made


def note_sent(subscription: Subscription, period: Period) -> None:
    """Keep that the board went out in this period."""
    with acting(subscription.user):
        subscription.last_sent = period.first
        subscription.save(update_fields=["last_sent"])


def prepare(publication: Publication, *, by: User) -> Publication:
    """Make what a draft would publish, checked for personal data and small cells, and keep its package.

    Raises AccessDenied, TransitionRefused with what stands in the way.
    """
    access.require(by, Permission.EDIT, [publication.unit_id])
    if publication.state != "draft":
        raise TransitionRefused(_("Solo se prepara en borrador."))
    former = gates.published_before(publication)
    publication.edition = 1 + len(former)
    try:
        told = publishing.content(publication)
        publication.content = told | {"prepared": clock.today().isoformat(), "former": former}
        data = publishing.made(publication).files[PACKAGE]
    except (publishing.NothingToPublish, PersonalData, ValueError) as refused:
        raise TransitionRefused(str(refused)) from refused
    with acting(by), transaction.atomic():
        kept = files.store(BytesIO(data), f"{publication.code}.zip", at=clock.now())
        return services.adjust(
            publication,
            by=by,
            content=publication.content | {"package": kept.sha256},
            sha256=kept.sha256,
            edition=publication.edition,
        )
