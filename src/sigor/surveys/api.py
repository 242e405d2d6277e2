"""Surveys over REST: answers in, shares with their margin out."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sigor.analysis.surveys import Share
from sigor.records.files import FileRefused
from sigor.records.services import TransitionRefused
from sigor.registers import declaration
from sigor.registers.doors import person
from sigor.surveys import selectors, services
from sigor.surveys.models import Wave


def _wave(request: Request, pk: int) -> Wave:
    register = declaration.get("survey-waves")
    assert register is not None
    found: Wave = get_object_or_404(register.records(person(request)), pk=pk)
    return found


class AnswersView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="survey_wave_answers", request=OpenApiTypes.BINARY, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take in the `file` of a wave's answers, whole or not at all."""
        asked: Any = request.data
        sent = asked.get("file")
        if sent is None:
            raise ValidationError({"file": [_("Falta el archivo.")]})
        try:
            outcome = services.take_in(
                _wave(request, pk), by=person(request), stream=sent.file, file_name=sent.name
            )
        except (FileRefused, TransitionRefused) as refused:
            raise ValidationError({"file": [str(refused)]}) from refused
        found = [vars(one) for one in outcome.findings]
        if found:
            return Response({"detail": outcome.sentence, "findings": found}, status=422)
        return Response({"detail": outcome.sentence, "rows": outcome.wave.rows}, status=201)


class ResultsView(APIView):
    @extend_schema(operation_id="survey_wave_results", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, pk: int) -> Response:
        """The shares of a wave by question, driver and unit; null where too few answered."""
        wave = _wave(request, pk)
        found = selectors.results(wave)

        def told(share: Share | None) -> dict[str, Any] | None:
            if share is None or not found.shows(share):
                return None
            return {
                "value": round(share.value, 6),
                "low": round(share.interval.low, 6),
                "high": round(share.interval.high, 6),
                "respondents": share.respondents,
            }

        return Response(
            {
                "wave": wave.code,
                "survey": wave.survey.code,
                "state": wave.state,
                "responses": wave.rows,
                "weighted": found.weighted,
                "fewest": wave.survey.fewest,
                "questions": {one.symbol: told(one.share) for one in found.questions},
                "drivers": {one.name: told(one.share) for one in found.drivers},
                "units": {
                    one.name: {symbol: told(share) for symbol, share in one.shares.items()}
                    for one in found.units
                },
            }
        )


api_urlpatterns = [
    path("encuestas/mediciones/<int:pk>/respuestas/", AnswersView.as_view(), name="api_wave_answers"),
    path("encuestas/mediciones/<int:pk>/resultados/", ResultsView.as_view(), name="api_wave_results"),
]
