"""Results over REST: values with what they are made of, the same as the pages show."""

from datetime import date, datetime, time
from typing import Any

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sigor.indicators import loading, readings, selectors, services, wording
from sigor.indicators.engine.periods import NotAPeriod, Period
from sigor.indicators.facts import Level, Origin
from sigor.indicators.models import Indicator
from sigor.indicators.selectors import Value
from sigor.indicators.sources import NothingToCompute
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access
from sigor.registers.doors import person


def _card(symbol: str) -> Indicator:
    card = selectors.in_force().filter(symbol=symbol).first()
    if card is None:
        raise NotFound(_("No hay una ficha vigente con esa sigla."))
    return card


def _known_at(request: Request) -> datetime | None:
    text = request.query_params.get("known_at", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise ValidationError({"known_at": [_("Escriba una fecha como 2025-06-30.")]}) from wrong
    return timezone.make_aware(datetime.combine(day, time.max))


def _period(text: str, card: Indicator) -> Period:
    try:
        period = Period.read(text)
    except NotAPeriod as wrong:
        raise ValidationError({"period": [wording.sentence(wrong.told)]}) from wrong
    if period.kind != card.frequency:
        raise ValidationError({"period": [_("Este indicador no se mide con esa frecuencia.")]})
    return period


def value_of(value: Value) -> dict[str, Any]:
    """A value as scripts read it: numbers as text, so that none loses a céntimo."""
    return {
        "period": str(value.period),
        "area": value.area,
        "name": value.name,
        "numerator": _text(value.numerator),
        "denominator": _text(value.denominator),
        "value": None if value.value is None else f"{value.value:.6f}",
        "edition": value.edition,
        "preliminary": value.preliminary,
        "method": value.method,
        "facts": value.facts,
    }


def _text(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"


class ReaderView(APIView):
    """For whoever may see anything of the institution."""

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if not access.grants(person(request)).anywhere(Permission.VIEW):
            self.permission_denied(request)


class SeriesView(ReaderView):
    @extend_schema(
        operation_id="indicator_series",
        parameters=[
            OpenApiParameter("level", str, description="nation, department, province, unit o district"),
            OpenApiParameter("area", str, description="Ubigeo, o id de la unidad"),
            OpenApiParameter("known_at", OpenApiTypes.DATE, description="Como se sabía ese día"),
        ],
        responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, symbol: str) -> Response:
        """The values of an indicator over time, with what its chart says of now."""
        card = _card(symbol)
        level, area = request.query_params.get("level", Level.NATION), request.query_params.get("area", "")
        if level not in Level.values or (level != Level.NATION) != bool(area):
            raise ValidationError({"level": [_("Un nivel debajo del país se pide con su área.")]})
        found = readings.reading(card, level=level, area=area, known_at=_known_at(request))
        return Response(
            {
                "indicator": card.symbol,
                "title": card.title,
                "level": level,
                "area": area,
                "unit": card.unit_of_measure,
                "variation": found.chart.variation,
                "assurance": found.chart.assurance,
                "sentence": found.sentence,
                "target": _text(found.target.value) if found.target else None,
                "values": [value_of(value) for value in found.values],
            }
        )


class AreasView(ReaderView):
    @extend_schema(
        operation_id="indicator_areas",
        parameters=[
            OpenApiParameter("period", str, required=True, description="Como 2025-B3"),
            OpenApiParameter("level", str, description="department, province, unit o district"),
            OpenApiParameter("within", str, description="Comienzo del ubigeo"),
            OpenApiParameter("known_at", OpenApiTypes.DATE, description="Como se sabía ese día"),
        ],
        responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, symbol: str) -> Response:
        """The values of all areas of a level in a period; they add up to the whole."""
        card = _card(symbol)
        asked = request.query_params
        level = asked.get("level", Level.DEPARTMENT)
        if level not in Level.values or level == Level.NATION:
            raise ValidationError({"level": [_("Un nivel es department, province, unit o district.")]})
        period = _period(asked.get("period", ""), card)
        values = selectors.by_area(
            card, period, level, within=asked.get("within", ""), known_at=_known_at(request)
        )
        return Response({"indicator": card.symbol, "level": level, "values": [value_of(v) for v in values]})


class UploadView(ReaderView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="indicator_data_upload",
        request=OpenApiTypes.BINARY,
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        """Take in a file of data: `file`, `unit` (acronym) and, for corrections, `correction`."""
        asked: Any = request.data
        sent = asked.get("file")
        unit = Unit.objects.on(clock.today()).filter(acronym=asked.get("unit", "UPPM")).first()
        if sent is None or unit is None:
            field, why = (
                ("file", _("Falta el archivo.")) if sent is None else ("unit", _("No existe esta unidad."))
            )
            raise ValidationError({field: [why]})
        outcome = loading.take_in(
            by=person(request),
            unit_id=unit.pk,
            stream=sent.file,
            file_name=sent.name,
            correction=asked.get("correction", ""),
        )
        if outcome.delivery is None:
            return Response({"detail": outcome.sentence, "findings": outcome.told}, status=422)
        told = {"id": outcome.delivery.pk, "code": outcome.delivery.code, "rows": outcome.delivery.rows}
        return Response(told | {"detail": outcome.sentence, "findings": outcome.told}, status=201)


class ComputeView(ReaderView):
    @extend_schema(
        operation_id="indicator_compute", request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request, symbol: str) -> Response:
        """Have the system compute an indicator for a `period`."""
        card = _card(symbol)
        if card.origin != Origin.COMPUTED:
            raise ValidationError({"indicator": [_("Este indicador no lo calcula el sistema.")]})
        asked: Any = request.data
        period = _period(str(asked.get("period", "")), card)
        try:
            delivery = services.compute_data(
                by=person(request),
                indicators=[card],
                period=period,
                correction=str(asked.get("correction", "")),
            )
        except NothingToCompute as nothing:
            raise ValidationError({"period": [str(nothing)]}) from nothing
        return Response({"id": delivery.pk, "code": delivery.code, "rows": delivery.rows}, status=201)


api_urlpatterns = [
    path("resultados/cargar/", UploadView.as_view(), name="api_data_upload"),
    path("resultados/<str:symbol>/", SeriesView.as_view(), name="api_indicator"),
    path("resultados/<str:symbol>/lugares/", AreasView.as_view(), name="api_indicator_areas"),
    path("resultados/<str:symbol>/calcular/", ComputeView.as_view(), name="api_indicator_compute"),
]
