"""What must hold before data are sent or accepted."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def has_data(delivery: Any, by: Any) -> str:
    """An empty delivery says nothing: not even that there is nothing."""
    entered = delivery.origin == "entry"
    there = delivery.entries.filter(numerator__isnull=False).exists() if entered else delivery.slices.exists()
    return "" if there else _("Aún no tiene ningún dato.")


def without_errors(delivery: Any, by: Any) -> str:
    errors = [finding for finding in delivery.findings if finding["severity"] == "error"]
    if not errors:
        return ""
    return ngettext(
        "El archivo tiene %(n)d error por resolver.", "El archivo tiene %(n)d errores por resolver.", len(errors)
    ) % {"n": len(errors)}  # fmt: skip


def explained(delivery: Any, by: Any) -> str:
    """A value far from the last ones is sent with a word on why."""
    silent = delivery.entries.filter(unusual=True, comment="").select_related("indicator")
    symbols = ", ".join(entry.indicator.symbol for entry in silent)
    return _("Explique los valores inusuales: %(symbols)s.") % {"symbols": symbols} if symbols else ""


def says_what_it_corrects(delivery: Any, by: Any) -> str:
    """Figures in force change only by a delivery that says why."""
    if delivery.correction.strip() or not replaced(delivery).exists():
        return ""
    return _("Cambia cifras que ya tienen conformidad: diga qué corrige y por qué.")


def begun_from_what_rules(delivery: Any, by: Any) -> str:
    """A correction holds whole slices: it must not undo what another one changed since it was brought."""
    if not replaced(delivery).filter(accepted_at__gt=delivery.created_at).exists():
        return ""
    return _("Otra entrega cambió estas cifras después de traer esta: descártela y vuelva a cargarla.")


def replaced(delivery: Any) -> Any:
    """The slices in force that this delivery would take the place of."""
    slices = delivery.slices.model._default_manager.filter(
        accepted_at__isnull=False, superseded_at__isnull=True
    ).exclude(delivery=delivery)
    if delivery.origin == "entry":
        return slices.filter(
            indicator__in=delivery.entries.values("indicator"),
            period=delivery.period_from,
            scope=delivery.unit_id,
        )
    same = delivery.slices.filter(indicator=OuterRef("indicator"), period=OuterRef("period"))
    return slices.filter(Exists(same), scope__isnull=True)


def is_prepared(publication: Any, by: Any) -> str:
    """What is published was made, checked and kept as files first, knowing all that was published before."""
    if not publication.content.get("package"):
        return _("Prepare primero los datos que se publican.")
    if publication.content.get("former") != published_before(publication):
        return _("Se publicó otra edición de esos periodos después de preparar esta: vuelva a prepararla.")
    return ""


def published_before(publication: Any) -> list[str]:
    """The codes of all that was ever published of the same periods, in the order in which it was."""
    others = type(publication)._default_manager.filter(
        frequency=publication.frequency,
        published_at__isnull=False,
        period_from__lte=publication.period_to,
        period_to__gte=publication.period_from,
    )
    return list(others.exclude(pk=publication.pk).order_by("published_at").values_list("code", flat=True))
