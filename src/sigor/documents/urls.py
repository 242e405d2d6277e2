"""Addresses of the library and of what is done with a version."""

from django.urls import path

from sigor.documents import views, views_import

urlpatterns = [
    path("", views.library, name="library"),
    path("importar/", views_import.import_library, name="library_import"),
    path("importar/confirmar/", views_import.import_confirm, name="library_import_confirm"),
    path("importar/plantilla/", views_import.import_template, name="library_import_template"),
    path("comparar/", views.comparison, name="version_comparison"),
    path("versiones/<int:pk>/archivo/", views.file, name="version_file"),
    path("versiones/<int:pk>/copia/", views.stamped, name="version_copy"),
    path("versiones/<int:pk>/cargar/", views.put_file, name="version_put_file"),
    path("versiones/<int:pk>/tomar/", views.check_out, name="version_check_out"),
    path("versiones/<int:pk>/devolver/", views.give_back, name="version_give_back"),
    path("versiones/<int:pk>/revisiones/", views.ask_reviews, name="version_ask_reviews"),
    path("versiones/<int:pk>/dudas/", views.doubts, name="version_doubts"),
    path("versiones/<int:pk>/lectura/", views.require_reading, name="version_require_reading"),
    path("lotes/<int:pk>/listar/", views.list_due, name="batch_list_due"),
]
