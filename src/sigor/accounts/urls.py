"""Addresses of signing in and of one's own account; allauth's pages that we do not use are left out."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as outside
from django.urls import include, path

from sigor.accounts import views

second_factor = [
    path("", mfa.index, name="mfa_index"),
    path("comprobar/", mfa.authenticate, name="mfa_authenticate"),
    path("confirmar/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("aplicacion/activar/", totp.activate_totp, name="mfa_activate_totp"),
    path("aplicacion/quitar/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codigos/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codigos/generar/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codigos/descargar/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("llaves/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("llaves/agregar/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("llaves/confirmar/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("llaves/<int:pk>/quitar/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("llaves/<int:pk>/nombre/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]

urlpatterns = [
    path("invitacion/<str:token>/", views.invitation, name="invitation"),
    path("cuenta/", views.own_account, name="account"),
    path("cuenta/entrar/", views.sign_in, name="account_login"),
    path("cuenta/salir/", account.logout, name="account_logout"),
    path("cuenta/inactiva/", account.account_inactive, name="account_inactive"),
    path("cuenta/confirmar/", account.reauthenticate, name="account_reauthenticate"),
    path("cuenta/contrasena/", account.password_change, name="account_change_password"),
    path("cuenta/contrasena/nueva/", account.password_set, name="account_set_password"),
    path("cuenta/idioma/", views.change_language, name="account_language"),
    path("cuenta/sesiones/cerrar/", views.close_other_sessions, name="account_close_sessions"),
    path("cuenta/tokens/", views.issue_token, name="account_issue_token"),
    path("cuenta/tokens/<int:pk>/revocar/", views.revoke_token, name="account_revoke_token"),
    path("cuenta/segundo-factor/", include(second_factor)),
    path("cuenta/institucional/cancelado/", outside.login_cancelled, name="socialaccount_login_cancelled"),
    path("cuenta/institucional/error/", outside.login_error, name="socialaccount_login_error"),
    path("cuenta/institucional/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
