"""From a declaration to a REST resource: the same fields, filters, order and doors as the pages."""

from collections.abc import Iterable
from functools import cache
from types import new_class
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access, services
from sigor.records.models import Record
from sigor.registers.declaration import Register, all_registers, register_of
from sigor.registers.doors import confirm, person
from sigor.registers.filters import filterset_of
from sigor.registers.history import history
from sigor.registers.problems import RevisionRequired
from sigor.registers.tables import order_of
from sigor.registers.values import label_of, related_model

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="ETag of the revision that was read"
)
WHY = OpenApiParameter("reason", str, OpenApiParameter.QUERY, description="Why, for the audit trail")
# A step that is a personal declaration (the pages show its sentence) takes the caller's password again.
REASON = inline_serializer(
    "Reason",
    {
        "reason": serializers.CharField(required=False, allow_blank=True),
        "password": serializers.CharField(
            required=False,
            write_only=True,
            trim_whitespace=False,
            help_text=(
                "Only for steps that the person declares, such as approving: the caller's own password again. "
                "A wrong one changes nothing and counts in the lock-out of the sign-in."
            ),
        ),
    },
)


class UnitField(serializers.SlugRelatedField):
    """A unit by its acronym, among those in force."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="acronym", queryset=Unit.objects.all(), **kwargs)

    def get_queryset(self) -> QuerySet[Unit]:
        return Unit.objects.on(clock.today())


class RecordField(serializers.SlugRelatedField):
    """Another record by its code, among those the person may see."""

    def __init__(self, register: Register, **kwargs: Any) -> None:
        self.register = register
        super().__init__(slug_field="code", queryset=register.model._default_manager.all(), **kwargs)

    def get_queryset(self) -> QuerySet[Any]:
        return self.register.records(self.context["request"].user)


class Pages(LimitOffsetPagination):
    default_limit = 50
    max_limit = 500


class Ordering(BaseFilterBackend):
    """`?sort=due_date` or `?sort=-due_date`, by any field a list shows; otherwise by code."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        wanted = request.query_params.get("sort", "code")
        register: Register = view.register
        name = wanted.removeprefix("-")
        if name not in register.shown():
            return queryset.order_by("code")
        return queryset.order_by(*order_of(register, name, descending=wanted.startswith("-")))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = [sign + name for name in view.register.shown() for sign in ("", "-")]
        return [
            {"name": "sort", "in": "query", "required": False, "schema": {"type": "string", "enum": names}}
        ]


class RecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Records of one register; writing goes through the same services as the pages."""

    register: ClassVar[Register]
    filter_backends = [DjangoFilterBackend, Ordering]
    pagination_class = Pages
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.register.model._default_manager.none()
        return self.register.records(person(self.request))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not access.grants(person(request)).anywhere(Permission.VIEW):
            raise access.AccessDenied(_("No tiene permiso para consultar registros."))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        kept = services.create(self.register.model(**given.validated_data), by=person(request))
        return self._answer(kept, status.HTTP_201_CREATED)

    @extend_schema(parameters=[IF_MATCH, WHY])
    def update(self, request: Request, pk: int) -> Response:
        return self._change(request, partial=False)

    @extend_schema(parameters=[IF_MATCH, WHY])
    def partial_update(self, request: Request, pk: int) -> Response:
        return self._change(request, partial=True)

    def _change(self, request: Request, *, partial: bool) -> Response:
        record = self.get_object()
        revision = _revision_of(request)
        given = self.get_serializer(record, data=request.data, partial=partial)
        given.is_valid(raise_exception=True)
        reason = str(request.query_params.get("reason", ""))
        kept = services.change(
            record, by=person(request), values=given.validated_data, revision=revision, reason=reason
        )
        return self._answer(kept)

    @extend_schema(request=REASON, parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH)])
    def transition(self, request: Request, pk: int, name: str) -> Response:
        """Take a step of the workflow by its name, with the reason and the fields that it asks for.

        One that the person declares also takes `password`; the history then holds what was declared.
        """
        if name not in {step.name for step in self.register.model.workflow.transitions}:
            raise NotFound
        told = request.data if isinstance(request.data, dict) else {}
        step = self.register.model.workflow.transition(name)
        confirmed = bool(step.meaning) and confirm(request, told)
        with transaction.atomic():
            record = self.get_object()
            if "If-Match" in request.headers and _revision_of(request) != record.revision:
                raise services.EditedMeanwhile(_("El registro cambió desde que lo leyó."))
            given = asked_serializer(self.register, name)(data=told, context=self.get_serializer_context())
            given.is_valid(raise_exception=True)
            reason = str(told.get("reason", ""))
            kept = services.transition(
                record,
                name,
                by=person(request),
                reason=reason,
                values=given.validated_data,
                confirmed=confirmed,
            )
        return self._answer(kept)

    @extend_schema(responses={200: OpenApiTypes.OBJECT}, filters=False)
    def history(self, request: Request, pk: int) -> Response:
        """Every change of the record, newest first."""
        return Response([event.as_dict() for event in history(self.get_object())])

    def _answer(self, record: Record, code: int = status.HTTP_200_OK) -> Response:
        # Read again: the database computes some columns.
        fresh = self.get_queryset().get(pk=record.pk)
        return Response(self.get_serializer(fresh).data, status=code, headers={"ETag": f'"{fresh.revision}"'})


def _revision_of(request: Request) -> int:
    """The revision in If-Match; without one nobody changes anything."""
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not tag:
        raise RevisionRequired
    return int(tag) if tag.isdigit() else -1


class RecordSerializer(serializers.ModelSerializer):
    """Base of the serializers: who may write what is for the services to say."""


@cache
def asked_serializer(register: Register, name: str) -> type[RecordSerializer]:
    """What a step asks for, checked as the register's own fields are; the service says what is missing."""
    asks = list(register.model.workflow.transition(name).asks)
    options = {field: {"required": False} for field in asks}
    meta = {"model": register.model, "fields": asks, "extra_kwargs": options, "validators": []}
    declared = _named_by_people(register, asks, required=False) | {"Meta": type("Meta", (), meta)}
    return new_class("AskedSerializer", (RecordSerializer,), {}, lambda ns: ns.update(declared))


def _named_by_people(register: Register, names: Iterable[str], **more: Any) -> dict[str, Any]:
    """Fields that name other rows, told by acronym, user name or code."""
    declared: dict[str, Any] = {}
    for name in names:
        related = related_model(register.field(name))
        other = register_of(related) if related else None
        options = _options(register, name) | more
        if related is User:
            people = User.objects.filter(is_active=True)
            declared[name] = serializers.SlugRelatedField(slug_field="username", queryset=people, **options)
        elif related is Unit:
            declared[name] = UnitField(**options)
        elif other is not None:
            declared[name] = RecordField(other, **options)
    return declared


def serializer_of(register: Register) -> type[RecordSerializer]:
    """The serializer of a register: what a list can show and a form can fill in, plus what identifies it."""
    asked = register.fields()
    names = list(
        dict.fromkeys(["id", *register.shown(), "code", "state", "revision", "created_at", "updated_at"])
    )
    declared: dict[str, Any] = {"state": serializers.CharField(source="get_state.code", read_only=True)}
    declared |= _named_by_people(register, asked)
    meta = {
        "model": register.model,
        "fields": names,
        "read_only_fields": [name for name in names if name not in asked],
    }
    declared["Meta"] = type("Meta", (), meta)
    base = register.serializer_class or RecordSerializer
    return new_class(f"{register.model.__name__}Serializer", (base,), {}, lambda ns: ns.update(declared))


def _options(register: Register, name: str) -> dict[str, Any]:
    field = register.field(name)
    return {"required": not field.blank, "allow_null": field.null, "label": label_of(field)}


def viewset_of(register: Register) -> type[RecordViewSet]:
    """The resource of a register."""
    attributes = {
        "register": register,
        "serializer_class": serializer_of(register),
        "filterset_class": filterset_of(register),
        "queryset": register.model._default_manager.all(),
        "__doc__": str(register.purpose),
    }
    return new_class(
        f"{register.model.__name__}ViewSet", (RecordViewSet,), {}, lambda ns: ns.update(attributes)
    )


def urls_of(register: Register) -> list[URLPattern]:
    """`/<slug>/`, `/<slug>/<id>/` and what hangs on a record."""
    views, name = viewset_of(register), f"api-{register.slug}"
    many: dict[str, Any] = {"get": "list"}
    one: dict[str, Any] = {"get": "retrieve"}
    if not register.readonly:
        many |= {"post": "create"}
        one |= {"put": "update", "patch": "partial_update"}
    found = [
        path(f"{register.slug}/", views.as_view(many), name=f"{name}-list"),
        path(f"{register.slug}/<int:pk>/", views.as_view(one), name=f"{name}-detail"),
        path(f"{register.slug}/<int:pk>/history/", views.as_view({"get": "history"}), name=f"{name}-history"),
    ]
    step = path(
        f"{register.slug}/<int:pk>/transitions/<slug:name>/",
        views.as_view({"post": "transition"}),
        name=f"{name}-transition",
    )
    return found if register.readonly else [*found, step]


api_urlpatterns: list[URLPattern] = [
    path("esquema/", SpectacularAPIView.as_view(), name="api-schema"),
    *(pattern for declared in all_registers() for pattern in urls_of(declared)),
]
