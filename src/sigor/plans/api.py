"""The plan over REST: read the matrix and the quarters, submit, decide, freeze. The same doors as the pages."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request as AnyRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from sigor.accounts.models import User
from sigor.analysis import annex
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.plans import importing, pages, quarters, selectors, services
from sigor.plans.models import Deliverable, QuarterEdition
from sigor.plans.status import NothingToCount
from sigor.plans.status import status as year_status
from sigor.records import access
from sigor.records.files import FileRefused

AS_OF = OpenApiParameter(
    "al", OpenApiTypes.DATE, description="What was known at the end of this day; today if absent"
)


class Request(AnyRequest):
    """A request of somebody who is known."""

    user: User


class SubmissionSerializer(serializers.Serializer):
    """Evidence for units of a deliverable."""

    file = serializers.FileField()
    type = serializers.CharField(max_length=80)
    number = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    date = serializers.DateField(required=False, default=None, allow_null=True)
    quantity = serializers.IntegerField(min_value=1, default=1)


class DecisionReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, default="", allow_blank=True)


class CellSerializer(serializers.Serializer):
    """One scheduled deliverable and how it stood."""

    id = serializers.IntegerField(source="deliverable.pk")
    milestone = serializers.CharField(source="milestone.code")
    name = serializers.CharField(source="milestone.name")
    deliverable_type = serializers.CharField(source="milestone.deliverable_type")
    lead = serializers.CharField(source="milestone.lead.acronym")
    month = serializers.IntegerField()
    quantity = serializers.IntegerField()
    detail = serializers.CharField(source="deliverable.label")
    data_cutoff = serializers.DateField(source="deliverable.data_cutoff")
    condition = serializers.CharField(source="deliverable.condition")
    due = serializers.DateField()
    status = serializers.CharField()
    verified = serializers.IntegerField(source="progress.verified")
    waiting = serializers.IntegerField(source="progress.waiting")
    days_late = serializers.IntegerField(source="progress.days_late")


class EditionSerializer(serializers.ModelSerializer):
    class Meta:
        model = QuarterEdition
        fields = ("id", "quarter", "number", "cutoff", "reason", "changes", "frozen_at", "figures")


class ImportSerializer(serializers.Serializer):
    """An annex to read; with `dry_run` nothing is written."""

    file = serializers.FileField()
    dry_run = serializers.BooleanField(default=False)
    accept_warnings = serializers.BooleanField(default=False)


class ImportView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(operation_id="plan_import", request=ImportSerializer, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request) -> Response:
        """Read an annex as `sigor plan import` does: findings first, a draft only when it is accepted."""
        access.require(request.user, Permission.PLAN)
        sent = ImportSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        file = sent.validated_data["file"]
        data = file.read()
        try:
            read = annex.read(file.name, data)
        except annex.UnreadableFile as unreadable:
            raise FileRefused(str(unreadable)) from unreadable
        found = annex.as_dict(read) | {"findings": importing.findings_as_dicts(importing.check(read))}
        if sent.validated_data["dry_run"]:
            return Response(found)
        try:
            version = importing.import_annex(
                by=request.user,
                read=read,
                data=data,
                file_name=importing.kept_name(file.name),
                accept_warnings=sent.validated_data["accept_warnings"],
            )
        except importing.ImportRefused as refused:
            return Response(found | {"detail": str(refused)}, status=status.HTTP_422_UNPROCESSABLE_ENTITY)
        return Response(found | {"version": version.code}, status=status.HTTP_201_CREATED)


class StatusView(APIView):
    @extend_schema(operation_id="plan_status", parameters=[AS_OF], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, year: int) -> Response:
        """The four quarters under every reading, in the shape of `sigor plan status --json`."""
        day = pages.as_of(request._request)
        live = day == clock.today()
        try:
            return Response(year_status(pages.plan_or_404(year), day, moment=clock.now() if live else None))
        except NothingToCount as nothing:
            raise Http404 from nothing


class MatrixView(APIView):
    @extend_schema(operation_id="plan_matrix", parameters=[AS_OF], responses=CellSerializer(many=True))
    def get(self, request: Request, year: int) -> Response:
        """Every scheduled deliverable of the version in force."""
        plan = pages.plan_or_404(year)
        day = pages.as_of(request._request)
        version = selectors.version_in_force(plan, day)
        if version is None:
            raise Http404
        moment = clock.now() if day == clock.today() else None
        return Response(CellSerializer(selectors.board(version, day, moment=moment).cells, many=True).data)


class AnnexView(APIView):
    @extend_schema(operation_id="plan_annex", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, year: int) -> Response:
        """The version in force as an annex, in the shape of `sigor plan export --format json`."""
        version = selectors.version_in_force(pages.plan_or_404(year), clock.today())
        if version is None:
            raise Http404
        return Response(annex.as_dict(importing.as_annex(version)))


class SubmitView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="deliverable_submit", request=SubmissionSerializer, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put a document forward for units of a deliverable."""
        deliverable = _deliverable(request, pk)
        sent = SubmissionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        data: dict[str, Any] = sent.validated_data
        file = data["file"]
        submission = services.submit(
            deliverable=deliverable,
            by=request.user,
            quantity=data["quantity"],
            stream=file,
            file_name=file.name,
            type=data["type"],
            number=data["number"],
            date=data["date"],
        )
        body = {"id": submission.pk, "sha256": submission.evidence.file.sha256}
        return Response(body, status=status.HTTP_201_CREATED)


class DecideView(APIView):
    @extend_schema(
        operation_id="submission_decide", request=DecisionReasonSerializer, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, pk: int, step: str) -> Response:
        """Verify, return with a reason, or withdraw a submission."""
        submission = selectors.visible_submissions(request.user).filter(pk=pk).first()
        if submission is None:
            raise Http404
        said = DecisionReasonSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        if step == "verify":
            decision = services.verify(submission=submission, by=request.user)
        elif step == "return":
            decision = services.return_(
                submission=submission, by=request.user, reason=said.validated_data["reason"]
            )
        elif step == "withdraw":
            decision = services.withdraw(submission=submission, by=request.user)
        else:
            raise Http404
        return Response({"id": decision.pk, "outcome": decision.outcome})


class FreezeView(APIView):
    @extend_schema(
        operation_id="quarter_freeze", request=DecisionReasonSerializer, responses={201: EditionSerializer}
    )
    def post(self, request: Request, year: int, quarter: int) -> Response:
        """Freeze the quarter; with a reason, freeze it again as the next edition."""
        plan = pages.plan_or_404(year)
        said = DecisionReasonSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        if reason := said.validated_data["reason"]:
            edition = quarters.restate(plan=plan, quarter=quarter, by=request.user, reason=reason)
        else:
            edition = quarters.freeze(plan=plan, quarter=quarter, by=request.user)
        return Response(EditionSerializer(edition).data, status=status.HTTP_201_CREATED)


def _deliverable(request: Request, pk: int) -> Deliverable:
    found = selectors.visible_deliverables(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


api_urlpatterns = [
    path("planes/importar/", ImportView.as_view(), name="api_plan_import"),
    path("planes/<int:year>/estado/", StatusView.as_view(), name="api_plan_status"),
    path("planes/<int:year>/matriz/", MatrixView.as_view(), name="api_plan_matrix"),
    path("planes/<int:year>/anexo/", AnnexView.as_view(), name="api_plan_annex"),
    path("planes/<int:year>/trimestres/<int:quarter>/congelar/", FreezeView.as_view(), name="api_freeze"),
    path("entregables/<int:pk>/envios/", SubmitView.as_view(), name="api_submit"),
    path("envios/<int:pk>/<slug:step>/", DecideView.as_view(), name="api_decide"),
]
