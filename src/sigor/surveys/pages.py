"""What the pages of surveys show of their answers: a plot, tables, and the words beside them."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigor.accounts.models import User
from sigor.analysis.surveys import Change, Share
from sigor.organisation.grants import Permission
from sigor.printing import plots
from sigor.records import access
from sigor.records.workflow import State
from sigor.surveys import selectors
from sigor.surveys.models import Wave
from sigor.surveys.selectors import Result, Results

UP = State("up", gettext_lazy("Sube"), "▲", "success")
DOWN = State("down", gettext_lazy("Baja"), "▼", "danger")
SAME = State("same", gettext_lazy("Sin diferencia demostrable"), "=", "neutral")


def wave(record: Wave, user: User) -> dict[str, Any]:
    """The page of a wave: its shares once it has answers, and what this person may do with its file."""
    approved = record.survey.state == "in_force"
    may_load = record.state == "open" and approved and access.may(user, Permission.SUBMIT, [record.unit_id])
    later = record.corrections.filter(state="closed", archived_at__isnull=True).first()
    context: dict[str, Any] = {
        "may_load": may_load,
        "may_correct": record.state == "closed"
        and later is None
        and access.may(user, Permission.EDIT, [record.unit_id]),
        "later": later,
    }
    return context | (_told(selectors.results(record)) if record.rows else {})


def _told(found: Results) -> dict[str, Any]:
    enough = [one for one in found.questions if found.shows(one.share)]
    return {
        "results": found,
        "questions": [_question(found, one) for one in found.questions],
        "drivers": [_row(found, one) for one in found.drivers] if found.joined else [],
        "unit_rows": _units(found),
        "fewest": found.wave.survey.fewest,
        "chart": _chart(found, enough, 640) if enough else "",
        "chart_phone": _chart(found, enough, 340) if enough else "",
        "rate": percent(found.wave.rows / found.wave.planned) if found.wave.planned else "",
    }


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def margin(share: Share) -> str:
    """From where to where the share may lie, in points of a hundred."""
    return f"{100 * share.interval.low:.1f} – {100 * share.interval.high:.1f}"


def _row(found: Results, one: Result) -> dict[str, Any]:
    shown = found.shows(one.share)
    return {
        "name": one.name,
        "symbol": one.symbol,
        "respondents": one.share.respondents,
        "share": percent(one.share.value) if shown else "",
        "margin": margin(one.share) if shown else "",
    }


def _question(found: Results, one: Result) -> dict[str, Any]:
    counts = [{"answer": answer, "count": count} for answer, count in one.counts.items()]
    return _row(found, one) | {
        "silent": one.silent,
        "counts": counts,
        "moved": _moved(one.change) if found.shows(one.share) else None,
        "points": "" if one.change is None else f"{100 * one.change.difference:+.1f}",
    }


def _moved(change: Change | None) -> State | None:
    if change is None:
        return None
    if not change.shown():
        return SAME
    return UP if change.difference > 0 else DOWN


def _units(found: Results) -> list[dict[str, Any]]:
    symbols = [one.symbol for one in found.questions]
    return [
        {
            "name": unit.name,
            "respondents": unit.respondents,
            "shares": [
                {"symbol": symbol, "said": percent(one.value) if one and found.shows(one) else ""}
                for symbol in symbols
                for one in [unit.shares[symbol]]
            ],
        }
        for unit in found.units
    ]


def _chart(found: Results, shown: list[Result], width: float) -> str:
    rows = tuple(
        plots.IntervalRow(
            one.name,
            100 * one.share.value,
            100 * one.share.interval.low,
            100 * one.share.interval.high,
            text=percent(one.share.value),
        )
        for one in shown
    )
    texts = plots.IntervalTexts(
        title=_("%(title)s: respuestas favorables") % {"title": found.wave.title},
        description=_("La tabla que sigue dice lo mismo."),
        empty=_("Sin datos"),
        overall="",
        within="",
        above="",
        below="",
        far_above="",
        far_below="",
        raw="",
        axis=_("favorables, en porcentaje, con su margen"),
    )
    said = partial("{:.0f}".format)
    plot = plots.IntervalPlot(rows, said, said, lowest=0.0, highest=100.0)
    return plots.intervals(plot, texts, width=width, key=f"encuesta-{found.wave.pk}-{width:.0f}")
