"""What anybody may read without signing in: published indicators, their files, and the catalogue."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sigor.accounts.lockout import client_ip
from sigor.copies.limits import Limit
from sigor.indicators import publishing
from sigor.indicators.models import Publication
from sigor.indicators.opendata import dcat
from sigor.organisation import clock
from sigor.ui.maps import peru

ASKED = Limit("sigor.indicators.public", most=120, window=60)
LEVELS = ("nation", "department", "province", "district", "remainder")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/ld+json",
    "jsonld": "application/ld+json",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
}
KEPT = "public, max-age=300"


def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For anybody, so many times a minute."""

    @wraps(view)
    def opened(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        now = clock.now()
        if not request.user.is_authenticated and not ASKED.admit(client_ip(request), now):
            page = render(request, "429.html", status=429)
            page["Retry-After"] = str(ASKED.seconds_left(now))
            return page
        answer = view(request, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"  # open data are for pages of others too
        return answer

    return require_safe(opened)


def _publication(slug: str) -> Publication:
    for publication in publishing.published():
        if publishing.slug_of(publication) == slug:
            return publication
    raise Http404


@open_page
def index(request: HttpRequest) -> HttpResponse:
    """Every set of data that is public."""
    sets = [
        {
            "publication": publication,
            "slug": publishing.slug_of(publication),
            "definitions": publication.content["definitions"],
            "first": publishing.period_name(publication.content["periods"][0]["label"]),
            "last": publishing.period_name(publication.content["periods"][-1]["label"]),
        }
        for publication in publishing.published()
    ]
    return render(request, "indicators/open_index.html", {"sets": sets})


@open_page
def catalogue(request: HttpRequest) -> HttpResponse:
    return _json(publishing.catalogue(clock.today()), "application/ld+json")


@open_page
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """A set of data: what is in it, under which rule, and its files."""
    publication = _publication(slug)
    found = publishing.made(publication)
    context = {
        "publication": publication,
        "slug": slug,
        "definitions": publication.content["definitions"],
        "periods": [
            {"label": one["label"], "name": publishing.period_name(one["label"]), "edition": one["edition"]}
            for one in reversed(publication.content["periods"])
        ],
        "files": [one for one in found.dataset.distributions if one.size is not None],
        "described": dcat.in_a_page(found.dataset, base_url=publishing.base_url(), agent=publishing._agent()),
    }
    return render(request, "indicators/open_set.html", context)


@open_page
def indicator(request: HttpRequest, slug: str, symbol: str) -> HttpResponse:
    """One published indicator: definition, period, edition, a map and its table."""
    publication = _publication(slug)
    definition = next((one for one in publication.content["definitions"] if one["code"] == symbol), None)
    labels = [one["label"] for one in publication.content["periods"]]
    period = request.GET.get("periodo", labels[-1])
    if definition is None or period not in labels:
        raise Http404
    rows = publishing.answer(publication, symbol=symbol, period=period)
    nation = next((row for row in rows if row["level"] == "nation"), None)
    departments = [row for row in rows if row["level"] == "department"]
    values = {row["place"]: float(row["value"]) for row in departments if row["value"] is not None}
    unit = definition["unit"]
    label = f"{definition['name']}, {publishing.period_name(period)}"
    context = {
        "publication": publication,
        "slug": slug,
        "definition": definition,
        "period": period,
        "period_name": publishing.period_name(period),
        "periods": [(one, publishing.period_name(one)) for one in reversed(labels)],
        "edition": next(one["edition"] for one in publication.content["periods"] if one["label"] == period),
        "nation": nation,
        "departments": departments,
        "smaller": [row for row in rows if row["level"] in ("district", "remainder")],
        "map": peru(values, label=label, shown=lambda value: f"{value:,.{definition['decimals']}f} {unit}")
        if values
        else None,
    }
    return render(request, "indicators/open_indicator.html", context)


@open_page
def file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One of the files of a set, as it was made."""
    data = publishing.file_of(_publication(slug), name)
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type=TYPES.get(name.rpartition(".")[2], "application/octet-stream"))
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = KEPT
    return answer


@open_page
def api(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures as JSON: `indicador`, `periodo` and `nivel` narrow the answer."""
    publication = _publication(slug)
    level = request.GET.get("nivel", "")
    if level and level not in LEVELS:
        return JsonResponse(
            {"detail": _("Un nivel es uno de: %(levels)s.") % {"levels": ", ".join(LEVELS)}}, status=400
        )
    rows = publishing.answer(
        publication,
        symbol=request.GET.get("indicador", ""),
        period=request.GET.get("periodo", ""),
        level=level or "nation",
    )
    told = {
        "title": publication.title,
        "edition": publication.edition,
        "licence": publication.licence,
        "smallest_cell": publication.cell,
        "rows": rows,
    }
    return _json(told, "application/json")


def _json(value: Any, media_type: str) -> HttpResponse:
    answer = HttpResponse(publishing.as_json(value), content_type=f"{media_type}; charset=utf-8")
    answer["Cache-Control"] = KEPT
    return answer
