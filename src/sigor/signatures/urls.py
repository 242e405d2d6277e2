"""Addresses of signatures."""

from django.urls import path

from sigor.signatures import public_views, views

urlpatterns = [
    path("", views.tray, name="signatures"),
    path("validar/", public_views.validation, name="signature_validation"),
    path("<int:pk>/", views.signature_request, name="signature_request"),
    path("<int:pk>/firmar/", views.sign, name="sign_document"),
    path("<int:pk>/rechazar/", views.refuse, name="refuse_signature"),
    path("<int:pk>/anular/", views.cancel, name="cancel_signature"),
    path("<int:pk>/documento/", views.document, name="document_to_sign"),
    path("<int:pk>/firmado/", views.signed_document, name="signed_document"),
    path("local/parametros/<str:secret>/", public_views.signer_parameters, name="signer_parameters"),
    path("local/documento/<str:secret>/", public_views.signer_document, name="signer_document"),
    path("local/firmado/<str:secret>/", public_views.signer_return, name="signer_return"),
    path("local/sello.png", public_views.signer_mark, name="signer_mark"),
]
