"""The heat map: where the open risks of a class lie, each figure a link to the list it counts."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from sigor.accounts.requests import SignedInRequest
from sigor.analysis.risk_scales import Cell
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access
from sigor.risks.models import RiskClass, RiskKind
from sigor.risks.selectors import BASES, HeatMap, heat_map, risks_on_map

BASIS_LABELS = [
    ("residual", gettext_lazy("Residual: lo que queda con los controles")),
    ("inherent", gettext_lazy("Inherente: sin contar los controles")),
]


@require_GET
def risk_map(request: SignedInRequest) -> HttpResponse:
    """Likelihood by impact as things stand today; nonsense in the address falls back to the usual view."""
    if not access.grants(request.user).anywhere(Permission.VIEW):
        raise PermissionDenied(_("No tiene permiso para consultar registros."))
    risk_class = _one_of(request.GET.get("risk_class", ""), RiskClass.values)
    kind = _one_of(request.GET.get("kind", ""), RiskKind.values)
    basis = _one_of(request.GET.get("basis", ""), ["residual", *BASES])
    units = access.visible(
        Unit.objects.on(clock.today()).order_by("acronym"), request.user, unit_fields=("pk",)
    )
    acronyms = list(units.values_list("acronym", flat=True))
    unit = request.GET.get("unit", "")
    unit = unit if unit in acronyms else ""
    risks = risks_on_map(request.user, risk_class=risk_class, kind=kind, unit=unit)
    found = heat_map(risks, risk_class=risk_class, basis=basis, on=clock.today())
    same = {"risk_class": risk_class, "kind": kind, "open": "true"} | ({"unit": unit} if unit else {})
    context = {
        "map": found,
        "classes": RiskClass.choices,
        "kinds": RiskKind.choices,
        "bases": BASIS_LABELS,
        "units": acronyms,
        "chosen": {"risk_class": risk_class, "kind": kind, "basis": basis, "unit": unit},
        "class_label": RiskClass(risk_class).label,
        "today": clock.today(),
        "all": _list(same),
        "links": _links(found, same, basis) if found else {},
        "rows": _rows(found, same, basis) if found else [],
        "without_scale": 0 if found else risks.count(),
    }
    return render(request, "risks/map.html", context)


def _one_of(asked: str, known: list[str]) -> str:
    return asked if asked in known else known[0]


def _list(query: dict[str, str]) -> str:
    return f"{reverse('register_list', args=['risks'])}?{urlencode(query)}"


def _links(found: HeatMap, same: dict[str, str], basis: str) -> dict[str, str]:
    """The lists behind the figures beneath the table."""
    return {
        "placed": _list(same | {"assessed": basis, "scale": found.scale.code}),
        "unplaced": _list(same | {"assessed": f"no_{basis}"}),
        "elsewhere": _list(same | {"assessed": basis, "scale_in_force": "false"}),
    }


def _rows(
    found: HeatMap, same: dict[str, str], basis: str
) -> list[tuple[str, int, list[tuple[Cell, str, str]]]]:
    """Each row: the word and the value of its likelihood, then cell, word of its impact and list behind it."""
    rows = []
    for cells in found.rows:
        value = cells[0].likelihood
        shown = []
        for cell in cells:
            query = {f"{basis}_likelihood": str(cell.likelihood), f"{basis}_impact": str(cell.impact)}
            address = _list(same | {"scale": found.scale.code} | query)
            shown.append((cell, found.labels.get(("impact", cell.impact), ""), address))
        rows.append((found.labels.get(("likelihood", value), ""), value, shown))
    return rows
