"""From data in force to what may leave: one partition for all indicators of a period, and the files made of it.

`opendata` does the reckoning; here the cards say what counts people, and former publications say how fine it may be.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sigor.indicators import measures, selectors, wording
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Fact, Slice
from sigor.indicators.models import Frequency, Indicator, Kind, Publication
from sigor.indicators.opendata import dcat, package, partition, revision
from sigor.indicators.opendata import tables as open_tables
from sigor.indicators.opendata.csvw import About, Text
from sigor.indicators.opendata.declared import Cell, Count, Declared, Design, Row, Side, What, nested
from sigor.indicators.opendata.partition import Edition
from sigor.organisation.models import Place, Programme
from sigor.records import files as kept_files

MONEY = "S/"
LICENCES = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/"}
NATION = "PE"


class NothingToPublish(Exception):
    """No public card has data by district there, or not even the nation is large enough; the message says which."""


def public_cards(frequency: str) -> list[Indicator]:
    return list(selectors.in_force().filter(public=True, frequency=frequency))


def content(publication: Publication) -> dict[str, Any]:
    """Everything that may leave, as plain data: cards, and for each period its edition and groups.

    Raises NothingToPublish.
    """
    cards = _with_districts(public_cards(publication.frequency))
    periods = _periods(cards, publication)
    design = _design(cards, publication.cell)
    told = []
    held = 0
    for period in periods:
        rows = _rows(cards, period)
        found = _edition(rows, design, period, publication)
        if found is None:
            blocked = ", ".join(partition.blocking(rows=rows, design=design))
            raise NothingToPublish(
                _("%(period)s no se puede publicar: ni el país llega a la celda mínima (%(counts)s).")
                % {"period": period, "counts": blocked}
            )
        edition, kept_back = found
        held += kept_back
        told.append(
            {
                "label": str(period),
                "start": period.first.isoformat(),
                "end": period.last.isoformat(),
                "edition": max((one.edition or 1 for one in _slices(cards, period)), default=1),
                "groups": [
                    [list(group.members), [_as_list(cell) for cell in group.cells]]
                    for group in edition.groups
                ],
            }
        )
    return {"definitions": [_definition(card) for card in cards], "periods": told, "held": held}


def _with_districts(cards: Sequence[Indicator]) -> list[Indicator]:
    """Those whose data are by district, money only where somebody is counted who gets it."""
    placed = set(
        Fact.objects.filter(
            selectors.current(prefix="slice__"), slice__indicator__in=list(cards), place__isnull=False
        ).values_list("slice__indicator", flat=True)
    )
    found = [card for card in cards if card.pk in placed]
    counted = any(card.counts_people for card in found)
    found = [card for card in found if counted or not _is_money(card)]
    if not found:
        raise NothingToPublish(_("Ninguna ficha pública con esa frecuencia tiene datos por distrito."))
    return found


def _periods(cards: Sequence[Indicator], publication: Publication) -> list[Period]:
    """Those asked for in which every card has data: one partition speaks for all of them."""
    slices = Slice.objects.filter(
        selectors.current(),
        indicator__in=list(cards),
        period__range=(publication.period_from, publication.period_to),
    )
    by_period: dict[date, set[int]] = {}
    for start, pk in slices.values_list("period", "indicator"):
        by_period.setdefault(start, set()).add(pk)
    whole = sorted(start for start, found in by_period.items() if len(found) == len(cards))
    if not whole:
        raise NothingToPublish(
            _("En esos periodos no hay ninguno con datos de todos los indicadores públicos: %(cards)s.")
            % {"cards": ", ".join(card.symbol for card in cards)}
        )
    return [Period.of(publication.frequency, start) for start in whole]


def _slices(cards: Sequence[Indicator], period: Period) -> QuerySet[Slice]:
    return Slice.objects.filter(selectors.current(), indicator__in=list(cards), period=period.first)


def _is_money(card: Indicator) -> bool:
    return card.unit_of_measure == MONEY


def _design(cards: Sequence[Indicator], k: int) -> Design:
    """What counts people and what is a part of what, from the cards and the measures that they share."""
    people = [card for card in cards if card.counts_people]
    taken = {one.indicator.symbol: one for one in measures.measures(cards)}
    paid = next(
        (card for card in people if taken[card.symbol].numerator == "paid"), people[0] if people else None
    )
    declared = []
    for card in cards:
        if _is_money(card):
            declared.append(Declared(card.symbol, What.AMOUNT, counted_by=paid.symbol if paid else ""))
            continue
        what = What.PEOPLE if card.counts_people else What.THINGS
        below = what if card.kind == Kind.RATIO else None
        declared.append(
            Declared(
                card.symbol,
                what,
                below,
                part=card.is_percentage,
                population=card.denominator if below else "",
            )
        )
    parts = []
    for card in people:
        for other in people:
            whole = taken[card.symbol].denominator
            if (
                other is not card
                and whole
                and taken[other.symbol].numerator == whole
                and other.kind == Kind.TOTAL
            ):
                parts.append(nested(Count(card.symbol, Side.DENOMINATOR), Count(other.symbol)))
    return Design(tuple(declared), parts=tuple(parts), k=k, company=True)


def _rows(cards: Sequence[Indicator], period: Period) -> list[Row]:
    """Everybody's numbers by district; classes of person stay inside."""
    facts = (
        Fact.objects.filter(
            selectors.current(prefix="slice__"), slice__indicator__in=list(cards), slice__period=period.first
        )
        .filter(place__isnull=False)
        .values_list("slice__indicator__symbol", "place__code", "numerator", "denominator")
    )
    found: dict[tuple[str, str], tuple[Decimal, Decimal | None]] = {}
    for symbol, place, numerator, denominator in facts:
        before = found.get((symbol, place))
        if before is not None:
            numerator += before[0]
            denominator = None if denominator is None else denominator + (before[1] or 0)
        found[symbol, place] = (numerator, denominator)
    people = {card.symbol: card.counts_people for card in cards}
    return [
        Row(place, symbol, _number(numerator, people[symbol]), _number(denominator, people[symbol]))
        for (symbol, place), (numerator, denominator) in sorted(found.items())
    ]


def _number(value: Decimal | None, whole: bool) -> int | Decimal | None:
    return int(value) if whole and value is not None else value


def _edition(
    rows: Sequence[Row], design: Design, period: Period, publication: Publication
) -> tuple[Edition, int] | None:
    """The groups of a period and how many kept their former figures; None where it cannot be published."""
    told = _told_before(publication, period)
    former = [read_back(one, one["k"]) for one in told]
    symbols = [declared.code for declared in design.indicators]
    if former and all(one["k"] == design.k and one["symbols"] == symbols for one in told):
        revised = revision.revised(former=former, rows=rows, design=design)
        return revised.edition, len(revised.held)
    # Other indicators were published of these people, or with another smallest cell: groups may only join.
    found = partition.partition(rows=rows, design=design, former=former)
    if found is None:
        return None
    if small := _small_changes(found, former, max([design.k, *(one["k"] for one in told)])):
        raise NothingToPublish(
            _("%(period)s ya se publicó con otros indicadores, y desde entonces %(symbols)s cambió tan poco que se "
              "podría saber de quién: publique primero los mismos indicadores.")
            % {"period": period, "symbols": ", ".join(sorted(small))}
        )  # fmt: skip
    return found, 0


def _small_changes(found: Edition, former: Sequence[Edition], k: int) -> set[str]:
    """Indicators published before whose figures over a group changed by somebody and by fewer than k."""
    small: set[str] = set()
    for group in found.groups:
        now = {(cell.indicator, cell.category): cell for cell in group.cells}
        for edition in former:
            inside = [one for one in edition.groups if set(one.members) <= set(group.members)]
            for slot, cell in now.items():
                before = [c for one in inside for c in one.cells if (c.indicator, c.category) == slot]
                if not before:
                    continue
                for new, old in (
                    (cell.numerator, [c.numerator for c in before]),
                    (cell.denominator, [c.denominator for c in before]),
                ):
                    change = abs(Decimal(new or 0) - sum((Decimal(value or 0) for value in old), Decimal(0)))
                    if 0 < change < k:
                        small.add(slot[0])
    return small


def _told_before(publication: Publication, period: Period) -> list[dict[str, Any]]:
    """What was ever published of a period, the latest last; what was withdrawn was read by somebody too."""
    others = Publication._default_manager.filter(
        frequency=publication.frequency, published_at__isnull=False
    ).exclude(pk=publication.pk)
    found = []
    for other in others.order_by("published_at"):
        symbols = [definition["code"] for definition in other.content.get("definitions", [])]
        for told in other.content.get("periods", []):
            if told["label"] == str(period):
                found.append(told | {"k": other.cell, "symbols": symbols})
    return found


def read_back(told: Mapping[str, Any], k: int) -> Edition:
    """A published period as it was."""
    return partition.edition(
        [(members, tuple(_as_cell(cell) for cell in cells)) for members, cells in told["groups"]], k=k
    )


def _as_list(cell: Cell) -> list[Any]:
    return [cell.indicator, cell.category, _written(cell.numerator), _written(cell.denominator), cell.missing]


def _written(value: int | Decimal | None) -> int | str | None:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _as_cell(told: Sequence[Any]) -> Cell:
    indicator, category, numerator, denominator, missing = told
    return Cell(indicator, category, _read(numerator), _read(denominator), missing)


def _read(value: int | str | None) -> int | Decimal | None:
    return Decimal(value) if isinstance(value, str) else value


# -- files -----------------------------------------------------------------------------------------------


def _definition(card: Indicator) -> dict[str, Any]:
    return {
        "code": card.symbol,
        "name": card.title,
        "purpose": card.purpose,
        "numerator": card.numerator,
        "denominator": card.denominator or None,
        "factor": card.factor,
        "decimals": card.decimals,
        "unit": card.unit_of_measure,
        "sense": card.sense,
        "frequency": card.frequency,
        "source": card.origin_note,
        "method": str(card.method_version),
        "note": card.method_note,
        "valid_from": card.valid_from.isoformat(),
        "valid_until": card.valid_to.isoformat() if card.valid_to else None,
    }


def made(publication: Publication) -> package.Publication:
    """Every file of a publication, dated by the day on which it was prepared; the same content gives the same bytes."""
    told = publication.content
    day = date.fromisoformat(told["prepared"])
    editions = {one["label"]: read_back(one, publication.cell) for one in told["periods"]}
    periods = [
        open_tables.Period(
            one["label"], date.fromisoformat(one["start"]), date.fromisoformat(one["end"]), one["edition"]
        )
        for one in told["periods"]
    ]
    names = {place.code: place.name for place in Place.objects.all()} | {NATION: "Perú"}
    definitions = [_open_definition(one) for one in told["definitions"]]
    about, agent = _about(publication, day), _agent()
    return package.publication(
        tables=open_tables.tables(editions=editions, periods=periods, definitions=definitions, names=names),
        about=about,
        dataset=dataset_of(publication, day),
        agent=agent,
        catalog_title=CATALOG_TITLE,
        catalog_description=CATALOG_DESCRIPTION,
        base_url=base_url(),
        api=reverse("open_data_api", args=[slug_of(publication)]).removeprefix("/"),
    )


def _open_definition(told: Mapping[str, Any]) -> open_tables.Definition:
    return open_tables.Definition(
        told["code"],
        _same(told["name"]),
        _same(told["numerator"]),
        _same(told["denominator"]) if told["denominator"] else None,
        told["factor"],
        told["decimals"],
        _same(told["unit"]),
        told["sense"],
        told["frequency"],
        _same(told["source"]),
        told["method"],
        date.fromisoformat(told["valid_from"]),
        date.fromisoformat(told["valid_until"]) if told["valid_until"] else None,
    )


CATALOG_TITLE = Text("Datos abiertos de resultados", "Open data of results")
CATALOG_DESCRIPTION = Text(
    "Indicadores por lugar y periodo, agrupados para que no identifiquen a nadie.",
    "Indicators by place and period, grouped so that they identify nobody.",
)


def base_url() -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/"


def slug_of(publication: Publication) -> str:
    """The part of addresses that names a publication; it never changes."""
    return publication.code.lower()


def _same(text: str) -> Text:
    """What is only said in Spanish."""
    return Text(text, text)


def _agent() -> dcat.Agent:
    programme = Programme.objects.order_by("-valid_from").first()
    name = programme.name if programme else "SIGOR"
    return dcat.Agent(_same(name), base_url(), _same(name))


def _about(publication: Publication, day: date) -> About:
    agent = _agent()
    return About(
        _same(publication.title),
        CATALOG_DESCRIPTION,
        agent.name.es,
        agent.url,
        LICENCES.get(publication.licence, publication.licence),
        day,
        str(publication.edition),
        (
            Text(
                f"Ninguna cifra es de menos de {publication.cell} personas u hogares; los lugares pequeños van juntos.",
                f"No figure is of fewer than {publication.cell} persons or households; small places go together.",
            ),
        ),
    )


def dataset_of(publication: Publication, day: date) -> dcat.Dataset:
    told = publication.content["periods"]
    path = reverse("open_data", args=[slug_of(publication)]).removeprefix("/")
    return dcat.Dataset(
        path=path,
        identifier=slug_of(publication),
        title=_same(publication.title),
        description=CATALOG_DESCRIPTION,
        license=LICENCES.get(publication.licence, publication.licence),
        issued=day,
        modified=day,
        start=date.fromisoformat(told[0]["start"]),
        end=date.fromisoformat(told[-1]["end"]),
        frequency=publication.frequency,
        version=str(publication.edition),
        keywords=(Text("JUNTOS", "JUNTOS"), Text("indicadores", "indicators")),
        landing_page=f"{base_url()}{path}",
    )


def published() -> list[Publication]:
    """What is public today, newest periods first."""
    rows = Publication._default_manager.filter(state="published", archived_at__isnull=True)
    return list(rows.order_by("-period_to", "-pk"))


def file_of(publication: Publication, name: str) -> bytes | None:
    """One file of a published set, from the ZIP that was kept when it was made; None where there is none."""
    path = kept_files.location(publication.content.get("package", ""))
    if not path.is_file():
        return None
    if name == package.PACKAGE:
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return archive.read(name) if name in archive.namelist() else None


def catalogue(day: date) -> dict[str, Any]:
    """All public sets in one DCAT catalogue, each as its own package describes it."""
    datasets = [made(publication).dataset for publication in published()]
    return dcat.catalog(
        base_url=base_url(),
        title=CATALOG_TITLE,
        description=CATALOG_DESCRIPTION,
        agent=_agent(),
        datasets=datasets,
        modified=day,
        path="datos/catalogo.jsonld",
    )


# -- what public pages show ----------------------------------------------------------------------------------


def answer(
    publication: Publication, *, symbol: str = "", period: str = "", level: str = ""
) -> list[dict[str, Any]]:
    """The figures of a publication by place, filtered; nothing but what is in its content."""
    told = publication.content
    cards = {one["code"]: _open_definition(one) for one in told["definitions"]}
    names = {place.code: place.name for place in Place.objects.all()} | {NATION: "Perú"}
    rows = []
    for one in told["periods"]:
        if period and one["label"] != period:
            continue
        edition = read_back(one, publication.cell)
        for place in edition.places:
            if level and place.level.value != level:
                continue
            for cell in place.cells:
                if symbol and cell.indicator != symbol:
                    continue
                value = cards[cell.indicator].value(cell)
                rows.append(
                    {
                        "indicator": cell.indicator,
                        "period": one["label"],
                        "edition": one["edition"],
                        "level": place.level.value,
                        "place": place.code,
                        "name": open_tables.place_name(place, names, len(place.members)).es,
                        "districts": len(place.members),
                        "numerator": _written(cell.numerator),
                        "denominator": _written(cell.denominator),
                        "value": None if value is None else str(value),
                    }
                )
    return rows


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def frequency_name(publication: Publication) -> str:
    return str(Frequency(publication.frequency).label)


def period_name(label: str) -> str:
    return wording.period(Period.read(label))
