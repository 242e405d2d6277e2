"""The plan over REST: read the matrix and the quarters, submit, decide, freeze. The same doors as the pages."""

from typing import Any

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
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
from sigor.organisation.periods import month_end
from sigor.plans import importing, pages, quarters, reformulation, selectors, services
from sigor.plans.comparison import as_dict, comparison
from sigor.plans.forms import units_on
from sigor.plans.models import Deliverable, PlanVersion, QuarterEdition
from sigor.plans.status import NothingToCount
from sigor.plans.status import status as year_status
from sigor.records import access
from sigor.records.files import FileRefused
from sigor.records.services import transition
from sigor.registers.doors import confirm

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


class BranchSerializer(serializers.Serializer):
    """Why the plan is reformulated."""

    reason = serializers.CharField()


class ChangeSerializer(serializers.Serializer):
    """One change of a reformulation. A deliverable is named by its milestone and the month it falls due in the draft."""

    OPERATIONS = ("move", "quantity", "add", "withdraw", "withdraw_milestone", "edit", "explain", "undo")

    operation = serializers.ChoiceField(choices=OPERATIONS)
    milestone = serializers.CharField(required=False, help_text="Code: 1.1.4")
    month = serializers.IntegerField(required=False, min_value=1, max_value=12)
    to_month = serializers.IntegerField(required=False, min_value=1, max_value=12)
    quantity = serializers.IntegerField(required=False, min_value=1, max_value=999)
    values = serializers.DictField(
        required=False, help_text="edit: name, deliverable_type, units_text, meta, phase, lead (an acronym)"
    )
    lineage = serializers.CharField(required=False, help_text="explain, undo: that of the change")
    reason = serializers.CharField(required=False, default="", allow_blank=True)
    revision = serializers.IntegerField(required=False, default=None, allow_null=True)

    NEEDS = {
        "move": ("milestone", "month", "to_month"),
        "quantity": ("milestone", "month", "quantity"),
        "add": ("milestone", "month", "quantity"),
        "withdraw": ("milestone", "month"),
        "withdraw_milestone": ("milestone",),
        "edit": ("milestone", "values"),
        "explain": ("lineage", "reason"),
        "undo": ("lineage",),
    }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [n for n in self.NEEDS[attrs["operation"]] if attrs.get(n) in (None, "")]
        if missing:
            raise serializers.ValidationError({n: _("Esta operación lo pide.") for n in missing})
        return attrs


class StepSerializer(serializers.Serializer):
    """What a step of a version asks for."""

    reason = serializers.CharField(required=False, default="", allow_blank=True)
    effective_from = serializers.DateField(required=False, default=None, allow_null=True)
    password = serializers.CharField(
        required=False, write_only=True, trim_whitespace=False,
        help_text="Only to approve, which is personal: the caller's own password again.",
    )  # fmt: skip


class BranchView(APIView):
    @extend_schema(
        operation_id="plan_reformulate", request=BranchSerializer, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request, year: int) -> Response:
        """Open a reformulation of the plan in force."""
        said = BranchSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        version = reformulation.branch(
            plan=pages.plan_or_404(year), by=request.user, reason=said.validated_data["reason"]
        )
        return Response(as_dict(comparison(version)), status=status.HTTP_201_CREATED)


class ReformulationView(APIView):
    @extend_schema(operation_id="plan_reformulation", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        """What a reformulation changes and what that does, in the shape of `sigor plan reformulate effect --json`."""
        return Response(as_dict(comparison(_reformulation(request, pk))))


class ChangeView(APIView):
    @extend_schema(
        operation_id="plan_reformulation_change", request=ChangeSerializer, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request, pk: int) -> Response:
        """Make, explain or undo one change of a reformulation; the answer is its effect."""
        version = _reformulation(request, pk)
        access.require(request.user, Permission.PLAN)
        sent = ChangeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        change(version, request.user, sent.validated_data)
        return Response(as_dict(comparison(_reformulation(request, pk))))


def change(version: PlanVersion, by: User, asked: dict[str, Any]) -> None:
    """Find what the operation is about and do it."""
    operation, more = asked["operation"], {"by": by, "revision": asked["revision"]}
    if operation == "explain":
        services.explain_change(version=version, lineage=asked["lineage"], by=by, text=asked["reason"])
        return
    if operation == "undo":
        reformulation.undo_change(version=version, lineage=asked["lineage"], **more)
        return
    more["reason"] = asked["reason"]
    milestone = version.milestones.select_related("lead").filter(code=asked["milestone"]).first()
    if milestone is None:
        raise Http404
    if operation == "add":
        reformulation.add_deliverable(
            milestone=milestone, month=asked["month"], quantity=asked["quantity"], **more
        )
    elif operation == "withdraw_milestone":
        reformulation.withdraw_milestone(milestone=milestone, **more)
    elif operation == "edit":
        if more["revision"] is None:
            more["revision"] = version.revision
        contributors = [u.pk for u in milestone.contributors.all()]
        reformulation.change_milestone(
            milestone=milestone, values=_values(version, asked["values"]), contributors=contributors, **more
        )
    else:
        deliverable = milestone.deliverables.filter(month=asked["month"]).first()
        if deliverable is None:
            raise Http404
        if operation == "move":
            reformulation.move_deliverable(deliverable=deliverable, month=asked["to_month"], **more)
        elif operation == "quantity":
            reformulation.requantify_deliverable(deliverable=deliverable, quantity=asked["quantity"], **more)
        else:
            reformulation.withdraw_deliverable(deliverable=deliverable, **more)


def _values(version: PlanVersion, sent: dict[str, Any]) -> dict[str, Any]:
    """The fields of a milestone as the page's form takes them; a unit is known by its acronym."""
    known = ("name", "deliverable_type", "units_text", "meta", "phase")
    unknown = set(sent) - {*known, "lead"}
    if unknown:
        raise serializers.ValidationError({"values": _("Campos que no se conocen: %s.") % ", ".join(unknown)})
    values = {name: sent[name] for name in known if name in sent}
    if "lead" in sent:
        units = units_on(month_end(version.plan.year, 12))
        values["lead"] = units.filter(acronym=sent["lead"]).first()
        if values["lead"] is None:
            raise serializers.ValidationError({"values": _("No hay una unidad «%s».") % sent["lead"]})
    return values


class RebaseView(APIView):
    @extend_schema(operation_id="plan_reformulation_rebase", request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, pk: int) -> Response:
        """Carry the changes over to what was approved since the reformulation was opened."""
        reformulation.rebase(version=_reformulation(request, pk), by=request.user)
        return Response(as_dict(comparison(_reformulation(request, pk))))


class StepView(APIView):
    @extend_schema(operation_id="plan_version_step", request=StepSerializer, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, pk: int, step: str) -> Response:
        """Send, return, approve (with `effective_from` and, once more, `password`) or discard a version."""
        version = _version(request, pk)
        if step not in {t.name for t in version.workflow.transitions}:
            raise Http404
        said = StepSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        data = said.validated_data
        if step == "send":
            version = services.send_for_approval(version=version, by=request.user)
        elif step == "approve":
            if data["effective_from"] is None:
                raise serializers.ValidationError({"effective_from": _("Indique desde qué fecha rige.")})
            version = services.approve_version(
                version=version,
                by=request.user,
                effective_from=data["effective_from"],
                confirmed=confirm(request, data),
            )
        else:
            version = transition(version, step, by=request.user, reason=data["reason"])
        return Response({"version": version.code, "state": version.state})


def _version(request: Request, pk: int) -> PlanVersion:
    version = PlanVersion.objects.select_related("plan", "unit").filter(pk=pk).first()
    if version is None or not selectors.visible_versions(request.user, version.plan).filter(pk=pk).exists():
        raise Http404
    return version


def _reformulation(request: Request, pk: int) -> PlanVersion:
    version = _version(request, pk)
    if not version.is_reformulation:
        raise Http404
    return version


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
    path("planes/<int:year>/reformular/", BranchView.as_view(), name="api_reformulate"),
    path("versiones/<int:pk>/reformulacion/", ReformulationView.as_view(), name="api_reformulation"),
    path("versiones/<int:pk>/reformulacion/cambios/", ChangeView.as_view(), name="api_reformulation_change"),
    path("versiones/<int:pk>/reformulacion/poner-al-dia/", RebaseView.as_view(), name="api_rebase"),
    path("versiones/<int:pk>/pasos/<slug:step>/", StepView.as_view(), name="api_version_step"),
    path("entregables/<int:pk>/envios/", SubmitView.as_view(), name="api_submit"),
    path("envios/<int:pk>/<slug:step>/", DecideView.as_view(), name="api_decide"),
]
