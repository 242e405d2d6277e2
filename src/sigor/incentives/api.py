"""The incentives over REST: one household's story, for systems that answer people."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sigor.incentives import forms, results, selectors, wording
from sigor.incentives.engine import explain
from sigor.incentives.engine.explain import UnknownHousehold
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers import declaration
from sigor.registers.doors import person


class ExplanationView(APIView):
    @extend_schema(
        operation_id="incentive_explanation",
        parameters=[OpenApiParameter("household", str, required=True, description="Seudónimo del hogar")],
        responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT, 422: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Why a household is paid what it is in a run: sentences, months, persons, amounts and what would change them."""
        reader = person(request)
        if not access.grants(reader).anywhere(Permission.VIEW):
            raise access.AccessDenied(_("No tiene permiso para consultar registros."))
        register = declaration.get("incentive-runs")
        assert register is not None
        run: Any = get_object_or_404(register.records(reader).exclude(totals={}), pk=pk)
        form = forms.HouseholdForm({"h": request.query_params.get("household", "")})
        if not form.is_valid():
            raise ValidationError({"household": [str(error) for error in form.errors["h"]]})
        household = form.cleaned_data["h"]
        try:
            if not selectors.may_see_household(run, household, reader):
                raise UnknownHousehold(household)
            told = results.story(run, household)
        except UnknownHousehold as unknown:
            raise Http404 from unknown
        return Response({"run": run.code, "sentences": wording.story(told)} | explain.as_dict(told))


api_urlpatterns = [
    path("incentive-runs/<int:pk>/explanation/", ExplanationView.as_view(), name="api_incentive_explanation")
]
