"""The words for what the engine computes: labels, and the story of a household in plain sentences."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from sigor.incentives.engine.codes import soles
from sigor.incentives.engine.explain import Change, Check, Explanation, MonthStory, PersonMonth
from sigor.organisation.periods import month_label

__all__ = ["CLASSES", "CONCEPTS", "ELIGIBILITY", "VERDICTS", "requirement", "soles", "story"]

CONCEPTS = {
    "TB": gettext_lazy("Transferencia base"),
    "TPI": gettext_lazy("Primera Infancia"),
    "TPIU": gettext_lazy("Primera Infancia, piloto urbano"),
    "TBS": gettext_lazy("Baja Secundaria"),
    "TAS": gettext_lazy("Alta Secundaria"),
    "VRAEM": gettext_lazy("VRAEM"),
    "VRAEM_TS": gettext_lazy("VRAEM, tercio superior"),
}
REQUIREMENTS = {
    "prenatal_check": gettext_lazy("control prenatal"),
    "prenatal_laboratory": gettext_lazy("exámenes de laboratorio de la gestante"),
    "iron_folic_acid": gettext_lazy("hierro y ácido fólico"),
    "cred": gettext_lazy("control de crecimiento y desarrollo (CRED)"),
    "vaccines": gettext_lazy("vacunas"),
    "iron": gettext_lazy("suplemento de hierro"),
    "hemoglobin": gettext_lazy("tamizaje de hemoglobina"),
    "birth_registration": gettext_lazy("inscripción del nacimiento"),
    "enrolment": gettext_lazy("matrícula"),
    "attendance": gettext_lazy("asistencia a clases"),
    "school_year_passed": gettext_lazy("año escolar aprobado"),
    "top_third": gettext_lazy("tercio superior"),
}
VERDICTS = {
    "not_applicable": gettext_lazy("no aplica"),
    "met": gettext_lazy("cumplió"),
    "exempt": gettext_lazy("exonerado"),
    "not_met": gettext_lazy("no cumplió"),
    "not_located": gettext_lazy("no ubicado"),
    "unknown": gettext_lazy("sin registro"),
}
ELIGIBILITY = {
    "eligible": gettext_lazy("elegible"),
    "not_affiliated": gettext_lazy("el hogar aún no estaba afiliado el primer día del mes"),
    "left": gettext_lazy("el hogar había egresado"),
    "suspended": gettext_lazy("el hogar estaba suspendido"),
    "class_not_eligible": gettext_lazy("su clasificación socioeconómica no es de pobreza"),
    "class_expired": gettext_lazy("su clasificación socioeconómica había vencido"),
}
CLASSES = {
    "extreme": gettext_lazy("pobre extremo"),
    "poor": gettext_lazy("pobre"),
    "not_poor": gettext_lazy("no pobre"),
}
ROLES = {
    "holder": pgettext_lazy("in a household", "titular"),
    "spouse": pgettext_lazy("in a household", "cónyuge"),
    "child": pgettext_lazy("in a household", "hija o hijo"),
    "other": pgettext_lazy("in a household", "otro integrante"),
}


STEPS = {
    "take_in": gettext_lazy("revisando los archivos"),
    "households": gettext_lazy("guardando los hogares"),
    "members": gettext_lazy("guardando a los integrantes"),
    "facts": gettext_lazy("guardando los cumplimientos"),
    "household_months": gettext_lazy("viendo qué hogares son elegibles"),
    "person_months": gettext_lazy("viendo quién es población objetivo"),
    "checks": gettext_lazy("verificando cada requisito"),
    "member_months": gettext_lazy("resolviendo cada persona y mes"),
    "roll": gettext_lazy("liquidando"),
    "trace": gettext_lazy("guardando las razones"),
    "lines": gettext_lazy("guardando los pagos"),
}


def step(name: str) -> str:
    return str(STEPS.get(name, name))


def remaining(seconds: float) -> str:
    """«quedan unos 12 segundos»."""
    whole = max(1, round(seconds))
    return ngettext("queda %(n)d segundo", "quedan unos %(n)d segundos", whole) % {"n": whole}


def requirement(code: str) -> str:
    """The name of a requirement; one that rules brought later is told by its code."""
    return str(REQUIREMENTS.get(code, code.replace("_", " ")))


def month(text: str) -> str:
    """«2025-04» as «Abr-25»."""
    return month_label(int(text[:4]), int(text[5:7]))


def amounts(paid: dict[str, int]) -> str:
    """«S/ 100.00 de Transferencia base y S/ 50.00 de Baja Secundaria»."""
    return listed(
        _("%(amount)s de %(concept)s") % {"amount": soles(cents), "concept": CONCEPTS[concept]}
        for concept, cents in paid.items()
        if cents
    )


def listed(words: Iterable[str]) -> str:
    *first, last = list(words) or [""]
    return _("%(first)s y %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def age(months: int) -> str:
    if months < 24:
        return ngettext("%(n)d mes", "%(n)d meses", months) % {"n": months}
    return ngettext("%(n)d año", "%(n)d años", months // 12) % {"n": months // 12}


def who(person: PersonMonth) -> str:
    """«la persona M7K2… (hija o hijo, 13 años)»."""
    return _("%(member)s (%(role)s, %(age)s)") % {
        "member": person.member,
        "role": ROLES[person.role],
        "age": age(person.age_months),
    }


def check(said: Check) -> str:
    """«asistencia a clases, no cumplió (16 de 20)»."""
    words = f"{requirement(said.requirement)}, {VERDICTS[said.verdict]}"
    if said.done is None or said.due is None:
        return words
    return _("%(words)s (%(done)d de %(due)d)") % {"words": words, "done": said.done, "due": said.due}


def story(told: Explanation) -> list[str]:
    """Why the household is paid what it is, sentence by sentence."""
    total = told.cents
    first = (
        _("El hogar %(household)s cobra %(total)s en el bimestre %(bimester)s: %(amounts)s.")
        if total
        else _("El hogar %(household)s no cobra en el bimestre %(bimester)s.")
    )
    values = {
        "household": told.household,
        "total": soles(total),
        "bimester": told.bimester,
        "amounts": amounts(told.amounts),
    }
    return [
        first % values,
        *(line for one in told.months for line in _month(one, told)),
        *map(_change, told.changes),
    ]


def _month(one: MonthStory, told: Explanation) -> Iterator[str]:
    name = month(one.month)
    if one.eligibility != "eligible":
        yield _("%(month)s no se paga: %(why)s%(when)s.") % {
            "month": name,
            "why": ELIGIBILITY[one.eligibility],
            "when": _when(one.eligibility, told.facts),
        }
        return
    if not any(person.target for person in one.people):
        yield _("%(month)s no se paga: nadie en el hogar es población objetivo.") % {"month": name}
        return
    if one.paid:
        yield _("%(month)s paga %(amounts)s.") % {"month": name, "amounts": amounts(one.paid)}
    for person in one.failing:
        yield _("En %(month)s no se pagó %(what)s por %(who)s: %(checks)s.") % {
            "month": name,
            "what": _withheld(person),
            "who": who(person),
            "checks": listed(check(said) for said in person.checks if not said.counts),
        }
    if not one.paid and not one.failing:
        yield _("%(month)s no tiene pagos.") % {"month": name}


def _withheld(person: PersonMonth) -> str:
    """Which concepts one person's failing takes from the month."""
    concepts = ["TB", person.first_years, person.student]
    return listed(str(CONCEPTS[concept]) for concept in concepts if concept)


def _when(eligibility: str, facts: dict[str, Any]) -> str:
    """The day that decided, in brackets."""
    day = {
        "not_affiliated": facts["readmitted_on"] or facts["affiliated_on"],
        "left": facts["left_on"],
        "suspended": facts["suspended_from"],
        "class_expired": facts["class_until"],
    }.get(eligibility)
    return f" ({date_format(day, 'SHORT_DATE_FORMAT')})" if day else ""


def _change(change: Change) -> str:
    values = {"month": month(change.month), "gain": amounts(change.gain), "who": listed(change.members)}
    if change.kind == "eligible":
        return _("De haber sido elegible en %(month)s, habría cobrado además %(gain)s.") % values
    if len(change.members) == 1:
        return _("De haber cumplido %(who)s en %(month)s, habría cobrado además %(gain)s.") % values
    return _("De haber cumplido juntos %(who)s en %(month)s, habría cobrado además %(gain)s.") % values
