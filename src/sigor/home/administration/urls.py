"""Addresses of the administration pages."""

from django.urls import path

from sigor.home.administration import unit_views, views

urlpatterns = [
    path("", views.people, name="administration"),
    path("personas/invitar/", views.invite, name="administration_invite"),
    path("personas/<int:pk>/", views.person, name="administration_person"),
    path("personas/<int:pk>/invitacion/", views.renew_invitation, name="administration_renew_invitation"),
    path("personas/<int:pk>/desactivar/", views.deactivate, name="administration_deactivate"),
    path("personas/<int:pk>/reactivar/", views.reactivate, name="administration_reactivate"),
    path(
        "personas/<int:pk>/segundo-factor/", views.remove_second_factor, name="administration_second_factor"
    ),
    path("personas/<int:pk>/rol/", views.grant_role, name="administration_grant_role"),
    path("personas/<int:pk>/encargar/", views.delegate, name="administration_delegate"),
    path("roles/<int:pk>/fin/", views.end_role, name="administration_end_role"),
    path("encargos/<int:pk>/fin/", views.end_delegation, name="administration_end_delegation"),
    path("unidades/", unit_views.units, name="administration_units"),
    path("unidades/agregar/", unit_views.add_unit, name="administration_add_unit"),
    path("unidades/<int:pk>/cerrar/", unit_views.close_unit, name="administration_close_unit"),
    path("feriados/", unit_views.holidays, name="administration_holidays"),
    path("feriados/agregar/", unit_views.add_holiday, name="administration_add_holiday"),
]
