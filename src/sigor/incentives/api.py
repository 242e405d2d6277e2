"""The incentives over REST: begin a run, one household's story, reconciliation and simulation, for other systems."""

from typing import Any

from django.core.exceptions import ValidationError as ModelInvalid
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sigor.incentives import forms, reconciling, results, selectors, services, wording
from sigor.incentives.engine import explain, schema
from sigor.incentives.engine.explain import UnknownHousehold
from sigor.incentives.engine.pipeline import InputsRefused
from sigor.incentives.models import BIMESTER, RuleVersion
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access
from sigor.registers import declaration
from sigor.registers.doors import person


class ExtractSerializer(serializers.Serializer[Any]):
    """The bimester, the unit that runs it, and the three files; the rules are the last approved ones unless named."""

    bimester = serializers.CharField(validators=[BIMESTER])
    unit = serializers.CharField(default="UOP")
    rules = serializers.CharField(required=False)
    households = serializers.FileField()
    members = serializers.FileField()
    facts = serializers.FileField()


class ListsSerializer(serializers.Serializer[Any]):
    operational = serializers.FileField()
    bank = serializers.FileField(required=False)


class RunView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="incentive_run_begin", request=ExtractSerializer, responses={202: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request) -> Response:
        """Take in an extract and have its roll computed in the background; the run tells how far it is."""
        reader = person(request)
        sent = ExtractSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said: dict[str, Any] = sent.validated_data
        unit = Unit.objects.on(clock.today()).filter(acronym=said["unit"]).first()
        approved = RuleVersion.objects.filter(state="approved").order_by("-approved_at")
        rules = (approved.filter(code=said["rules"]) if "rules" in said else approved).first()
        if unit is None or rules is None:
            field, why = (
                ("unit", _("No existe esta unidad."))
                if unit is None
                else ("rules", _("No hay reglas aprobadas."))
            )
            raise ValidationError({field: [why]})
        files = {kind: (said[kind].name, said[kind].file) for kind in schema.KINDS}
        run = services.begin(by=reader, bimester=said["bimester"], rules=rules, unit_id=unit.pk, files=files)
        return Response({"id": run.pk, "code": run.code, "state": run.state}, status=status.HTTP_202_ACCEPTED)


class ExplanationView(APIView):
    @extend_schema(
        operation_id="incentive_explanation",
        parameters=[OpenApiParameter("household", str, required=True, description="Seudónimo del hogar")],
        responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT, 422: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Why a household is paid what it is in a run: sentences, months, persons, amounts and what would change them."""
        run = _record(request, "incentive-runs", pk)
        form = forms.HouseholdForm({"h": request.query_params.get("household", "")})
        if not form.is_valid():
            raise ValidationError({"household": [str(error) for error in form.errors["h"]]})
        household = form.cleaned_data["h"]
        try:
            if not run.totals or not selectors.may_see_household(run, household, person(request)):
                raise UnknownHousehold(household)
            told = results.story(run, household)
        except UnknownHousehold as unknown:
            raise Http404 from unknown
        return Response({"run": run.code, "sentences": wording.story(told)} | explain.as_dict(told))


class ReconciliationView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="incentive_reconcile", request=ListsSerializer, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Compare a run with the operational list and the bank's return: rows and céntimos of each class."""
        run = _record(request, "incentive-runs", pk)
        sent = ListsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if not run.totals:
            raise ModelInvalid(_("La liquidación aún no se ha calculado."))
        lists = {name: (file.name, file.file) for name, file in sent.validated_data.items()}
        try:
            made = reconciling.compare(run, by=person(request), lists=lists)
        except InputsRefused as refused:
            raise ValidationError(
                {"findings": [finding.as_dict() for finding in refused.findings]}
            ) from refused
        body = {"id": made.pk, "code": made.code} | made.result
        return Response(body, status=status.HTTP_201_CREATED)


class SimulationView(APIView):
    @extend_schema(operation_id="incentive_simulate", request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, pk: int) -> Response:
        """What a draft of the rules would change in the last run: households and céntimos, by concept and by unit."""
        version = services.simulate(_record(request, "incentive-rules", pk), by=person(request))
        return Response(version.simulation)


def _record(request: Request, slug: str, pk: int) -> Any:
    """A record of a register, if this person may see it."""
    reader = person(request)
    if not access.grants(reader).anywhere(Permission.VIEW):
        raise access.AccessDenied(_("No tiene permiso para consultar registros."))
    register = declaration.get(slug)
    assert register is not None
    return get_object_or_404(register.records(reader), pk=pk)


api_urlpatterns = [
    path("incentive-runs/begin/", RunView.as_view(), name="api_incentive_begin"),
    path("incentive-runs/<int:pk>/explanation/", ExplanationView.as_view(), name="api_incentive_explanation"),
    path("incentive-runs/<int:pk>/reconcile/", ReconciliationView.as_view(), name="api_incentive_reconcile"),
    path("incentive-rules/<int:pk>/simulate/", SimulationView.as_view(), name="api_incentive_simulate"),
]
