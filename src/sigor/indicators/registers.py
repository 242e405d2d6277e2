"""The registers of results: the chain, the cards, their targets and rebases, deliveries of data, signals, publications."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.indicators import pages
from sigor.indicators.models import (
    Delivery,
    Indicator,
    Publication,
    Rebase,
    Signal,
    Target,
    ValueChainNode,
)
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

MEASURING = ("9001:9.1", "37001:9.1", "27001:9.1")


@register
class ValueChain(Register):
    slug = "value-chain"
    model = ValueChainNode
    name = _("Eslabones de la cadena de valor")
    purpose = _("De los insumos al impacto: qué conduce a qué.")
    chapter = chapters.RESULTS
    clauses = ("9001:4.4",)
    columns = ("code", "title", "stage", "order", "leads_to", "unit", "state")
    filters = ("unit", "state", "stage")
    search = ("code", "title", "description")
    sections = (
        Section(_("El eslabón"), "title", "stage", "order", "description"),
        Section(_("A dónde conduce y quién responde"), "leads_to", "unit", "review_due"),
    )


@register
class Indicators(Register):
    slug = "indicators"
    model = Indicator
    name = _("Fichas de indicador")
    purpose = _("Qué se mide, qué se divide entre qué, de dónde sale, cuánto debe alcanzar y quién responde.")
    chapter = chapters.RESULTS
    clauses = MEASURING
    columns = ("code", "symbol", "title", "frequency", "origin", "sense", "unit", "state")
    filters = ("unit", "state", "frequency", "origin", "on_board", "public")
    search = ("code", "symbol", "title", "numerator", "denominator", "purpose")
    sections = (
        Section(_("El indicador"), "title", "symbol", "purpose", "node", "objective"),
        Section(
            _("La fórmula"),
            "kind", "numerator", "denominator", "factor", "unit_of_measure", "decimals", "counts_people", "sense",
        ),
        Section(_("Cada cuánto y de dónde sale"), "frequency", "over_time", "origin", "measure", "parts", "origin_note", "days_after"),
        Section(_("Línea de base"), "base_value", "base_period"),
        Section(_("Quién mide y quién responde por la meta"), "unit", "target_owner"),
        Section(_("Vigencia y método"), "valid_from", "valid_to", "source", "method_version", "method_note"),
        Section(_("Dónde se muestra"), "on_board", "board_order", "public"),
    )  # fmt: skip
    detail_template = "indicators/card.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.card(record)


@register
class Targets(Register):
    slug = "indicator-targets"
    model = Target
    name = _("Metas")
    purpose = _("Cuánto debe alcanzar el indicador desde cada periodo, y quién lo dijo.")
    chapter = chapters.RESULTS
    clauses = MEASURING
    columns = ("code", "indicator", "since", "value", "source", "unit", "state")
    filters = ("unit", "state", "since")
    search = ("code", "title", "source", "indicator__symbol")
    sections = (
        Section(_("La meta"), "title", "indicator", "since", "value", "source"),
        Section(_("Quién la registra"), "unit", "review_due"),
    )
    parent = "indicator"
    in_menu = False


@register
class Rebases(Register):
    slug = "indicator-rebases"
    model = Rebase
    name = _("Cambios de línea de comparación")
    purpose = _("Desde cuándo y por qué el proceso es otro, de modo que sus límites se calculan de nuevo.")
    chapter = chapters.RESULTS
    clauses = MEASURING
    columns = ("code", "title", "indicator", "since", "territory", "unit", "state")
    filters = ("unit", "state", "since")
    search = ("code", "title", "reason", "indicator__symbol")
    sections = (
        Section(_("El cambio"), "title", "indicator", "since", "territory", "reason"),
        Section(_("Quién lo propone"), "unit"),
    )
    parent = "indicator"
    in_menu = False


@register
class Signals(Register):
    slug = "signals"
    model = Signal
    name = _("Señales")
    purpose = _("Qué cambió de verdad en un indicador, y qué se decidió.")
    chapter = chapters.RESULTS
    clauses = (*MEASURING, "9001:10.2")
    columns = ("code", "title", "indicator", "rule", "worse", "due_date", "decision", "unit", "state")
    filters = ("unit", "state", "rule", "worse", "due_date", "decision")
    search = ("code", "title", "detail", "indicator__symbol")
    sections = (
        Section(_("Qué se vio"), "title", "indicator", "territory", "rule", "worse", "since", "until", "detail"),
        Section(_("La decisión"), "due_date", "decision", "decision_note"),
        Section(_("Quién decide"), "unit"),
    )  # fmt: skip
    due_field = "due_date"
    readonly = True  # raised by the charts; what people write is the decision, with its step
    detail_template = "indicators/signal.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.signal(record, user)


@register
class Deliveries(Register):
    slug = "data-deliveries"
    model = Delivery
    name = _("Entregas de datos")
    purpose = _("Quién trajo qué datos de qué periodos, quién les dio conformidad y qué edición son.")
    chapter = chapters.RESULTS
    clauses = ("9001:7.5", "9001:9.1")
    columns = ("code", "title", "origin", "period_from", "period_to", "rows", "due_date", "unit", "state")
    filters = ("unit", "state", "origin", "frequency", "period_from", "due_date")
    search = ("code", "title", "file_name", "correction")
    sections = (
        Section(_("La entrega"), "title", "period_from", "period_to", "due_date", "correction"),
        Section(_("Quién la trae"), "unit"),
    )
    due_field = "due_date"
    readonly = True  # it begins with a file, a computation or a sheet, each on a page of its own
    detail_template = "indicators/delivery.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.delivery(record, user)


@register
class Publications(Register):
    slug = "data-publications"
    model = Publication
    name = _("Publicaciones de datos")
    purpose = _(
        "Qué indicadores de qué periodos se ofrecen al público, revisados para que no identifiquen a nadie."
    )
    chapter = chapters.RESULTS
    clauses = ("9001:7.4", "27001:5.34")
    columns = ("code", "title", "frequency", "period_from", "period_to", "edition", "unit", "state")
    filters = ("unit", "state", "frequency")
    search = ("code", "title")
    sections = (
        Section(_("Qué se publica"), "title", "frequency", "period_from", "period_to"),
        Section(_("Con qué condiciones"), "cell", "licence"),
        Section(_("Quién la prepara"), "unit"),
    )
    detail_template = "indicators/publication.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.publication(record, user)
