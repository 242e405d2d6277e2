"""What must hold among the results: cards that can be measured, data in time, signals decided."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.indicators import selectors
from sigor.indicators.facts import Delivery, Slice
from sigor.indicators.models import Indicator, Signal, Target, ValueChainNode
from sigor.registers.consistency import rule

MEASURING = ("9001:9.1", "37001:9.1", "27001:9.1")


@rule(
    "indicator-without-data",
    _("Indicadores vigentes sin ningún dato con conformidad"),
    remedy=_("Traiga sus datos, o retire la ficha si ya no se mide."),
    register="indicators",
    severity="warning",
    clauses=MEASURING,
)
def indicators_without_data(on: date) -> QuerySet[Indicator]:
    data = Slice.objects.filter(selectors.current(), indicator=OuterRef("pk"))
    return Indicator.objects.filter(~Exists(data), state="in_force", archived_at__isnull=True)


@rule(
    "indicator-without-target",
    _("Indicadores que deben subir o bajar y no tienen meta"),
    remedy=_("Registre su meta, o diga que no tiene sentido definido."),
    register="indicators",
    severity="warning",
    clauses=("9001:6.2", *MEASURING),
)
def indicators_without_target(on: date) -> QuerySet[Indicator]:
    target = Target._default_manager.filter(
        indicator=OuterRef("pk"), state="in_force", archived_at__isnull=True, since__lte=on
    )
    steered = Indicator.objects.filter(state="in_force", archived_at__isnull=True).exclude(sense="none")
    return steered.filter(~Exists(target))


@rule(
    "indicator-past-validity",
    _("Fichas vigentes con fecha vencida"),
    remedy=_("Revise la ficha y renueve su vigencia, o retírela."),
    register="indicators",
    clauses=MEASURING,
)
def indicators_past_validity(on: date) -> QuerySet[Indicator]:
    return Indicator.objects.filter(state="in_force", archived_at__isnull=True, valid_to__lt=on)


@rule(
    "sheet-late",
    _("Hojas de datos que no se enviaron a tiempo"),
    remedy=_("Envíe la hoja, o descártela si no corresponde."),
    register="data-deliveries",
    clauses=MEASURING,
)
def sheets_late(on: date) -> QuerySet[Delivery]:
    open_sheets = Q(origin="entry", state__in=("draft", "observed"), archived_at__isnull=True)
    return Delivery._default_manager.filter(open_sheets, due_date__lt=on)


@rule(
    "signal-undecided",
    _("Señales sin decisión dentro de su plazo"),
    remedy=_("Decida qué pide la señal; pasado el plazo la trata el Comité."),
    register="signals",
    clauses=("9001:9.1", "9001:10.2"),
)
def signals_undecided(on: date) -> QuerySet[Signal]:
    return Signal._default_manager.filter(state="open", archived_at__isnull=True, due_date__lt=on)


@rule(
    "value-chain-loose",
    _("Eslabones que no conducen a ningún otro"),
    remedy=_("Diga a qué eslabón conduce; solo el impacto queda al final."),
    register="value-chain",
    severity="warning",
    clauses=("9001:4.4",),
)
def chain_loose(on: date) -> QuerySet[ValueChainNode]:
    nodes = ValueChainNode._default_manager.filter(state="in_force", archived_at__isnull=True)
    return nodes.filter(leads_to__isnull=True).exclude(stage="impact")


@rule(
    "delivery-not-frozen",
    _("Entregas con conformidad que nadie congeló"),
    remedy=_("Congele la entrega cuando sus cifras sean definitivas."),
    register="data-deliveries",
    severity="warning",
    clauses=MEASURING,
)
def deliveries_not_frozen(on: date) -> QuerySet[Delivery]:
    """A year after its last period began nothing should be preliminary."""
    accepted = Delivery._default_manager.filter(state="accepted", archived_at__isnull=True)
    return accepted.annotate(until=F("period_to")).filter(until__lt=date(on.year - 1, on.month, 1))
