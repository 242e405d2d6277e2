"""The addresses of every register's pages; the slug says which register."""

from django.urls import path

from sigor.registers import views, views_list, views_print, views_signing, views_ties, views_workbook

RECORD = "<slug:slug>/<int:pk>"

urlpatterns = [
    path("", views_list.register_index, name="register_index"),
    path("conjunto.pdf", views_print.registers_print, name="registers_print"),
    path("<slug:slug>/", views_list.register_list, name="register_list"),
    path("<slug:slug>/nuevo/", views.register_new, name="register_new"),
    path("<slug:slug>/lote/", views_list.register_bulk, name="register_bulk"),
    path("<slug:slug>/vistas/", views_list.register_views, name="register_views"),
    path("<slug:slug>/vistas/<int:pk>/", views_list.register_view, name="register_view"),
    path("<slug:slug>/vistas/<int:pk>/quitar/", views_list.register_view_forget, name="register_view_forget"),
    path("<slug:slug>/imprimir.pdf", views_print.register_print, name="register_print"),
    path(f"{RECORD}/registro.pdf", views_print.record_print, name="record_print"),
    path(f"{RECORD}/registro.xlsx", views_print.record_workbook_file, name="record_workbook"),
    path("<slug:slug>/exportar/", views_workbook.register_export, name="register_export"),
    path("<slug:slug>/plantilla/", views_workbook.register_template, name="register_template"),
    path("<slug:slug>/importar/", views_workbook.register_import, name="register_import"),
    path(
        "<slug:slug>/importar/aceptar/", views_workbook.register_import_accept, name="register_import_accept"
    ),
    path("<slug:slug>/importaciones/<int:pk>/", views_workbook.register_batch, name="register_batch"),
    path(f"{RECORD}/", views.register_detail, name="register_detail"),
    path(f"{RECORD}/editar/", views.register_edit, name="register_edit"),
    path(f"{RECORD}/historia/", views.register_history, name="register_history"),
    path(f"{RECORD}/pasos/<slug:name>/", views.register_transition, name="register_transition"),
    path(f"{RECORD}/evidencia/", views_ties.register_evidence, name="register_evidence"),
    path(f"{RECORD}/evidencia/<int:use>/", views_ties.register_evidence_file, name="register_evidence_file"),
    path(f"{RECORD}/evidencia/<int:use>/firmas/", views_signing.register_signing, name="register_signing"),
    path(f"{RECORD}/comentarios/", views_ties.register_comment, name="register_comment"),
    path(
        f"{RECORD}/comentarios/<int:comment>/resolver/",
        views_ties.register_comment_resolve,
        name="register_comment_resolve",
    ),
    path(f"{RECORD}/enlaces/", views_ties.register_link, name="register_link"),
    path(f"{RECORD}/enlaces/<int:link>/quitar/", views_ties.register_unlink, name="register_unlink"),
]
