"""The papers of a reformulation: the report that supports it, its comparative annex, the draft resolution and letter.

Numbers, dates and signatures that nobody has given yet are left as blanks to fill in; nothing of an act is invented.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigor.accounts.models import User
from sigor.analysis.compliance import Reading
from sigor.copies.furniture import house_furniture
from sigor.copies.models import Kind
from sigor.copies.services import Particulars, issue
from sigor.organisation import clock
from sigor.plans.comparison import Comparison
from sigor.printing import pdf, word
from sigor.printing.blocks import Block, Cell, Cover, Heading, Paragraph, Span, Table
from sigor.printing.mark import Mark

BLANK = "………………"


def paper(name: str, ending: str, told: Comparison, *, by: User) -> bytes:
    """One of the papers (a key of `PAPERS`) as `docx` or `pdf`, under a code of its own; only its hash is kept."""
    label, write = PAPERS[name]
    year, number = told.version.plan.year, told.version.number
    title = _("%(paper)s · reformulación v%(number)d del plan %(year)d") % {
        "paper": label,
        "number": number,
        "year": year,
    }
    address = reverse("plan_reformulation", args=[told.version.pk])
    furniture = house_furniture(title, str(told.version.plan.unit), address)
    blocks = list(write(told))
    status = str(told.version.get_state().label)

    def make(mark: Mark) -> bytes:
        if ending == "docx":
            return word.render(blocks, furniture, moment=clock.now(), status=status, mark=mark)
        return pdf.render(blocks, furniture, moment=clock.now(), landscape=name == "anexo", mark=mark)

    what = Particulars(kind=Kind.OTHER, title=title, ending=ending, about=told.version, edition=status)
    return issue(what, make, by=by, keep=False).data


def _support(told: Comparison) -> Iterator[Block]:
    """The report in which the unit of planning says why and with what effect."""
    yield _cover(_("Informe de sustento de la reformulación"), told)
    yield Heading(_("Antecedentes"))
    yield Paragraph(
        _("Rige la versión %(number)d del plan %(year)d (%(code)s), desde el %(day)s.")
        % {
            "number": told.base.number,
            "year": told.base.plan.year,
            "code": told.base.code,
            "day": _day(told.base.effective_from),
        }
    )
    yield Heading(_("Por qué se reformula"))
    for text in told.reason.splitlines():
        yield Paragraph(text)
    yield Heading(_("Qué cambia"))
    yield Paragraph(told.sentence)
    yield _annex_table(told, wide=False)
    yield Heading(_("Efecto en el indicador de cada trimestre"))
    yield Paragraph(
        _("Se cuenta con lo verificado al %(day)s y por la regla vigente de cada trimestre.")
        % {"day": _day(told.as_of)}
    )
    yield _quarters_table(told)
    yield Heading(_("Efecto en el año"))
    yield _year_table(told)
    yield _load_table(told)
    yield Heading(_("Conclusión"))
    yield Paragraph(
        _(
            "Por lo expuesto, se recomienda que el Comité SIG la revise y que la Dirección Ejecutiva la apruebe."
        )
    )


def _annex(told: Comparison) -> Iterator[Block]:
    """Before, after and why, line by line."""
    yield _cover(_("Anexo comparativo"), told)
    yield Heading(_("Antes, después y motivo"), numbered=False)
    yield _annex_table(told, wide=True)


def _resolution(told: Comparison) -> Iterator[Block]:
    """A draft for whoever resolves: what is not known stays blank."""
    year = told.version.plan.year
    yield _cover(_("Proyecto de resolución"), told)
    yield Heading(_("RESOLUCIÓN DE DIRECCIÓN EJECUTIVA N.° %(blank)s") % {"blank": BLANK}, numbered=False)
    yield Paragraph(_("Lugar y fecha: %(blank)s") % {"blank": BLANK})
    yield Heading(_("VISTOS"), level=2, numbered=False)
    yield Paragraph(
        _("El informe de sustento %(blank)s, el acta del Comité SIG %(blank)s y la opinión legal %(blank)s;")
        % {"blank": BLANK}
    )
    yield Heading(_("CONSIDERANDO"), level=2, numbered=False)
    yield Paragraph(
        _("Que por %(blank)s se aprobó el plan %(year)d, cuya versión %(number)d está vigente;")
        % {"blank": BLANK, "year": year, "number": told.base.number}
    )
    for text in told.reason.splitlines():
        yield Paragraph(_("Que %(reason)s") % {"reason": text})
    yield Heading(_("SE RESUELVE"), level=2, numbered=False)
    articles = (
        _(
            "Aprobar la reformulación del plan %(year)d, según el anexo comparativo que forma parte de la presente."
        )
        % {"year": year},
        _("Disponer que rija desde el %(day)s; lo programado antes se conserva en la historia del plan.")
        % {"day": BLANK if told.effect_is_assumed else _day(told.effective_from)},
        _("Comunicar la presente a la DGCGPS y a las unidades responsables."),
        _("Publicar la presente en los portales de transparencia."),
    )
    for number, text in enumerate(articles, 1):
        yield Paragraph(_("Artículo %(number)d. %(text)s") % {"number": number, "text": text})
    yield Paragraph(_("Regístrese, comuníquese y publíquese."))


def _letter(told: Comparison) -> Iterator[Block]:
    """A draft of the letter that tells of the modification."""
    yield _cover(_("Proyecto de oficio"), told)
    yield Heading(_("OFICIO N.° %(blank)s") % {"blank": BLANK}, numbered=False)
    yield Paragraph(
        _("Señores: Dirección General de Calidad de la Gestión de las Prestaciones Sociales (DGCGPS)")
    )
    yield Paragraph(
        _("Asunto: comunica la reformulación del plan %(year)d") % {"year": told.version.plan.year}
    )
    yield Paragraph(_("Referencia: resolución N.° %(blank)s") % {"blank": BLANK})
    yield Paragraph(told.sentence)
    yield Paragraph(_("Se adjuntan la resolución y el anexo comparativo."))
    yield Paragraph(_("Atentamente,"))
    yield Paragraph(BLANK)


PAPERS: dict[str, tuple[Any, Callable[[Comparison], Iterator[Block]]]] = {
    "sustento": (gettext_lazy("Informe de sustento"), _support),
    "anexo": (gettext_lazy("Anexo comparativo"), _annex),
    "resolucion": (gettext_lazy("Proyecto de resolución"), _resolution),
    "oficio": (gettext_lazy("Proyecto de oficio"), _letter),
}


def _cover(title: str, told: Comparison) -> Cover:
    version = told.version
    subtitle = _("Plan %(year)d · reformulación v%(number)d") % {
        "year": version.plan.year,
        "number": version.number,
    }
    facts = (
        (_("Versión que cambia"), f"{told.base.code} (v{told.base.number})"),
        (_("Estado"), str(version.get_state().label)),
        (
            _("Rige desde"),
            _("por fijar al aprobarse") if told.effect_is_assumed else _day(told.effective_from),
        ),
        (_("Unidad"), str(version.plan.unit)),
    )
    return Cover(title, subtitle, facts)


def _annex_table(told: Comparison, *, wide: bool) -> Table:
    widths = (1.6, 5.6, 3.2, 4.2, 4.2, 6.2) if wide else (1.4, 3.6, 2.6, 2.8, 2.8, 3.6)
    titles = (_("Hito"), _("Nombre"), _("Qué"), _("Antes"), _("Después"), _("Motivo"))
    rows = tuple(
        (
            _cell(row.code),
            _cell(f"{row.name} ({row.unit})"),
            _cell(f"{row.what}: {row.kind}"),
            _cell(row.before),
            _cell(row.after),
            _cell(row.reason or "—"),
        )
        for row in told.annex
    )
    return Table(_("Anexo comparativo"), tuple(zip(titles, widths, strict=True)), rows)


def _quarters_table(told: Comparison) -> Table:
    def words(reading: Reading) -> Cell:
        return (Span(reading.percent, "strong"), Span(f"{reading.verified} / {reading.due}", "muted"))

    rows = tuple(
        (
            _cell(_("Trimestre %(roman)s") % {"roman": q.label}),
            words(q.without),
            words(q.with_it),
            _cell(f"{(q.goal * 100).normalize():f} %"),
            _cell(_quarter_in_words(q)),
        )
        for q in told.quarters
    )
    columns = (
        (_("Trimestre"), 3.0),
        (_("Sin reformular"), -3.0),
        (_("Reformulado"), -3.0),
        (_("Meta"), -2.0),
        (_("Qué pasa"), 5.8),
    )
    return Table(_("Cada trimestre, sin la reformulación y con ella"), columns, rows)


def _quarter_in_words(quarter: Any) -> str:
    if quarter.edition is not None and not quarter.reached:
        return _("Congelado: su edición se queda como está.")
    if not quarter.reached:
        return _("Termina antes de que rija.")
    if quarter.turns:
        return _("Pasa a llegar a la meta.") if quarter.with_it.meets else _("Deja de llegar a la meta.")
    return _("Cambia lo que se debe; no el resultado.") if quarter.changes else _("No cambia.")


def _year_table(told: Comparison) -> Table:
    def money(amount: Any) -> str:
        return f"S/ {formats.number_format(amount, 2, force_grouping=True)}"

    rows = (
        (_cell(_("Meta anual (unidades)")), _cell(str(told.meta.before)), _cell(str(told.meta.after))),
        (
            _cell(_("Unidades programadas")),
            _cell(str(told.scheduled.before)),
            _cell(str(told.scheduled.after)),
        ),
        (_cell(_("Presupuesto")), _cell(money(told.budget.before)), _cell(money(told.budget.after))),
    )
    return Table(
        _("El año, antes y después"), ((_("Dato"), 8.0), (_("Antes"), -4.4), (_("Después"), -4.4)), rows
    )


def _load_table(told: Comparison) -> Table:
    def words(pair: Any) -> Cell:
        return _cell(str(pair.after) if not pair.difference else f"{pair.before} → {pair.after}")

    quarters = ("I", "II", "III", "IV")
    columns = ((_("Unidad"), 4.0), *((name, -2.5) for name in quarters), (_("Año"), -2.8))
    rows = tuple(
        (_cell(load.unit), *(words(pair) for pair in load.pairs), words(load.year)) for load in told.load
    )
    return Table(_("Carga por unidad responsable y trimestre"), columns, rows)


def _cell(text: str) -> Cell:
    return tuple(Span(line) for line in text.split("\n")) or (Span(""),)


def _day(day: Any) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else BLANK
