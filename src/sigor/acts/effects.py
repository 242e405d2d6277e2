"""What issuing an act brings about: its number in the series, and the clocks that start."""

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from sigor.organisation.periods import add_working_days
from sigor.organisation.selectors import holidays_between
from sigor.plans import services as plans
from sigor.records import services
from sigor.records.selectors import links_of

FAR = 60  # days looked at beyond the working days asked for, holidays included


def number(act: Any, by: Any) -> None:
    """Give the act the next number of its series; one that it brought from outside stays as it is."""
    kind = act.type
    if act.number or act.issuer or kind.series == "none":
        return
    year = act.dated_on.year
    series = f"{kind.key}/{act.unit.acronym}" if kind.series == "unit" else kind.key
    taken = services.next_number(f"acto:{series}", year)
    act.number = kind.pattern.format(numero=taken, anio=year, unidad=act.unit.acronym)


def start_clocks(act: Any, by: Any) -> None:
    """A duty for each rule in force that day for acts of this type."""
    rules = apps.get_model("acts", "ClockRule")
    duties = apps.get_model("acts", "ActDuty")
    due_now = rules._default_manager.on(act.dated_on).filter(
        type=act.type_id, state="in_force", archived_at__isnull=True
    )
    for rule in due_now.select_related("owner").order_by("code"):
        if rule.only_approving and not approves_something(act):
            continue
        duty = duties(
            title=_("%(what)s: %(act)s") % {"what": rule.title, "act": act.number or act.code},
            act=act,
            rule=rule,
            unit=rule.owner,
            due_date=due_day(act.dated_on, rule.days, working=rule.counted == "working"),
        )
        services.bring_about(duty, by=by)


def approves_something(act: Any) -> bool:
    """Whether something hangs on the act that it approves."""
    return act.plan_version_id is not None or any(link.kind == "approves" for link in links_of(act))


def note_in_the_plan(act: Any, by: Any) -> None:
    """An act about a version of the plan stands in the list of acts of that version."""
    if act.plan_version_id is None:
        return
    plans.note_act(
        version=act.plan_version,
        by=by,
        values={
            "type": act.type.title[:80],
            "number": act.number,
            "date": act.dated_on,
            "issuer": act.issuer or act.unit.acronym,
            "subject": act.title,
            "approves": act.type.approves,
        },
    )


def due_day(start: date, days: int, *, working: bool) -> date:
    """The last day of a term that begins the day after `start`."""
    if not working:
        return start + timedelta(days=days)
    return add_working_days(start, days, holidays_between(start, start + timedelta(days=2 * days + FAR)))
