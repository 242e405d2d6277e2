"""Indicators at three sizes: facts by COPY, accepted through the product's own SQL, read from sums and by a scan.

Rows are written in bulk by the owner of the tables with every trigger on. Run by `bench.__main__`.
"""

import logging
import os
import resource
import time as clocks
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.indicators_results import DISTRICTS, TILES, Shape, shape_of
from bench.pages import page, timed
from sigor.accounts.models import User
from sigor.demo.cast import Cast
from sigor.demo.loading import load_people
from sigor.demo.organisation import load
from sigor.indicators import selectors, services, sums
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery, Fact, Level, Slice, Sum
from sigor.indicators.models import Indicator, Kind, Target
from sigor.indicators.sources import Row
from sigor.organisation import places
from sigor.organisation.models import Coverage, Place, Unit
from sigor.records.actor import acting

TITLE = "Indicador sintético para medir"
FIRST = date(2000, 1, 1)
SIGNED = date(2025, 1, 15)  # when the people of the demonstration are there to stand for a card
REORGANISED = date(2020, 1, 1)  # since when every tenth district has another unit
LAST = Period.read("2025-B3")  # the last bimester that has ended on the bench's day
SEASON = (-30, 0, 20, 30, 10, -20)  # per mille, by bimester of the year
HEAVY = 3  # runs at most of what reads every fact
ENOUGH = 60  # seconds after which such a thing is not repeated
MOVED = 40  # districts that change hands

COPY = "COPY indicators_fact (slice_id, place_id, numerator, denominator, line) FROM STDIN"
SCAN = """
SELECT s.indicator_id, {area} AS area, s.period, sum(f.numerator), sum(f.denominator), count(*)
FROM indicators_fact AS f
JOIN indicators_slice AS s ON s.id = f.slice_id
{joined}
WHERE s.indicator_id = ANY(%s) AND s.accepted_at IS NOT NULL AND s.superseded_at IS NULL
GROUP BY 1, 2, 3
"""
ATTENDED = """
JOIN indicators_indicator AS i ON i.id = s.indicator_id
JOIN organisation_coverage AS u ON u.place_id = f.place_id
  AND u.valid_from <= indicators_last_day(s.period, i.frequency)
  AND (u.valid_to IS NULL OR u.valid_to >= indicators_last_day(s.period, i.frequency))
"""
# What an area is in the scan, and what must be joined to say so.
AREAS = {
    Level.NATION: ("''", ""),
    Level.DEPARTMENT: ("left(p.code, 2)", "JOIN organisation_place AS p ON p.id = f.place_id"),
    Level.UNIT: ("u.unit_id::text", ATTENDED),
}
# Independent of the order of the rows and of their ids, which a refresh gives anew.
DIGEST = """
SELECT count(*), coalesce(sum(hashtextextended(
  concat_ws('|', slice_id, level, area, coalesce(person_id, 0), numerator, coalesce(denominator, -1), facts), 0)::numeric), 0)
FROM indicators_sum
"""


# -- loading -------------------------------------------------------------------------------------------


def load_all(size: int, today: date) -> dict[str, Any]:
    """Cards, deliveries by bimester and edition, their facts, and the sums that acceptance makes of them."""
    began, others = clocks.perf_counter(), Others()
    shape = shape_of(size)
    cast = Cast(load_people(load()), {unit.acronym: unit for unit in Unit.objects.all()})
    districts = [*Place.objects.on(today).filter(kind="district").order_by("code")]
    if len(districts) != DISTRICTS:
        raise SystemExit(f"{len(districts)} districts instead of {DISTRICTS}: the sizes must be said anew")
    places.attend(attended(districts), since=FIRST, source=TITLE)
    places.attend(attended(districts[::10], 1), since=REORGANISED, source=TITLE)
    cards = [card(cast, number) for number in range(shape.cards)]
    copying, accepting = 0.0, []
    for edition in range(1, shape.editions + 1):
        made = [delivery(cast, cards, *told, edition) for told in enumerate(bimesters(shape))]
        copying += sum(copied(one, cards, districts, at, edition) for at, one in enumerate(made))
        ask("ANALYZE")
        for one in made:
            accepting.append(accepted(cast, one, edition))
    connection.set_autocommit(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    facts = Fact.objects.count()
    assert facts == shape.facts
    return {
        **shape._asdict(),
        "facts": facts,
        "each": shape.cards * DISTRICTS,
        "slices": Slice.objects.count(),
        "in_force": Slice.objects.filter(selectors.current()).count(),
        "sums": Sum.objects.count(),
        "deliveries": Delivery.objects.count(),
        "copy": copying,
        "rate": facts / copying,
        "accepting": sum(accepting),
        "accept": {"median": median(accepting), "least": min(accepting), "most": max(accepting)},
        **on_disk(),
        "seconds": clocks.perf_counter() - began,
        "others": others.share(),
    }


def attended(districts: Sequence[Place], further: int = 0) -> dict[str, Unit]:
    """The districts of each department to a territorial unit, by turns, or to one further on."""
    units = [*Unit.objects.filter(kind=Unit.Kind.TERRITORIAL).order_by("acronym")]
    return {place.code: units[(int(place.code[:2]) + further) % len(units)] for place in districts}


def bimesters(shape: Shape) -> list[Period]:
    """The last ones, oldest first."""
    found = [LAST]
    while len(found) < shape.bimesters:
        found.append(found[-1].previous())
    return found[::-1]


def card(cast: Cast, number: int) -> Indicator:
    """A card in force with its target: every fifth one a total, the others percentages."""
    total = number % 5 == 4
    kind = {"kind": "total", "factor": 1} if total else {"kind": "ratio", "denominator": "Todos"}
    unit = cast.unit("UPPM")
    with cast.on(SIGNED):
        made = Indicator(
            title=f"{TITLE} {number}", symbol=f"MED-{number:02d}", purpose=TITLE, numerator="Los que cumplen",
            unit_of_measure="hogares" if total else "%", frequency="bimester", origin="import", origin_note=TITLE,
            unit=unit, target_owner=unit, valid_from=FIRST, source=TITLE, counts_people=True,
            sense="down" if number % 4 == 3 else "up", on_board=True, board_order=number + 1, **kind,
        )  # fmt: skip
        cast.step(cast.keep(made), "send")
        made = cast.step(made, "approve", by="direccion")
        goal = Decimal(80 if not total else 500_000)
        cast.keep(Target(title=TITLE, indicator=made, since=FIRST, value=goal, source=TITLE, unit=unit))
    return made


def delivery(cast: Cast, cards: Sequence[Indicator], at: int, period: Period, edition: int) -> Delivery:
    """What one bimester's file leaves behind before its facts: the delivery as sent, and its slices."""
    by, sent = cast.people["uppm"], moment(period, edition)
    with transaction.atomic(), acting(by, reason=TITLE):
        made = Delivery.objects.create(
            code=f"DAT-MED-{edition}-{at:03d}", title=f"{TITLE} {period}", unit=cast.unit("UPPM"), state="sent",
            origin="import", frequency=period.kind, period_from=period.first, period_to=period.first,
            correction=TITLE if edition > 1 else "", rows=len(cards) * DISTRICTS, sent_by=by, sent_at=sent,
            created_by=by, created_at=sent, updated_by=by, updated_at=sent,
        )  # fmt: skip
        Slice.objects.bulk_create(
            Slice(delivery=made, indicator=one, period=period.first, method=1) for one in cards
        )
    return made


def moment(period: Period, edition: int) -> datetime:
    """When an edition came: the first ten days after the period, the next a fortnight later."""
    day = period.last + timedelta(days=10 + 14 * (edition - 1))
    return timezone.make_aware(datetime.combine(day, time(10)))


def copied(
    one: Delivery, cards: Sequence[Indicator], districts: Sequence[Place], at: int, edition: int
) -> float:
    """Seconds to bring the facts in, the checks at commit included; writing the lines is not counted."""
    slices = dict(one.slices.values_list("indicator", "pk"))
    text = []
    for number, indicator in enumerate(cards):
        values = numbers(indicator, number, at, edition)
        line = f"{slices[indicator.pk]}\t%d\t%d\t%s\t%d\n"
        text += [
            line % (place.pk, n, r"\N" if d is None else d, row)
            for row, (place, (n, d)) in enumerate(zip(districts, values, strict=True), start=2)
        ]
    data = "".join(text)
    began = clocks.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(data)
    return clocks.perf_counter() - began


def numbers(indicator: Indicator, number: int, at: int, edition: int) -> Iterator[tuple[int, int | None]]:
    """Numerator and denominator of each district: a level, a slow rise, a season and what looks like chance."""
    level = 600 + number % 7 * 30 + at + SEASON[at % 6]
    for district in range(DISTRICTS):
        people = 40 + district * 37 % 460 + (district * 7 + at * 3 + number) % 9
        corrected = 20 * (edition - 1) % 60 if (district + at) % 10 == 0 else 0
        share = level + (district * 31 + at * 17 + number * 7) % 101 - 50 + corrected
        if indicator.kind == Kind.TOTAL:
            yield people + corrected, None
        else:
            yield people * share // 1000, people


def accepted(cast: Cast, one: Delivery, edition: int) -> float:
    """Seconds of `sums.accept`; the delivery is then what the step would make of it."""
    when, by = moment(Period.of(one.frequency, one.period_from), edition), cast.people["coordinacion"]
    with transaction.atomic(), acting(by, reason=TITLE):
        seconds = timed(lambda: sums.accept(one.pk, at=when))
        state = "accepted" if one.period_from == LAST.first else "frozen"
        Delivery.objects.filter(pk=one.pk).update(state=state, accepted_by=by, accepted_at=when)
    return seconds


def on_disk() -> dict[str, Any]:
    """Bytes of both tables with their indexes, and what a row costs."""
    found: dict[str, int] = {}
    per = {}
    for name, model in {"facts": Fact, "sums": Sum}.items():
        table = model._meta.db_table
        ((bare,),) = ask("SELECT pg_table_size(%s::regclass)", table)
        indexes = ask(
            "SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) FROM pg_index "
            "WHERE indrelid = %s::regclass ORDER BY 1",
            table,
        )
        found |= {name: bare} | {f"index {index}": size for index, size in indexes}
        per[name] = (bare + sum(size for _index, size in indexes)) / max(1, model.objects.count())
    ((whole,),) = ask("SELECT pg_database_size(current_database())")
    return {"disk": found, "per": per, "bytes": whole}


# -- measuring -----------------------------------------------------------------------------------------


def measure(runs: int, today: date) -> dict[str, Any]:
    """Pages, the same questions asked of sums and facts, and what a refresh costs; the last changes the data."""
    logging.disable(logging.WARNING)
    others = Others()
    cards = [*selectors.in_force()]
    if not cards:
        raise SystemExit("nothing was loaded")
    pages = opened(cards, runs, today)
    asked = {level.value: both_ways(cards, level, runs) for level in AREAS}
    return {"pages": pages, "asked": asked, "refresh": refreshed(cards), "others": others.share()}


def opened(cards: Sequence[Indicator], runs: int, today: date) -> dict[str, Any]:
    client = Client(SERVER_NAME="localhost")
    coordinator = User.objects.get(username="coordinacion")
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    board, symbol = reverse("board"), cards[0].symbol
    figure = f"{reverse('figure', args=[symbol])}?periodo={LAST}"
    district = Place.objects.on(today).filter(code="200101").get()
    unit = Coverage.objects.on(today).get(place=district).unit
    addresses = {
        "board, a tile for every card": board,
        "board, five tiles": board,
        "board, five tiles, as known a month ago": f"{board}?al={today - timedelta(days=31)}",
        "indicator": reverse("indicator", args=[symbol]),
        "figure, nation": figure,
        "figure, department": f"{figure}&nivel=department&area={district.code[:2]}",
        "figure, province": f"{figure}&nivel=province&area={district.code[:4]}",
        "figure, district": f"{figure}&nivel=district&area={district.code}",
        "figure, territorial unit": f"{figure}&nivel=unit&area={unit.pk}",
    }
    found = {}
    for name, address in addresses.items():
        shown = len(cards) if name.endswith("every card") else TILES
        with acting(coordinator, reason=TITLE):
            Indicator.objects.update(on_board=False)
            Indicator.objects.filter(pk__in=[one.pk for one in cards[:shown]]).update(on_board=True)
        found[name] = page(client, address, {}, runs)
    return found


def both_ways(cards: Sequence[Indicator], level: Level, runs: int) -> dict[str, Any]:
    """The series of all cards from the sums, beside one GROUP BY over the facts in force."""
    keys = [one.pk for one in cards]
    area, joined = AREAS[level]
    statement = SCAN.format(area=area, joined=joined)
    told = {
        (indicator, code, value.period.first): (value.numerator, value.denominator, value.facts)
        for indicator, areas in selectors.all_series(cards, level=level).items()
        for code, values in areas.items()
        for value in values
    }
    scanned = {(key, code, period): tuple(rest) for key, code, period, *rest in ask(statement, keys)}
    whole, in_database = [], []
    for _run in range(runs):
        with CaptureQueriesContext(connection) as captured:
            whole.append(timed(lambda: selectors.all_series(cards, level=level)))
            in_database.append(sum(float(query["time"]) for query in captured.captured_queries))
    return {
        "values": len(told),
        "sums": median(whole) * 1000,
        "sums_in_database": median(in_database) * 1000,
        "scan": repeated(lambda: ask(statement, keys), runs)[0] * 1000,
        "equal": told == scanned and len(told) > 0,
    }


def refreshed(cards: Sequence[Indicator]) -> dict[str, Any]:
    """New editions one after another, a wrong sum, the full refresh, districts changing hands: sums must follow."""
    cast = Cast({user.username: user for user in User.objects.all()}, {})
    districts = [*Place.objects.filter(kind="district", valid_to=None).order_by("code")]
    brought = [edition(cast, cards, districts, 3 + number) for number in range(HEAVY)]
    found = {step: median(one[step] for one in brought) for step in ("bring", "send", "accept")}
    planted = Sum.objects.filter(
        slice__in=Slice.objects.filter(selectors.current()), level="province"
    ).first()
    assert planted is not None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_sum SET facts = facts + 1 WHERE id = %s", [planted.pk])
    temporary, began = temporary_files(), clocks.perf_counter()
    wrong = sums.differing()
    found |= {"proof": clocks.perf_counter() - began, "proof_temporary": temporary_files() - temporary}
    sums.reckon([planted.slice_id])
    ((count, bit_by_bit),) = ask(DIGEST)
    temporary = temporary_files()
    seconds, times = repeated(sums.reckon_all, HEAVY, warm=False)
    ((_count, whole),) = ask(DIGEST)
    found |= {"full": seconds, "full_runs": times, "full_temporary": (temporary_files() - temporary) / times}
    with transaction.atomic(), acting(cast.people["coordinacion"], reason=TITLE):
        since = LAST.previous().first
        moved = places.attend(attended(districts[:MOVED], 2), since=since, source=TITLE)
        began = clocks.perf_counter()
        found["hands_slices"] = sums.districts_changed_hands(since)
        found["hands"] = clocks.perf_counter() - began
    ((_count, after_hands),) = ask(DIGEST)
    holds = {
        "a wrong sum put there on purpose is found, and nothing else": {
            (one["slice"], one["level"], one["area"]) for one in wrong
        }
        == {(planted.slice_id, planted.level, planted.area)},
        "new editions refreshed one by one give every sum that the full refresh gives": bit_by_bit == whole,
        "after districts changed hands sums are others": moved == MOVED and after_hands != whole,
        "and `sums.differing()` is empty": sums.differing() == [],
    }
    return found | {"holds": holds, "digest": f"{int(whole) % 2**64:016x}", "sums": count}


def edition(
    cast: Cast, cards: Sequence[Indicator], districts: Sequence[Place], number: int
) -> dict[str, float]:
    """Seconds of each step of a new edition of the last bimester, as people take them."""
    at = len({*Slice.objects.values_list("period", flat=True)}) - 1
    data = {
        (one, LAST): [
            Row(Decimal(n), None if d is None else Decimal(d), place=place.code, line=line)
            for line, (place, (n, d)) in enumerate(zip(districts, numbers(one, at_card, at, number), strict=True), 2)
        ]
        for at_card, one in enumerate(cards)
    }  # fmt: skip
    uppm = cast.people["uppm"]
    began = clocks.perf_counter()
    made = services.bring(
        by=uppm, unit_id=cards[0].unit_id, origin="import", title=TITLE, data=data, correction=TITLE
    )
    brought = clocks.perf_counter()
    cast.step(made, "send", by="uppm")
    sent = clocks.perf_counter()
    cast.step(made, "accept")
    return {"bring": brought - began, "send": sent - brought, "accept": clocks.perf_counter() - sent}


def repeated(work: Callable[[], Any], runs: int, *, warm: bool = True) -> tuple[float, int]:
    """The median seconds of some runs, fewer where they take long, and how many there were."""
    found: list[float] = []
    while len(found) < min(runs, HEAVY) and (warm or not found or sum(found) < ENOUGH):
        found.append(timed(work))
    return median(found), len(found)


def temporary_files() -> float:
    """Megabytes that this database has written to temporary files so far."""
    ask("SELECT pg_stat_force_next_flush()")
    ((written,),) = ask("SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")
    return written / 2**20


def ask(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


class Others:
    """How much of the machine was taken by what is neither this process nor the database that it works with."""

    def __init__(self) -> None:
        ((session,),) = ask("SELECT pg_backend_pid()")
        try:
            name, fields = _stat(session)
        except OSError:
            name, fields = "", []
        self.server = int(fields[1]) if name == "postgres" else None  # else it runs elsewhere
        self.began, self.before = clocks.perf_counter(), self._seconds()

    def share(self) -> float | None:
        if self.server is None:
            return None
        whole = (clocks.perf_counter() - self.began) * (os.cpu_count() or 1)
        return max(0.0, (self._seconds() - self.before) / whole)

    def _seconds(self) -> float:
        """Seconds of processor of everybody but us."""
        with Path("/proc/stat").open() as opened:
            user, nice, system, _idle, _wait, irq, soft, steal = map(
                int, islice(opened.readline().split()[1:], 8)
            )
        ours = sum(self._of_server()) if self.server is not None else 0
        own = resource.getrusage(resource.RUSAGE_SELF)
        ticks = os.sysconf("SC_CLK_TCK")
        return (user + nice + system + irq + soft + steal - ours) / ticks - own.ru_utime - own.ru_stime

    def _of_server(self) -> Iterator[int]:
        """Ticks of the server, of its sessions that ended and of those that live."""
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                _name, fields = _stat(int(folder.name))
            except OSError:
                continue
            if int(folder.name) == self.server:
                yield sum(map(int, fields[11:15]))
            elif int(fields[1]) == self.server:
                yield sum(map(int, fields[11:13]))


def _stat(process: int) -> tuple[str, list[str]]:
    """Name, and the fields after it: state, parent, and from the twelfth on the ticks."""
    head, _bracket, rest = (Path("/proc") / str(process) / "stat").read_text().rpartition(")")
    return head.partition("(")[2], rest.split()
